package org.sallyport.proxy.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.sallyport.policy.Question;
import org.sallyport.policy.rule.LexiconSource;
import org.sallyport.policy.rule.Rulebase;
import org.sallyport.policy.rule.RulebaseDecisions;
import org.sallyport.policy.rule.RulebaseReader;

/**
 * Measures what a decision costs with few rules and with many: each of ten thousand questions by itself, again and again. Words
 * are also looked for by GNU grep, whose automaton is the yardstick.
 *
 * <p>One thread; can be interrupted between rounds.
 */
final class Decisions {

    /** A decision takes a microsecond or so; what is measured in a second would not get any surer in more. */
    private static final int PART_OF_A_CELL = 4;

    private static final int MOST_SAMPLES = 1_000_000;
    private static final int[] NUMBERS = {10, 1_000, 10_000};
    private static final int WORDS = 100_000;
    private static final int GREP_LINES = 20_000;

    private final BenchOptions options;
    private final Bench.Progress progress;

    Decisions(BenchOptions options, Bench.Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    /** One kind of rulebase. */
    private record Case(String what, int rules, String document, LexiconSource source, String text, boolean words) {}

    List<DecisionRow> run() throws IOException, InterruptedException {
        List<DecisionRow> rows = new ArrayList<>();
        String lexicon = DecisionLoad.lexicon(WORDS);
        for (Case one : cases(lexicon)) {
            progress.at("measuring", "decisions, " + one.what() + ", " + one.rules() + " rules");
            rows.add(measure(one, one.words() ? grep(lexicon, one.text()) : Optional.empty()));
        }
        return rows;
    }

    private static List<Case> cases(String lexicon) {
        List<Case> cases = new ArrayList<>();
        for (int rules : NUMBERS) {
            cases.add(new Case(
                    "everything",
                    rules,
                    document("", DecisionLoad.mixedRules(rules)),
                    LexiconSource.NONE,
                    "hello",
                    false));
        }
        for (int rules : NUMBERS) {
            cases.add(new Case(
                    "groups and names",
                    rules,
                    document("", DecisionLoad.peopleRules(rules)),
                    LexiconSource.NONE,
                    "hello",
                    false));
        }
        String head = "lexicons: { words: { words: words.txt } }\n";
        String rule = "  - { name: words, content: { lexicon: words }, then: deny }\n";
        for (int length : new int[] {40, 400}) {
            cases.add(new Case(
                    length + " words against " + WORDS,
                    2,
                    document(head, rule),
                    (path, max) -> lexicon,
                    DecisionLoad.sentence(length),
                    true));
        }
        String numbers =
                "  - { name: cards, content: { detect: [payment-card, iban, us-ssn, de-tax-id] }, then: deny }\n";
        cases.add(new Case(
                "40 words for 4 kinds of numbers",
                2,
                document("", numbers),
                LexiconSource.NONE,
                DecisionLoad.sentence(40),
                false));
        return cases;
    }

    private static String document(String head, String rules) {
        return "version: 1\n" + head + "rules:\n" + rules + "  - { name: else, then: allow }\n";
    }

    private DecisionRow measure(Case one, Optional<Spread> grep) throws InterruptedException {
        long start = System.nanoTime();
        Rulebase rulebase = switch (RulebaseReader.read("bench", one.document(), one.source())) {
            case RulebaseReader.Result.Valid valid -> valid.rulebase();
            case RulebaseReader.Result.Invalid invalid ->
                throw new IllegalStateException(invalid.problems().toString());
        };
        long loaded = Duration.ofNanos(System.nanoTime() - start).toMillis();
        RulebaseDecisions decisions = new RulebaseDecisions(rulebase);
        List<Question> questions = DecisionLoad.questions(one.text());
        long[] nanos = new long[MOST_SAMPLES];
        round(decisions, questions, options.warmUp().toNanos() / PART_OF_A_CELL, nanos);
        double[] median = new double[options.rounds()];
        double[] p99 = new double[options.rounds()];
        double[] p999 = new double[options.rounds()];
        for (int i = 0; i < options.rounds(); i++) {
            if (Thread.interrupted()) {
                throw new InterruptedException("measuring decisions");
            }
            int samples = round(decisions, questions, options.cell().toNanos() / PART_OF_A_CELL, nanos);
            long[] sorted = Arrays.copyOf(nanos, samples);
            Arrays.sort(sorted);
            median[i] = micros(sorted, 0.5);
            p99[i] = micros(sorted, 0.99);
            p999[i] = micros(sorted, 0.999);
        }
        return new DecisionRow(
                one.what(), one.rules(), loaded, Spread.of(median), Spread.of(p99), Spread.of(p999), grep);
    }

    private static double micros(long[] sorted, double part) {
        return sorted[(int) (sorted.length * part)] / 1e3;
    }

    /** Decides for so long, but at least once on each; how many samples were taken. */
    private static int round(RulebaseDecisions decisions, List<Question> questions, long forNanos, long[] nanos) {
        long end = System.nanoTime() + forNanos;
        int at = 0;
        do {
            for (int i = 0; i < questions.size() && at < nanos.length; i++) {
                long before = System.nanoTime();
                // Looked at, so that the compiler can't leave it out.
                boolean decided = !decisions.decide(questions.get(i)).rules().isEmpty();
                nanos[at++] = decided ? System.nanoTime() - before : Long.MAX_VALUE;
            }
        } while (System.nanoTime() < end && at < nanos.length);
        return at;
    }

    /** What grep takes for a text, less what it takes to start and to read the words. */
    private Optional<Spread> grep(String lexicon, String text) throws IOException, InterruptedException {
        if (!Files.isExecutable(Path.of("/usr/bin/grep")) && !Files.isExecutable(Path.of("/bin/grep"))) {
            return Optional.empty();
        }
        Path words = Files.writeString(options.scratch().resolve("words"), lexicon);
        Path none = Files.writeString(options.scratch().resolve("none"), "");
        Path texts = Files.writeString(options.scratch().resolve("texts"), (text + "\n").repeat(GREP_LINES));
        double[] micros = new double[options.rounds()];
        for (int i = 0; i < micros.length; i++) {
            long base = nanos(words, none);
            micros[i] = Math.max(0, nanos(words, texts) - base) / 1e3 / GREP_LINES;
        }
        return Optional.of(Spread.of(micros));
    }

    private static long nanos(Path words, Path texts) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("grep", "-c", "-i", "-w", "-F", "-f", words.toString(), texts.toString());
        builder.environment().put("LC_ALL", "C");
        builder.redirectErrorStream(true);
        long before = System.nanoTime();
        Process grep = builder.start();
        try {
            String said = new String(grep.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!grep.waitFor(1, TimeUnit.MINUTES) || grep.exitValue() > 1) {
                throw new IOException("grep did not work: " + said.strip());
            }
        } finally {
            grep.destroyForcibly();
        }
        return System.nanoTime() - before;
    }
}
