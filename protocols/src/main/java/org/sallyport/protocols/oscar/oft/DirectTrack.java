package org.sallyport.protocols.oscar.oft;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where one direction of a direct connection stands. A message is a header and its words; pictures follow the words, as
 *
 * <pre>
 *   &lt;BINARY&gt;&lt;DATA ID="1" SIZE="4"&gt;....&lt;/DATA&gt;&lt;/BINARY&gt;
 * </pre>
 *
 * and are counted with them in the header's length. The codec and the session keep one each for a direction: both are told of
 * each frame and so know what the next one is.
 */
final class DirectTrack {

    /** More than any tag needs. */
    static final int LONGEST_TAG = 512;

    private static final byte[] PICTURES = "<BINARY>".getBytes(StandardCharsets.US_ASCII);

    /** Nothing but what clients write: what one reads as a tag must not be a picture to another. */
    private static final Pattern PICTURE = Pattern.compile(
            "\\s*<DATA\\s+ID\\s*=\\s*\"?(\\d{1,10})\"?\\s+SIZE\\s*=\\s*\"?(\\d{1,10})\"?\\s*>",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern OTHER =
            Pattern.compile("\\s*(?:<BINARY>|</BINARY>|</DATA>|</BODY>|</HTML>|\\x00?)\\s*", Pattern.CASE_INSENSITIVE);

    private long left;
    private long picture;

    /** What the next frame is. */
    enum Next {
        /** A header and the words behind it. */
        MESSAGE,
        /** A tag between pictures, with whatever stands before it. */
        TAG,
        /** A piece of a picture. */
        PICTURE
    }

    Next next() {
        if (picture > 0) {
            return Next.PICTURE;
        }
        return left > 0 ? Next.TAG : Next.MESSAGE;
    }

    /** A header and its words have passed. */
    void message(ByteBuf in, int at, int length) {
        left = DirectHeader.length(in, at) + DirectHeader.textLength(in, at) - length;
    }

    /** A tag has passed. Returns whether it is one, and what it announces fits into its message. */
    boolean tag(ByteBuf in, int at, int length) {
        left -= length;
        String tag = text(in, at, length);
        Matcher announces = PICTURE.matcher(tag);
        if (!announces.matches()) {
            return OTHER.matcher(tag).matches();
        }
        long size = Long.parseLong(announces.group(2));
        picture = Math.min(size, left);
        return size <= left;
    }

    /** A piece of a picture has passed. */
    void picture(int length) {
        picture -= length;
        left -= length;
    }

    /** How much of the picture is to come. */
    long pictureLeft() {
        return picture;
    }

    /** How much of the message is to come. */
    long left() {
        return left;
    }

    /** Where the pictures begin, at {@code from} or later; -1 when they don't before {@code end}. */
    static int pictures(ByteBuf in, int from, int end) {
        for (int i = from; i <= end - PICTURES.length; i++) {
            if (in.getByte(i) == '<' && isPictures(in, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isPictures(ByteBuf in, int at) {
        for (int i = 1; i < PICTURES.length; i++) {
            byte b = in.getByte(at + i);
            byte upper = b >= 'a' && b <= 'z' ? (byte) (b - 'a' + 'A') : b;
            if (upper != PICTURES[i]) {
                return false;
            }
        }
        return true;
    }

    /** The picture that a tag announces; null where it announces none. */
    static @Nullable String picture(ByteBuf in, int at, int length) {
        Matcher picture = PICTURE.matcher(text(in, at, length));
        return picture.matches() ? picture.group(1) : null;
    }

    private static String text(ByteBuf in, int at, int length) {
        return in.toString(at, length, StandardCharsets.ISO_8859_1);
    }
}
