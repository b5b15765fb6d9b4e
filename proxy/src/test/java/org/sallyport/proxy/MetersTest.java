package org.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.relay.RelayMeters.Outcome;

final class MetersTest {

    private static final ProtocolId OSCAR = new ProtocolId("oscar");
    private static final ServiceId AIM = new ServiceId("aim");

    private final Meters meters = new Meters(List.of(AIM));

    static ImEvent event() {
        return new ImEvent.Malformed(Flow.OUTBOUND, new ScreenName(AIM, "alice", "Alice"), "odd", 7);
    }

    static Decision decided(Duty... duties) {
        return new Decision.Decided(Verdict.Allow.INSTANCE, List.of("rule"), List.of(duties), "v1", List.of());
    }

    @Test
    void connectionsAreCountedByEntryProtocolServiceAndVerdict() {
        meters.opened("aim");
        meters.opened("aim");
        meters.closed("aim");
        meters.ended("aim", OSCAR, AIM, Outcome.READ, "login.example", 5190, 100, 2_000);
        assertThat(meters.scrape())
                .contains("sallyport_connections_open{entry=\"aim\"} 1.0\n")
                .contains(
                        "sallyport_connections_total{entry=\"aim\",protocol=\"oscar\",service=\"aim\",verdict=\"read\"} 1.0\n")
                .contains("sallyport_bytes_total{direction=\"from-client\",protocol=\"oscar\"} 100.0\n")
                .contains("sallyport_bytes_total{direction=\"from-server\",protocol=\"oscar\"} 2000.0\n");
        assertThat(meters.destinations().kept()).isZero();
    }

    @Test
    void onlyWhatPassesUnreadIsListedByDestination() {
        for (Outcome outcome : Outcome.values()) {
            meters.ended("proxy", ProtocolId.UNKNOWN, ServiceId.UNKNOWN, outcome, outcome.id() + ".example", 443, 1, 2);
        }
        assertThat(meters.destinations().top(10).rows())
                .singleElement()
                .satisfies(row -> assertThat(row.host()).isEqualTo("unread.example"));
    }

    @Test
    void labelsAreBounded() {
        for (int i = 0; i < 1_000; i++) {
            meters.ended("e" + i, new ProtocolId("p" + i), new ServiceId("s" + i), Outcome.READ, "h", 1, 0, 0);
            meters.opened("e" + i);
            meters.closed("e" + i);
        }
        assertThat(meters.scrape().lines().filter(line -> line.startsWith("sallyport_connections_open{")))
                .hasSizeBetween(2, 130)
                .contains("sallyport_connections_open{entry=\"other\"} 0.0");
        assertThat(meters.scrape().lines().filter(line -> line.startsWith("sallyport_malformed_total{")))
                .hasSizeBetween(2, 130);
        assertThat(meters.scrape().lines().filter(line -> line.startsWith("sallyport_connections_total{")))
                .allSatisfy(line -> assertThat(line).contains("service=\"other\""));
    }

    @Test
    void eventsAndAlerts() {
        meters.decided(event(), decided());
        meters.decided("1-1", event(), decided(new Duty.Alert("high", List.of()), new Duty.Alert("odd", List.of())));
        meters.decided(event(), new Decision.Failed("the directory is away", Verdict.Drop.INSTANCE));
        assertThat(meters.scrape())
                .contains("sallyport_events_total{feature=\"malformed\",verdict=\"allow\"} 2.0\n")
                .contains("sallyport_events_total{feature=\"malformed\",verdict=\"failed\"} 1.0\n")
                .contains("sallyport_alerts_total{severity=\"high\"} 1.0\n")
                .contains("sallyport_alerts_total{severity=\"other\"} 1.0\n")
                .contains("sallyport_alerts_total{severity=\"low\"} 0.0\n");
    }

    /** Of a loop of 100,000 events, not one object an event: a text each would be megabytes. */
    @Test
    void countingAnEventAllocatesNothing() {
        ImEvent event = event();
        Decision decision = decided();
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().threadId();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getThreadAllocatedBytes(thread);
            for (int i = 0; i < 100_000; i++) {
                meters.decided(event, decision);
                meters.malformed(OSCAR);
                meters.opened("aim");
                meters.closed("aim");
            }
            least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
        }
        assertThat(least).isLessThan(1_000_000);
    }
}
