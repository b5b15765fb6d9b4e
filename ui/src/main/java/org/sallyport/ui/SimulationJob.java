package org.sallyport.ui;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.search.ArchiveEvents;
import org.sallyport.archive.search.ArchiveSearch.ArchiveUnavailable;
import org.sallyport.archive.search.ArchiveSearch.Reader;
import org.sallyport.policy.simulate.Simulation;
import org.sallyport.policy.simulate.SimulationReport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One policy being tried out on the archive, on a thread of its own. Safe for any thread. */
final class SimulationJob {

    private static final Logger LOG = LoggerFactory.getLogger(SimulationJob.class);

    /**
     * What is wanted.
     *
     * @param policy what is tried out, for people
     * @param reader who wants it
     * @param from the earliest time, inclusive
     * @param to the latest, exclusive
     */
    record Order(String policy, Reader reader, Instant from, Instant to) {}

    enum State {
        RUNNING,
        DONE,
        CANCELLED,
        FAILED
    }

    /**
     * How far it is. Immutable.
     *
     * @param events how many were looked at
     * @param expected how many there are; -1 while nobody knows
     * @param unreadable how many could not be read
     * @param report what came of it; null before its end and when it failed
     * @param failure why it failed; empty when it did not
     */
    record Standing(
            State state,
            long events,
            long expected,
            long unreadable,
            @Nullable SimulationReport report,
            String failure,
            @Nullable Instant ended) {}

    private final String id;
    private final Order order;
    private final Clock clock;
    private final Instant started;
    private volatile boolean cancelled;
    private Standing standing = new Standing(State.RUNNING, 0, -1, 0, null, "", null);

    SimulationJob(String id, Order order, Clock clock) {
        this.id = id;
        this.order = order;
        this.clock = clock;
        this.started = clock.instant();
    }

    String id() {
        return id;
    }

    Order order() {
        return order;
    }

    Instant started() {
        return started;
    }

    synchronized Standing standing() {
        return standing;
    }

    boolean running() {
        return standing().state() == State.RUNNING;
    }

    /** Ends it soon. What was found until then is kept. */
    void cancel() {
        cancelled = true;
    }

    /** Waits until there is news after {@code seen}, or the time is over; the newest. */
    synchronized Standing after(Standing seen, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (standing.equals(seen) && standing.state() == State.RUNNING) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        return standing;
    }

    /** Does it. Called once. */
    void run(PolicyModel.Chosen.Ready policy, PolicyServices services) {
        try (ArchiveEvents.Reading events =
                services.events().read(order.from(), order.to(), services.people(), policy.label(), order.reader())) {
            news(State.RUNNING, 0, events, null);
            SimulationReport report = new Simulation(
                            policy.rulebase(), looked -> news(State.RUNNING, looked, events, null), () -> cancelled)
                    .run(events);
            news(report.complete() ? State.DONE : State.CANCELLED, report.events(), events, report);
        } catch (ArchiveUnavailable | ArchiveEvents.Lost e) {
            failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // Not its message, which could repeat what somebody wrote.
            StackTraceElement[] trace = e.getStackTrace();
            LOG.error(
                    "a simulation failed with {} at {}",
                    e.getClass().getName(),
                    trace.length == 0 ? "an unknown place" : trace[0]);
            failed("Something broke on our side; the log of the gateway says where.");
        }
    }

    private synchronized void news(
            State state, long looked, ArchiveEvents.Reading events, @Nullable SimulationReport report) {
        Instant ended = state == State.RUNNING ? null : clock.instant();
        standing = new Standing(state, looked, events.expected(), events.unreadable(), report, "", ended);
        notifyAll();
    }

    private synchronized void failed(String why) {
        standing = new Standing(
                State.FAILED,
                standing.events(),
                standing.expected(),
                standing.unreadable(),
                null,
                why,
                clock.instant());
        notifyAll();
    }
}
