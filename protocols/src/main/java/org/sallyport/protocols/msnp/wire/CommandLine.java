package org.sallyport.protocols.msnp.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.sallyport.protocols.Frame;

/**
 * A flyweight over one command's line: tokens cut at single spaces, the command's name being token 0. Makes no object until a
 * token is asked for as text. A view, valid as long as the bytes stay where they are; confined to one thread.
 *
 * <p>Bounded: tokens behind the 32nd are counted, and only the last of them can be read. The longest known line has 12.
 */
public final class CommandLine {

    private static final int MOST_TOKENS = 32;
    private static final int MOST_DIGITS = 10;

    private ByteBuf buffer = io.netty.buffer.Unpooled.EMPTY_BUFFER;
    private final int[] starts = new int[MOST_TOKENS];
    private final int[] ends = new int[MOST_TOKENS];
    private int count;
    private int frameEnd;
    private int next;

    /** The line of a frame that a codec has cut. */
    public static CommandLine of(Frame frame) {
        return new CommandLine().point(frame);
    }

    /** Points this flyweight at the line of a frame. */
    public CommandLine point(Frame frame) {
        int end = frame.offset() + frame.length();
        int lf = frame.buffer().indexOf(frame.offset(), end, (byte) '\n');
        point(frame.buffer(), frame.offset(), lf < 0 ? end - 1 : lf);
        frameEnd = end;
        return this;
    }

    /**
     * Points this flyweight at a line.
     *
     * @param lf absolute index of the LF at its end
     */
    void point(ByteBuf in, int start, int lf) {
        buffer = in;
        next = lf + 1;
        frameEnd = next;
        int end = lf > start && in.getByte(lf - 1) == '\r' ? lf - 1 : lf;
        count = 0;
        int at = start;
        while (true) {
            int space = in.indexOf(at, end, (byte) ' ');
            int stop = space < 0 ? end : space;
            int slot = Math.min(count, MOST_TOKENS - 1);
            starts[slot] = at;
            ends[slot] = stop;
            count++;
            if (space < 0) {
                return;
            }
            at = space + 1;
        }
    }

    /** The buffer it lies in. */
    public ByteBuf buffer() {
        return buffer;
    }

    /** Absolute index of the line's first byte. */
    public int start() {
        return starts[0];
    }

    /** The command. */
    public Command command() {
        return Command.at(buffer, starts[0]);
    }

    /** How many tokens there are, the name included. */
    public int count() {
        return count;
    }

    /** Absolute index of a token's first byte; of the line's end when it has no such token. */
    public int tokenStart(int token) {
        return has(token) ? starts[slot(token)] : ends[slot(count - 1)];
    }

    /** Absolute index just past a token. */
    public int tokenEnd(int token) {
        return has(token) ? ends[slot(token)] : ends[slot(count - 1)];
    }

    /** Whether the line has this token and it is not empty. */
    public boolean has(int token) {
        return token < count && readable(token) && starts[slot(token)] < ends[slot(token)];
    }

    /** A token as UTF-8, percent signs as they are; empty when there is none. */
    public String token(int token) {
        return buffer.toString(tokenStart(token), tokenEnd(token) - tokenStart(token), StandardCharsets.UTF_8);
    }

    /** A token with its percent signs decoded. */
    public String decoded(int token) {
        return Percent.decode(token(token));
    }

    /** A token as the bytes of a cookie. */
    public byte[] bytes(int token) {
        byte[] bytes = new byte[tokenEnd(token) - tokenStart(token)];
        buffer.getBytes(tokenStart(token), bytes);
        return bytes;
    }

    /** Whether a token is exactly this ASCII text. */
    public boolean is(int token, String text) {
        int start = tokenStart(token);
        if (tokenEnd(token) - start != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (buffer.getByte(start + i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a token has this ASCII character in it. */
    public boolean contains(int token, char wanted) {
        return buffer.indexOf(tokenStart(token), tokenEnd(token), (byte) wanted) >= 0;
    }

    /** A token of 1 to 10 digits as a number; -1 when it is none. */
    public long number(int token) {
        int start = tokenStart(token);
        int end = tokenEnd(token);
        if (start == end || end - start > MOST_DIGITS) {
            return -1;
        }
        long number = 0;
        for (int i = start; i < end; i++) {
            int digit = buffer.getByte(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return number;
    }

    /** Absolute index of the payload's first byte. */
    public int payloadStart() {
        return next;
    }

    /** Absolute index just past the payload. */
    public int payloadEnd() {
        return frameEnd;
    }

    /** Bytes in the payload. */
    public int payloadLength() {
        return frameEnd - next;
    }

    /** The payload as UTF-8; what is none becomes replacement characters. */
    public String payload() {
        return buffer.toString(next, payloadLength(), StandardCharsets.UTF_8);
    }

    private boolean readable(int token) {
        return token < MOST_TOKENS - 1 || token == count - 1;
    }

    private static int slot(int token) {
        return Math.min(token, MOST_TOKENS - 1);
    }
}
