package org.sallyport.proxy.ymsg;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
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
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.ymsg.wire.YmsgNames;
import org.sallyport.proxy.entry.EntrySettings;
import org.sallyport.proxy.entry.OpenGate;
import org.sallyport.proxy.entry.UpstreamSettings;
import org.sallyport.proxy.relay.RelayMeters;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.Dialer;
import org.sallyport.proxy.testkit.YmsgClient;
import org.sallyport.proxy.testkit.YmsgService;

/** A Yahoo! service, a gate before it, and what the gate's policy is asked. */
final class YmsgGate implements AutoCloseable {

    /** Where a client comes in. */
    enum Entry {
        SOCKS_5,
        SOCKS_4A,
        HTTP_CONNECT,
        FIXED
    }

    private final YmsgService service;
    private final OpenGate gate;
    private final Queue<Question> asked = new ConcurrentLinkedQueue<>();
    private final AtomicLong outside = new AtomicLong();
    private final AtomicLong malformed = new AtomicLong();
    private volatile Function<ImEvent, @Nullable Decision> rules = event -> null;

    YmsgGate() throws IOException {
        this(inside -> {});
    }

    /** With something of the test's own behind the gate. */
    YmsgGate(Consumer<OpenGate.Inside> own) throws IOException {
        service = YmsgService.start();
        OpenGate.Inside inside = new OpenGate.Inside();
        inside.resolveToLoopback();
        inside.catalogued = YmsgNames.YAHOO;
        inside.policy = question -> {
            asked.add(question);
            Decision special = rules.apply(question.event());
            return special == null ? decided(Verdict.Allow.INSTANCE) : special;
        };
        inside.meters = new Counting();
        own.accept(inside);
        gate = new OpenGate(
                inside,
                new UpstreamSettings(List.of(), Duration.ofSeconds(5), true),
                OpenGate.proxy(EntrySettings.Authentication.NONE),
                new EntrySettings.Fixed(
                        "yahoo",
                        new InetSocketAddress("127.0.0.1", 0),
                        new Address("127.0.0.1", service.port()),
                        null));
    }

    static Decision decided(Verdict verdict, Duty... duties) {
        return new Decision.Decided(verdict, List.of("rule"), List.of(duties), "test", List.of());
    }

    YmsgService service() {
        return service;
    }

    OpenGate gate() {
        return gate;
    }

    /** What the policy says from now on; null is a yes. */
    void rules(Function<ImEvent, @Nullable Decision> now) {
        rules = now;
    }

    /** One verdict for one kind of event, whichever way it goes; all else is allowed. */
    void rule(Class<? extends ImEvent> kind, Verdict verdict) {
        rules = event -> kind.isInstance(event) ? decided(verdict) : null;
    }

    /** What was asked about events of one kind, in order. */
    <E extends ImEvent> List<E> asked(Class<E> kind) {
        return asked.stream()
                .map(Question::event)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** Every question. */
    List<Question> asked() {
        return List.copyOf(asked);
    }

    /** Characters of messages that were to stay here and went to the service. */
    long outside() {
        return outside.get();
    }

    long malformed() {
        return malformed.get();
    }

    /** Signs somebody on, and waits until both gate and service know. */
    YmsgClient signOn(Entry entry, String name, int version) throws Exception {
        Dialer dialer = switch (entry) {
            case SOCKS_5 -> Dialer.socks5(gate.address("proxy"));
            case SOCKS_4A -> Dialer.socks4a(gate.address("proxy"));
            case HTTP_CONNECT -> Dialer.httpConnect(gate.address("proxy"));
            case FIXED -> Dialer.direct();
        };
        Address to = entry == Entry.FIXED
                ? new Address("127.0.0.1", gate.address("yahoo").getPort())
                : new Address("scsa.msg.yahoo.com", service.port());
        YmsgClient client = YmsgClient.signOn(dialer, to, name, version);
        Await.until(name + " is online", () -> service.isOnline(name) && sessions(name) > 0);
        return client;
    }

    /** Through SOCKS 5. */
    YmsgClient signOn(String name, int version) throws Exception {
        return signOn(Entry.SOCKS_5, name, version);
    }

    /** How many connections of an account the gate knows. */
    int sessions(String name) {
        return gate.services().signedOn().of(YmsgNames.screenName(name)).size();
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
        public void malformed(ProtocolId protocol) {
            malformed.incrementAndGet();
        }
    }
}
