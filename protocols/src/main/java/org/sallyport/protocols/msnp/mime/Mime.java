package org.sallyport.protocols.msnp.mime;

import io.netty.buffer.ByteBuf;

/** What a stretch of bytes turned out to be that should be a MIME head with a body behind it. */
public sealed interface Mime permits MimeMessage, Mime.Malformed {

    /** The most headers a head may have. The longest one known, the profile that follows a sign-on, has under thirty. */
    int MOST_HEADERS = 64;

    /** The longest name, in bytes. */
    int LONGEST_NAME = 128;

    /** The longest value, in bytes. Tickets of some hundred bytes occur. */
    int LONGEST_VALUE = 16 * 1024;

    /**
     * It is none, or none that two readers would surely understand alike.
     *
     * @param why what is wrong, in words without content of the stream
     */
    record Malformed(String why) implements Mime {}

    /**
     * Reads a head. Strict where clients differ in what they make of it: a CR or LF alone, a NUL, a line without a name or that
     * continues the one before, and a head without a blank line at its end are all {@link Malformed}. Header values are left as
     * they are: percent signs and UTF-8 in them have another meaning in each.
     *
     * @param start absolute index of the first byte
     * @param end absolute index just past the body's last byte
     * @return never {@code null}; nothing is thrown for what the bytes say, and no index of the buffer is moved
     */
    static Mime read(ByteBuf buffer, int start, int end) {
        return MimeReader.read(buffer, start, end);
    }
}
