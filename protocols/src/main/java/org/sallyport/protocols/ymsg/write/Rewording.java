package org.sallyport.protocols.ymsg.write;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Packet;
import org.sallyport.protocols.ymsg.wire.PacketEdit;
import org.sallyport.protocols.ymsg.wire.Pair;

/** Puts what is said in a room in other words. */
public final class Rewording {

    private static final String UTF8 = "1";

    private Rewording() {}

    /**
     * The packet with one text in place of all it has, in UTF-8, and saying so.
     *
     * @param key what its texts are under
     * @return owned by the caller; empty when there is no text, or it doesn't fit
     */
    public static Optional<ByteBuf> of(Packet packet, int key, String words, Limits limits) {
        List<Pair> texts = packet.pairs().all(key);
        if (texts.isEmpty()) {
            return Optional.empty();
        }
        Pair first = texts.getFirst();
        PacketEdit edit = PacketEdit.of(packet.frame()).replace(first, words);
        texts.stream().skip(1).forEach(edit::remove);
        Pair flag = packet.pairs().first(Key.UTF8);
        if (flag == null) {
            edit.insertAfter(first, Key.UTF8, UTF8);
        } else if (!flag.is(UTF8)) {
            edit.replace(flag, UTF8);
        }
        return edit.build(limits);
    }
}
