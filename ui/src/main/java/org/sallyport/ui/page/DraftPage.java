package org.sallyport.ui.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A draft being edited.
 *
 * @param tab which part is shown: the text, all rules, one of them, or the changes; by the word in its address
 * @param text the document, or what somebody typed; null when it is too large for a page
 * @param reason why, as typed
 * @param checked whether it was just looked through
 * @param errors what is wrong with it
 * @param warnings what it says in vain
 * @param note what went wrong with what was just tried; null for nothing
 * @param rules the rules, where they can be told apart
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
        boolean checked,
        List<ProblemView> errors,
        List<ProblemView> warnings,
        @Nullable String note,
        List<RuleView> rules,
        boolean editable,
        int index,
        @Nullable DiffView diff,
        @Nullable String stale,
        boolean mayPublish,
        boolean secondPairOfEyes) {}
