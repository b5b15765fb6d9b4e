package org.sallyport.policy.identity.binding;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.ScreenName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bindings in memory and, before anybody is told that they are made, in a file.
 *
 * <p><b>Threading:</b> any thread. Changes are made one at a time and wait for the disk; {@link #find}, {@link #of},
 * {@link #list} and {@link #conflicts} don't. <b>Lifecycle:</b> {@link #open}, then {@link #close}; one process has a folder to
 * itself. A kill at any moment loses nothing that was answered {@link Bindings.Outcome.Done}.
 *
 * <p><b>Bounds:</b> {@value #MOST_BINDINGS} bindings, {@value #MOST_CONFLICTS} claims that wait; what goes beyond is refused. The
 * file has some {@link #MAX_BYTES} bytes, beyond which the eldest past is forgotten.
 */
public final class BindingStore implements Bindings, AutoCloseable {

    /** How many names can be bound. Each takes about half a kilobyte of memory. */
    public static final int MOST_BINDINGS = 100_000;

    /** How many claims can wait for an administrator. */
    public static final int MOST_CONFLICTS = 1_000;

    /** How many claims can be made at once. */
    public static final int MOST_AT_ONCE = 20_000;

    /** Room for some 200,000 changes. */
    public static final long MAX_BYTES = 64L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(BindingStore.class);

    private static final int MOST_HISTORY = 10_000;

    private final BindingState state = new BindingState();
    private final BindingLog log;
    private final InstantSource clock;

    private BindingStore(Path folder, InstantSource clock, long maxBytes) throws IOException {
        this.clock = clock;
        this.log = BindingLog.open(folder, maxBytes, state::apply);
    }

    /**
     * Opens the bindings in a folder, or makes it.
     *
     * @throws IOException when it can't be used, or another process has it open
     */
    public static BindingStore open(Path folder, InstantSource clock) throws IOException {
        return open(folder, clock, MAX_BYTES);
    }

    static BindingStore open(Path folder, InstantSource clock, long maxBytes) throws IOException {
        return new BindingStore(folder, clock, maxBytes);
    }

    @Override
    public @Nullable Binding find(ScreenName name) {
        return state.find(name);
    }

    @Override
    public List<Binding> of(String person) {
        return state.of(person);
    }

    @Override
    public Page list(Filter filter, int offset, int most) {
        String text = filter.text().toLowerCase(Locale.ROOT);
        int wanted = Math.clamp(most, 1, LARGEST_PAGE);
        List<Binding> page = new ArrayList<>();
        int[] total = {0};
        state.forEach(binding -> {
            if (fits(binding, filter, text)) {
                if (total[0] >= offset && page.size() < wanted) {
                    page.add(binding);
                }
                total[0]++;
            }
        });
        return new Page(page, total[0]);
    }

    private static boolean fits(Binding binding, Filter filter, String text) {
        return (filter.service() == null
                        || filter.service().equals(binding.name().service()))
                && (filter.source() == null || filter.source() == binding.source())
                && (text.isEmpty()
                        || binding.name().normalized().contains(text)
                        || binding.name().display().toLowerCase(Locale.ROOT).contains(text)
                        || binding.login().toLowerCase(Locale.ROOT).contains(text));
    }

    @Override
    public Outcome bind(Claim claim) {
        return bindAll(List.of(claim)).getFirst();
    }

    @Override
    public synchronized List<Outcome> bindAll(List<Claim> claims) {
        if (claims.size() > MOST_AT_ONCE) {
            Outcome tooMany = new Outcome.Refused("at most " + MOST_AT_ONCE + " names can be bound at once");
            return claims.stream().map(claim -> tooMany).toList();
        }
        Planned planned = new Planned(clock.instant().truncatedTo(ChronoUnit.MILLIS));
        List<Outcome> outcomes = new ArrayList<>();
        claims.forEach(claim -> outcomes.add(planned.outcome(claim)));
        String failure = write(planned.changes);
        if (failure == null) {
            return List.copyOf(outcomes);
        }
        Outcome failed = new Outcome.Failed(failure);
        return claims.stream().map(claim -> failed).toList();
    }

    /** What is to be written, with its effect on what comes after it. */
    private final class Planned {

        private final Instant now;
        private final List<BindingChange> changes = new ArrayList<>();
        private final Map<ScreenName, String> owners = new HashMap<>();
        private final Set<String> claimed = new HashSet<>();
        private final int waiting = state.conflicts().size();

        Planned(Instant now) {
            this.now = now;
        }

        Outcome outcome(Claim claim) {
            String wrong = flaw(claim);
            if (wrong != null) {
                return new Outcome.Refused(wrong);
            }
            ScreenName name = claim.name();
            String id = claim.person().id();
            String owner = owners.get(name);
            if (owner == null) {
                Binding binding = state.find(name);
                owner = binding == null ? null : binding.person();
            }
            if (id.equals(owner)) {
                return new Outcome.Unchanged();
            }
            if (owner != null) {
                return dispute(claim);
            }
            if (state.size() + owners.size() >= MOST_BINDINGS) {
                return new Outcome.Refused("there are " + MOST_BINDINGS + " bindings, and no room for more");
            }
            BindingChange change = change(claim, BindingChange.Kind.BOUND);
            owners.put(name, id);
            changes.add(change);
            return new Outcome.Done(change);
        }

        private Outcome dispute(Claim claim) {
            BindingChange change = change(claim, BindingChange.Kind.CLAIMED);
            BindingConflict conflict = BindingState.conflict(change);
            BindingConflict earlier = state.conflict(conflict.id());
            if (earlier != null) {
                return new Outcome.Disputed(earlier);
            }
            if (claimed.contains(conflict.id())) {
                return new Outcome.Disputed(conflict);
            }
            if (waiting + claimed.size() >= MOST_CONFLICTS) {
                return new Outcome.Refused(
                        "the name is another's, and too many such claims wait for an administrator already");
            }
            claimed.add(conflict.id());
            changes.add(change);
            return new Outcome.Disputed(conflict);
        }

        private BindingChange change(Claim claim, BindingChange.Kind kind) {
            Person person = claim.person();
            return new BindingChange(
                    now,
                    kind,
                    claim.name(),
                    person.id(),
                    person.login(),
                    null,
                    null,
                    claim.source(),
                    claim.by(),
                    claim.reason());
        }
    }

    private static @Nullable String flaw(Claim claim) {
        String normalized = claim.name().normalized();
        if (normalized.isBlank()
                || normalized.length() > LONGEST_NAME
                || claim.name().display().length() > LONGEST_NAME) {
            return "a screen name has 1 to " + LONGEST_NAME + " characters";
        }
        if (claim.name().toString().chars().anyMatch(Character::isISOControl)) {
            return "a screen name has no control characters";
        }
        return flaw(claim.by(), claim.reason());
    }

    private static @Nullable String flaw(String by, String reason) {
        if (by.isBlank() || by.length() > LONGEST_NAME) {
            return "somebody must do it, whose login has at most " + LONGEST_NAME + " characters";
        }
        return reason.length() > LONGEST_REASON ? "a reason has at most " + LONGEST_REASON + " characters" : null;
    }

    @Override
    public synchronized Outcome unbind(ScreenName name, String by, String reason) {
        String wrong = flaw(by, reason);
        if (wrong != null) {
            return new Outcome.Refused(wrong);
        }
        Binding binding = state.find(name);
        if (binding == null) {
            return new Outcome.Unchanged();
        }
        return done(new BindingChange(
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                BindingChange.Kind.UNBOUND,
                binding.name(),
                binding.person(),
                binding.login(),
                null,
                null,
                binding.source(),
                by,
                reason));
    }

    @Override
    public List<BindingConflict> conflicts() {
        return state.conflicts();
    }

    @Override
    public synchronized Outcome settle(String conflict, Settlement settlement, String by, String reason) {
        String wrong = flaw(by, reason);
        if (wrong != null) {
            return new Outcome.Refused(wrong);
        }
        BindingConflict found = state.conflict(conflict);
        if (found == null) {
            return new Outcome.Refused("there is no such claim, or none any more");
        }
        Binding binding = state.find(found.name());
        boolean handOver = settlement == Settlement.HAND_OVER;
        return done(new BindingChange(
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                handOver ? BindingChange.Kind.HANDED_OVER : BindingChange.Kind.KEPT,
                found.name(),
                found.person(),
                found.login(),
                handOver && binding != null ? binding.person() : null,
                handOver && binding != null ? binding.login() : null,
                found.source(),
                by,
                reason));
    }

    private Outcome done(BindingChange change) {
        String failure = write(List.of(change));
        return failure == null ? new Outcome.Done(change) : new Outcome.Failed(failure);
    }

    /** Why nothing was written; null when all was. */
    private @Nullable String write(List<BindingChange> changes) {
        if (changes.isEmpty()) {
            return null;
        }
        try {
            log.append(changes);
        } catch (IOException e) {
            LOG.error("A change of bindings was not written: {}", e.toString());
            return "the change could not be written to the disk";
        }
        changes.forEach(state::apply);
        log.compactIfLong();
        return null;
    }

    @Override
    public List<BindingChange> history(ScreenName name, int most) {
        return history(most, change -> change.name().equals(name));
    }

    @Override
    public List<BindingChange> historyOf(String person, int most) {
        return history(most, change -> change.concerns(person));
    }

    private List<BindingChange> history(int most, Predicate<BindingChange> wanted) {
        int bound = Math.clamp(most, 1, MOST_HISTORY);
        Deque<BindingChange> newest = new ArrayDeque<>();
        try {
            log.read(change -> {
                if (wanted.test(change)) {
                    newest.addFirst(change);
                    if (newest.size() > bound) {
                        newest.removeLast();
                    }
                }
            });
        } catch (IOException e) {
            LOG.warn("The history of bindings can't be read: {}", e.toString());
        }
        return List.copyOf(newest);
    }

    /** How long the file is. */
    long bytes() {
        return log.bytes();
    }

    @Override
    public synchronized void close() throws IOException {
        log.close();
    }
}
