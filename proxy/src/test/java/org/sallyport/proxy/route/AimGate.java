package org.sallyport.proxy.route;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.Question;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.oscar.wire.OscarNames;
import org.sallyport.proxy.entry.OpenGate;
import org.sallyport.proxy.relay.RelayMeters;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.Dialer;
import org.sallyport.proxy.testkit.OscarClient;
import org.sallyport.proxy.testkit.OscarService;

/** An AIM service, a gate before it, and what the gate's policy is asked. */
final class AimGate implements AutoCloseable {

    private final OscarService service;
    private final OpenGate gate;
    private final Queue<Question> asked = new ConcurrentLinkedQueue<>();
    private final AtomicLong outside = new AtomicLong();
    private volatile Function<Question, @Nullable Decision> rules = question -> null;

    AimGate() throws IOException {
        this(inside -> {});
    }

    /** With something of the test's own behind the gate. */
    AimGate(Consumer<OpenGate.Inside> own) throws IOException {
        int bos;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            bos = free.getLocalPort();
        }
        service = OscarService.start(InetAddress.getLoopbackAddress(), 0, bos, new Address("127.0.0.1", bos));
        OpenGate.Inside inside = new OpenGate.Inside();
        inside.catalogued = OscarNames.AIM;
        inside.policy = question -> {
            asked.add(question);
            Decision special = rules.apply(question);
            return special == null ? decided(Verdict.Allow.INSTANCE) : special;
        };
        inside.meters = new Counting();
        own.accept(inside);
        gate = new OpenGate(OpenGate.relaySettings(), inside);
    }

    static Decision decided(Verdict verdict, Duty... duties) {
        return new Decision.Decided(verdict, List.of("rule"), List.of(duties), "test", List.of());
    }

    OscarService service() {
        return service;
    }

    OpenGate gate() {
        return gate;
    }

    /** What the policy says from now on; null is a yes. */
    void rules(Function<Question, @Nullable Decision> now) {
        rules = now;
    }

    /** What goes out between people is to stay here. */
    void keep(Duty.Reach reach) {
        rules = question ->
                isSaid(question, Flow.OUTBOUND) ? decided(Verdict.Allow.INSTANCE, new Duty.Route(reach)) : null;
    }

    /** Whether it is about something that somebody says, this way. */
    static boolean isSaid(Question question, Flow flow) {
        return question.event() instanceof ImEvent.Message && question.event().flow() == flow;
    }

    /** What was asked about events of one kind, in order. */
    <E extends ImEvent> List<E> asked(Class<E> kind) {
        return asked.stream()
                .map(Question::event)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** Bytes of texts that were to stay here and went to the service. */
    long outside() {
        return outside.get();
    }

    private Address front() {
        return new Address("127.0.0.1", service.authorizerPort());
    }

    /** Signs somebody on through the gate, and waits until that knows. */
    OscarClient signOn(String name) throws Exception {
        OscarClient client = OscarClient.signOn(Dialer.socks5(gate.address("proxy")), front(), name);
        Await.until(name + " is known here", () -> service.isOnline(name) && connections(name) > 0);
        return client;
    }

    /** Signs somebody on who is outside. */
    OscarClient past(String name) throws Exception {
        return OscarClient.signOn(Dialer.direct(), front(), name);
    }

    /** How many connections of an account the gate knows. */
    int connections(String name) {
        return gate.services().signedOn().of(OscarNames.screenName(name)).size();
    }

    @Override
    public void close() {
        gate.close();
        service.close();
    }

    private final class Counting implements RelayMeters {
        @Override
        public void routed(Routed how, long textBytes) {
            if (how == Routed.SERVICE) {
                outside.addAndGet(textBytes);
            }
        }

        @Override
        public void opened(String entry) {}

        @Override
        public void closed(String entry) {}

        @Override
        public void identified(ProtocolId protocol, long nanos) {}

        @Override
        public void decided(ImEvent event, Decision decision) {}

        @Override
        public void notJournaled() {}

        @Override
        public void malformed(ProtocolId protocol) {}
    }
}
