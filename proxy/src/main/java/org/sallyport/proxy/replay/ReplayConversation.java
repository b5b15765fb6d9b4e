package org.sallyport.proxy.replay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.capture.TcpConnection;

/** One connection of a capture: held until identified, then read. */
final class ReplayConversation {

    /** So many bytes of both sides are looked at to tell what a connection speaks. */
    private static final int MOST_FIRST_BYTES = 64 * 1024;

    /** Something that waits for identification: bytes, or a gap of so many, or the end of a side. */
    private record Waiting(Side from, @Nullable ByteBuf bytes, long gap, Instant time) {}

    private final ReplayRun run;
    private final TcpConnection connection;
    private final Opening opening;
    private final ServiceId catalogued;
    private final Consumer<Row> rows;
    private final Map<Side, ByteBuf> first = new EnumMap<>(Side.class);
    private final List<Waiting> waiting = new ArrayList<>();
    private final Map<Side, Boolean> midway = new EnumMap<>(Side.class);
    private boolean unknown;
    private @Nullable ReplaySession session;

    ReplayConversation(ReplayRun run, TcpConnection connection, Opening opening, Consumer<Row> rows) {
        this.run = run;
        this.connection = connection;
        this.opening = opening;
        this.rows = rows;
        this.catalogued =
                run.options().catalogue().serviceOf(opening.destination().host());
        for (Side side : Side.values()) {
            first.put(side, Unpooled.buffer());
            midway.put(side, !connection.whole());
        }
    }

    void data(Side from, ByteBuf bytes, Instant time) {
        if (session != null) {
            session.data(from, bytes, time);
        } else if (!unknown) {
            waiting.add(new Waiting(from, Unpooled.copiedBuffer(bytes), 0, time));
            firstBytes(from).writeBytes(bytes, bytes.readerIndex(), bytes.readableBytes());
            identify();
        }
    }

    void gap(Side from, long bytes, Instant time) {
        if (session != null) {
            session.gap(from, bytes, time);
        } else if (unknown) {
            rows.accept(new Row.Gap(time, connection, from, Row.Gap.Why.MISSING, bytes));
        } else {
            waiting.add(new Waiting(from, null, bytes, time));
            midway.put(from, true);
            firstBytes(from).clear();
        }
    }

    void ended(Side from, Instant time) {
        if (session != null) {
            session.ended(from, time);
        } else if (!unknown) {
            waiting.add(new Waiting(from, null, 0, time));
        }
    }

    void closed(Instant time) {
        if (session == null && !unknown) {
            giveUp();
        }
        if (session != null) {
            session.closed(time);
        }
    }

    private ByteBuf firstBytes(Side side) {
        ByteBuf bytes = first.get(side);
        if (bytes == null) {
            throw new IllegalStateException("no bytes of " + side);
        }
        return bytes;
    }

    private void identify() {
        Protocols protocols = run.options().protocols();
        FirstBytes bytes = new FirstBytes(firstBytes(Side.CLIENT), firstBytes(Side.SERVER));
        switch (protocols.identify(opening, bytes)) {
            case Protocols.Identified identified -> begin(identified.plugin());
            case Protocols.Recognised recognised -> giveUp();
            case Protocols.Undecided undecided -> lookMidway();
            case Protocols.Foreign foreign -> {
                if (!lookMidway() && !isMidway()) {
                    giveUp();
                }
            }
        }
        if (session == null && !unknown) {
            int held = first.values().stream().mapToInt(ByteBuf::readableBytes).sum();
            if (held > MOST_FIRST_BYTES) {
                giveUp();
            }
        }
    }

    private boolean isMidway() {
        return midway.containsValue(true);
    }

    /**
     * Where the beginning is missing, a recogniser may have nothing to hold on to: then the first plugin knows it whose codec
     * cuts two frames in a row out of what a side said.
     */
    private boolean lookMidway() {
        if (!isMidway()) {
            return false;
        }
        for (ProtocolPlugin plugin : run.options().protocols().all()) {
            for (Side side : Side.values()) {
                ByteBuf bytes = firstBytes(side).duplicate();
                int longest = run.options().limits().frameBytes();
                Resync resync =
                        new Resync(() -> plugin.newCodec(side, run.options().limits()), longest);
                if (bytes.isReadable() && resync.find(bytes)) {
                    begin(plugin);
                    return true;
                }
            }
        }
        return false;
    }

    private void begin(ProtocolPlugin plugin) {
        ReplayContext context = new ReplayContext(
                opening, run.options().limits(), catalogued, run.handoffs(), run.contacts(), run.clock());
        ReplaySession begun = new ReplaySession(run, connection, plugin, context, midway(), rows);
        session = begun;
        first.values().forEach(ByteBuf::clear);
        for (Waiting w : waiting) {
            if (w.bytes() != null) {
                begun.data(w.from(), w.bytes(), w.time());
            } else if (w.gap() > 0) {
                begun.gap(w.from(), w.gap(), w.time());
            } else {
                begun.ended(w.from(), w.time());
            }
        }
        waiting.clear();
    }

    /** Which sides begin within a frame: those whose start was not captured. Gaps come by themselves. */
    private boolean midway() {
        return !connection.whole();
    }

    private void giveUp() {
        unknown = true;
        rows.accept(new Row.Identified(connection, ProtocolId.UNKNOWN, catalogued));
        for (Waiting w : waiting) {
            if (w.gap() > 0) {
                rows.accept(new Row.Gap(w.time(), connection, w.from(), Row.Gap.Why.MISSING, w.gap()));
            }
        }
        waiting.clear();
        first.values().forEach(ByteBuf::clear);
    }
}
