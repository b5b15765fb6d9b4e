package org.sallyport.protocols.trial;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Outcome;
import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.Reading;
import org.sallyport.protocols.Session;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;

/**
 * One proxied connection without a network: what a side sends goes through codec, session and decisions as in the relay, and
 * what would go out is collected. The model of the relay's loop, and the place where a plugin's promises are checked: it fails
 * when a codec moves an index, holds more than the limits, or when an emitted buffer is not ours to release.
 *
 * <p>Bytes that break the rules become an {@link ImEvent.Malformed}. When that is allowed, the side's bytes pass unread from
 * then on (or, when the frame itself was well cut, just this frame does); otherwise the connection is closed.
 */
public final class ConnectionTrial implements AutoCloseable {

    /** An event, and what was decided. */
    public record Happening(ImEvent event, Decision decision) {}

    private final class Lane {
        final Side from;
        final Codec codec;
        // Not a pooled one: the leak detector would write down every access. Its count is checked at the end.
        final ByteBuf in = Unpooled.buffer();
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        long opaque;
        /** How much had gone out when this side's bytes began to pass unread. */
        int understood = Integer.MAX_VALUE;

        Lane(Side from) {
            this.from = from;
            this.codec = plugin.newCodec(from, context.limits());
        }
    }

    private final ProtocolPlugin plugin;
    private final SessionContext context;
    private final Function<ImEvent, Decision> decide;
    private final Session session;
    private final Map<Side, Lane> lanes = new EnumMap<>(Side.class);
    private final List<Happening> happenings = new ArrayList<>();
    private boolean closed;
    private boolean finished;

    /** @param decide the policy */
    public ConnectionTrial(ProtocolPlugin plugin, SessionContext context, Function<ImEvent, Decision> decide) {
        this.plugin = plugin;
        this.context = context;
        this.decide = decide;
        this.session = plugin.newSession(context);
        for (Side side : Side.values()) {
            lanes.put(side, new Lane(side));
        }
    }

    /** The policy that lets everything pass. */
    public static Decision allow(ImEvent event) {
        return decided(Verdict.Allow.INSTANCE);
    }

    /** A decision without further duties. */
    public static Decision decided(Verdict verdict) {
        return new Decision.Decided(verdict, List.of("trial"), List.of(), "trial", List.of());
    }

    /** A side sends bytes. */
    public ConnectionTrial feed(Side from, byte[] bytes) {
        return feed(from, Unpooled.wrappedBuffer(bytes));
    }

    /** A side sends bytes; the buffer is only read. */
    public ConnectionTrial feed(Side from, ByteBuf bytes) {
        if (!closed) {
            Lane lane = lane(from);
            lane.in.writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
            drain(lane);
        }
        return this;
    }

    /** A side sends no more. */
    public ConnectionTrial end(Side from) {
        Lane lane = lane(from);
        if (!closed && lane.in.isReadable()) {
            switch (lane.codec.decodeLast(lane.in)) {
                case Outcome.Decoded decoded -> {
                    int length = decoded.frame().length();
                    if (length != lane.in.readableBytes()) {
                        throw new AssertionError("the last frame must be all of the rest");
                    }
                    frame(lane, decoded.frame());
                    lane.in.skipBytes(length);
                }
                case Outcome.Malformed malformed -> broken(lane, malformed);
                case Outcome.NeedMore more -> throw new AssertionError("decodeLast must not want more");
                case Outcome.Opaque opaque -> throw new AssertionError("decodeLast must not pass bytes");
            }
        }
        return this;
    }

    /** The gateway speaks to the client as the service would. */
    public void deliver(ImEvent.Message message) {
        if (!closed) {
            carryOut(lane(Side.SERVER), null, session.deliver(message));
        }
    }

    /** The gateway ends the connection. */
    public void disconnect(@Nullable String notice) {
        if (!closed) {
            carryOut(lane(Side.SERVER), null, session.disconnect(notice));
            if (!closed) {
                throw new AssertionError("disconnect must emit Close");
            }
        }
    }

    /** The connection is gone: adds the session's last events, gives buffers back. */
    @Override
    public void close() {
        if (!finished) {
            finished = true;
            closed = true;
            for (ImEvent event : session.ended()) {
                happenings.add(new Happening(event, decide.apply(event)));
            }
            for (Lane lane : lanes.values()) {
                if (!lane.in.release()) {
                    throw new AssertionError("somebody kept a reference to the receive buffer");
                }
            }
        }
    }

    /** Everything that happened so far. */
    public List<Happening> happenings() {
        return happenings;
    }

    /** The events alone. */
    public List<ImEvent> events() {
        return happenings.stream().map(Happening::event).toList();
    }

    /** Everything that went out to a side so far. */
    public byte[] sentTo(Side to) {
        return lane(to.other()).out.toByteArray();
    }

