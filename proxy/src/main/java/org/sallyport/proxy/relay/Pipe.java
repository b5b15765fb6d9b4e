package org.sallyport.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Outcome;
import org.sallyport.protocols.Reading;
import org.sallyport.protocols.Session;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Decision;

/**
 * One direction of a relayed connection.
 *
 * <pre>
 *  HOLDING ──identified──▶ DECODING ──opaque or unknown──▶ RAW
 *                             │  ▲
 *                        event│  │decided
 *                             ▼  │
 *                           WAITING      (nothing more of this direction is read)
 * </pre>
 *
 * <p>Frames that mean nothing are not copied: the pipe remembers where the first of them began and writes the whole stretch
 * as one slice, or as the receive buffer itself when nothing is left in it. Only the beginning of a frame that is split over
 * two reads is copied.
 *
 * <p>Confined to the connection's event loop. Owns its buffers and releases them in {@link #release}.
 */
final class Pipe {

    private final Relay relay;
    private final Side from;
    private final ByteBufAllocator allocator;

    private @Nullable Codec codec;
    private @Nullable Session session;

    /** What was received and not yet written on or dropped; its reader index stands at a frame boundary while decoding. */
    private @Nullable ByteBuf in;

    /** Where in {@link #in} the stretch begins that may go on and was not written yet. */
    private int passFrom;

    /** What arrived while a decision was under way: {@link #in} must not move under the frame being decided. */
    private @Nullable ByteBuf later;

    /** Bytes that go on undecoded. */
    private long raw;

    /** A frame of this direction awaits its decision. */
    private boolean judging;

    /** This direction is stopped, whatever is decided. */
    private boolean held;

    /** Once it goes on, it goes on undecoded. */
    private boolean thenRaw;

    /** Bytes received, whatever became of them. */
    private long count;

    private boolean ended;
    private boolean finished;
    private boolean released;

    Pipe(Relay relay, Side from, ByteBufAllocator allocator) {
        this.relay = relay;
        this.from = from;
        this.allocator = allocator;
    }

    /** Takes received bytes over. */
    void received(ByteBuf bytes) {
        count += bytes.readableBytes();
        if (released || finished) {
            bytes.release();
        } else if (judging || held) {
            later = cumulate(later, bytes);
        } else {
            add(bytes);
            process();
        }
    }

    /** So many bytes of this direction went past here. */
    void passed(int bytes) {
        count += bytes;
    }

    /** Called only when nothing passable is pending, so the stretch begins anew wherever the bytes now lie. */
    private void add(ByteBuf bytes) {
        ByteBuf before = in;
        if (before != null && before.refCnt() == 1) {
            // Without this a stream whose reads never end with a frame would stay in memory whole.
            before.discardReadBytes();
        }
        in = cumulate(before, bytes);
        passFrom = in.readerIndex();
    }

