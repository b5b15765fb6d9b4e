package org.sallyport.proxy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.sallyport.archive.journal.SegmentJournal;
import org.sallyport.archive.search.ArchiveStatus;
import org.sallyport.proxy.health.LoopLag;

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

    private static void buffers(Meters meters, String area, java.util.function.Supplier<Number> bytes) {
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
