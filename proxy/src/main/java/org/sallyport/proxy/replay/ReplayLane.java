package org.sallyport.proxy.replay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Supplier;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Outcome;

/**
 * One side's bytes, cut into frames. After a gap, the part of a frame before it is dropped and the next frame looked for; after
 * bytes that break the rules, nothing of this side is read any more.
 */
final class ReplayLane {

    /** Where the pieces go. */
    interface Sink {
        void frame(Frame frame);

        void malformed(Outcome.Malformed malformed);

        /** Bytes that were passed over. */
        void unread(long bytes);
    }

    private final Supplier<Codec> codecs;
    private final int longestFrame;
    private final Sink sink;
    private final ByteBuf in = Unpooled.buffer();
    private Codec codec;
    private boolean seeking;
    private boolean dead;
    private Resync resync;
    private long opaque;
    private long unread;

    /** @param midway whether the first bytes may lie within a frame */
    ReplayLane(Supplier<Codec> codecs, int longestFrame, boolean midway, Sink sink) {
        this.codecs = codecs;
        this.longestFrame = longestFrame;
        this.sink = sink;
        this.codec = codecs.get();
        this.seeking = midway;
        this.resync = new Resync(codecs, longestFrame);
    }

    void data(ByteBuf bytes) {
        if (dead) {
            unread += bytes.readableBytes();
            return;
        }
        in.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
        if (seeking) {
            seek();
        }
        if (!seeking) {
            decode();
        }
        in.discardReadBytes();
    }

    /** What comes next does not follow what came before. */
    void gap(long bytes) {
        if (dead) {
            return;
        }
        if (opaque > 0) {
            opaque = opaque == Long.MAX_VALUE ? opaque : Math.max(0, opaque - bytes);
            if (opaque > 0) {
                return;
            }
        }
        unread += in.readableBytes();
        in.clear();
        tellUnread();
        codec = codecs.get();
        resync = new Resync(codecs, longestFrame);
        seeking = true;
    }

    /** The side sends no more: what is left is a last frame or none. */
    void end() {
        if (!dead && !seeking && opaque == 0 && in.isReadable()) {
            switch (codec.decodeLast(in)) {
                case Outcome.Decoded decoded -> {
                    int length = decoded.frame().length();
                    sink.frame(decoded.frame());
                    in.skipBytes(length);
                }
                case Outcome.Malformed malformed -> sink.malformed(malformed);
                case Outcome.NeedMore more -> {
                    // Left over, as counted below.
                }
                case Outcome.Opaque pass -> in.skipBytes(in.readableBytes());
            }
        }
        close();
    }

    /** Nothing more comes; reports what was not read. */
    void close() {
        dead = true;
        unread += in.readableBytes();
        in.clear();
        tellUnread();
    }

    private void tellUnread() {
        if (unread > 0) {
            sink.unread(unread);
            unread = 0;
        }
    }

    private void seek() {
        int before = in.readerIndex();
        if (resync.find(in)) {
            seeking = false;
        }
        unread += in.readerIndex() - before;
        if (!seeking) {
            tellUnread();
        }
    }

    private void decode() {
        while (in.isReadable() && !dead) {
            if (opaque > 0) {
                int pass = (int) Math.min(opaque, in.readableBytes());
                in.skipBytes(pass);
                opaque -= opaque == Long.MAX_VALUE ? 0 : pass;
                continue;
            }
            switch (codec.decode(in)) {
                case Outcome.NeedMore more -> {
                    return;
                }
                case Outcome.Decoded decoded -> {
                    int length = decoded.frame().length();
                    sink.frame(decoded.frame());
                    in.skipBytes(length);
                }
                case Outcome.Opaque pass -> opaque = pass.length();
                case Outcome.Malformed malformed -> {
                    dead = true;
                    unread += in.readableBytes();
                    in.clear();
                    sink.malformed(malformed);
                }
            }
        }
    }
}
