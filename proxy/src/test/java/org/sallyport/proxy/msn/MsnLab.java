package org.sallyport.proxy.msn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.Question;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.entry.EntrySettings;
import org.sallyport.proxy.entry.OpenGate;
import org.sallyport.proxy.entry.UpstreamSettings;
import org.sallyport.proxy.entry.UpstreamSettings.Route;
import org.sallyport.proxy.testkit.Dialer;
import org.sallyport.proxy.testkit.MsnClient;
import org.sallyport.proxy.testkit.MsnService;
import org.sallyport.proxy.testkit.MsnWebGateway;
import org.sallyport.proxy.testkit.MsnWebWay;

/** A gate with a test's own rules, and MSN behind it at the names clients know it by. */
final class MsnLab implements AutoCloseable {

    static final Address DISPATCH = new Address("messenger.hotmail.com", 1863);
    static final Address NOTIFICATION = new Address("ns1.msgr.hotmail.com", 1863);
    static final Address SWITCHBOARD = new Address("sb1.msgr.hotmail.com", 1863);

    static final String ALICE = "alice@example.com";
    static final String BOB = "bob@example.com";
    static final String CAROL = "carol@example.com";

    private static final String LOOPBACK = "127.0.0.1";
    private static final String WEB_GATEWAY = "192.0.2.80";

    /** Where a client comes in. */
    enum In {
        SOCKS_5,
        SOCKS_4A,
        CONNECT,
        /** A listener that stands in for the dispatch server. */
        FIXED,
        /** MSN's HTTP gateway, through the web proxy. */
        WEB,
        /** Past the gate, as people outside. */
        OUTSIDE
    }

    private final MsnService service;
    private final MsnWebGateway web;
    private final OpenGate gate;
    private final Queue<Question> asked = new ConcurrentLinkedQueue<>();
    private volatile Function<ImEvent, @Nullable Decision> rules = event -> null;

    MsnLab() throws IOException {
        this(inside -> {});
    }

    /** With something of the test's own behind the gate. */
    MsnLab(Consumer<OpenGate.Inside> own) throws IOException {
        service = MsnService.start(NOTIFICATION, SWITCHBOARD);
        web = new MsnWebGateway(
                WEB_GATEWAY,
                Map.of(
                        DISPATCH.host(), service.dispatchPort(),
                        NOTIFICATION.host(), service.notificationPort(),
                        SWITCHBOARD.host(), service.switchboardPort()));
        OpenGate.Inside inside = new OpenGate.Inside();
        inside.catalogued = new ServiceId("msn");
        inside.policy = question -> {
            asked.add(question);
            Decision special = rules.apply(question.event());
            return special == null ? decided(Verdict.Allow.INSTANCE) : special;
        };
        own.accept(inside);
        List<Route> routes = List.of(
                new Route(DISPATCH.host(), 1863, new Address(LOOPBACK, service.dispatchPort())),
                new Route(NOTIFICATION.host(), 1863, new Address(LOOPBACK, service.notificationPort())),
                new Route(SWITCHBOARD.host(), 1863, new Address(LOOPBACK, service.switchboardPort())),
                new Route("gateway.messenger.hotmail.com", 80, new Address(LOOPBACK, web.port())),
                new Route(WEB_GATEWAY, 80, new Address(LOOPBACK, web.port())));
        gate = new OpenGate(
                inside,
                new UpstreamSettings(routes, Duration.ofSeconds(5), true),
                OpenGate.proxy(EntrySettings.Authentication.NONE),
                new EntrySettings.Fixed("msn", new InetSocketAddress(LOOPBACK, 0), DISPATCH, null));
    }

    static Decision decided(Verdict verdict, Duty... duties) {
        return new Decision.Decided(verdict, List.of("rule"), List.of(duties), "test", List.of());
    }

    /** What the policy says; null allows. */
    void rules(Function<ImEvent, @Nullable Decision> now) {
        rules = now;
    }

    MsnService service() {
        return service;
    }

    OpenGate gate() {
        return gate;
    }

    /** What was asked about events of one kind, in that order. */
    <E extends ImEvent> List<E> asked(Class<E> kind) {
        return asked.stream()
                .map(Question::event)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    MsnClient signOn(In in, String account) throws Exception {
        InetSocketAddress proxy = gate.address("proxy");
        return switch (in) {
            case SOCKS_5 -> signOn(Dialer.socks5(proxy), DISPATCH, account);
            case SOCKS_4A -> signOn(Dialer.socks4a(proxy), DISPATCH, account);
            case CONNECT -> signOn(Dialer.httpConnect(proxy), DISPATCH, account);
            case FIXED ->
                signOn(
                        Dialer.direct(),
                        new Address(LOOPBACK, gate.address("msn").getPort()),
                        account);
            case WEB -> MsnClient.signOn(new MsnWebWay(proxy), DISPATCH, account);
            case OUTSIDE -> signOn(to -> Dialer.direct().dial(outside(to)), DISPATCH, account);
        };
    }

    private static MsnClient signOn(Dialer dialer, Address dispatch, String account) throws Exception {
        return MsnClient.signOn(MsnClient.Way.by(dialer), dispatch, account);
    }

    private Address outside(Address to) {
        int port = to.equals(DISPATCH)
                ? service.dispatchPort()
                : to.equals(NOTIFICATION) ? service.notificationPort() : service.switchboardPort();
        return new Address(LOOPBACK, port);
    }

    /** Nobody said what doesn't belong where it was said. */
    void nothingBrokeTheProtocol() {
        assertThat(service.faults()).isEmpty();
        assertThat(web.faults()).isEmpty();
        assertThat(asked(ImEvent.Malformed.class)).isEmpty();
        assertThat(asked(ImEvent.Unclassified.class)).isEmpty();
    }

    @Override
    public void close() throws IOException {
        gate.close();
        web.close();
        service.close();
    }
}
