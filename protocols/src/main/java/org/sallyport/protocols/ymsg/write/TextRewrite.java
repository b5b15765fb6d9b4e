package org.sallyport.protocols.ymsg.write;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.PacketEdit;
import org.sallyport.protocols.ymsg.wire.Pair;
import org.sallyport.protocols.ymsg.wire.YmsgText;

/** Puts other words in a text's place, in the encoding that the packet already has where it can. */
public final class TextRewrite {

    private static final String UTF8 = "1";

    private TextRewrite() {}

    /**
     * A text without 97 stays in windows-1252 when it can; else it becomes UTF-8, and says so.
     *
     * @param text what gives way
     * @param flag the pair with key 97 that goes for it; null when there is none
     */
    public static void replace(PacketEdit edit, Pair text, @Nullable Pair flag, String words) {
        boolean utf8 = flag != null && flag.is(UTF8);
        Optional<byte[]> narrow = utf8 ? Optional.empty() : YmsgText.windows1252(words);
        if (narrow.isPresent()) {
            edit.replace(text, narrow.get());
            return;
        }
        edit.replace(text, words.getBytes(StandardCharsets.UTF_8));
        if (flag == null) {
            edit.insertAfter(text, Key.UTF8, UTF8);
        } else if (!utf8) {
            edit.replace(flag, UTF8);
        }
    }
}
