package org.sallyport.ui.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of words.
 *
 * @param text what is in it, or what was typed; null when it is too large for a page
 * @param seen by which a form says which state of it somebody has looked at
 * @param reason as typed
 * @param errors what is wrong with what was typed
 * @param note what was done, or why it was not; null for nothing
 * @param good whether the note is a good one
 * @param drafts what waits for somebody else to publish it, with what it changes
 * @param versions the newest first
 * @param mayEdit whether whoever looks may change it
 * @param secondPairOfEyes whether somebody else has to publish changes
 */
public record LexiconPage(
        String path,
        @Nullable String text,
        String seen,
        String reason,
        List<ProblemView> errors,
        @Nullable String note,
        boolean good,
        List<Waiting> drafts,
        List<VersionView> versions,
        @Nullable DiffView lastChange,
        boolean mayEdit,
        boolean secondPairOfEyes) {

    /** @param mayPublish whether whoever looks is somebody else than its author, where that matters */
    public record Waiting(DraftView draft, DiffView diff, boolean mayPublish) {}
}
