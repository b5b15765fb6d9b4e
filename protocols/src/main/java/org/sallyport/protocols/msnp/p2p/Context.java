package org.sallyport.protocols.msnp.p2p;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.event.FileInfo;

/**
 * What the {@code Context} of an invitation holds, besides Base64: a file's name and size, the description of an object, or the
 * name of an activity.
 *
 * <p>A file's, little-endian: u32 length, u32 version, u64 size, u32 kind, then 260 characters of UTF-16, the name padded with
 * zeros. Verified against libpurple's bytes; versions 2 and 3 begin alike.
 */
public final class Context {

    private static final int SIZE = 8;
    private static final int NAME = 20;
    private static final int NAME_CHARACTERS = 260;

    private static final Pattern TYPE =
            Pattern.compile("\\bType\\s*=\\s*[\"']\\s*(\\d{1,4})", Pattern.CASE_INSENSITIVE);

    private Context() {}

    /** The file on offer; null when there is no room for a name in it. */
    public static @Nullable FileInfo file(String base64) {
        ByteBuf context = Unpooled.wrappedBuffer(decode(base64));
        if (context.readableBytes() < NAME + 2) {
            return null;
        }
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < NAME_CHARACTERS && NAME + 2 * i + 2 <= context.readableBytes(); i++) {
            char next = (char) context.getUnsignedShortLE(NAME + 2 * i);
            if (next == 0) {
                break;
            }
            name.append(next);
        }
        return new FileInfo(name.toString(), Math.max(-1, context.getLongLE(SIZE)), 1);
    }

    /** The type of the object asked for: 3 is a picture of a person, 2 an emoticon, 8 a wink, 11 a voice clip. */
    public static OptionalInt objectType(String base64) {
        Matcher matcher = TYPE.matcher(new String(decode(base64), StandardCharsets.UTF_8));
        return matcher.find() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    /** The name in {@code number;number;name}, in UTF-16; empty when there is none. */
    public static String activity(String base64) {
        String[] parts = new String(decode(base64), StandardCharsets.UTF_16LE).split(";", 3);
        return parts.length < 3 ? "" : parts[2].replace("\0", "").strip();
    }

    /** Decodes as forgivingly as clients do: what isn't Base64 is passed over, and what is missing at the end isn't missed. */
    static byte[] decode(String base64) {
        int padding = base64.indexOf('=');
        String digits = (padding < 0 ? base64 : base64.substring(0, padding)).replaceAll("[^A-Za-z0-9+/]", "");
        // One digit left over is less than a byte.
        int usable = digits.length() % 4 == 1 ? digits.length() - 1 : digits.length();
        return Base64.getDecoder().decode(digits.substring(0, usable));
    }
}
