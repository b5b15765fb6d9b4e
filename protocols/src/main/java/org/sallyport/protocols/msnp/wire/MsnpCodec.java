package org.sallyport.protocols.msnp.wire;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Outcome;
import org.sallyport.protocols.Side;

/**
 * Cuts one direction of an MSNP connection into commands: a line, and the payload behind it when the command has one. Allocates
 * nothing per frame, and looks at no byte of an unfinished line twice.
 *
 * <p>Whether there is a payload is a matter of the command, who sends it, and for answers how many tokens there are: an error
 * with a third token that is a number has one, {@code OK} in place of a length means none. What is not known by name and ends
 * in a number has one unless what follows is the beginning of a command that is known; until that shows it is held back.
 *
 * <p><b>Threading:</b> confined to the connection's event loop.
 *
 * <p><b>Bad input:</b> no name of three capitals or digits where a command must begin, a control character in a line, a line
 * longer than 16 KiB, a length or transaction id that is no plain number, and a command longer than {@link
 * Limits#frameBytes()} are {@link Outcome.Malformed}, from then on and for good. A line may end in LF alone, which servers take
 * (Escargot).
 */
public final class MsnpCodec implements Codec {

    /** Tickets in {@code USR} and pictures in {@code NLN} make the longest lines, of some kilobytes. */
    private static final int LONGEST_LINE = 16 * 1024;

    /** The name of the next command and what ends it. */
    private static final int GLANCE = Command.NAME + 1;

    private static final int NOT_YET = -1;
    private static final int BROKEN = -2;

    private final Side from;
    private final int longestFrame;
    private final int longestLine;
    private final Frame frame = new Frame();
    private final Outcome.Decoded decoded = new Outcome.Decoded(frame);
    private final CommandLine line = new CommandLine();

    /** Where the next frame begins, in bytes since the first one of this direction. */
    private long offset;

    /** How many bytes of the line at hand have been looked at. */
    private int seen;

    /** How long the frame at hand will be; 0 while unknown. */
    private int expected;

    private Outcome.@Nullable Malformed broken;

    /** For what this side sends. */
    public MsnpCodec(Side from, Limits limits) {
        this.from = from;
        this.longestFrame = limits.frameBytes();
        this.longestLine = Math.min(LONGEST_LINE, longestFrame - GLANCE);
    }

    @Override
    public Outcome decode(ByteBuf in) {
        if (broken != null) {
            return broken;
        }
        int start = in.readerIndex();
        int readable = in.readableBytes();
        if (expected == 0) {
            int lf = lineFeed(in, start, readable);
            if (lf == BROKEN) {
                return broken();
            }
            if (lf == NOT_YET) {
                return seen >= longestLine
                        ? broken("command line of more than " + longestLine + " bytes", seen)
                        : Outcome.NeedMore.INSTANCE;
            }
            line.point(in, start, lf);
            int length = lf + 1 - start;
            int payload = payload(in, lf + 1, start + readable);
            if (payload == BROKEN) {
                return broken();
            }
            if (payload == NOT_YET) {
                return Outcome.NeedMore.INSTANCE;
            }
            if (payload > longestFrame - length) {
                return broken("payload of " + payload + " bytes", length);
            }
            expected = length + payload;
        }
        return readable < expected ? Outcome.NeedMore.INSTANCE : decoded(in, start, expected);
    }

    /** Knows one more frame: a command without a name here that ends in a number, when too little follows to tell what it is. */
    @Override
    public Outcome decodeLast(ByteBuf in) {
        Outcome outcome = decode(in);
        int length = in.readableBytes();
        if (outcome instanceof Outcome.NeedMore) {
            boolean untold = expected == 0 && seen > 0 && in.getByte(in.readerIndex() + seen - 1) == '\n';
            boolean whole = length == seen || length - seen == line.number(line.count() - 1);
            return untold && whole
                    ? decoded(in, in.readerIndex(), length)
                    : broken("stream ends within a command", length);
        }
        if (outcome instanceof Outcome.Decoded whole && whole.frame().length() < length) {
            return broken("stream ends within a command", length);
        }
        return outcome;
    }

