package org.sallyport.proxy;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.journal.SegmentJournal;
import org.sallyport.archive.search.ArchiveStatus;
import org.sallyport.proxy.alert.Alerts;
import org.sallyport.proxy.alert.TargetStatus;
import org.sallyport.proxy.health.LoopLag;
import org.sallyport.proxy.held.Held;

/** Values that nobody counts, because they can be looked at: the process, the event loops, the journal, the archive. */
final class MachineMeters {

    private MachineMeters() {}

    /** The process. */
    static void process(Meters meters) {
        MeterRegistry registry = meters.registry();
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider) {
            ByteBufAllocatorMetric buffers = provider.metric();
            buffers(meters, "direct", buffers::usedDirectMemory);
            buffers(meters, "heap", buffers::usedHeapMemory);
        }
    }

    private static void buffers(Meters meters, String area, Supplier<Number> bytes) {
        meters.gauge("sallyport.buffer.bytes", "Memory that buffers of connections take.", bytes, "area", area);
    }

    /** The event loops. */
    static void loops(Meters meters, LoopLag lag) {
        for (int i = 0; i < lag.loops(); i++) {
            int loop = i;
            meters.gauge(
                    "sallyport.event.loop.lag.seconds",
                    "How late an event loop was at the worst within the last 15 seconds.",
                    () -> seconds(lag.lag(loop)),
                    "loop",
                    Integer.toString(i));
        }
    }

    /** The journal, and how far the archive is behind it. */
    static void record(Meters meters, SegmentJournal journal, Archives archives) {
        meters.gauge(
                "sallyport.journal.queue.records",
                "Records that wait for the disk.",
                () -> journal.status().queueDepth());
        meters.gauge(
                "sallyport.journal.bytes",
                "Bytes of entries in the journal's segments.",
                () -> journal.status().bytes());
        meters.gauge(
                "sallyport.journal.depth.records",
                "Records in the journal that are not in the archive yet; NaN without an archive.",
                () -> archives.isConfigured() ? depth(journal, archives) : Double.NaN);
        meters.gauge(
                "sallyport.archive.lag.seconds",
                "Age of the eldest record that is not in the archive yet; NaN without an archive.",
                () -> archives.isConfigured() ? lag(archives) : Double.NaN);
        meters.gauge(
                "sallyport.archive.unsearchable.records",
                "Records since the start that the archive did not take as they were.",
                archives::deadLetters);
    }

    /** How it stands with those who are told of alerts. */
    static void alerts(Meters meters, Alerts alerts) {
        List<TargetStatus> targets = alerts.status();
        for (int i = 0; i < targets.size(); i++) {
            int number = i;
            Tags tags = Tags.of("target", targets.get(i).name());
            Supplier<TargetStatus> status = () -> alerts.status().get(number);
            MeterRegistry registry = meters.registry();
            Gauge.builder("sallyport.alerts.waiting", () -> status.get().waiting())
                    .description("Alerts that a target has not been told of yet.")
                    .tags(tags)
                    .register(registry);
            Gauge.builder(
                            "sallyport.alerts.oldest.seconds",
                            () -> age(status.get().oldest()))
                    .description("Age of the eldest of them; 0 when none waits.")
                    .tags(tags)
                    .register(registry);
            counter(
                    registry,
                    "sallyport.alerts.queued",
                    "Alerts that came into a queue.",
                    tags,
                    alerts,
                    s -> status.get().queued());
            counter(
                    registry,
                    "sallyport.alerts.delivered",
                    "Alerts that a target was told of.",
                    tags,
                    alerts,
                    s -> status.get().delivered());
            counter(
                    registry,
                    "sallyport.alerts.digests",
                    "Digests they were told in.",
                    tags,
                    alerts,
                    s -> status.get().digests());
            counter(
                    registry,
                    "sallyport.alerts.failures",
                    "Tries to tell a target that failed.",
                    tags,
                    alerts,
                    s -> status.get().failures());
            String lost = "Alerts that a target is not told of any more.";
            counter(
                    registry,
                    "sallyport.alerts.lost",
                    lost,
                    tags.and("reason", "full"),
                    alerts,
                    s -> status.get().full());
            counter(
                    registry,
                    "sallyport.alerts.lost",
                    lost,
                    tags.and("reason", "expired"),
                    alerts,
                    s -> status.get().expired());
            counter(
                    registry,
                    "sallyport.alerts.lost",
                    lost,
                    tags.and("reason", "unreadable"),
                    alerts,
                    s -> status.get().unreadable());
        }
        counter(
                meters.registry(),
                "sallyport.alerts.nowhere",
                "Alerts for somebody who is no target.",
                Tags.empty(),
                alerts,
                Alerts::nowhere);
    }

    /** What is held for review. */
    static void held(Meters meters, Held held) {
        String messages = "Messages that are held: for a reviewer, or for somebody to be reached.";
        meters.gauge("sallyport.quarantine.messages", messages, held::waiting, "state", "waiting");
        meters.gauge("sallyport.quarantine.messages", messages, held::undelivered, "state", "released");
        meters.gauge("sallyport.quarantine.bytes", "What all that is kept takes on the disk.", held::bytes);
        outcome(meters, "held", held, Held::held);
        outcome(meters, "delivered", held, Held::delivered);
        outcome(meters, "uncertain", held, Held::uncertain);
        outcome(meters, "rejected", held, Held::rejected);
        outcome(meters, "expired", held, Held::expired);
        outcome(meters, "refused", held, Held::refused);
    }

    private static void outcome(Meters meters, String outcome, Held held, ToDoubleFunction<Held> value) {
        counter(
                meters.registry(),
                "sallyport.quarantine",
                "What became of messages that rules hold back.",
                Tags.of("outcome", outcome),
                held,
                value);
    }

    private static <T> void counter(
            MeterRegistry registry, String name, String meaning, Tags tags, T counted, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, counted, value)
                .description(meaning)
                .tags(tags)
                .register(registry);
    }

    private static double age(@Nullable Instant time) {
        return time == null ? 0 : Math.max(0, seconds(Duration.between(time, Instant.now())));
    }

    private static Number depth(SegmentJournal journal, Archives archives) {
        ArchiveStatus status = archives.search().status();
        return Math.max(0, journal.status().durableSequence() - status.archived());
    }

    private static Number lag(Archives archives) {
        Instant since = archives.waitingSince();
        return since == null ? 0.0 : Math.max(0, seconds(Duration.between(since, Instant.now())));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / (double) TimeUnit.SECONDS.toNanos(1);
    }
}
