package org.sallyport.ui;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.search.ArchiveEvents;
import org.sallyport.archive.search.ArchiveSearch.ArchiveUnavailable;
import org.sallyport.policy.document.Problems;
import org.sallyport.policy.history.LexiconDesk;
import org.sallyport.policy.history.PolicyDesk;
import org.sallyport.policy.history.PolicyHistory;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.rule.LexiconFolder;
import org.sallyport.policy.rule.PolicyFile;
import org.sallyport.policy.rule.RulebaseReader;
import org.sallyport.policy.simulate.Hypothesis;
import org.sallyport.policy.simulate.PastEvents;
import org.sallyport.protocols.ScreenName;

/**
 * A policy on the disk, with its desks. What is in force is read from the file whenever it is asked for, so that tests need not
 * wait; the past is a list of events that somebody thought up.
 */
final class FakePolicy implements AutoCloseable {

    static final String DOCUMENT = """
            # Who may do what. Ask Legal before you change it.
            version: 1
            lexicons:
              insider: { words: lexicons/insider.txt }
            rules:
              # Files go by mail.
              - name: No files to strangers   # since March
                who: { not: { group: legal } }
                with: external
                feature: [file-transfer, image]
                then: deny
                notice: Please send it by <mail>.
                alert: high

              - name: Insider words
                content: { lexicon: insider }
                then: allow
                review: compliance

              - { name: Strangers' games, feature: game, with: external, then: drop }

              # All that is left.
              - name: Everything else
                then: allow
            """;

    final Path file;
    final PolicyHistory history;
    final PolicyDesk desk;
    final LexiconDesk lexicons;
    final List<PastEvents.Past> past = new CopyOnWriteArrayList<>();
    final List<String> readings = new CopyOnWriteArrayList<>();
    volatile boolean archiveDown;

    /** Readings wait for it, before each event, if it is there. */
    volatile @Nullable CountDownLatch hold;

    private PolicyFile.State last;

    FakePolicy(Path folder, Clock clock) throws IOException {
        this(folder, clock, false);
    }

    FakePolicy(Path folder, Clock clock, boolean secondPairOfEyes) throws IOException {
        Files.createDirectories(folder.resolve("lexicons"));
        file = folder.resolve("policy.yaml");
        Files.writeString(file, DOCUMENT);
        Files.writeString(folder.resolve("lexicons/insider.txt"), "# Words.\nmerger\nproject bluebird = 3\n");
        history = PolicyHistory.open(folder.resolve("history/versions"));
        desk = new PolicyDesk(
                history, file, LexiconFolder.beside(file), folder.resolve("history/drafts"), secondPairOfEyes, clock);
        lexicons = new LexiconDesk(file, folder.resolve("history/lexicons"), secondPairOfEyes, clock);
        last = new PolicyFile.State(
                ((RulebaseReader.Result.Valid) RulebaseReader.read(file)).rulebase(), Problems.NONE, Problems.NONE);
    }

    PolicyServices services() {
        return new PolicyServices(
                "policy.yaml",
                this::state,
                desk,
                lexicons,
                LexiconFolder.beside(file),
                group -> !group.equals("nobodys"),
                rulebase -> List.of(),
                FakePolicy::person,
                this::read);
    }

    private synchronized PolicyFile.State state() {
        last = switch (RulebaseReader.read(file)) {
            case RulebaseReader.Result.Valid valid ->
                new PolicyFile.State(valid.rulebase(), valid.warnings(), Problems.NONE);
            case RulebaseReader.Result.Invalid invalid ->
                new PolicyFile.State(last.rulebase(), last.warnings(), invalid.problems());
        };
        return last;
    }

    static Identity person(ScreenName name) {
        return name.normalized().equals("anna")
                ? new Identity.Known(new Person("id-anna", "anna.s", "Anna S", null, Set.of("sales"), false))
                : Identity.Unregistered.INSTANCE;
    }

    /** Adds something that happened, decided as the policy in force says. */
    void happened(String id, String description) {
        Hypothesis.Result result =
                Hypothesis.read(description, FakePolicy::person, Instant.parse("2026-11-20T10:00:00Z"));
        var question = ((Hypothesis.Result.Asked) result).question();
        past.add(new PastEvents.Past(
                id, "talk-" + id, question, state().rulebase().decide(question)));
    }

    private ArchiveEvents.Reading read(
            Instant from,
            Instant to,
            java.util.function.Function<ScreenName, Identity> today,
            String purpose,
            org.sallyport.archive.search.ArchiveSearch.Reader reader)
            throws ArchiveUnavailable {
        readings.add(reader.login() + " " + purpose + " " + from + " " + to);
        if (archiveDown) {
            throw new ArchiveUnavailable("Elasticsearch refuses connections.", new IOException("refused"));
        }
        List<PastEvents.Past> all = new ArrayList<>(past);
        Iterator<PastEvents.Past> events = all.iterator();
        return new ArchiveEvents.Reading() {
            @Override
            public long expected() {
                return all.size();
            }

            @Override
            public long unreadable() {
                return 0;
            }

            @Override
            public boolean hasNext() {
                CountDownLatch latch = hold;
                try {
                    if (latch != null) {
                        latch.await();
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return events.hasNext();
            }

            @Override
            public Past next() {
                return events.next();
            }

            @Override
            public void close() {
                // A list needs no closing.
            }
        };
    }

    @Override
    public void close() throws IOException {
        lexicons.close();
        history.close();
    }
}
