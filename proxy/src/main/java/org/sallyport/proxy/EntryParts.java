package org.sallyport.proxy;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.file.TikaFileTypes;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.service.ServiceCatalogue;
import org.sallyport.protocols.tunnel.TunnelFormats;
import org.sallyport.proxy.config.Configuration;
import org.sallyport.proxy.dns.DnsForwarder;
import org.sallyport.proxy.dns.DnsNames;
import org.sallyport.proxy.dns.DnsSettings;
import org.sallyport.proxy.entry.Calls;
import org.sallyport.proxy.entry.ClientNetworks;
import org.sallyport.proxy.entry.Entries;
import org.sallyport.proxy.entry.EntrySettings;
import org.sallyport.proxy.entry.Gate;
import org.sallyport.proxy.entry.ProxyUsers;
import org.sallyport.proxy.entry.RedirectPorts;
import org.sallyport.proxy.entry.Transport;
import org.sallyport.proxy.entry.Upstreams;
import org.sallyport.proxy.entry.http.HttpEntry;
import org.sallyport.proxy.entry.http.MessengerInspector;
import org.sallyport.proxy.health.Health;
import org.sallyport.proxy.health.LoopLag;
import org.sallyport.proxy.relay.Guard;
import org.sallyport.proxy.relay.HttpRoad;
import org.sallyport.proxy.relay.Identities;
import org.sallyport.proxy.relay.Leavers;
import org.sallyport.proxy.relay.NamesSeen;
import org.sallyport.proxy.relay.RelayServices;
import org.sallyport.proxy.relay.SignedOn;
import org.sallyport.proxy.relay.Uses;
import org.sallyport.proxy.scan.FileScanner;
import org.sallyport.proxy.scan.ScanSettings;
import org.sallyport.proxy.tls.AuthorityException;
import org.sallyport.proxy.tls.Interception;
import org.sallyport.proxy.tunnel.Dialogues;
import org.sallyport.proxy.tunnel.FilePassages;
import org.sallyport.proxy.tunnel.Tunnels;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ways in and what they lead to: upstreams, event loops, the relay's services, tunnels, plain HTTP, DNS. Put together last, when
 * everything is there that must know of a client.
 *
 * <p>One thread opens and closes it. {@link #close} takes down in the reverse order, whatever of it stands.
 */
final class EntryParts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EntryParts.class);

    private static final int HANDOFFS = 100_000;
    private static final Duration HANDOFF_LIFETIME = Duration.ofMinutes(10);

    private final Configuration configuration;
    private final Health health;
    private final Meters counting;
    private final Clock clock;
    private final Deque<Gateway.Stop> stops = new ArrayDeque<>();
    private @Nullable Entries entries;
    private @Nullable Gate gate;
    private @Nullable DnsForwarder dns;

    EntryParts(Configuration configuration, Health health, Meters counting, Clock clock) {
        this.configuration = configuration;
        this.health = health;
        this.counting = counting;
        this.clock = clock;
    }

    /**
     * Lets clients in.
     *
     * @param users who sign in at the proxy's door; closed with the entries
     */
    void open(
            Protocols protocols,
            ServiceCatalogue catalogue,
            Guard guard,
            SignedOn signedOn,
            Identities identities,
            ProxyUsers users)
            throws IOException {
        stops.push(users::close);
        Transport transport = Transport.best();
        Upstreams upstreams = new Upstreams(configuration.upstreams(), transport);
        stops.push(upstreams::close);
        NamesSeen names = startDns(transport);
        // The road for HTTP needs these services itself; it is there before the first client is.
        HttpRoad.Late road = new HttpRoad.Late();
        RedirectPorts callBacks = callBacks(configuration.callBacks());
        Leavers leavers = Leavers.start(
                signedOn,
                identities,
                configuration.people().leaversNotice(),
                configuration.people().leaversEvery());
        stops.push(leavers::close);
        RelayServices services = new RelayServices(
                protocols,
                catalogue::serviceOf,
                Uses.of(catalogue),
                guard,
                new Handoffs(clock, HANDOFFS, HANDOFF_LIFETIME),
                signedOn,
                names,
                road,
                new Calls(
                        upstreams,
                        callBacks,
                        configuration.callBacks().advertise(),
                        entry -> isTransparent(configuration.entries(), entry)),
                interception(),
                scanner(configuration.scan(), transport),
                configuration.relay(),
                counting,
                clock);
        Gate opened = new Gate(upstreams, services, configuration.connections());
        gate = opened;
        int threads =
                configuration.threads() == 0 ? Runtime.getRuntime().availableProcessors() : configuration.threads();
        EventLoopGroup group = transport.newGroup("relay", threads);
        stops.push(() -> group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS));
        LoopLag lag = LoopLag.watch(group);
        stops.push(lag::close);
        MachineMeters.loops(counting, lag);
        health.needsToLive(GatewayChecks.loops(lag));
        health.needsToServe(
                GatewayChecks.connections(opened, configuration.connections().total()));
        stops.push(this::drain);
        Tunnels tunnels = new Tunnels(TunnelFormats.installed(), services, MessengerInspector.maker(services));
        stops.push(tunnels::close);
        HttpEntry http = HttpEntry.open(
                group,
                transport,
                upstreams,
                services,
                configuration.http(),
                entry -> asks(configuration.entries(), entry) ? users : null,
                List.of(
                        Dialogues.maker(services),
                        FilePassages.maker(services),
                        tunnels.maker(),
                        MessengerInspector.maker(services)));
        road.leadTo(http);
        stops.push(http::close);
        Configuration.Redirects ports = configuration.redirects();
        List<EntrySettings> wanted = usable(configuration.entries(), transport);
        boolean advertises = wanted.stream().anyMatch(EntrySettings.Fixed.class::isInstance);
        Entries bound = Entries.open(
                wanted,
                group,
                transport,
                opened,
                upstreams,
                new ClientNetworks(configuration.clients()),
                users,
                http,
                advertises
                        ? new RedirectPorts(
                                "redirect-ports",
                                Opening.NamedBy.ADVERTISED,
                                ports.host(),
                                ports.first(),
                                ports.count())
                        : null,
                callBacks);
        entries = bound;
        stops.push(bound::close);
        health.needsToServe(GatewayChecks.entries(bound));
    }

    private static @Nullable FileScanner scanner(@Nullable ScanSettings settings, Transport transport) {
        // Its tables take a moment to load: not when the first file comes, on an event loop.
        Thread.ofPlatform().daemon().name("file-types").start(TikaFileTypes::instance);
        return settings == null ? null : settings.open(transport.channel());
    }

    private Interception interception() throws IOException {
        try {
            Interception opened = Interception.open(configuration.tls(), configuration.tlsDirectory(), clock);
            stops.push(opened::close);
            return opened;
        } catch (AuthorityException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Before the entries, which ask what it learns. */
    private NamesSeen startDns(Transport transport) throws IOException {
        DnsSettings settings = configuration.dns();
        if (settings == null) {
            return NamesSeen.NONE;
        }
        DnsNames names = new DnsNames(settings.capacity(), settings.remember(), System::nanoTime);
        DnsForwarder started =
                DnsForwarder.start(settings, transport, new ClientNetworks(configuration.clients()), names, counting);
        stops.push(started::close);
        dns = started;
        return names;
    }

    private static @Nullable RedirectPorts callBacks(Configuration.CallBacks ports) {
        return ports.count() == 0
                ? null
                : new RedirectPorts(
                        "call-back-ports", Opening.NamedBy.CALL_BACK, ports.host(), ports.first(), ports.count());
    }

    /** Whether the gateway stands between the clients of an entry and everybody else. */
    private static boolean isTransparent(List<EntrySettings> entries, String name) {
        return entries.stream()
                .anyMatch(entry -> entry.name().equals(name) && entry instanceof EntrySettings.Transparent);
    }

    /** Whether an entry of this name has its clients sign in. */
    private static boolean asks(List<EntrySettings> entries, String name) {
        return entries.stream()
                .anyMatch(entry -> entry.name().equals(name)
                        && entry instanceof EntrySettings.Proxy proxy
                        && proxy.authentication() == EntrySettings.Authentication.REQUIRED);
    }

    private static List<EntrySettings> usable(List<EntrySettings> entries, Transport transport) {
        List<EntrySettings> usable = new ArrayList<>(entries);
        if (transport != Transport.EPOLL && usable.removeIf(EntrySettings.Transparent.class::isInstance)) {
            LOG.warn("the transparent entry needs Linux and its native sockets: it is left out");
        }
        return usable;
    }

    /** Says goodbye to whoever is there, and gives them a moment to go. */
    private void drain() throws InterruptedException {
        Gate current = gate;
        if (current != null) {
            current.drain(null);
        }
    }

    /** Where the entries listen, by name. */
    Map<String, InetSocketAddress> addresses() {
        return entries == null ? Map.of() : entries.addresses();
    }

    /** Where the DNS forwarder answers; null when there is none. */
    @Nullable InetSocketAddress dnsAddress() {
        return dns == null ? null : dns.address();
    }

    /** How many connections are open. */
    int connections() {
        return gate == null ? 0 : gate.connections();
    }

    @Override
    public void close() {
        Gateway.unwind(stops);
    }
}
