package org.sallyport.policy.rule;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.DocumentException;
import org.sallyport.policy.document.Problem;
import org.sallyport.policy.document.Problems;
import org.sallyport.policy.notice.NoticeLog;
import org.sallyport.policy.notice.RecentNotices;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A policy file that is in force, and stays so as it changes: a valid change replaces the rulebase whole, an invalid one is
 * refused whole and the old rulebase stays.
 *
 * <p>Looks at the file and its lexicons by their times and sizes, not by the file system's notices: these do not come on
 * network file systems, nor for files that a container has mounted into it.
 *
 * <p><b>Threading:</b> any thread. Reading runs on a daemon thread of its own, and so do the listener's calls, except those
 * for the first load. <b>Lifecycle:</b> {@link #open}, then {@link #close}; the last rulebase goes on deciding.
 */
public final class PolicyFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyFile.class);

    /** A file this young is read again even when its time has not changed: clocks of file systems tick coarsely. */
    private static final Duration YOUNG = Duration.ofSeconds(2);

    /** Told of what becomes of the file. Must return soon and not throw. */
    public interface Listener {

        /** Nobody is told. */
        Listener NONE = new Listener() {};

        /** A version is in force. */
        default void onLoaded(Rulebase rulebase, Problems warnings) {}

        /** A change was refused; what was in force stays so. */
        default void onRefused(Problems problems) {}
    }

    private final Path file;
    private final Listener listener;
    private final KnownGroups directory;
    private final RulebaseDecisions decisions;
    private final Thread watcher;
    private volatile boolean closed;
    private volatile State state;

    // Confined to the watcher once it runs.
    private Map<Path, Stamp> seen;
    private @Nullable Problems refused;

    /**
     * How things stand. Immutable.
     *
     * @param rulebase what is in force
     * @param warnings what it says in vain
     * @param refused what is wrong with the file as it is now, so that it is not in force; none when it is
     */
    public record State(Rulebase rulebase, Problems warnings, Problems refused) {}

    /** What a file system says of a file without opening it. */
    private record Stamp(
            Instant modified, long size, @Nullable Object key) {

        static final Stamp MISSING = new Stamp(Instant.MIN, -1, null);

        static Stamp of(Path file) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(attributes.lastModifiedTime().toInstant(), attributes.size(), attributes.fileKey());
            } catch (IOException e) {
                return MISSING;
            }
        }

        boolean isYoung(Instant now) {
            return modified.isAfter(now.minus(YOUNG));
        }
    }

    /** One reading of the file and of all it names. */
    private record Attempt(RulebaseReader.Result result, Map<Path, Stamp> stamps) {

        static Attempt of(Path file, KnownGroups directory) {
            Map<Path, Stamp> stamps = new LinkedHashMap<>();
            // Before the content: what changes in between has another stamp next time.
            stamps.put(file, Stamp.of(file));
            LexiconFolder folder = RulebaseReader.folderOf(file);
            LexiconSource lexicons = (path, maxBytes) -> {
                Path lexicon = folder.pathOf(path);
                stamps.put(lexicon, Stamp.of(lexicon));
                return folder.read(path, maxBytes);
            };
            RulebaseReader.Result result = RulebaseReader.read(file, lexicons, directory);
            return new Attempt(result, stamps);
        }
    }

    private PolicyFile(
            Path file,
            Listener listener,
            Duration interval,
            NoticeLog notices,
            KnownGroups directory,
            RulebaseReader.Result.Valid first,
            Map<Path, Stamp> stamps) {
        this.file = file;
        this.listener = listener;
        this.directory = directory;
        decisions = new RulebaseDecisions(first.rulebase(), notices);
        state = new State(first.rulebase(), first.warnings(), Problems.NONE);
        seen = stamps;
        watcher = new Thread(() -> watch(interval), "policy-file");
        watcher.setDaemon(true);
    }

    /** Loads a file and looks every second whether it has changed. */
    public static PolicyFile open(Path file, Listener listener) throws DocumentException {
        return open(file, listener, Duration.ofSeconds(1));
    }

    /**
     * Loads a file and keeps looking whether it has changed.
     *
     * @param file the document; its lexicons are beside or below it
     * @param listener who is told
     * @param interval how often to look, at least a millisecond
     * @throws DocumentException with everything that is wrong, when the file can't be used now
     */
    public static PolicyFile open(Path file, Listener listener, Duration interval) throws DocumentException {
        return open(file, listener, interval, new RecentNotices());
    }

    /**
     * Loads a file and keeps looking whether it has changed.
     *
     * @param file the document; its lexicons are beside or below it
     * @param listener who is told
     * @param interval how often to look, at least a millisecond
     * @param notices who was told what
     * @throws DocumentException with everything that is wrong, when the file can't be used now
     */
    public static PolicyFile open(Path file, Listener listener, Duration interval, NoticeLog notices)
            throws DocumentException {
        return open(file, listener, interval, notices, KnownGroups.ALL);
    }

    /**
     * Loads a file and keeps looking whether it has changed.
     *
     * @param file the document; its lexicons are beside or below it
     * @param listener who is told
     * @param interval how often to look, at least a millisecond
     * @param notices who was told what
     * @param directory the groups there are, to be warned of others
     * @throws DocumentException with everything that is wrong, when the file can't be used now
     */
    public static PolicyFile open(
            Path file, Listener listener, Duration interval, NoticeLog notices, KnownGroups directory)
            throws DocumentException {
        if (interval.toMillis() < 1) {
            throw new IllegalArgumentException("interval must be at least 1 ms, is " + interval);
        }
        Attempt attempt = Attempt.of(file, directory);
        switch (attempt.result()) {
            case RulebaseReader.Result.Invalid invalid -> throw new DocumentException(invalid.problems());
            case RulebaseReader.Result.Valid valid -> {
                PolicyFile policy =
                        new PolicyFile(file, listener, interval, notices, directory, valid, attempt.stamps());
                policy.announce(valid);
                policy.watcher.start();
                return policy;
            }
        }
    }

    /** Decides by whatever is in force. */
    public RulebaseDecisions decisions() {
        return decisions;
    }

    /** How things stand, as of the last look. Never blocks. */
    public State state() {
        return state;
    }

    /** Stops looking. Does not wait. */
    @Override
    public void close() {
        closed = true;
        watcher.interrupt();
    }

    private void watch(Duration interval) {
        while (!closed) {
            try {
                Thread.sleep(interval);
                look();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("Looking at the policy {} failed; the rulebase in force stays", file, e);
            }
        }
    }

    private void look() {
        if (isAsSeen()) {
            return;
        }
        Attempt attempt = Attempt.of(file, directory);
        seen = attempt.stamps();
        switch (attempt.result()) {
            case RulebaseReader.Result.Valid valid -> take(valid);
            case RulebaseReader.Result.Invalid invalid -> refuse(invalid.problems());
        }
    }

    private boolean isAsSeen() {
        Instant now = Instant.now();
        for (Map.Entry<Path, Stamp> entry : seen.entrySet()) {
            Stamp stamp = Stamp.of(entry.getKey());
            if (!stamp.equals(entry.getValue()) || stamp.isYoung(now)) {
                return false;
            }
        }
        return true;
    }

    private void take(RulebaseReader.Result.Valid valid) {
        boolean same = valid.rulebase().version().equals(decisions.rulebase().version());
        if (same && refused == null) {
            return;
        }
        refused = null;
        decisions.replace(valid.rulebase());
        state = new State(valid.rulebase(), valid.warnings(), Problems.NONE);
        announce(valid);
    }

    private void announce(RulebaseReader.Result.Valid valid) {
        LOG.info("Policy {} is in force, from {}", valid.rulebase().version(), file);
        for (Problem warning : valid.warnings().list()) {
            LOG.warn("Policy: {}", warning);
        }
        listener.onLoaded(valid.rulebase(), valid.warnings());
    }

    private void refuse(Problems problems) {
        if (problems.equals(refused)) {
            return;
        }
        refused = problems;
        state = new State(state.rulebase(), state.warnings(), problems);
        LOG.error(
                "The changed policy {} is refused; {} stays in force:\n{}",
                file,
                decisions.rulebase().version(),
                problems);
        listener.onRefused(problems);
    }
}
