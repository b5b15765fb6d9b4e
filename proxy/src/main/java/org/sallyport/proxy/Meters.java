package org.sallyport.proxy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.dns.DnsMeters;
import org.sallyport.proxy.relay.RelayMeters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the gateway counts, and the log lines for what an administrator must not miss: alerts, failures to decide, failures to
 * journal. No line has a word of what people wrote. Safe for any thread.
 */
public final class Meters implements RelayMeters, DnsMeters {

    private static final Logger LOG = LoggerFactory.getLogger(Meters.class);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();

    /** Nothing counted yet. */
    public Meters() {
        registry.gauge("sallyport.connections", open);
    }

    /** The counters, for exposing them. */
    public MeterRegistry registry() {
        return registry;
    }

    /** All counters in the Prometheus text format. */
    public String scrape() {
        return registry.scrape();
    }

    private void count(String name, String tag, String value) {
        // Both tag values come from small fixed sets: entries, plugins, features, verdicts.
        counters.computeIfAbsent(
                        name + '|' + value,
                        key -> Counter.builder(name).tag(tag, value).register(registry))
                .increment();
    }

    @Override
    public void opened(String entry) {
        open.incrementAndGet();
        count("sallyport.opened", "entry", entry);
    }

    @Override
    public void closed(String entry) {
        open.decrementAndGet();
        count("sallyport.closed", "entry", entry);
    }

    @Override
    public void identified(ProtocolId protocol, long nanos) {
        count("sallyport.identified", "protocol", protocol.value());
    }

    @Override
    public void decided(ImEvent event, Decision decision) {
        count("sallyport.events", "feature", event.feature().id());
        switch (decision) {
            case Decision.Decided decided ->
                count("sallyport.verdicts", "verdict", decided.verdict().id());
            case Decision.Failed failed -> {
                count("sallyport.verdicts", "verdict", "failed");
                LOG.warn("no decision on {}: {}", event.feature().id(), failed.cause());
            }
        }
        for (Duty duty : decision.duties()) {
            if (duty instanceof Duty.Alert alert) {
                count("sallyport.alerts", "severity", alert.severity());
                LOG.warn(
                        "alert, {}: {} by {}, rule {}",
                        alert.severity(),
                        event.feature().id(),
                        event.from() == null ? "somebody" : event.from(),
                        decision.rules());
            }
        }
    }

    @Override
    public void notJournaled() {
        count("sallyport.journal.failures", "kind", "append");
    }

    @Override
    public void malformed(ProtocolId protocol) {
        count("sallyport.malformed", "protocol", protocol.value());
    }

    @Override
    public void refused(String entry, String reason) {
        // Entries are configured, and reasons a few words.
        counters.computeIfAbsent(
                        "sallyport.refused|" + entry + '|' + reason,
                        key -> Counter.builder("sallyport.refused")
                                .tag("entry", entry)
                                .tag("reason", reason)
                                .register(registry))
                .increment();
    }

    @Override
    public void faulted(ProtocolId protocol) {
        count("sallyport.faults", "protocol", protocol.value());
    }

    @Override
    public void count(DnsMeters.Happened happened) {
        count("sallyport.dns", "happened", happened.id());
    }
}
