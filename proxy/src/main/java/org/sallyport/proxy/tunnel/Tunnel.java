package org.sallyport.proxy.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.tunnel.Piece;
import org.sallyport.protocols.tunnel.Pieces;
import org.sallyport.protocols.tunnel.StreamId;
import org.sallyport.proxy.entry.http.HttpOrigin;
import org.sallyport.proxy.relay.Advertiser;
import org.sallyport.proxy.relay.CarriedRelay;
import org.sallyport.proxy.relay.RelayServices;

/**
 * One tunnel: the streams it carries, each in a relay of its own. HTTP messages of one tunnel may come on several connections at
 * the same time; they are worked on one after the other.
 *
 * <p><b>Threading:</b> everything on {@link #loop}, that of the connection it was opened on; callers hop there and back.
 *
 * <p><b>Bounds:</b> {@value #MOST_STREAMS} streams, {@value #MOST_JOBS} messages waiting, {@value #MOST_HELD} pieces held for the
 * next message; beyond any of them the tunnel ends. One that nobody uses for {@value #IDLE_MINUTES} minutes ends as well.
 */
final class Tunnel {

    private static final int MOST_STREAMS = 16;
    private static final int MOST_JOBS = 64;
    private static final int MOST_HELD = 256;
    private static final int IDLE_MINUTES = 5;

    /** What has become of the pieces of a message. */
    interface Done {

        /** They go on like this. */
        void goOn(List<Piece> pieces);

        /** The tunnel is over, by our word; these are its last words to the client. */
        void ended(List<Piece> lastWords);
    }

    private final HttpOrigin origin;
    private final RelayServices services;
    private final Consumer<Tunnel> gone;
    private final Map<StreamId, CarriedRelay> streams = new LinkedHashMap<>();
    private final Deque<Job> jobs = new ArrayDeque<>();
    private final Map<Side, List<Piece>> held = Map.of(Side.CLIENT, new ArrayList<>(), Side.SERVER, new ArrayList<>());
    private int opened;
    private boolean busy;
    private boolean over;
    private long lastUsed = System.nanoTime();

    private record Job(Side from, List<Piece> pieces, boolean opens, Done done) {}

    /** @param gone is told, on the loop, when the tunnel is over */
    Tunnel(HttpOrigin origin, RelayServices services, Consumer<Tunnel> gone) {
        this.origin = origin;
        this.services = services;
        this.gone = gone;
        watch();
    }

    EventLoop loop() {
        return origin.loop();
    }

    private void watch() {
        loop().schedule(
                        () -> {
                            if (over) {
                                return;
                            }
                            if (System.nanoTime() - lastUsed
                                    > Duration.ofMinutes(IDLE_MINUTES).toNanos()) {
                                end();
                            } else {
                                watch();
                            }
                        },
                        1,
                        TimeUnit.MINUTES);
    }

    /**
     * Works on what one message carries. The pieces are copied from before this returns.
     *
     * @param opens whether streams may begin with it
     */
    void work(Side from, List<Piece> pieces, boolean opens, Done done) {
        lastUsed = System.nanoTime();
        if (over || jobs.size() >= MOST_JOBS) {
            end();
            done.ended(List.of());
            return;
        }
        jobs.add(new Job(from, pieces, opens, done));
        next();
    }

    private void next() {
        if (busy) {
            return;
        }
        Job job = jobs.poll();
        if (job != null) {
            busy = true;
            step(job, 0);
        }
    }

    /** One piece at a time: what a stream is given must have been decided on before it gets more. */
    private void step(Job job, int index) {
        int at = index;
        while (at < job.pieces().size()) {
            Piece piece = job.pieces().get(at++);
            switch (piece) {
                case Piece.Open open -> {
                    if (!job.opens() || !begin(open.stream(), open.destination())) {
                        finish(job, true);
                        return;
                    }
                }
                case Piece.Data data -> {
                    CarriedRelay stream = stream(job, data.stream());
                    if (stream == null) {
                        finish(job, true);
                        return;
                    }
                    int then = at;
                    stream.said(job.from(), Unpooled.copiedBuffer(data.bytes()), () -> step(job, then));
                    return;
                }
                case Piece.Close close -> {
                    // Its last words are taken first.
                }
                case Piece.Other other -> {
                    // No stream's.
                }
            }
        }
        finish(job, streams.values().stream().anyMatch(CarriedRelay::isClosed));
    }

    private @Nullable CarriedRelay stream(Job job, StreamId id) {
        CarriedRelay known = streams.get(id);
        if (known == null && job.opens() && streams.isEmpty() && begin(id, null)) {
            return streams.get(id);
        }
        return known;
    }

    private boolean begin(StreamId id, @Nullable Address destination) {
        if (streams.size() >= MOST_STREAMS || streams.containsKey(id)) {
            return false;
        }
        Opening carrier = origin.opening();
        Opening opening = new Opening(
                carrier.connection() + "-" + ++opened,
                services.clock().instant(),
                carrier.entry(),
                carrier.client(),
                destination == null ? origin.named() : destination,
                Opening.NamedBy.HTTP,
                carrier.user(),
                true);
        streams.put(id, new CarriedRelay(opening, origin.user(), services, Advertiser.IDENTITY, origin.client()));
        return true;
    }

    private void finish(Job job, boolean refused) {
        if (refused || over) {
            List<Piece> lastWords = taken(List.of(), Side.CLIENT);
            end();
            job.done().ended(lastWords);
        } else {
            List<Piece> own = held.get(job.from());
            List<Piece> all = new ArrayList<>();
            if (own != null) {
                all.addAll(own);
                own.clear();
            }
            List<Piece> pieces = taken(job.pieces(), job.from().other());
            boolean same = all.isEmpty();
            all.addAll(pieces);
            closeStreams(job.pieces());
            job.done().goOn(same ? pieces : List.copyOf(all));
        }
        busy = false;
        next();
    }

    private void closeStreams(List<Piece> pieces) {
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Close close) {
                CarriedRelay stream = streams.remove(close.stream());
                if (stream != null) {
                    stream.close();
                }
            }
        }
    }

    /** The pieces with what each stream has for that side instead of what it was given. */
    private List<Piece> taken(List<Piece> pieces, Side to) {
        List<Piece> out = pieces;
        for (Map.Entry<StreamId, CarriedRelay> entry : streams.entrySet()) {
            ByteBuf bytes = entry.getValue().take(to);
            out = Pieces.replaced(out, entry.getKey(), Unpooled.copiedBuffer(bytes));
            bytes.release();
        }
        return out;
    }

    /** What waits for the client now, for an answer of our own. */
    List<Piece> forClient() {
        List<Piece> all = new ArrayList<>();
        List<Piece> own = held.get(Side.SERVER);
        if (own != null) {
            all.addAll(own);
            own.clear();
        }
        all.addAll(taken(List.of(), Side.CLIENT));
        return all;
    }

    /** What a message of this side had no room for, to be put before the next. */
    void hold(Side from, List<Piece> pieces) {
        List<Piece> own = held.get(from);
        if (own == null || own.size() + pieces.size() > MOST_HELD) {
            end();
        } else {
            own.addAll(pieces);
        }
    }

    boolean isOver() {
        return over;
    }

    /** Ends it, and every stream in it. */
    void end() {
        if (over) {
            return;
        }
        over = true;
        streams.values().forEach(CarriedRelay::close);
        streams.clear();
        held.values().forEach(List::clear);
        gone.accept(this);
    }
}
