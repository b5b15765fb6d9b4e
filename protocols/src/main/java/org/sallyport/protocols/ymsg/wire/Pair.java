package org.sallyport.protocols.ymsg.wire;

import io.netty.buffer.ByteBuf;

/**
 * A key and its value as they stand in a packet. Valid as long as the buffer is.
 *
 * @param buffer what it lies in
 * @param key the key's number, or {@link #UNNUMBERED}
 * @param start absolute index of the key's first byte
 * @param valueStart absolute index of the value's first byte
 * @param valueEnd absolute index just past the value
 * @param end absolute index just past the pair, separator included
 */
public record Pair(ByteBuf buffer, int key, int start, int valueStart, int valueEnd, int end) {

    /** A key that has no number in it, which clients pass over. */
    public static final int UNNUMBERED = -1;

    /** Bytes of the value. */
    public int length() {
        return valueEnd - valueStart;
    }

    /** A copy of the value. */
    public byte[] bytes() {
        byte[] copy = new byte[length()];
        buffer.getBytes(valueStart, copy);
        return copy;
    }

    /** The value as text: UTF-8 when it is valid UTF-8, else windows-1252. */
    public String text() {
        return YmsgText.lenient(bytes());
    }

    /** Whether the value is these ASCII characters. */
    public boolean is(String ascii) {
        if (length() != ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (buffer.getByte(valueStart + i) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The value as a whole decimal number, or {@code otherwise} when it is none or longer than 18 digits. */
    public long number(long otherwise) {
        int at = valueStart;
        boolean minus = length() > 1 && buffer.getByte(at) == '-';
        if (minus) {
            at++;
        }
        if (at == valueEnd || valueEnd - at > 18) {
            return otherwise;
        }
        long value = 0;
        for (; at < valueEnd; at++) {
            int digit = buffer.getByte(at) - '0';
            if (digit < 0 || digit > 9) {
                return otherwise;
            }
            value = value * 10 + digit;
        }
        return minus ? -value : value;
    }

    /** Hides the value: it may be what somebody wrote, or a cookie. */
    @Override
    public String toString() {
        return "Pair[" + key + ", " + length() + " bytes]";
    }
}
