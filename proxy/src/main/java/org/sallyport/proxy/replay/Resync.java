package org.sallyport.proxy.replay;

import io.netty.buffer.ByteBuf;
import java.util.function.Supplier;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Outcome;

/**
 * Finds where the next frame begins in bytes that start anywhere, for any protocol: a boundary is where a fresh codec cuts one
 * frame and does not object to what follows it. Where a frame only might begin, because its end is not there yet, it waits.
 *
 * <p>Bounded: at most {@value #MOST_ATTEMPTS} places are tried, and no more is held than the longest frame.
 */
final class Resync {

    private static final int MOST_ATTEMPTS = 1 << 20;

    /** What a place looks like. */
    private enum Place {
        BOUNDARY,
        PERHAPS,
        NONE
    }

    private final Supplier<Codec> codecs;
    private final int longestFrame;
    private int attempts;

    Resync(Supplier<Codec> codecs, int longestFrame) {
        this.codecs = codecs;
        this.longestFrame = longestFrame;
    }

    /**
     * Skips what can't be the start of a frame.
     *
     * @return whether the reader index now stands at a boundary; if not, ask again when there is more
     */
    boolean find(ByteBuf in) {
        int perhaps = -1;
        int start = in.readerIndex();
        if (in.readableBytes() > longestFrame) {
            // Whatever might have begun here would be complete by now.
            start++;
        }
        for (int at = start; at < in.writerIndex(); at++) {
            if (attempts++ >= MOST_ATTEMPTS) {
                in.readerIndex(in.writerIndex());
                return false;
            }
            switch (look(in.slice(at, in.writerIndex() - at))) {
                case BOUNDARY -> {
                    in.readerIndex(at);
                    return true;
                }
                case PERHAPS -> perhaps = perhaps < 0 ? at : perhaps;
                case NONE -> {
                    // The next byte, then.
                }
            }
        }
        in.readerIndex(perhaps < 0 ? in.writerIndex() : perhaps);
        return false;
    }

    private Place look(ByteBuf rest) {
        Codec codec = codecs.get();
        return switch (codec.decode(rest)) {
            case Outcome.NeedMore more -> Place.PERHAPS;
            case Outcome.Decoded decoded -> {
                rest.skipBytes(decoded.frame().length());
                // A frame up to the last byte here is as good as two: chance rarely ends where the data does.
                yield !rest.isReadable() || follows(codec.decode(rest)) ? Place.BOUNDARY : Place.NONE;
            }
            case Outcome.Opaque opaque -> Place.NONE;
            case Outcome.Malformed malformed -> Place.NONE;
        };
    }

    private static boolean follows(Outcome outcome) {
        return outcome instanceof Outcome.Decoded || outcome instanceof Outcome.NeedMore;
    }
}
