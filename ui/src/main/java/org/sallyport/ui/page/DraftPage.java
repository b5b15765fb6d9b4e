package org.sallyport.ui.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A draft being edited.
 *
 * @param tab which part is shown: the text, all rules, one of them, or the changes; by the word in its address
 * @param text the document, or what somebody typed; null when it is too large for a page
 * @param reason why, as typed
 * @param errors what is wrong with it
 * @param warnings what it says in vain
 * @param note what went wrong with what was just tried; null for nothing
 * @param rules the rules, where they can be told apart; of a long list of them, a part
 * @param count how many there are in all
 * @param editable whether rules can be changed one by one
 * @param index of the rule being edited, from 0; the place of a new one likewise
 * @param diff what would be different from what is in force; null in other parts
 * @param stale why it can't be published though it has no mistakes; null when it can
 * @param mayPublish whether whoever looks may publish it: not the author where others have to look
 * @param secondPairOfEyes whether somebody else than the author must publish
 */
public record DraftPage(
        DraftView draft,
        String tab,
        @Nullable String text,
        String reason,
        List<ProblemView> errors,
        List<ProblemView> warnings,
        @Nullable String note,
        List<RuleView> rules,
        int count,
        boolean editable,
        int index,
        @Nullable DiffView diff,
        @Nullable String stale,
        boolean mayPublish,
        boolean secondPairOfEyes) {

    /** How many rules a page lists. */
    public static final int RULES = 200;

    /** The first rule of the part of the list that has this one. */
    public static int partWith(int index) {
        return Math.max(0, index) / RULES * RULES;
    }

    /** Where, below its draft, a rule is listed. */
    public static String rulesPath(int index) {
        int from = partWith(index);
        return from == 0 ? "/rules" : "/rules?from=" + from;
    }

    /** The address of the part before this one; null when it is the first. */
    public @Nullable String earlier() {
        int first = rules.isEmpty() ? 0 : rules.getFirst().index();
        return first == 0 ? null : draft.path() + rulesPath(first - RULES);
    }

    /** The address of the part after this one; null when it is the last. */
    public @Nullable String later() {
        int next = rules.isEmpty() ? count : rules.getLast().index() + 1;
        return next >= count ? null : draft.path() + rulesPath(next);
    }

    /** The address of the list with the rule being edited. */
    public String list() {
        return draft.path() + rulesPath(index);
    }
}
