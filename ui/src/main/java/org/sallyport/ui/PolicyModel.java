package org.sallyport.ui;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.Problems;
import org.sallyport.policy.history.Draft;
import org.sallyport.policy.history.PolicyVersion;
import org.sallyport.policy.rule.PolicyFile;
import org.sallyport.policy.rule.Rulebase;
import org.sallyport.policy.rule.RulebaseReader;

/** What pages and scripts have in common about the policy. Safe for any thread. */
final class PolicyModel {

    /** What a page takes in a text field; larger documents are edited rule by rule, by script or on the disk. */
    static final int LONGEST_TEXT = 1 << 20;

    /** For a field of that length, whose characters a form may write as nine each; most write one. */
    static final int FORM_BODY = 4 << 20;

    static final int LONGEST_REASON = 2_000;

    /** Names what is in force, where a draft or a version could be named as well. */
    static final String IN_FORCE = "in-force";

    /** What a new rule is begun with. */
    static final String NEW_RULE = """
        - name: New rule
          who: internal
          with: external
          feature: [chat, group-chat]
          then: deny
          notice: Say here what people are told.
        """;

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,5}");
    private static final String DRAFT = "draft:";
    private static final String VERSION = "version:";

    private final PolicyServices services;

    PolicyModel(PolicyServices services) {
        this.services = services;
    }

    PolicyServices services() {
        return services;
    }

    /** A document, read as it would be if it came into force, with everything to be warned of. */
    RulebaseReader.Result read(String text) {
        RulebaseReader.Result result = RulebaseReader.read(services.file(), text, services.source(), services.groups());
        return switch (result) {
            case RulebaseReader.Result.Valid valid ->
                new RulebaseReader.Result.Valid(
                        valid.rulebase(),
                        valid.warnings().plus(services.advice().apply(valid.rulebase())));
            case RulebaseReader.Result.Invalid invalid -> invalid;
        };
    }

    /** The policy file's text; empty when there is none, or it can't be read, of which {@link PolicyFile.State} tells. */
    String inFile() {
        try {
            return services.desk().inFile().orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    /** A policy that can be tried out, or why not. */
    sealed interface Chosen {

        /** @param label what people call it */
        record Ready(String label, Rulebase rulebase) implements Chosen {}

        record Invalid(String label, Problems problems) implements Chosen {}

        record Missing() implements Chosen {}
    }

    /**
     * Finds a policy by what forms and scripts call it.
     *
     * @param which {@value #IN_FORCE} or null, {@code draft:<id>} or {@code version:<number>}
     */
    Chosen choose(@Nullable String which) {
        if (which == null || which.isEmpty() || which.equals(IN_FORCE)) {
            Rulebase rulebase = services.inForce().get().rulebase();
            return new Chosen.Ready("the policy in force, " + rulebase.version(), rulebase);
        }
        if (which.startsWith(DRAFT)) {
            Optional<Draft> draft = services.desk().draft(which.substring(DRAFT.length()));
            return draft.map(found -> chosen("the draft by " + found.author(), found.text()))
                    .orElseGet(Chosen.Missing::new);
        }
        Optional<PolicyVersion> version =
                which.startsWith(VERSION) ? version(which.substring(VERSION.length())) : Optional.empty();
        return version.map(found -> chosen("version " + found.number(), found.text()))
                .orElseGet(Chosen.Missing::new);
    }

    private Chosen chosen(String label, String text) {
        return switch (read(text)) {
            case RulebaseReader.Result.Valid valid -> new Chosen.Ready(label, valid.rulebase());
            case RulebaseReader.Result.Invalid invalid -> new Chosen.Invalid(label, invalid.problems());
        };
    }

    /** A version by its number as written; empty when there is none. */
    Optional<PolicyVersion> version(String number) {
        return NUMBER.matcher(number).matches()
                ? services.desk().history().version(Integer.parseInt(number))
                : Optional.empty();
    }

    static String named(Draft draft) {
        return DRAFT + draft.id();
    }

    /**
     * A text from a form, with the ends of lines that the document had before: browsers send their own.
     *
     * @param before the document as it was
     */
    static String sameLineEnds(String typed, String before) {
        String unix = typed.replace("\r\n", "\n");
        return before.contains("\r\n") ? unix.replace("\n", "\r\n") : unix;
    }
}
