package org.sallyport.proxy.tunnel;

import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.sallyport.policy.Question;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.entry.OpenGate;
import org.sallyport.proxy.relay.RelayMeters;

/** A gate that knows the services' hosts, finds all of them on loopback, and keeps what its policy was asked. */
final class TunnelGate implements AutoCloseable {

    /** What a test's policy says; all else is allowed. */
    interface Rule {
        Verdict on(ImEvent event);
    }

    final OpenGate.Inside inside = new OpenGate.Inside();
    private final Queue<Question> asked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger malformed = new AtomicInteger();
    private volatile Rule rule = event -> Verdict.Allow.INSTANCE;
    private volatile Duties duties = event -> List.of();
    private OpenGate gate;

    TunnelGate() throws IOException {
        inside.resolveToLoopback();
        inside.policy = question -> {
            asked.add(question);
            return new Decision.Decided(
                    rule.on(question.event()), List.of("rule"), duties.on(question.event()), "test", List.of());
        };
        inside.catalogue = address -> {
            String host = address.host();
            return host.endsWith("icq.com")
                    ? new ServiceId("icq")
                    : host.endsWith("hotmail.com") || host.endsWith("msn.com")
                            ? new ServiceId("msn")
                            : host.endsWith("yahoo.com") ? new ServiceId("yahoo") : ServiceId.UNKNOWN;
        };
        inside.meters = new RelayMeters() {
            @Override
            public void malformed(ProtocolId protocol) {
                malformed.incrementAndGet();
            }
        };
        gate = new OpenGate(OpenGate.relaySettings(), inside);
    }

    /** Opens it anew, after {@link #inside} was changed. */
    void reopen() throws IOException {
        gate.close();
        gate = new OpenGate(OpenGate.relaySettings(), inside);
    }

    /** What else the policy asks for. */
    interface Duties {
        List<Duty> on(ImEvent event);
    }

    void duties(Duties now) {
        duties = now;
    }

    void rule(Rule now) {
        rule = now;
    }

    OpenGate gate() {
        return gate;
    }

    HttpTalk talk() {
        return new HttpTalk(gate.address("proxy"));
    }

    /** What was asked about events of one kind. */
    List<Question> asked(Class<? extends ImEvent> kind) {
        return asked.stream().filter(q -> kind.isInstance(q.event())).toList();
    }

    int malformed() {
        return malformed.get();
    }

    int tunnels() {
        return inside.tunnels().size();
    }

    @Override
    public void close() {
        gate.close();
    }
}