    /** Where the line's LF stands, {@link #NOT_YET} or {@link #BROKEN}. What was looked at before is not looked at again. */
    private int lineFeed(ByteBuf in, int start, int readable) {
        if (seen > 0 && in.getByte(start + seen - 1) == '\n') {
            // Found before, and whether it has a payload could not be told yet.
            return start + seen - 1;
        }
        int end = Math.min(readable, longestLine);
        for (int i = seen; i < end; i++) {
            byte octet = in.getByte(start + i);
            if (octet == '\n' && i >= Command.NAME) {
                seen = i + 1;
                return start + i;
            }
            if (!fits(octet, i) || (i > 0 && in.getByte(start + i - 1) == '\r')) {
                broken(i <= Command.NAME ? "no command begins here" : "control character in a command line", i);
                return BROKEN;
            }
        }
        seen = end;
        return NOT_YET;
    }

    private static boolean fits(byte octet, int position) {
        if (position < Command.NAME) {
            return Command.inName(octet);
        }
        if (position == Command.NAME) {
            return octet == ' ' || octet == '\r';
        }
        // Bytes of UTF-8 are negative.
        return octet >= ' ' || octet < 0 || octet == '\r';
    }

    /** The payload's length, {@link #NOT_YET} or {@link #BROKEN}. */
    private int payload(ByteBuf in, int next, int end) {
        Command command = line.command();
        Form form = command.form(from);
        int last = line.count() - 1;
        if (form.hasTransaction() && line.number(1) < 0) {
            return brokenLine("transaction id that is no number", 1);
        }
        return switch (form) {
            case LINE -> 0;
            case BARE -> command == Command.ERROR && line.count() == 3 ? Math.max(0, length(2)) : 0;
            case PAYLOAD -> last < 2 ? brokenLine("payload without a length", last) : placed(command, last);
            case BARE_PAYLOAD -> last < 1 ? brokenLine("payload without a length", last) : placed(command, last);
            case REPLY -> last < 2 || isWord(last) ? 0 : stated(last);
            case UNKNOWN -> last < 1 || line.number(last) <= 0 ? 0 : guess(in, next, end, length(last));
        };
    }

    /** What looks like a number and is none breaks the rules; a word does not. */
    private boolean isWord(int token) {
        byte first = line.has(token) ? line.buffer().getByte(line.tokenStart(token)) : (byte) ' ';
        return !(first >= '0' && first <= '9') && first != '-' && first != '+';
    }

    /**
     * The length where it belongs. A peer may look for it by position: with one token more it would take other bytes for the
     * payload than we do, and find commands in what we take for words.
     */
    private int placed(Command command, int last) {
        int place = command.lengthToken(from);
        return place > 0 && place != last ? brokenLine("payload length out of place", last) : stated(last);
    }

    private int stated(int token) {
        int length = length(token);
        return length < 0 ? brokenLine("payload length that is no number", token) : length;
    }

    /** Saturates, since any length beyond the limit is one too many. */
    private int length(int token) {
        long number = line.number(token);
        return (int) Math.min(number, Integer.MAX_VALUE);
    }

    private int guess(ByteBuf in, int next, int end, int length) {
        if (length > longestFrame) {
            // Longer than any payload: it counts something else.
            return 0;
        }
        int there = Math.min(GLANCE, end - next);
        for (int i = 0; i < Math.min(there, Command.NAME); i++) {
            if (!Command.inName(in.getByte(next + i))) {
                return length;
            }
        }
        if (there < GLANCE) {
            return NOT_YET;
        }
        Command following = Command.at(in, next);
        byte behind = in.getByte(next + Command.NAME);
        boolean ends = behind == ' ' || behind == '\r' || behind == '\n';
        return ends && following.form(from) != Form.UNKNOWN ? 0 : length;
    }

    private Outcome decoded(ByteBuf in, int start, int length) {
        frame.point(in, start, length);
        offset += length;
        seen = 0;
        expected = 0;
        return decoded;
    }

    private int brokenLine(String why, int token) {
        broken(why, line.tokenStart(token) - line.start());
        return BROKEN;
    }

    private Outcome broken(String why, int into) {
        Outcome.Malformed malformed = new Outcome.Malformed(why, offset + into);
        broken = malformed;
        return malformed;
    }

    private Outcome broken() {
        return broken == null ? broken("no command begins here", 0) : broken;
    }
}
