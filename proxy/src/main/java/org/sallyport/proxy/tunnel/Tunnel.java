package org.sallyport.proxy.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.tunnel.Piece;
import org.sallyport.protocols.tunnel.Pieces;
import org.sallyport.protocols.tunnel.StreamId;
import org.sallyport.proxy.entry.http.HttpOrigin;
import org.sallyport.proxy.relay.Advertiser;
import org.sallyport.proxy.relay.CarriedRelay;
import org.sallyport.proxy.relay.RelayServices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One tunnel: the streams it carries, each in a relay of its own. HTTP messages of one tunnel may come on several connections at
 * the same time; they are worked on one after the other, in the order they came.
 *
 * <p><b>A stream that ends by our word:</b> where it is the only one ({@link StreamId#ONLY}) the tunnel ends with it. Else both
 * sides are told of the end of that stream, and the tunnel goes on; what a side still says in it is dropped.
 *
 * <p><b>Threading:</b> everything on {@link #loop}, that of the connection it was opened on, which it may outlive; callers hop
 * there and back.
 *
 * <p><b>Bounds:</b> {@value #MOST_STREAMS} streams, {@value #MOST_JOBS} messages waiting, {@value #MOST_HELD} pieces held for the
 * next message; beyond any of them the tunnel ends. One that nobody uses for {@value #IDLE_MINUTES} minutes ends as well.
 */
final class Tunnel {

    private static final Logger LOG = LoggerFactory.getLogger(Tunnel.class);

    private static final int MOST_STREAMS = 16;
    private static final int MOST_ENDED = 64;
    private static final int MOST_JOBS = 64;
    private static final int MOST_HELD = 256;
    private static final int IDLE_MINUTES = 5;

    /** What has become of the pieces of a message. Called on the tunnel's loop, one of the two, once. */
    interface Done {

        /** They go on like this. */
        void goOn(List<Piece> pieces);

        /** The tunnel is over, by our word; these are its last words to the client. */
        void ended(List<Piece> lastWords);
    }

    private final String id;
    private final ProtocolId format;
    private final HttpOrigin origin;
    private final RelayServices services;
    private final Consumer<Tunnel> gone;
    private final Map<StreamId, CarriedRelay> streams = new LinkedHashMap<>();

    /** Streams that are no more: what is still on its way in them harms nobody, and goes nowhere. */
    private final Set<StreamId> ended = new LinkedHashSet<>();

    private final Deque<Job> jobs = new ArrayDeque<>();
    private final List<Piece> heldForService = new ArrayList<>();
    private final List<Piece> heldForClient = new ArrayList<>();
    private final ScheduledFuture<?> watch;
    private int opened;
    private boolean busy;
    private boolean over;
    private long lastUsed = System.nanoTime();

    private record Job(Side from, List<Piece> pieces, Done done) {}

    /**
     * @param id tells this tunnel's connections from all others
     * @param gone is told, on the loop, when the tunnel is over
     */
    Tunnel(String id, ProtocolId format, HttpOrigin origin, RelayServices services, Consumer<Tunnel> gone) {
        this.id = id;
        this.format = format;
        this.origin = origin;
        this.services = services;
        this.gone = gone;
        this.watch = loop().scheduleWithFixedDelay(this::endIfIdle, 1, 1, TimeUnit.MINUTES);
    }

    EventLoop loop() {
        return origin.loop();
    }

    private void endIfIdle() {
        if (System.nanoTime() - lastUsed > Duration.ofMinutes(IDLE_MINUTES).toNanos()) {
            end();
        }
    }

    /** Works on what one message carries; the pieces must last until {@code done} is called. */
    void work(Side from, List<Piece> pieces, Done done) {
        lastUsed = System.nanoTime();
        if (over || jobs.size() >= MOST_JOBS) {
            end();
            done.ended(List.of());
            return;
        }
        jobs.add(new Job(from, pieces, done));
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

    private void step(Job job, int index) {
        try {
            advance(job, index);
        } catch (RuntimeException | Error e) {
            // Its message may hold what a peer sent.
            LOG.error("connection {}: tunnel ended after a fault of our own: {}", id, e.getClass());
            services.meters().faulted(format);
            over(job, List.of());
        }
    }

    /** One piece at a time: what a stream is given must have been decided on before it gets more. */
    private void advance(Job job, int index) {
        int at = index;
        while (!over && at < job.pieces().size()) {
            Piece piece = job.pieces().get(at++);
            switch (piece) {
                case Piece.Open open -> {
                    if (job.from() != Side.CLIENT || !begin(open.stream(), open.destination())) {
                        broken(job, "a stream that can't be opened");
                        return;
                    }
                }
                case Piece.Data data -> {
                    CarriedRelay stream = streams.get(data.stream());
                    if (stream != null && !stream.isClosed()) {
                        int then = at;
                        stream.said(job.from(), Unpooled.copiedBuffer(data.bytes()), () -> step(job, then));
                        return;
                    }
                    if (stream == null && !ended.contains(data.stream())) {
                        broken(job, "bytes of a stream that was never opened");
                        return;
                    }
                }
                case Piece.Close close -> {
                    // Its last words are taken first.
                }
                case Piece.Other other -> {
                    // No stream's.
                }
            }
        }
        finish(job);
    }

    private boolean begin(StreamId stream, @Nullable Address destination) {
        if (streams.size() >= MOST_STREAMS || streams.containsKey(stream)) {
            return false;
        }
        ended.remove(stream);
        Opening carrier = origin.opening();
        Opening opening = new Opening(
                id + "-" + ++opened,
                services.clock().instant(),
                carrier.entry(),
                carrier.client(),
                destination == null ? origin.named() : destination,
                Opening.NamedBy.HTTP,
                carrier.user(),
                true);
        streams.put(stream, new CarriedRelay(opening, origin.user(), services, Advertiser.IDENTITY, origin.client()));
        return true;
    }

    private void broken(Job job, String why) {
        LOG.info("connection {}: tunnel ended: {}", id, why);
        services.meters().malformed(format);
        over(job, List.of());
    }

    /** The job's message, and all that wait behind it, find the tunnel over. */
    private void over(Job job, List<Piece> lastWords) {
        end();
        job.done().ended(lastWords);
        busy = false;
        next();
    }

    private void finish(Job job) {
        CarriedRelay only = streams.get(StreamId.ONLY);
        if (over) {
            over(job, List.of());
        } else if (only != null && only.isClosed()) {
            over(job, forClient());
        } else {
            List<Piece> pieces = worked(job);
            job.done().goOn(pieces);
            busy = false;
            next();
        }
    }

    /** What goes on of a message: what was held for it, and of each stream what may pass. */
    private List<Piece> worked(Job job) {
        Side to = job.from().other();
        List<Piece> own = held(to);
        List<Piece> before = List.copyOf(own);
        own.clear();
        List<Piece> pieces = taken(alive(job.pieces()), to);
        for (StreamId stream : List.copyOf(streams.keySet())) {
            CarriedRelay relay = streams.get(stream);
            if (relay != null && relay.isClosed()) {
                pieces = closed(stream, relay, pieces, job.from());
            }
        }
        for (Piece piece : job.pieces()) {
            if (piece instanceof Piece.Close close) {
                forget(close.stream());
            }
        }
        if (before.isEmpty()) {
            return pieces;
        }
        List<Piece> all = new ArrayList<>(before);
        all.addAll(pieces);
        return List.copyOf(all);
    }

    /** Has both sides told of the end of a stream that was ended by us. */
    private List<Piece> closed(StreamId stream, CarriedRelay relay, List<Piece> pieces, Side from) {
        List<Piece> back = new ArrayList<>();
        ByteBuf lastWords = relay.take(from);
        if (lastWords.isReadable()) {
            back.add(Piece.Data.of(stream, Unpooled.copiedBuffer(lastWords)));
        }
        lastWords.release();
        back.add(Piece.Close.of(stream));
        hold(from, back);
        forget(stream);
        if (pieces.stream()
                .anyMatch(p -> p instanceof Piece.Close close && close.stream().equals(stream))) {
            return pieces;
        }
        List<Piece> told = new ArrayList<>(pieces);
        told.add(Piece.Close.of(stream));
        return List.copyOf(told);
    }

    private void forget(StreamId stream) {
        CarriedRelay relay = streams.remove(stream);
        if (relay != null) {
            relay.close();
            ended.add(stream);
            if (ended.size() > MOST_ENDED) {
                ended.remove(ended.iterator().next());
            }
        }
    }

    /** Without what is said in streams that are no more. */
    private List<Piece> alive(List<Piece> pieces) {
        boolean all = pieces.stream()
                .noneMatch(piece -> piece instanceof Piece.Data data && !streams.containsKey(data.stream()));
        return all
                ? pieces
                : pieces.stream()
                        .filter(piece -> !(piece instanceof Piece.Data data) || streams.containsKey(data.stream()))
                        .toList();
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
        List<Piece> all = new ArrayList<>(heldForClient);
        heldForClient.clear();
        all.addAll(taken(List.of(), Side.CLIENT));
        return all;
    }

    private List<Piece> held(Side to) {
        return to == Side.CLIENT ? heldForClient : heldForService;
    }

    /** What a message to this side had no room for, to be put before the next. */
    void hold(Side to, List<Piece> pieces) {
        List<Piece> own = held(to);
        if (own.size() + pieces.size() > MOST_HELD) {
            LOG.info("connection {}: tunnel ended: what waits there is not asked for", id);
            end();
        } else if (!over) {
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
        watch.cancel(false);
        streams.values().forEach(CarriedRelay::close);
        streams.clear();
        heldForService.clear();
        heldForClient.clear();
        gone.accept(this);
    }
}
