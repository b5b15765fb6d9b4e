package org.sallyport.ui.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules in force.
 *
 * @param version what decisions call this policy
 * @param file what the policy file is called
 * @param newest the newest version; null before the first
 * @param handEdited whether the file is another than the newest version
 * @param handDiff how the file is different from the newest version; null when there is nothing to compare
 * @param seen the hash of what is in the file, by which a form says what somebody has looked at
 * @param broken why the history can't be relied on; empty when it can
 * @param rules this page's part of them
 * @param count how many there are
 * @param earlier the address of the part before; null when there is none
 * @param later likewise of the part after
 * @param warnings what the policy says in vain
 * @param refused what is wrong with the file as it is now
 * @param drafts the drafts, the newest first
 * @param mayEdit whether whoever looks may change anything
 * @param note what was just done, or why it was not; null for nothing
 */
public record RulebasePage(
        String version,
        String file,
        @Nullable VersionView newest,
        boolean handEdited,
        @Nullable DiffView handDiff,
        String seen,
        String broken,
        List<RuleView> rules,
        int count,
        @Nullable String earlier,
        @Nullable String later,
        List<ProblemView> warnings,
        List<ProblemView> refused,
        List<DraftView> drafts,
        boolean mayEdit,
        @Nullable String note) {}
