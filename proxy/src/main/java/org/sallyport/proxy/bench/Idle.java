package org.sallyport.proxy.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Measures what connections cost that have said hello and then nothing more. A process that had many connections keeps memory for
 * the next ones, so each round has a process of its own.
 *
 * <p>Confined to the benchmark's thread.
 */
final class Idle {

    /** What is left to other files than the connections'. */
    private static final int OTHER_FILES = 300;

    /** How often so many connections come and go first, that its code is compiled and its first buffers are there. */
    private static final int WARM_UPS = 3;

    private static final int WARM_SHARE = 5;

    /** Until timers have gone off and what comes after a connection is done. */
    private static final long SETTLE_MILLIS = 1_500;

    private static final long QUIET_MILLIS = 5_000;

    /** Starts what stands in the middle, afresh. */
    interface Starter {
        ChildProcess start() throws IOException, InterruptedException;
    }

    private final Load load;
    private final BenchService service;

    Idle(Load load, BenchService service) {
        this.load = load;
        this.service = service;
    }

    /** How many of the {@code wanted} connections the limit on open files lets be: the benchmark has both ends of each. */
    static int possible(int wanted) {
        long files = Memory.openFiles().orElse(Long.MAX_VALUE);
        return (int) Math.max(1, Math.min(wanted, (files - OTHER_FILES) / 2));
    }

    IdleSample measure(Starter starter, boolean java, int round, int connections)
            throws IOException, InterruptedException {
        try (ChildProcess process = starter.start()) {
            for (int i = 0; i < WARM_UPS; i++) {
                load.silence(process, Dialogue.UNKNOWN, Math.max(1, connections / WARM_SHARE))
                        .end();
                service.awaitQuiet(QUIET_MILLIS);
            }
            TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
            Memory before = java ? Memory.afterCollection(process) : Memory.of(process, false);
            Load.Silence silence = load.silence(process, Dialogue.UNKNOWN, connections);
            try {
                TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
                Memory with = Memory.of(process, java);
                Memory after = java ? Memory.afterCollection(process) : with;
                return new IdleSample(process.name(), round, connections, before, with, after, silence.firstError());
            } finally {
                silence.end();
                service.awaitQuiet(QUIET_MILLIS);
            }
        }
    }
}