    private ByteBuf cumulate(@Nullable ByteBuf before, ByteBuf bytes) {
        return before == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, before, bytes);
    }

    /** The peer has closed this direction: what is left is the last there is. */
    void inputEnded() {
        if (!ended) {
            ended = true;
            process();
        }
    }

    /** What is held of an unidentified connection. */
    ByteBuf held() {
        return in == null ? Unpooled.EMPTY_BUFFER : in;
    }

    /** So many of the held bytes may go on. */
    void passHeld(int bytes) {
        ByteBuf bytesHeld = in;
        if (bytesHeld != null) {
            bytesHeld.skipBytes(bytes);
            flushPassed();
        }
    }

    /** Takes what is held out of here, for somebody else to go on with; to be released there. */
    ByteBuf takeHeld() {
        ByteBuf bytes = in;
        in = null;
        return bytes == null ? Unpooled.EMPTY_BUFFER : bytes;
    }

    /** From now on frames are cut and read. */
    void decodeWith(Codec codec, Session session) {
        this.codec = codec;
        this.session = session;
    }

    /** From now on everything goes on as it comes. */
    void relayRaw() {
        codec = null;
        session = null;
        raw = Long.MAX_VALUE;
    }

    boolean canRead() {
        return !judging && !held && !ended && !released;
    }

    /** Whether whatever comes goes on as it comes, and nothing waits to go on before it. */
    boolean isClear() {
        return raw == Long.MAX_VALUE && in == null && later == null && canRead();
    }

    /** Whether there is something left that will go on without more being received. */
    boolean isBusy() {
        return judging || (!finished && !held && !released);
    }

    /** Bytes received so far, refused ones included. */
    long count() {
        return count;
    }

    /** Whether something received waits for a decision. */
    boolean isWaiting() {
        return judging || held;
    }

    /** Whether the peer has closed this direction, be it worked off or not. */
    boolean isEnded() {
        return ended;
    }

    boolean isFinished() {
        return finished;
    }

    /** Goes on with what is at hand until it is used up, a decision is needed, or more bytes are. */
    void process() {
        while (!judging && !held && !released && in != null && in.isReadable() && mayGoOn() && step()) {
            // One frame at a time.
        }
        if (released) {
            return;
        }
        flushPassed();
        if (in != null && !mayGoOn()) {
            // The relay comes back here when the peers have taken what there is for them.
            return;
        }
        if (ended && !judging && !held && !finished && !relay.isHolding()) {
            finish();
        }
    }

    /** What is decoded may be answered, at greater length than it has; what goes on raw just goes on. */
    private boolean mayGoOn() {
        return raw > 0 || !relay.isFull();
    }

    /** @return whether there is a point in trying again */
    private boolean step() {
        ByteBuf bytes = in;
        if (bytes == null) {
            return false;
        }
        if (raw > 0) {
            int n = (int) Math.min(raw, bytes.readableBytes());
            raw = raw == Long.MAX_VALUE ? raw : raw - n;
            bytes.skipBytes(n);
            return true;
        }
        Codec decoder = codec;
        if (decoder == null) {
            return relay.holding(from);
        }
        return act(decoder.decode(bytes));
    }

    private boolean act(Outcome outcome) {
        return switch (outcome) {
            case Outcome.NeedMore more -> false;
            case Outcome.Decoded decoded -> read(decoded.frame());
            case Outcome.Opaque opaque -> {
                raw = opaque.length();
                yield true;
            }
            case Outcome.Malformed malformed -> {
                relay.malformed(from, malformed.why(), malformed.offset());
                yield false;
            }
        };
    }

    private boolean read(Frame frame) {
        ByteBuf bytes = in;
        Session reader = session;
        if (bytes == null || reader == null) {
            return false;
        }
        switch (reader.interpret(from, frame)) {
            case Reading.Pass pass -> bytes.skipBytes(frame.length());
            case Reading.Housekeeping housekeeping -> carryOut(frame.length(), housekeeping.emissions());
            case Reading.FilePart part -> look(bytes, frame, part);
            case Reading.Events events -> {
                flushPassed();
                judging = true;
                relay.judge(from, events.events(), decisions -> decided(frame, decisions));
            }
            case Reading.Malformed malformed -> {
                relay.malformed(from, malformed.why(), -1);
                return false;
            }
        }
        return true;
    }

    private void look(ByteBuf bytes, Frame frame, Reading.FilePart part) {
        ByteBuf data = frame.buffer().slice(frame.offset() + part.offset(), part.length());
        if (relay.inspections().inspect(part, data, decisions -> lookedAt(frame, decisions))) {
            bytes.skipBytes(frame.length());
        } else {
            flushPassed();
            judging = true;
        }
    }

    /** @param decisions none when there was nothing to decide */
    private void lookedAt(Frame frame, List<Decision> decisions) {
        if (decisions.isEmpty()) {
            goOnAfter(frame, List.of(Emission.Forward.INSTANCE));
        } else {
            decided(frame, decisions);
        }
    }

    private void decided(Frame frame, List<Decision> decisions) {
        Session reader = session;
        if (reader != null && !released && !relay.ending().isEnding()) {
            goOnAfter(frame, reader.enforce(from, frame, decisions));
        }
    }

    private void goOnAfter(Frame frame, List<Emission> emissions) {
        if (released || relay.ending().isEnding()) {
            return;
        }
        judging = false;
        carryOut(frame.length(), emissions);
        if (thenRaw) {
            relayRaw();
        }
        if (held) {
            flushPassed();
            relay.flushAndRead();
        } else {
            resume();
        }
    }

    /** Takes in what arrived meanwhile and goes on. */
    private void resume() {
        ByteBuf more = later;
        later = null;
        if (more != null) {
            if (released) {
                more.release();
            } else {
                flushPassed();
                add(more);
            }
        }
        process();
        relay.flushAndRead();
    }

    /** What could not be read may pass: everything from here on goes on as it comes, after the frame being decided. */
    void goOnRaw() {
        held = false;
        thenRaw = true;
        if (!judging) {
            relayRaw();
            resume();
        }
    }

    /** Lets go of a direction that {@link #hold} stopped, without a word about what it is. */
    void unhold() {
        held = false;
        ByteBuf more = later;
        later = null;
        if (more != null) {
            if (released) {
                more.release();
            } else {
                add(more);
            }
        }
    }

    /** Stops this direction until {@link #goOnRaw} or the end. */
    void hold() {
        flushPassed();
        held = true;
    }

    private void carryOut(int length, List<Emission> emissions) {
        boolean forwarded = false;
        for (Emission emission : emissions) {
            switch (emission) {
                case Emission.Forward forward -> {
                    if (!forwarded && in != null) {
                        in.skipBytes(length);
                        forwarded = true;
                    }
                }
                case Emission.Send send -> {
                    if (send.to() != from) {
                        flushPassed();
                    }
                    relay.write(send.to(), send.bytes());
                }
                case Emission.Call call -> relay.call(call);
                case Emission.Close close -> {
                    flushPassed();
                    relay.ending().afterFlush();
                }
            }
        }
        if (!forwarded && !released) {
            drop(length);
        }
    }

    private void drop(int length) {
        flushPassed();
        ByteBuf bytes = in;
        if (bytes != null) {
            bytes.skipBytes(length);
            passFrom = bytes.readerIndex();
            releaseIfEmpty(bytes);
        }
    }

    /** Writes on what may pass. The socket is flushed later, once for all. */
    private void flushPassed() {
        ByteBuf bytes = in;
        if (bytes == null) {
            return;
        }
        int end = bytes.readerIndex();
        if (end == passFrom) {
            releaseIfEmpty(bytes);
            return;
        }
        if (bytes.isReadable()) {
            relay.write(from.other(), bytes.retainedSlice(passFrom, end - passFrom));
            passFrom = end;
        } else {
            in = null;
            relay.write(from.other(), bytes.readerIndex(passFrom));
        }
    }

    private void releaseIfEmpty(ByteBuf bytes) {
        if (!bytes.isReadable()) {
            in = null;
            bytes.release();
        }
    }

    /** Everything this direction will ever have is here. */
    private void finish() {
        ByteBuf rest = in;
        Codec decoder = codec;
        if (rest != null && decoder != null) {
            switch (decoder.decodeLast(rest)) {
                case Outcome.Decoded decoded -> {
                    // A last short frame, such as a close that some services cut off: it goes on with the end of input.
                    rest.skipBytes(rest.readableBytes());
                    flushPassed();
                }
                case Outcome.Opaque opaque -> {
                    rest.skipBytes(rest.readableBytes());
                    flushPassed();
                }
                case Outcome.NeedMore more -> drop(rest.readableBytes());
                case Outcome.Malformed malformed -> {
                    relay.cutShort(from, malformed.why(), malformed.offset());
                    drop(rest.readableBytes());
                }
            }
        }
        finished = true;
        relay.finished(from);
    }

    /** Gives everything back; nothing happens on this pipe any more. */
    void release() {
        released = true;
        if (in != null) {
            in.release();
            in = null;
        }
        if (later != null) {
            later.release();
            later = null;
        }
    }
}
