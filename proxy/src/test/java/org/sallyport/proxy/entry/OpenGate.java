package org.sallyport.proxy.entry;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.ArchiveRecord;
import org.sallyport.archive.journal.Journal;
import org.sallyport.policy.DecisionPoint;
import org.sallyport.policy.identity.Authenticator;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.People;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.identity.Persons;
import org.sallyport.policy.identity.address.WhoIsAt;
import org.sallyport.policy.identity.binding.Registration;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.tunnel.TunnelFormats;
import org.sallyport.proxy.alert.AlertSink;
import org.sallyport.proxy.entry.http.HttpEntry;
import org.sallyport.proxy.entry.http.HttpInspector;
import org.sallyport.proxy.entry.http.HttpSettings;
import org.sallyport.proxy.entry.http.MessengerInspector;
import org.sallyport.proxy.relay.Guard;
import org.sallyport.proxy.relay.Identities;
import org.sallyport.proxy.relay.NamesSeen;
import org.sallyport.proxy.relay.Quarantine;
import org.sallyport.proxy.relay.RelayMeters;
import org.sallyport.proxy.relay.RelayServices;
import org.sallyport.proxy.relay.RelaySettings;
import org.sallyport.proxy.relay.SignedOn;
import org.sallyport.proxy.scan.FileScanner;
import org.sallyport.proxy.tls.Interception;
import org.sallyport.proxy.tunnel.Dialogues;
import org.sallyport.proxy.tunnel.FilePassages;
import org.sallyport.proxy.tunnel.Tunnels;

/** Entries and relay as in the gateway, with a policy that allows everything and a journal that forgets it. */
public final class OpenGate implements AutoCloseable {

    public static final String LOGIN = "alice";
    public static final String PASSWORD = "correct horse";

    private final EventLoopGroup group;
    private final Upstreams upstreams;
    private final ProxyUsers users;
    private final Entries entries;
    private final Gate gate;
    private final RelayServices services;
    private final HttpEntry http;
    private final ExecutorService journalThread = Executors.newSingleThreadExecutor();

    public OpenGate(Transport transport, RelaySettings relay, EntrySettings... settings) throws IOException {
        this(transport, relay, new UpstreamSettings(List.of(), Duration.ofSeconds(5), true), settings);
    }

    public OpenGate(Transport transport, RelaySettings relay, UpstreamSettings upstream, EntrySettings... settings)
            throws IOException {
        this(transport, relay, upstream, new Inside(), settings);
    }

    /** With rules, journal, settings and upstreams of the test's own. */
    public OpenGate(Inside inside, UpstreamSettings upstream, EntrySettings... settings) throws IOException {
        this(Transport.best(), relaySettings(), upstream, inside, settings);
    }

    /** With rules, journal and protocols of the test's own behind the SOCKS and CONNECT entry. */
    public OpenGate(RelaySettings relay, Inside inside) throws IOException {
        this(
                Transport.best(),
                relay,
                new UpstreamSettings(List.of(), Duration.ofSeconds(5), true),
                inside,
                proxy(EntrySettings.Authentication.NONE));
    }

    /** What is behind the entries; as it stands it allows everything and keeps nothing. */
    public static final class Inside {
        public DecisionPoint policy = question ->
                new Decision.Decided(Verdict.Allow.INSTANCE, List.of("everything"), List.of(), "test", List.of());
        public @Nullable Journal journal;
        public @Nullable Identities identities;
        public @Nullable Registration registration;
        public Protocols protocols = Protocols.installed();
        public ServiceId catalogued = ServiceId.UNKNOWN;
        public @Nullable Interception interception;
        public @Nullable FileScanner scanner;
        /** For a test that needs more than one; else all is {@link #catalogued}. */
        public @Nullable Function<Address, ServiceId> catalogue;

        public NamesSeen names = NamesSeen.NONE;
        public RelayMeters meters = RelayMeters.NONE;
        public SignedOn signedOn = new SignedOn();
        public Quarantine quarantine = Quarantine.NONE;
        ConnectionLimits limits = new ConnectionLimits(10_000, 0, Duration.ofSeconds(5));
        Upstreams.Names lookup = java.net.InetAddress::getAllByName;
        Authenticator authenticator = OpenGate::authenticate;
        public HttpSettings http = HttpSettings.DEFAULTS;

        /** Every name is one of this machine. */
        public void resolveToLoopback() {
            lookup = name -> new java.net.InetAddress[] {java.net.InetAddress.getByName("127.0.0.1")};
        }

        public List<HttpInspector.Maker> inspectors = List.of();
        private @Nullable Tunnels tunnels;

        /** The tunnels through the gate that was opened last with this. */
        public Tunnels tunnels() {
            return java.util.Objects.requireNonNull(tunnels);
        }

        private List<HttpInspector.Maker> inspectors(RelayServices services) {
            List<HttpInspector.Maker> all = new ArrayList<>(inspectors);
            HttpInspector.Maker messengers = MessengerInspector.maker(services);
            tunnels = new Tunnels(TunnelFormats.installed(), services, messengers);
            all.add(Dialogues.maker(services));
            all.add(FilePassages.maker(services));
            all.add(tunnels.maker());
            all.add(messengers);
            return all;
        }
    }

