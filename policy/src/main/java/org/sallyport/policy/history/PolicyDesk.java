package org.sallyport.policy.history;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.Problems;
import org.sallyport.policy.document.SafeFile;
import org.sallyport.policy.document.Sha256;
import org.sallyport.policy.rule.LexiconSource;
import org.sallyport.policy.rule.RulebaseReader;

/**
 * Where people change a policy: drafts, publishing, and going back. What is published becomes a version and is put into the
 * policy file, from where {@link org.sallyport.policy.rule.PolicyFile} takes it.
 *
 * <p><b>Threading:</b> any thread, one at a time; blocks on the disk. <b>Bounds:</b> those of
 * {@link DraftFolder}. <b>Bad input:</b> gives an {@link Outcome}; only a disk that fails throws.
 */
public final class PolicyDesk {

    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_REASON = 2_000;

    /** Stands for whoever edits the file: nobody knows who it was. */
    private static final String BY_HAND = "(by hand)";

    private static final Set<String> NOTHING = Set.of("", Sha256.hex(""));

    private static final Outcome CHANGED =
            new Outcome.Refused("somebody has changed the file in the meantime: look at it again");

    private final PolicyHistory history;
    private final Path file;
    private final Check check;
    private final DraftFolder drafts;
    private final boolean secondPairOfEyes;
    private final Clock clock;

    /** Finds what is wrong with a document. May block on files. */
    @FunctionalInterface
    public interface Check {

