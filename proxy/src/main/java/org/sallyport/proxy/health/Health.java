package org.sallyport.proxy.health;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * All checks, and where the gateway is between its start and its end.
 *
 * <p><b>Alive</b> means that the process can do its work, and that a restart would not help. <b>Ready</b> means that clients may
 * be sent here: it is started, is not being stopped, and no check of either kind has failed.
 *
 * <p>Safe for any thread. The phase goes one way only: a gateway that is being stopped does not become ready again.
 */
public final class Health {

    /** Where the gateway is between its start and its end. */
    public enum Phase {
        STARTING("starting", "The gateway is starting."),
        READY("ready", "The gateway is ready."),
        DRAINING("draining", "The gateway is stopping: send clients elsewhere.");

        private final String id;
        private final String message;

        Phase(String id, String message) {
            this.id = id;
            this.message = message;
        }

        /** One lower-case word. */
        public String id() {
            return id;
        }
    }

    /**
     * What all checks of a kind say.
     *
     * @param level the worst of them
     */
    public record Report(Check.Level level, Phase phase, List<Line> lines) {
        public Report {
            lines = List.copyOf(lines);
        }

        /** Whether nothing failed. */
        public boolean passed() {
            return level != Check.Level.FAILED;
        }
    }

    /** What one check says. */
    public record Line(String name, Check.Result result) {}

    private final List<Check> alive = new CopyOnWriteArrayList<>();
    private final List<Check> ready = new CopyOnWriteArrayList<>();
    private Phase phase = Phase.STARTING;

    /** Adds a check without which the process is of no use. */
    public void needsToLive(Check check) {
        alive.add(check);
    }

    /** Adds a check without which no clients should be sent here. */
    public void needsToServe(Check check) {
        ready.add(check);
    }

    /** The gateway moved on; a move back is ignored. */
    public synchronized void enter(Phase next) {
        if (next.compareTo(phase) > 0) {
            phase = next;
        }
    }

    /** Where the gateway is. */
    public synchronized Phase phase() {
        return phase;
    }

    /** Whether the process can do its work. */
    public Report alive() {
        return report(phase(), look(alive));
    }

    /** Whether clients may be sent here. */
    public Report ready() {
        Phase now = phase();
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(
                "phase", now == Phase.READY ? Check.Result.ok(now.message) : Check.Result.failed(now.message)));
        lines.addAll(look(alive));
        lines.addAll(look(ready));
        return report(now, lines);
    }

    private static Report report(Phase phase, List<Line> lines) {
        Check.Level worst = Check.Level.OK;
        for (Line line : lines) {
            worst = line.result().level().compareTo(worst) > 0 ? line.result().level() : worst;
        }
        return new Report(worst, phase, lines);
    }

    private static List<Line> look(List<Check> checks) {
        return checks.stream().map(Health::look).toList();
    }

    private static Line look(Check check) {
        try {
            return new Line(check.name(), check.look());
        } catch (RuntimeException e) {
            // Of the exception only its kind: nobody knows what its message quotes.
            return new Line(
                    check.name(),
                    Check.Result.failed(
                            "This could not be looked at: " + e.getClass().getName() + "."));
        }
    }
}
