package org.sallyport.policy.rule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.policy.Question;
import org.sallyport.policy.document.DocumentException;
import org.sallyport.policy.document.Problems;
import org.sallyport.policy.identity.Identity;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;

@Timeout(60)
class PolicyFileTest {

    private static final Duration OFTEN = Duration.ofMillis(5);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    private final Scene scene = new Scene();
    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    private final PolicyFile.Listener listener = new PolicyFile.Listener() {
        @Override
        public void onLoaded(Rulebase rulebase, Problems warnings) {
            heard.add(rulebase);
        }

        @Override
        public void onRefused(Problems problems) {
            heard.add(problems);
        }
    };

    @SuppressWarnings("NullAway.Init") // set before each test
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("policy.yaml");
    }

    /** In one step, as editors and deployments do; the file is never seen half. */
    private void write(String text) throws IOException {
        Path next = folder.resolve("next");
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String policy(int version, String then) {
        return "version: " + version + "\nrules: [{ name: v" + version + ", then: " + then + " }]\n";
    }

    private <T> T next(Class<T> type) throws InterruptedException {
        Object next = heard.poll(30, TimeUnit.SECONDS);
        assertThat(next).isInstanceOf(type);
        return type.cast(next);
    }

    @Test
    void aPolicyThatIsInvalidFromTheStartIsAnError() throws Exception {
        assertThatThrownBy(() -> PolicyFile.open(file, listener))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining("does not exist");
        write("version: x\nrules: [{ name: a, then: nothing }]\n");
        assertThatThrownBy(() -> PolicyFile.open(file, listener))
                .isInstanceOfSatisfying(
                        DocumentException.class,
                        e -> assertThat(e.problems().list()).hasSize(2));
        assertThat(heard).isEmpty();
    }

    @Test
    void changesAreTakenAndMistakesRefused() throws Exception {
        write(policy(1, "allow"));
        try (PolicyFile policy = PolicyFile.open(file, listener, OFTEN)) {
            String first = next(Rulebase.class).version();
            assertThat(first).startsWith("1-");

            write(policy(2, "drop"));
            assertThat(next(Rulebase.class).version()).startsWith("2-");
            assertThat(policy.decisions().decide(scene.says("hi", "eve")).verdict())
                    .isEqualTo(Verdict.Drop.INSTANCE);

            write("version: 3\nrules:\n  - { name: a, who: internl, then: allow }\n");
            assertThat(next(Problems.class).toString())
                    .contains("policy.yaml:3:21: rules[0].who: 'internl' is not known here; did you mean 'internal'?")
                    .contains("the last rule must match everything");
            assertThat(policy.decisions().rulebase().version()).startsWith("2-");

            Files.delete(file);
            assertThat(next(Problems.class).toString()).contains("does not exist");
            assertThat(policy.decisions().rulebase().version()).startsWith("2-");

            write(policy(1, "allow"));
            assertThat(next(Rulebase.class).version()).isEqualTo(first);
            assertThat(heard).isEmpty();
        }
    }

    @Test
    void aChangedLexiconIsAChangedPolicy() throws Exception {
        Files.writeString(folder.resolve("words.txt"), "alpha\n");
        write("""
                version: 1
                lexicons: { l: { words: words.txt } }
                rules: [{ name: it, content: { lexicon: l }, then: drop }, { name: else, then: allow }]
                """);
        try (PolicyFile policy = PolicyFile.open(file, listener, OFTEN)) {
            Rulebase first = next(Rulebase.class);
            assertThat(policy.decisions().decide(scene.says("beta", "eve")).rules())
                    .containsExactly("else");
            // Same size, and likely within one tick of the file system's clock.
            Files.write(folder.resolve("words.txt"), "beta!\n".getBytes(UTF_8));
            assertThat(next(Rulebase.class).version()).isNotEqualTo(first.version());
            assertThat(policy.decisions().decide(scene.says("beta!", "eve")).rules())
                    .containsExactly("it");
            Files.delete(folder.resolve("words.txt"));
            assertThat(next(Problems.class).toString())
                    .contains("policy.yaml:2:25")
                    .contains("does not exist");
            assertThat(policy.decisions().decide(scene.says("beta!", "eve")).rules())
                    .containsExactly("it");
        }
    }

    @Test
    void noDecisionIsMadeByAMixture() throws Exception {
        write(pair(1));
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService deciders = Executors.newFixedThreadPool(2);
        try (PolicyFile policy = PolicyFile.open(file, listener, OFTEN)) {
            next(Rulebase.class);
            List<Future<Long>> running = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Callable<Long> task = () -> decideUntil(stop, policy.decisions());
                running.add(deciders.submit(task));
            }
            for (int version = 2; version <= 20; version++) {
                write(pair(version));
                assertThat(next(Rulebase.class).version()).startsWith(version + "1-");
            }
            stop.set(true);
            for (Future<Long> future : running) {
                assertThat(future.get()).isPositive();
            }
        } finally {
            stop.set(true);
            deciders.shutdownNow();
        }
    }

    /** A rulebase in which version, rule, notice and reason all carry the same number. */
    private static String pair(int version) {
        String n = Integer.toString(version);
        return "version: " + n + "1\nlexicons: { l" + n + ": { words: [alpha] } }\nrules:\n  - { name: r" + n
                + ", content: { lexicon: l" + n + " }, then: deny, notice: n" + n + ", review: q" + n
                + " }\n  - { name: else, then: allow }\n";
    }

    private long decideUntil(AtomicBoolean stop, RulebaseDecisions decisions) {
        Question question = new Scene().says("alpha", "eve");
        long made = 0;
        while (!stop.get() || made == 0) {
            Decision.Decided decided = (Decision.Decided) decisions.decide(question);
            String n = decided.rules().getFirst().substring(1);
            assertThat(decided.policy()).startsWith(n + "1-");
            assertThat(decided.verdict()).isEqualTo(new Verdict.Deny("n" + n));
            assertThat(decided.reasons()).containsExactly("lexicon l" + n);
            assertThat(decided.duties().toString()).contains("q" + n + "]");
            made++;
        }
        return made;
    }

    @Test
    void whatMustNotHappenIsAFailureAndNotAnException() {
        Rulebase rules = Scene.rulebase("- { name: strangers, with: external, then: deny }\n");
        RulebaseDecisions decisions = new RulebaseDecisions(rules);
        Question question = scene.says("hi", "eve");
        Map<ScreenName, Identity> people = new HashMap<>() {
            @Override
            public Identity getOrDefault(@Nullable Object key, @Nullable Identity otherwise) {
                throw new IllegalStateException("hi");
            }
        };
        Question broken = new Question(
                question.event(),
                question.opening(),
                question.protocol(),
                question.service(),
                question.account(),
                people,
                question.now());
        assertThat(decisions.decide(broken)).isInstanceOf(Decision.Failed.class);
    }
}
