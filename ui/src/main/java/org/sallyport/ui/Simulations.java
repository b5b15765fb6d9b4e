package org.sallyport.ui;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The policies being tried out, and the last that were. Safe for any thread.
 *
 * <p><b>Bounds:</b> {@value #MOST_RUNNING} at the same time, for each takes a thread and reads the archive as fast as it can;
 * {@value #KEPT} are kept, in memory only. <b>Lifecycle:</b> {@link #close} ends those that run.
 */
final class Simulations implements AutoCloseable {

    static final String BUSY = "Others are being tried out, and each reads the archive. Wait, or end one of them.";

    static final int MOST_RUNNING = 2;
    static final int KEPT = 20;

    private final Secrets secrets;
    private final Clock clock;

    /** The newest first. Guarded by this. */
    private final Deque<SimulationJob> jobs = new ArrayDeque<>();

    private boolean closed;

    Simulations(Secrets secrets, Clock clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    /** Begins to try a policy out; empty when too many others are. */
    synchronized Optional<SimulationJob> start(
            SimulationJob.Order order, PolicyModel.Chosen.Ready policy, PolicyServices services) {
        if (closed || jobs.stream().filter(SimulationJob::running).count() >= MOST_RUNNING) {
            return Optional.empty();
        }
        SimulationJob job = new SimulationJob(secrets.token(), order, clock);
        jobs.addFirst(job);
        while (jobs.size() > KEPT) {
            // The eldest of those that have ended: there are always some, for few run.
            jobs.stream()
                    .filter(old -> !old.running())
                    .reduce((newer, older) -> older)
                    .ifPresent(jobs::remove);
        }
        Thread.ofPlatform().daemon().name("simulation").start(() -> job.run(policy, services));
        return Optional.of(job);
    }

    /** The newest first. */
    synchronized List<SimulationJob> all() {
        return List.copyOf(jobs);
    }

    synchronized Optional<SimulationJob> find(String id) {
        return jobs.stream().filter(job -> job.id().equals(id)).findFirst();
    }

    @Override
    public synchronized void close() {
        closed = true;
        jobs.forEach(SimulationJob::cancel);
    }
}