    OpenGate(
            Transport transport,
            RelaySettings relay,
            UpstreamSettings upstream,
            Inside inside,
            EntrySettings... settings)
            throws IOException {
        group = transport.newGroup("test-relay", 2);
        upstreams = new Upstreams(upstream, transport, inside.lookup);
        users = new ProxyUsers(inside.authenticator);
        Guard guard = new Guard(
                inside.identities == null
                        ? new Identities(new Nobody(), Persons.NONE, WhoIsAt.UNKNOWN)
                        : inside.identities,
                inside.registration,
                inside.policy,
                inside.journal == null ? new Forgetful() : inside.journal,
                Journal.Guarantee.DURABLE,
                false,
                inside.meters,
                AlertSink.NONE,
                inside.quarantine);
        Clock clock = Clock.systemUTC();
        RedirectPorts callBacks = new RedirectPorts("call-back-ports", Opening.NamedBy.CALL_BACK, "127.0.0.1", 0, 4);
        services = new RelayServices(
                inside.protocols,
                inside.catalogue == null ? address -> inside.catalogued : inside.catalogue,
                address -> Feature.UNREAD_CONNECTION,
                guard,
                new Handoffs(clock, 1_000, Duration.ofMinutes(5)),
                inside.signedOn,
                inside.names,
                traveller -> http().take(traveller),
                new Calls(upstreams, callBacks, null, entry -> false),
                inside.interception,
                inside.scanner,
                relay,
                inside.meters,
                clock);
        gate = new Gate(upstreams, services, inside.limits);
        http = HttpEntry.open(
                group,
                transport,
                upstreams,
                services,
                inside.http,
                entry -> asks(settings, entry),
                inside.inspectors(services));
        entries = Entries.open(
                List.of(settings),
                group,
                transport,
                gate,
                upstreams,
                new ClientNetworks(ClientNetworks.PRIVATE),
                users,
                http,
                new RedirectPorts("redirect-ports", Opening.NamedBy.ADVERTISED, "127.0.0.1", 0, 2),
                callBacks);
    }

    /** Holds unknown traffic for at most 300 ms, passes it, and never gets bored. */
    public static RelaySettings relaySettings() {
        return new RelaySettings(
                Limits.DEFAULT,
                Duration.ofMillis(300),
                4_096,
                RelaySettings.Unknown.PASS,
                RelaySettings.Unknown.PASS,
                Duration.ofMinutes(5),
                "sallyport");
    }

    public static EntrySettings.Proxy proxy(EntrySettings.Authentication authentication) {
        return new EntrySettings.Proxy("proxy", new InetSocketAddress("127.0.0.1", 0), authentication);
    }

    public InetSocketAddress address(String entry) {
        InetSocketAddress address = entries.addresses().get(entry);
        if (address == null) {
            throw new IllegalArgumentException("no entry " + entry);
        }
        return address;
    }

    /** What all relays share. */
    public RelayServices services() {
        return services;
    }

    /** As at a shutdown, but for the listeners, which stay. */
    int drain() throws InterruptedException {
        return gate.drain(null);
    }

    Gate gate() {
        return gate;
    }

    /** The way plain HTTP takes. */
    public HttpEntry http() {
        return http;
    }

    /** The loops that connections live on. */
    public EventLoopGroup group() {
        return group;
    }

    private @Nullable ProxyUsers asks(EntrySettings[] settings, String name) {
        for (EntrySettings entry : settings) {
            if (entry.name().equals(name)
                    && entry instanceof EntrySettings.Proxy proxy
                    && proxy.authentication() == EntrySettings.Authentication.REQUIRED) {
                return users;
            }
        }
        return null;
    }

    public int connections() {
        return gate.connections();
    }

    /** A socket through the proxy entry, by the JDK's own SOCKS 5 client. */
    public Socket socks(String host, int port) throws IOException {
        Socket socket = new Socket(new java.net.Proxy(java.net.Proxy.Type.SOCKS, address("proxy")));
        socket.connect(InetSocketAddress.createUnresolved(host, port), 5_000);
        return socket;
    }

    private static Authenticator.Result authenticate(String login, String password) {
        return login.equals(LOGIN) && password.equals(PASSWORD)
                ? new Authenticator.Result.Accepted(
                        new Person("1", LOGIN, "Alice Adams", null, java.util.Set.of(), false))
                : Authenticator.Result.Refused.INSTANCE;
    }

    @Override
    public void close() {
        entries.close();
        http.close();
        gate.disconnectAll(null);
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        upstreams.close();
        users.close();
        journalThread.shutdownNow();
    }

    private static final class Nobody implements People {
        @Override
        public @Nullable Identity ifKnown(ScreenName name) {
            return Identity.Unregistered.INSTANCE;
        }

        @Override
        public CompletableFuture<Identity> resolve(ScreenName name) {
            return CompletableFuture.completedFuture(Identity.Unregistered.INSTANCE);
        }

        @Override
        public void close() {}
    }

    private final class Forgetful implements Journal {
        private long sequence;

        @Override
        public void append(ArchiveRecord record, Guarantee guarantee, Appended done) {
            journalThread.execute(() -> done.kept(++sequence));
        }

        @Override
        public void close() {}
    }
}
