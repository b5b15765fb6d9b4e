package org.sallyport.policy.history;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sallyport.policy.document.Problems;
import org.sallyport.policy.document.SafeFile;
import org.sallyport.policy.rule.LexiconSource;
import org.sallyport.policy.rule.RulebaseReader;

/**
 * Where people change a policy: drafts, publishing, and going back. What is published becomes a version and is put into the
 * policy file, from where {@link org.sallyport.policy.rule.PolicyFile} takes it.
 *
 * <p><b>Threading:</b> any thread, one at a time; blocks on the disk. <b>Bounds:</b> {@value #MOST_DRAFTS} drafts, each as large
 * as a document may be. <b>Bad input:</b> gives an {@link Outcome}; only a disk that fails throws.
 */
public final class PolicyDesk {

    private static final int MOST_DRAFTS = 200;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_REASON = 2_000;
    private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,40}");

    private final PolicyHistory history;
    private final Path file;
    private final LexiconSource lexicons;
    private final Path drafts;
    private final boolean secondPairOfEyes;
    private final Clock clock;

    /** What came of an attempt. */
    public sealed interface Outcome {

        /** It is a version, and in the policy file. */
        record Published(PolicyVersion version) implements Outcome {}

        /** It is a draft; where others have to look at it, one of them can publish it. */
        record Drafted(Draft draft) implements Outcome {}

        /** The document has mistakes, and nothing was changed. */
        record Invalid(Problems problems) implements Outcome {}

        /** It may not be, and nothing was changed; {@code why} is for whoever tried. */
        record Refused(String why) implements Outcome {}
    }

    /**
     * @param history the versions
     * @param file the policy file that is in force
     * @param lexicons the files that documents name
     * @param drafts a folder for drafts; made if it is not there
     * @param secondPairOfEyes whether somebody else than its author must publish a draft
     * @param clock the time
     */
    public PolicyDesk(
            PolicyHistory history,
            Path file,
            LexiconSource lexicons,
            Path drafts,
            boolean secondPairOfEyes,
            Clock clock)
            throws IOException {
        this.history = history;
        this.file = file;
        this.lexicons = lexicons;
        this.drafts = drafts;
        this.secondPairOfEyes = secondPairOfEyes;
        this.clock = clock;
        Files.createDirectories(drafts);
    }

    /**
     * Saves a new draft. It may have mistakes: these only matter when it is published.
     *
     * @param author who writes it
     * @param reason why it is wanted
     * @param text the document
     */
    public synchronized Outcome draft(String author, String reason, String text) throws IOException {
        return save(UUID.randomUUID().toString(), author, reason, base(), 0, text);
    }

    /**
     * Saves a draft anew. Whoever saves it is its author from now on, and is not the one to publish it.
     *
     * @param id of the draft
     * @param seen when the draft was saved that this was made of: somebody else's changes are not written over
     */
    public synchronized Outcome revise(String id, Instant seen, String author, String reason, String text)
            throws IOException {
        Optional<Draft> before = draft(id);
        if (before.isEmpty()) {
            return new Outcome.Refused("there is no such draft");
        }
        if (!before.get().time().equals(seen)) {
            return new Outcome.Refused("somebody has changed the draft in the meantime");
        }
        return save(id, author, reason, before.get().base(), 0, text);
    }

    private Outcome save(String id, String author, String reason, int base, int restores, String text)
            throws IOException {
        if (author.isBlank() || author.length() > LONGEST_NAME || reason.length() > LONGEST_REASON) {
            return new Outcome.Refused(
                    "an author is 1 to " + LONGEST_NAME + " characters, a reason at most " + LONGEST_REASON);
        }
        if (text.length() > RulebaseReader.LARGEST_DOCUMENT) {
            return new Outcome.Refused("a document has at most " + RulebaseReader.LARGEST_DOCUMENT + " bytes");
        }
        if (!Files.exists(path(id)) && drafts().size() >= MOST_DRAFTS) {
            return new Outcome.Refused("there are " + MOST_DRAFTS + " drafts: discard some");
        }
        Draft draft = new Draft(id, author, Instant.ofEpochMilli(clock.millis()), reason, base, restores, text);
        SafeFile.write(path(id), VersionFile.write(draft));
        return new Outcome.Drafted(draft);
    }

    /** The drafts, the newest first. */
    public synchronized List<Draft> drafts() throws IOException {
        try (Stream<Path> files = Files.list(drafts)) {
            return files.filter(path -> path.toString().endsWith(".json"))
                    .flatMap(path -> VersionFile.readDraft(path).stream())
                    .filter(draft -> ID.matcher(draft.id()).matches())
                    .sorted(Comparator.comparing(Draft::time).reversed())
                    .toList();
        }
    }

    /** A draft; empty when there is none of this id. */
    public synchronized Optional<Draft> draft(String id) {
        return ID.matcher(id).matches() ? VersionFile.readDraft(path(id)) : Optional.empty();
    }

    /** Throws a draft away; whether there was one. */
    public synchronized boolean discard(String id) throws IOException {
        boolean there = ID.matcher(id).matches() && Files.deleteIfExists(path(id));
        if (there) {
            SafeFile.sync(drafts);
        }
        return there;
    }

    /**
     * Publishes a draft.
     *
     * @param id of the draft
     * @param seen when the draft was saved that the publisher has looked at: nobody publishes what they have not seen
     * @param publisher who does it
     */
    public synchronized Outcome publish(String id, Instant seen, String publisher) throws IOException {
        Optional<Draft> found = draft(id);
        if (found.isEmpty()) {
            return new Outcome.Refused("there is no such draft");
        }
        Draft draft = found.get();
        if (publisher.isBlank() || publisher.length() > LONGEST_NAME) {
            return new Outcome.Refused("somebody must publish it");
        }
        if (!draft.time().equals(seen)) {
            return new Outcome.Refused("somebody has changed the draft in the meantime");
        }
        if (secondPairOfEyes && draft.author().strip().equalsIgnoreCase(publisher.strip())) {
            return new Outcome.Refused("somebody else than " + draft.author() + " must publish it");
        }
        if (draft.base() != base()) {
            return new Outcome.Refused("it was made of version " + draft.base() + ", and version " + base()
                    + " is in force: look at what has changed, and draft it anew");
        }
        Outcome outcome = publish(draft, publisher);
        if (outcome instanceof Outcome.Published) {
            discard(id);
        }
        return outcome;
    }

    /**
     * Brings an old version back, as a new one. Where others have to look at it, this makes a draft of it.
     *
     * @param number of the old version
     * @param author who wants it
     * @param reason why
     */
    public synchronized Outcome rollBack(int number, String author, String reason) throws IOException {
        Optional<PolicyVersion> old = history.version(number);
        if (old.isEmpty()) {
            return new Outcome.Refused("there is no version " + number);
        }
        Outcome drafted = save(
                UUID.randomUUID().toString(),
                author,
                reason,
                base(),
                number,
                old.get().text());
        if (secondPairOfEyes || !(drafted instanceof Outcome.Drafted made)) {
            return drafted;
        }
        Outcome outcome = publish(made.draft(), author);
        discard(made.draft().id());
        return outcome;
    }

    private Outcome publish(Draft draft, String publisher) throws IOException {
        if (history.check() instanceof PolicyHistory.Check.Broken broken) {
            return new Outcome.Refused(
                    "the history can't be relied on from version " + broken.number() + " on: " + broken.why());
        }
        if (RulebaseReader.read(String.valueOf(file.getFileName()), draft.text(), lexicons)
                instanceof RulebaseReader.Result.Invalid invalid) {
            return new Outcome.Invalid(invalid.problems());
        }
        PolicyVersion version = history.append(
                clock.instant(), draft.author(), publisher, draft.reason(), draft.restores(), draft.text());
        // The version first: should the gateway end here, isInForce says so, and the file can be written again.
        SafeFile.write(file, draft.text());
        return new Outcome.Published(version);
    }

    /** Whether the policy file is just the newest version, and nobody has edited it by hand since. */
    public synchronized boolean isInForce() throws IOException {
        Optional<PolicyVersion> newest = history.newest();
        try {
            return newest.isPresent() && newest.get().text().equals(Files.readString(file));
        } catch (NoSuchFileException | CharacterCodingException e) {
            return false;
        }
    }

    /** Puts the newest version into the policy file, after a crash between the two or an edit that is not wanted. */
    public synchronized Outcome restoreFile() throws IOException {
        Optional<PolicyVersion> newest = history.newest();
        if (newest.isEmpty()) {
            return new Outcome.Refused("there is no version yet");
        }
        SafeFile.write(file, newest.get().text());
        return new Outcome.Published(newest.get());
    }

    private int base() {
        return history.newest().map(PolicyVersion::number).orElse(0);
    }

    private Path path(String id) {
        return drafts.resolve(id + ".json");
    }
}
