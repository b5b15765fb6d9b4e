package org.sallyport.proxy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.dns.DnsMeters;
import org.sallyport.proxy.health.Destinations;
import org.sallyport.proxy.health.HealthPages;
import org.sallyport.proxy.log.LogLine;
import org.sallyport.proxy.relay.RelayMeters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the gateway counts, and the log lines for what an administrator must not miss: alerts and failures to decide. No line
 * has a word of what people wrote. docs/operations.md lists every name.
 *
 * <p>Counting an event allocates nothing once its counter is there. Every label has a bounded set of values: words of an enum,
 * services that were known at the start, or at most {@value #MOST_VALUES} entries and protocols; what is beyond is counted as
 * {@code other}.
 *
 * <p>Safe for any thread.
 */
public final class Meters implements RelayMeters, DnsMeters, HealthPages.Metrics {

    private static final Logger LOG = LoggerFactory.getLogger(Meters.class);

    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private static final int MOST_VALUES = 128;
    private static final int DESTINATIONS = 10_000;
    private static final String OTHER = "other";
    private static final List<String> SEVERITIES = List.of("low", "medium", "high", OTHER);

    /** Where {@link Decision.Failed} stands among the verdicts. */
    private static final int FAILED = 5;

    private static final List<String> VERDICTS = List.of("allow", "rewrite", "drop", "deny", "disconnect", "failed");

    private final Map<String, Counter> refused = new ConcurrentHashMap<>();
    private final Map<DnsMeters.Happened, Counter> dns = new ConcurrentHashMap<>();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Destinations destinations = new Destinations(DESTINATIONS, Clock.systemUTC());
    private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();
    private final Map<ProtocolId, OfProtocol> protocols = new ConcurrentHashMap<>();
    private final Map<Connections, Counter> connections = new ConcurrentHashMap<>();
    private final Map<ServiceId, String> services = new ConcurrentHashMap<>();

    /** By verdict; every feature has its own from the start, so that the map is only read later. */
    private final Map<Feature, AtomicReferenceArray<@Nullable Counter>> events = new EnumMap<>(Feature.class);

    private final Map<Routed, Counter> routed = new EnumMap<>(Routed.class);
    private final Counter leftTheHouse;
    private final Counter[] alerts;
    private final Counter journalFailures;

    /**
     * Nothing counted yet.
     *
     * @param known the services that are counted by name
     */
    public Meters(Collection<ServiceId> known) {
        known.forEach(service -> services.put(service, service.value()));
        services.put(ServiceId.UNKNOWN, ServiceId.UNKNOWN.value());
        for (Feature feature : Feature.values()) {
            events.put(feature, new AtomicReferenceArray<>(VERDICTS.size()));
        }
        alerts = SEVERITIES.stream()
                .map(severity -> counter("sallyport.alerts", "Alerts that rules raised.", "severity", severity))
                .toArray(Counter[]::new);
        for (Routed how : Routed.values()) {
            routed.put(
                    how,
                    counter(
                            "sallyport.routed",
                            "Messages between colleagues that were to stay here.",
                            "how",
                            how.id()));
        }
        leftTheHouse = counter(
                "sallyport.routed.outside.bytes",
                "Text between colleagues that was to stay here and was given to the service after all.");
        journalFailures =
                counter("sallyport.journal.failures", "Records that the journal did not take, whatever came of it.");
        gauge(
                "sallyport.destinations",
                "Destinations of unread connections that are listed.",
                () -> destinations.kept());
        gauge(
                "sallyport.destinations.dropped",
                "Destinations that are not listed any more because there are too many.",
                () -> destinations.dropped());
    }

    /** The counters, for adding others. */
    public MeterRegistry registry() {
        return registry;
    }

    /** Where unread connections went. */
    public Destinations destinations() {
        return destinations;
    }

    /** All counters in the Prometheus text format. */
    public String scrape() {
        return scrape(false).text();
    }

    @Override
    public HealthPages.Scrape scrape(boolean openMetrics) {
        String type = openMetrics ? OPEN_METRICS : PROMETHEUS;
        return new HealthPages.Scrape(type, registry.scrape(type));
    }

    /** Adds a value that is looked up whenever somebody asks. */
    void gauge(String name, String meaning, java.util.function.Supplier<Number> value, String... tags) {
        Gauge.builder(name, value).description(meaning).tags(tags).register(registry);
    }

    private Counter counter(String name, String meaning, String... tags) {
        return Counter.builder(name).description(meaning).tags(tags).register(registry);
    }

    /** What is counted by protocol alone. */
    private final class OfProtocol {

        final String name;
        final Counter identified;
        final Counter malformed;
        final Counter faults;
        final Counter fromClient;
        final Counter fromServer;
        final Timer identification;

        OfProtocol(String name) {
            this.name = name;
            identified = counter("sallyport.identified", "Connections whose protocol was found out.", "protocol", name);
            malformed = counter("sallyport.malformed", "Times that bytes broke a protocol's rules.", "protocol", name);
            faults = counter("sallyport.faults", "Connections closed for a fault of the gateway's.", "protocol", name);
            fromClient = bytes("from-client");
            fromServer = bytes("from-server");
            identification = Timer.builder("sallyport.identification")
                    .description("From when a connection stood until its protocol was known.")
                    .tag("protocol", name)
                    .serviceLevelObjectives(
                            Duration.ofMillis(1),
                            Duration.ofMillis(5),
                            Duration.ofMillis(20),
                            Duration.ofMillis(100),
                            Duration.ofMillis(500),
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(5),
                            Duration.ofSeconds(30))
                    .register(registry);
        }

        private Counter bytes(String direction) {
            return counter(
                    "sallyport.bytes",
                    "Bytes received on connections that have ended.",
                    "direction",
                    direction,
                    "protocol",
                    name);
        }
    }

    private OfProtocol of(ProtocolId protocol) {
        // Looked up first: computing needs a closure each time.
        OfProtocol known = protocols.get(protocol);
        if (known != null) {
            return known;
        }
        boolean full = protocols.size() >= MOST_VALUES;
        ProtocolId counted = full ? new ProtocolId(OTHER) : protocol;
        return protocols.computeIfAbsent(counted, id -> new OfProtocol(id.value()));
    }

    private AtomicInteger openOf(String entry) {
        AtomicInteger known = open.get(entry);
        if (known != null) {
            return known;
        }
        return open.computeIfAbsent(entryName(entry), name -> {
            AtomicInteger count = new AtomicInteger();
            gauge("sallyport.connections.open", "Connections that are open.", () -> count, "entry", name);
            return count;
        });
    }

    private String entryName(String entry) {
        return open.containsKey(entry) || open.size() < MOST_VALUES ? entry : OTHER;
    }

    private record Connections(String entry, ProtocolId protocol, String service, Outcome outcome) {}

    @Override
    public void opened(String entry) {
        openOf(entry).incrementAndGet();
    }

    @Override
    public void closed(String entry) {
        openOf(entry).decrementAndGet();
    }

    @Override
    public void identified(ProtocolId protocol, long nanos) {
        OfProtocol counted = of(protocol);
        counted.identified.increment();
        counted.identification.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void ended(
            String entry,
            ProtocolId protocol,
            ServiceId service,
            Outcome outcome,
            String destinationHost,
            int destinationPort,
            long bytesFromClient,
            long bytesFromServer) {
        OfProtocol counted = of(protocol);
        counted.fromClient.increment((double) bytesFromClient);
        counted.fromServer.increment((double) bytesFromServer);
        Connections kind = new Connections(
                entryName(entry), new ProtocolId(counted.name), services.getOrDefault(service, OTHER), outcome);
        Counter ended = connections.get(kind);
        if (ended == null) {
            ended = connections.computeIfAbsent(
                    kind,
                    k -> counter(
                            "sallyport.connections",
                            "Connections that have ended.",
                            "entry",
                            k.entry(),
                            "protocol",
                            k.protocol().value(),
                            "service",
                            k.service(),
                            "verdict",
                            k.outcome().id()));
        }
        ended.increment();
        if (outcome == Outcome.UNREAD) {
            destinations.add(destinationHost, destinationPort, protocol, service, bytesFromClient, bytesFromServer);
        }
    }

    @Override
    public void decided(ImEvent event, Decision decision) {
        count(null, event, decision);
    }

    @Override
    public void decided(String connection, ImEvent event, Decision decision) {
        count(connection, event, decision);
    }

    private void count(@Nullable String connection, ImEvent event, Decision decision) {
        events(event.feature(), verdict(decision)).increment();
        if (decision instanceof Decision.Failed failed) {
            about(connection, event)
                    .log("no decision on {}: {}", event.feature().id(), failed.cause());
        }
        List<Duty> duties = decision.duties();
        // By index: whether an iterator is an object of its own is up to the compiler's mood.
        for (int i = 0; i < duties.size(); i++) {
            if (duties.get(i) instanceof Duty.Alert alert) {
                int severity = SEVERITIES.indexOf(alert.severity());
                alerts[severity < 0 ? SEVERITIES.size() - 1 : severity].increment();
                about(connection, event)
                        .with("alert.severity", alert.severity())
                        .with("rule.name", String.join(", ", decision.rules()))
                        .log("alert, {}: {}", alert.severity(), event.feature().id());
            }
        }
    }

    private static LogLine about(@Nullable String connection, ImEvent event) {
        LogLine line = LogLine.warn(LOG)
                .with("im.feature", event.feature().id())
                .with("im.from", event.from() == null ? "somebody" : event.from());
        return connection == null ? line : line.with("connection.id", connection);
    }

    private Counter events(Feature feature, int verdict) {
        AtomicReferenceArray<@Nullable Counter> ofFeature = Objects.requireNonNull(events.get(feature));
        Counter known = ofFeature.get(verdict);
        if (known == null) {
            // The registry gives the same one to whoever else comes here now.
            known = counter(
                    "sallyport.events",
                    "Events that were decided on.",
                    "feature",
                    feature.id(),
                    "verdict",
                    VERDICTS.get(verdict));
            ofFeature.set(verdict, known);
        }
        return known;
    }

    private static int verdict(Decision decision) {
        return switch (decision) {
            case Decision.Failed failed -> FAILED;
            case Decision.Decided decided ->
                switch (decided.verdict()) {
                    case Verdict.Allow allow -> 0;
                    case Verdict.Rewrite rewrite -> 1;
                    case Verdict.Drop drop -> 2;
                    case Verdict.Deny deny -> 3;
                    case Verdict.Disconnect disconnect -> 4;
                };
        };
    }

    @Override
    public void routed(Routed how, long textBytes) {
        Objects.requireNonNull(routed.get(how)).increment();
        if (how == Routed.SERVICE) {
            leftTheHouse.increment((double) textBytes);
        }
    }

    @Override
    public void notJournaled() {
        journalFailures.increment();
    }

    @Override
    public void malformed(ProtocolId protocol) {
        of(protocol).malformed.increment();
    }

    @Override
    public void refused(String entry, String reason) {
        // Entries are configured, and reasons a few words.
        refused.computeIfAbsent(
                        entryName(entry) + '|' + reason,
                        key -> counter(
                                "sallyport.refused",
                                "Clients that were refused.",
                                "entry",
                                entryName(entry),
                                "reason",
                                reason))
                .increment();
    }

    @Override
    public void faulted(ProtocolId protocol) {
        of(protocol).faults.increment();
    }

    @Override
    public void count(DnsMeters.Happened happened) {
        dns.computeIfAbsent(
                        happened, key -> counter("sallyport.dns", "What the DNS forwarder did.", "happened", key.id()))
                .increment();
    }
}
