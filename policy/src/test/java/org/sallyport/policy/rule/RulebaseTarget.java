package org.sallyport.policy.rule;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.sallyport.policy.Question;
import org.sallyport.protocols.fuzz.Documents;
import org.sallyport.protocols.fuzz.FuzzTarget;

/**
 * Rulebases: never an exception; one that is refused has a problem, one that is accepted decides, by its index as by going
 * through all rules.
 */
public final class RulebaseTarget implements FuzzTarget {

    private final List<Question> questions;

    public RulebaseTarget() {
        Scene scene = new Scene();
        questions = List.of(
                scene.says("this is the secret plan, 4111 1111 1111 1111", "eve"),
                scene.says("good morning", "bert"),
                scene.hears("eve", "click http://example.com/"),
                scene.hears("dora", "hello"),
                scene.offers("eve", "plan.pdf", 5_000_000));
    }

    @Override
    public String name() {
        return "rulebase";
    }

    @Override
    public List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(DefaultPolicy.text().getBytes(StandardCharsets.UTF_8));
        for (byte[] block : Documents.yaml()) {
            String text = new String(block, StandardCharsets.UTF_8);
            seeds.add((text.startsWith("- ") ? Scene.document(text) : text).getBytes(StandardCharsets.UTF_8));
        }
        return seeds;
    }

    @Override
    public void run(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        LexiconSource lexicons = (path, maxBytes) -> "# words\nsecret plan\n" + path + "\n";
        switch (RulebaseReader.read("fuzz.yaml", text, lexicons)) {
            case RulebaseReader.Result.Valid valid -> {
                for (Question question : questions) {
                    Scene.decider(valid.rulebase(), question);
                }
                valid.warnings().toString();
            }
            case RulebaseReader.Result.Invalid invalid -> {
                if (invalid.problems().isEmpty()) {
                    throw new AssertionError("refused, and nobody says why");
                }
            }
        }
    }
}