    /**
     * How many of the bytes that went out to a side are whole frames, made or let through by the session; what is behind them
     * passed unread.
     */
    public int understoodBy(Side to) {
        Lane lane = lane(to.other());
        return Math.min(lane.understood, lane.out.size());
    }

    /** Whether the session, or the policy on broken input, closed the connection. */
    public boolean closed() {
        return closed;
    }

    /** The session on trial. */
    public Session session() {
        return session;
    }

    private Lane lane(Side from) {
        Lane lane = lanes.get(from);
        if (lane == null) {
            throw new IllegalStateException("no lane from " + from);
        }
        return lane;
    }

    private void drain(Lane lane) {
        while (lane.in.isReadable() && !closed) {
            if (lane.opaque > 0) {
                int pass = (int) Math.min(lane.opaque, lane.in.readableBytes());
                write(lane, lane.in.readSlice(pass));
                lane.opaque -= lane.opaque == Long.MAX_VALUE ? 0 : pass;
                continue;
            }
            int reader = lane.in.readerIndex();
            int writer = lane.in.writerIndex();
            Outcome outcome = lane.codec.decode(lane.in);
            if (lane.in.readerIndex() != reader || lane.in.writerIndex() != writer) {
                throw new AssertionError("the codec moved an index");
            }
            switch (outcome) {
                case Outcome.NeedMore more -> {
                    if (lane.in.readableBytes() > context.limits().frameBytes()) {
                        throw new AssertionError("the codec holds " + lane.in.readableBytes() + " bytes, limit "
                                + context.limits().frameBytes());
                    }
                    lane.in.discardReadBytes();
                    return;
                }
                case Outcome.Decoded decoded -> {
                    int length = decoded.frame().length();
                    if (length < 1 || length > lane.in.readableBytes()) {
                        throw new AssertionError("a frame of " + length + " bytes out of " + lane.in.readableBytes());
                    }
                    frame(lane, decoded.frame());
                    lane.in.skipBytes(length);
                }
                case Outcome.Opaque opaque -> lane.opaque = opaque.length();
                case Outcome.Malformed malformed -> broken(lane, malformed);
            }
        }
        lane.in.discardReadBytes();
    }

    private void frame(Lane lane, Frame frame) {
        switch (session.interpret(lane.from, frame)) {
            case Reading.Pass pass -> write(lane, frame.view());
            case Reading.Housekeeping work -> carryOut(lane, frame, work.emissions());
            case Reading.FilePart part -> {
                if (part.last()) {
                    carryOut(lane, frame, session.enforce(lane.from, frame, List.of(decide(part.seen()))));
                } else {
                    write(lane, frame.view());
                }
            }
            case Reading.Malformed malformed -> {
                Verdict verdict = decide(malformed(lane, malformed.why(), 0)).verdict();
                if (verdict instanceof Verdict.Allow) {
                    write(lane, frame.view());
                } else {
                    closed = true;
                }
            }
            case Reading.Events read -> {
                if (read.events().isEmpty()) {
                    throw new AssertionError("a reading of events has at least one");
                }
                List<Decision> decisions =
                        read.events().stream().map(this::decide).toList();
                carryOut(lane, frame, session.enforce(lane.from, frame, decisions));
            }
        }
    }

    private Decision decide(ImEvent event) {
        Decision decision = decide.apply(event);
        happenings.add(new Happening(event, decision));
        return decision;
    }

    private ImEvent malformed(Lane lane, String why, long offset) {
        return new ImEvent.Malformed(Flow.from(lane.from), session.account(), why, offset);
    }

    private void broken(Lane lane, Outcome.Malformed malformed) {
        Verdict verdict =
                decide(malformed(lane, malformed.why(), malformed.offset())).verdict();
        if (verdict instanceof Verdict.Allow) {
            lane.opaque = Long.MAX_VALUE;
            lane.understood = lane.out.size();
            write(lane, lane.in.readSlice(lane.in.readableBytes()));
        } else {
            closed = true;
        }
    }

    private void carryOut(Lane lane, @Nullable Frame frame, List<Emission> emissions) {
        for (Emission emission : emissions) {
            if (closed) {
                throw new AssertionError("an emission after the close");
            }
            switch (emission) {
                case Emission.Forward forward -> {
                    if (frame == null) {
                        throw new AssertionError("nothing is there to forward");
                    }
                    write(lane, frame.view());
                }
                case Emission.Send send -> {
                    if (send.bytes().refCnt() < 1) {
                        throw new AssertionError("an emitted buffer was released already");
                    }
                    write(lane(send.to().other()), send.bytes());
                    send.bytes().release();
                }
                case Emission.Call call -> call.bytes().release();
                case Emission.Close close -> closed = true;
            }
        }
    }

    private static void write(Lane lane, ByteBuf bytes) {
        for (int i = 0; i < bytes.readableBytes(); i++) {
            lane.out.write(bytes.getByte(bytes.readerIndex() + i));
        }
    }
}
