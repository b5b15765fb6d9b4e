package org.sallyport.protocols.oscar.oft;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Outcome;

/**
 * Cuts one direction into the proxy's frames (u16 length of what follows, 0x044A, u16 type, u32 0, u16 flags, data), and from the
 * first header of a file or a direct message on as {@link PeerCodec} does. Allocates nothing per frame of the proxy's.
 *
 * <p><b>Threading:</b> confined to the connection's event loop. <b>Bad input:</b> a frame shorter than its head, longer than
 * {@value #LONGEST} bytes or with another number is {@link Outcome.Malformed}, for good.
 */
final class ArsCodec implements Codec {

    static final int TYPE = 4;
    static final int DATA = 12;

    /** A name of 255 characters is the most it has to carry. */
    static final int LONGEST = 513;

    private static final int LENGTH = 2;
    private static final int NUMBER_KNOWN = 4;
    private static final int NUMBER = 0x044A;

    private final Frame frame = new Frame();
    private final Outcome.Decoded decoded = new Outcome.Decoded(frame);
    private final PeerCodec peers;
    private final int longest;
    private boolean through;
    private long offset;
    private Outcome.@Nullable Malformed broken;

    ArsCodec(Limits limits) {
        this.peers = new PeerCodec(limits);
        this.longest = Math.min(LONGEST, limits.frameBytes());
    }

    /** Whether these are the clients' own words, which begin with a letter; the proxy's begin with a short length. */
    static boolean isPeers(ByteBuf in, int at) {
        return in.getByte(at) == 'O';
    }

    @Override
    public Outcome decode(ByteBuf in) {
        if (broken != null) {
            return broken;
        }
        if (!in.isReadable()) {
            return Outcome.NeedMore.INSTANCE;
        }
        through |= isPeers(in, in.readerIndex());
        return through ? shifted(peers.decode(in)) : proxys(in);
    }

    private Outcome proxys(ByteBuf in) {
        int at = in.readerIndex();
        if (in.readableBytes() < NUMBER_KNOWN) {
            return Outcome.NeedMore.INSTANCE;
        }
        int length = LENGTH + in.getUnsignedShort(at);
        if (length < DATA || length > longest || in.getUnsignedShort(at + LENGTH) != NUMBER) {
            return broken("no frame of the proxy's", 0);
        }
        if (in.readableBytes() < length) {
            return Outcome.NeedMore.INSTANCE;
        }
        frame.point(in, at, length);
        offset += length;
        return decoded;
    }

    /** The offsets of what comes after the handshake count from the beginning of the stream. */
    private Outcome shifted(Outcome outcome) {
        return outcome instanceof Outcome.Malformed malformed ? broken(malformed.why(), malformed.offset()) : outcome;
    }

    @Override
    public Outcome decodeLast(ByteBuf in) {
        if (broken != null) {
            return broken;
        }
        return through ? shifted(peers.decodeLast(in)) : broken("stream ends within a frame", in.readableBytes());
    }

    private Outcome broken(String why, long into) {
        Outcome.Malformed malformed = new Outcome.Malformed(why, offset + into);
        broken = malformed;
        return malformed;
    }
}