        /** Everything wrong with {@code text}; none when it can be put into the file. */
        Problems problems(String text);
    }

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
        this(history, file, rulebase(file, lexicons), drafts, secondPairOfEyes, clock);
    }

    /**
     * @param history the versions
     * @param file the file that is in force
     * @param check what documents have to stand up to before they are put there
     * @param drafts a folder for drafts; made if it is not there
     * @param secondPairOfEyes whether somebody else than its author must publish a draft
     * @param clock the time
     */
    public PolicyDesk(PolicyHistory history, Path file, Check check, Path drafts, boolean secondPairOfEyes, Clock clock)
            throws IOException {
        this.history = history;
        this.file = file;
        this.check = check;
        this.drafts = new DraftFolder(drafts);
        this.secondPairOfEyes = secondPairOfEyes;
        this.clock = clock;
    }

    private static Check rulebase(Path file, LexiconSource lexicons) {
        return text -> switch (RulebaseReader.read(String.valueOf(file.getFileName()), text, lexicons)) {
            case RulebaseReader.Result.Valid valid -> Problems.NONE;
            case RulebaseReader.Result.Invalid invalid -> invalid.problems();
        };
    }

    /** All that was ever published. */
    public PolicyHistory history() {
        return history;
    }

    /** Whether somebody else than its author must publish a draft. */
    public boolean secondPairOfEyes() {
        return secondPairOfEyes;
    }

    /** Everything wrong with a document, as publishing it would find it. */
    public Problems check(String text) {
        return check.problems(text);
    }

    /**
     * The text of the file in force as it is now, whoever wrote it; empty when there is no such file.
     *
     * @throws IOException when it can't be read, is too large or not UTF-8
     */
    public synchronized Optional<String> inFile() throws IOException {
        try {
            if (Files.size(file) > RulebaseReader.LARGEST_DOCUMENT) {
                throw new IOException("is larger than " + RulebaseReader.LARGEST_DOCUMENT + " bytes: " + file);
            }
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (CharacterCodingException e) {
            throw new IOException("is not UTF-8: " + file, e);
        }
    }

    /** The same, of whatever text. */
    public synchronized Outcome draft(String author, String reason, String text) throws IOException {
        return draft(author, reason, text, null);
    }

    /**
     * Saves a new draft. It may have mistakes: these only matter when it is published.
     *
     * @param author who writes it
     * @param reason why it is wanted
     * @param text the document
     * @param seen the {@link Sha256#hex(String) hash} of the text it was made of; null: it was made of none. What was made of
     *     another text than is in the file now is refused: it would take away what others have written since
     */
    public synchronized Outcome draft(String author, String reason, String text, @Nullable String seen)
            throws IOException {
        return isSeen(seen) ? save(UUID.randomUUID().toString(), author, reason, base(), 0, fileHash(), text) : CHANGED;
    }

    /** Saves a new draft of the very text that is in the file; an empty one where there is none. */
    public synchronized Outcome draftOfFile(String author) throws IOException {
        return draft(author, "", readable().orElse(""));
    }

    /** Whether the file has the text of this hash, if one is given. Empty or not there is the same to whoever looks at it. */
    private boolean isSeen(@Nullable String seen) {
        String now = fileHash();
        return seen == null || seen.equals(now) || (NOTHING.contains(seen) && NOTHING.contains(now));
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
        return save(id, author, reason, before.get().base(), 0, before.get().file(), text);
    }

    /**
     * Says that a draft is meant to replace what is in force now, after looking at what has changed since it was made. Whoever
     * says so is its author from now on.
     *
     * @param id of the draft
     * @param seen when the draft was saved
     */
    public synchronized Outcome rebase(String id, Instant seen, String author) throws IOException {
        Optional<Draft> before = draft(id);
        if (before.isEmpty()) {
            return new Outcome.Refused("there is no such draft");
        }
        Draft draft = before.get();
        if (!draft.time().equals(seen)) {
            return new Outcome.Refused("somebody has changed the draft in the meantime");
        }
        return save(id, author, draft.reason(), base(), draft.restores(), fileHash(), draft.text());
    }

    private Outcome save(String id, String author, String reason, int base, int restores, String fileHash, String text)
            throws IOException {
        if (author.isBlank() || author.length() > LONGEST_NAME || reason.length() > LONGEST_REASON) {
            return new Outcome.Refused(
                    "an author is 1 to " + LONGEST_NAME + " characters, a reason at most " + LONGEST_REASON);
        }
        if (text.length() > RulebaseReader.LARGEST_DOCUMENT) {
            return new Outcome.Refused("a document has at most " + RulebaseReader.LARGEST_DOCUMENT + " bytes");
        }
        String full = drafts.full(id);
        if (!full.isEmpty()) {
            return new Outcome.Refused(full);
        }
        Draft draft = new Draft(id, author, momentFor(id), reason, base, restores, fileHash, text);
        drafts.write(draft);
        return new Outcome.Drafted(draft);
    }

    /** Now, and never the moment of the draft before: it is by their moments that people tell them apart. */
    private Instant momentFor(String id) {
        Instant now = Instant.ofEpochMilli(clock.millis());
        return draft(id)
                .map(before -> before.time().plusMillis(1))
                .filter(now::isBefore)
                .orElse(now);
    }

    /** The drafts, the newest first. */
    public synchronized List<Draft> drafts() throws IOException {
        return drafts.all();
    }

    /** A draft; empty when there is none of this id. */
    public synchronized Optional<Draft> draft(String id) {
        return drafts.read(id);
    }

    /** Throws a draft away; whether there was one. */
    public synchronized boolean discard(String id) throws IOException {
        return drafts.delete(id);
    }

    /**
     * Throws a draft away that somebody has looked at.
     *
     * @param seen when it was saved then: what somebody has written into it since is not thrown away
     */
    public synchronized Outcome discard(String id, Instant seen) throws IOException {
        Optional<Draft> found = draft(id);
        if (found.isEmpty()) {
            return new Outcome.Refused("there is no such draft");
        }
        if (!found.get().time().equals(seen)) {
            return new Outcome.Refused("somebody has changed the draft in the meantime");
        }
        discard(id);
        return new Outcome.Drafted(found.get());
    }

    /** Publishes a draft, for the reason that it says itself. */
    public synchronized Outcome publish(String id, Instant seen, String publisher) throws IOException {
        return publish(id, seen, publisher, "");
    }

    /**
     * Publishes a draft.
     *
     * @param id of the draft
     * @param seen when the draft was saved that the publisher has looked at: nobody publishes what they have not seen
     * @param publisher who does it
     * @param reason why; empty: the draft's says it
     */
    public synchronized Outcome publish(String id, Instant seen, String publisher, String reason) throws IOException {
        Optional<Draft> found = draft(id);
        if (found.isEmpty()) {
            return new Outcome.Refused("there is no such draft");
        }
        Draft draft = found.get();
        if (publisher.isBlank() || publisher.length() > LONGEST_NAME || reason.length() > LONGEST_REASON) {
            return new Outcome.Refused("somebody must publish it, with a reason of at most " + LONGEST_REASON);
        }
        if (!draft.time().equals(seen)) {
            return new Outcome.Refused("somebody has changed the draft in the meantime");
        }
        if (secondPairOfEyes && draft.isBy(publisher)) {
            return new Outcome.Refused("somebody else than " + draft.author() + " must publish it");
        }
        if (draft.base() != base()) {
            return new Outcome.Refused("it was made of version " + draft.base() + ", and version " + base()
                    + " is in force: look at what has changed, and draft it anew");
        }
        if (!draft.file().isEmpty() && !draft.file().equals(fileHash())) {
            return new Outcome.Refused(
                    "the file in force was edited by hand since it was made: look at what has changed, and draft it anew");
        }
        Outcome outcome = put(draft, publisher, reason.isBlank() ? draft.reason() : reason);
        if (outcome instanceof Outcome.Published) {
            discard(id);
        }
        return outcome;
    }

    /**
     * Makes a version of what somebody wrote into the file by hand. Where others have to look at it, this makes a draft of it.
     *
     * @param author who answers for it
     * @param reason why it was changed
     * @param seen the hash of what was in the file when they looked; null: whatever it is
     */
    public synchronized Outcome adopt(String author, String reason, @Nullable String seen) throws IOException {
        if (!isSeen(seen)) {
            return CHANGED;
        }
        Optional<String> text = inFile();
        if (text.isEmpty() || isInForce()) {
            return new Outcome.Refused("nobody has edited the file");
        }
        return draftAndPublish(author, reason, 0, text.get());
    }

    /**
     * Brings an old version back, as a new one. Where others have to look at it, this makes a draft of it.
     *
     * @param number of the old version
     * @param newest the number of the newest when they looked, so that nothing is taken back unseen; null: whichever it is
     * @param author who wants it
     * @param reason why
     */
    public synchronized Outcome rollBack(int number, @Nullable Integer newest, String author, String reason)
            throws IOException {
        if (newest != null && newest != base()) {
            return new Outcome.Refused(
                    "version " + base() + " was published in the meantime: look at what it has changed first");
        }
        Optional<PolicyVersion> old = history.version(number);
        if (old.isEmpty()) {
            return new Outcome.Refused("there is no version " + number);
        }
        return draftAndPublish(author, reason, number, old.get().text());
    }

    private Outcome draftAndPublish(String author, String reason, int restores, String text) throws IOException {
        Outcome drafted = save(UUID.randomUUID().toString(), author, reason, base(), restores, fileHash(), text);
        if (secondPairOfEyes || !(drafted instanceof Outcome.Drafted made)) {
            return drafted;
        }
        Outcome outcome = put(made.draft(), author, reason);
        discard(made.draft().id());
        return outcome;
    }

    private Outcome put(Draft draft, String publisher, String reason) throws IOException {
        if (history.check() instanceof PolicyHistory.Check.Broken broken) {
            return new Outcome.Refused(
                    "the history can't be relied on from version " + broken.number() + " on: " + broken.why());
        }
        Problems problems = check.problems(draft.text());
        if (!problems.isEmpty()) {
            return new Outcome.Invalid(problems);
        }
        keepHandEdit(draft.text(), publisher);
        PolicyVersion version =
                history.append(clock.instant(), draft.author(), publisher, reason, draft.restores(), draft.text());
        // The version first: should the gateway end here, isInForce says so, and the file can be written again.
        SafeFile.write(file, draft.text());
        return new Outcome.Published(version);
    }

    /** What was in force by an edit of the file is a version too, or it would be missing from the list. */
    private void keepHandEdit(String next, String publisher) throws IOException {
        Optional<String> text = readable();
        boolean known = text.isEmpty()
                || text.get().equals(next)
                || history.newest()
                        .map(newest -> newest.text().equals(text.get()))
                        .orElse(false);
        if (!known && check.problems(text.get()).isEmpty()) {
            history.append(clock.instant(), BY_HAND, publisher, "found in the file", 0, text.get());
        }
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

    /**
     * Puts the newest version into the policy file, after a crash between the two or an edit that is not wanted.
     *
     * @param seen the hash of what was in the file when they looked, for it is gone then; null: whatever it is
     */
    public synchronized Outcome restoreFile(@Nullable String seen) throws IOException {
        if (!isSeen(seen)) {
            return CHANGED;
        }
        Optional<PolicyVersion> newest = history.newest();
        if (newest.isEmpty()) {
            return new Outcome.Refused("there is no version yet");
        }
        SafeFile.write(file, newest.get().text());
        return new Outcome.Published(newest.get());
    }

    /** The file's text; empty also when it is one that could never be in force. */
    private Optional<String> readable() {
        try {
            return inFile();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private String fileHash() {
        return readable().map(Sha256::hex).orElse("");
    }

    private int base() {
        return history.newest().map(PolicyVersion::number).orElse(0);
    }
}
