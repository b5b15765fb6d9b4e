package org.sallyport.protocols.msnp.ftp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Outcome;

/**
 * Cuts one direction into lines and, once it has said {@code FIL}, blocks: an octet 0 (more follow) or 1 (the last), a
 * little-endian u16 length, and data. No line begins with such an octet. Allocates nothing per frame.
 *
 * <p><b>Threading:</b> confined to the connection's event loop. <b>Bad input:</b> a line longer than {@value #LONGEST_LINE} bytes,
 * one that doesn't begin with a capital letter, a block before any {@code FIL} or longer than {@link Limits#frameBytes()} is {@link Outcome.Malformed}, for good.
 */
final class MsnftpCodec implements Codec {

    /** The longest line is {@code USR} with an address and a cookie. */
    static final int LONGEST_LINE = 512;

    static final int BLOCK_HEAD = 3;

    private static final byte[] FILE = "FIL ".getBytes(StandardCharsets.US_ASCII);

    private final Frame frame = new Frame();
    private final Outcome.Decoded decoded = new Outcome.Decoded(frame);
    private final int longest;
    private boolean sends;
    private long offset;
    private Outcome.@Nullable Malformed broken;

    MsnftpCodec(Limits limits) {
        this.longest = limits.frameBytes();
    }

    @Override
    public Outcome decode(ByteBuf in) {
        if (broken != null) {
            return broken;
        }
        if (!in.isReadable()) {
            return Outcome.NeedMore.INSTANCE;
        }
        return isBlock(in.getByte(in.readerIndex())) ? block(in) : line(in);
    }

    /** Whether a frame that begins like this is a block. */
    static boolean isBlock(byte first) {
        return first == 0 || first == 1;
    }

    private Outcome block(ByteBuf in) {
        if (!sends) {
            return broken("data before any file was named", 0);
        }
        if (in.readableBytes() < BLOCK_HEAD) {
            return Outcome.NeedMore.INSTANCE;
        }
        int length = BLOCK_HEAD + in.getUnsignedShortLE(in.readerIndex() + 1);
        if (length > longest) {
            return broken("block of " + length + " bytes", 1);
        }
        return in.readableBytes() < length ? Outcome.NeedMore.INSTANCE : decoded(in, length);
    }

    private Outcome line(ByteBuf in) {
        int start = in.readerIndex();
        byte first = in.getByte(start);
        if (first < 'A' || first > 'Z') {
            return broken("no command begins here", 0);
        }
        int most = Math.min(in.readableBytes(), LONGEST_LINE);
        int end = in.indexOf(start, start + most, (byte) '\n');
        if (end < 0) {
            return most < LONGEST_LINE ? Outcome.NeedMore.INSTANCE : broken("line without an end", 0);
        }
        int length = end + 1 - start;
        sends |= begins(in, start, length);
        return decoded(in, length);
    }

    private static boolean begins(ByteBuf in, int start, int length) {
        for (int i = 0; i < FILE.length; i++) {
            if (i >= length || in.getByte(start + i) != FILE[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Outcome decodeLast(ByteBuf in) {
        return broken == null ? broken("stream ends within a line or a block", in.readableBytes()) : broken;
    }

    private Outcome decoded(ByteBuf in, int length) {
        frame.point(in, in.readerIndex(), length);
        offset += length;
        return decoded;
    }

    private Outcome broken(String why, int into) {
        Outcome.Malformed malformed = new Outcome.Malformed(why, offset + into);
        broken = malformed;
        return malformed;
    }
}
