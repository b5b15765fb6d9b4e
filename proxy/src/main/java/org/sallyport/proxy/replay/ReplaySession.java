package org.sallyport.proxy.replay;

import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.DecisionPoint;
import org.sallyport.policy.Question;
import org.sallyport.policy.identity.Identity;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Outcome;
import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.Reading;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Session;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.capture.TcpConnection;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;

/**
 * One identified connection: frames to events to decisions. Whatever the policy would have decided, the session is told that
 * everything was allowed, because on this wire everything was.
 */
final class ReplaySession {

    private static final Decision ALLOWED =
            new Decision.Decided(Verdict.Allow.INSTANCE, List.of("as captured"), List.of(), "capture", List.of());

    private final ReplayRun run;
    private final TcpConnection connection;
    private final ProtocolPlugin plugin;
    private final ReplayContext context;
    private final Session session;

    /** What the client called itself when it signed on. */
    private @Nullable String software;

    private final Map<Side, ReplayLane> lanes = new EnumMap<>(Side.class);
    private final Consumer<Row> rows;
    private boolean introduced;

    ReplaySession(
            ReplayRun run,
            TcpConnection connection,
            ProtocolPlugin plugin,
            ReplayContext context,
            boolean midway,
            Consumer<Row> rows) {
        this.run = run;
        this.connection = connection;
        this.plugin = plugin;
        this.context = context;
        this.rows = rows;
        this.session = plugin.newSession(context);
        int longest = context.limits().frameBytes();
        for (Side side : Side.values()) {
            ReplayLane lane =
                    new ReplayLane(() -> plugin.newCodec(side, context.limits()), longest, midway, sink(side));
            lanes.put(side, lane);
        }
    }

    void data(Side from, ByteBuf bytes, Instant time) {
        run.clock().set(time);
        lane(from).data(bytes);
    }

    void gap(Side from, long bytes, Instant time) {
        run.clock().set(time);
        tell(new Row.Gap(time, connection, from, Row.Gap.Why.MISSING, bytes));
        lane(from).gap(bytes);
    }

    void ended(Side from, Instant time) {
        run.clock().set(time);
        lane(from).end();
    }

    void closed(Instant time) {
        run.clock().set(time);
        lanes.values().forEach(ReplayLane::close);
        session.ended().forEach(this::decide);
        introduce();
    }

    /** A connection is told of with the first thing that happened on it, when more is known of its service, or at its end. */
    private void introduce() {
        if (!introduced) {
            introduced = true;
            rows.accept(new Row.Identified(connection, plugin.id(), service()));
        }
    }

    private void tell(Row row) {
        introduce();
        rows.accept(row);
    }

    private ReplayLane lane(Side from) {
        ReplayLane lane = lanes.get(from);
        if (lane == null) {
            throw new IllegalStateException("no lane from " + from);
        }
        return lane;
    }

    private ReplayLane.Sink sink(Side from) {
        return new ReplayLane.Sink() {
            @Override
            public void frame(Frame frame) {
                read(from, frame);
            }

            @Override
            public void malformed(Outcome.Malformed malformed) {
                broken(from, malformed.why(), malformed.offset());
            }

            @Override
            public void unread(long bytes) {
                tell(new Row.Gap(run.clock().instant(), connection, from, Row.Gap.Why.UNREAD, bytes));
            }
        };
    }

    private void read(Side from, Frame frame) {
        switch (session.interpret(from, frame)) {
            case Reading.Pass pass -> {
                // Nothing to tell.
            }
            case Reading.FilePart part -> {
                // Recordings are read for what was said.
            }
            case Reading.Housekeeping work -> drop(work.emissions());
            case Reading.Malformed malformed -> broken(from, malformed.why(), 0);
            case Reading.Events read -> {
                read.events().forEach(this::decide);
                drop(session.enforce(
                        from, frame, read.events().stream().map(e -> ALLOWED).toList()));
            }
        }
    }

    private void broken(Side from, String why, long offset) {
        decide(new ImEvent.Malformed(Flow.from(from), session.account(), why, offset));
    }

    private static void drop(List<Emission> emissions) {
        for (Emission emission : emissions) {
            switch (emission) {
                case Emission.Send send -> send.bytes().release();
                case Emission.Call call -> call.bytes().release();
                case Emission.Forward forward -> {
                    // Nobody is there to get it.
                }
                case Emission.Close close -> {
                    // Nor to be closed.
                }
            }
        }
    }

    private void decide(ImEvent event) {
        Instant now = run.clock().instant();
        DecisionPoint policy = run.options().policy();
        Decision decision = policy == null ? null : policy.decide(question(event, now));
        run.contacts().note(session.account(), event);
        tell(new Row.Happened(now, connection, plugin.id(), service(), event, decision));
    }

    private Question question(ImEvent event, Instant now) {
        ScreenName account = session.account();
        Map<ScreenName, Identity> people = new HashMap<>();
        know(people, account);
        know(people, event.from());
        event.to().forEach(name -> know(people, name));
        if (event instanceof ImEvent.SignOn signOn && signOn.client() != null) {
            software = signOn.client();
        }
        return new Question(
                event,
                context.opening(),
                plugin.id(),
                service(),
                account,
                people,
                now,
                software,
                null,
                run.contacts().of(account));
    }

    private void know(Map<ScreenName, Identity> people, @Nullable ScreenName name) {
        if (name != null && !people.containsKey(name)) {
            people.put(name, run.options().identities().apply(name));
        }
    }

    private ServiceId service() {
        ServiceId service = session.service();
        return service.equals(ServiceId.UNKNOWN) ? context.catalogued() : service;
    }
}
