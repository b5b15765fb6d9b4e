package org.sallyport.ui.page;

import java.time.ZoneId;
import org.sallyport.policy.history.Draft;

/**
 * A draft, without its text.
 *
 * @param seen by which a form says which state of it somebody has looked at
 * @param base the number of the version it was made from; 0: none
 */
public record DraftView(String id, String author, When when, String seen, String reason, int base, int restores) {

    public static DraftView of(Draft draft, ZoneId zone) {
        return new DraftView(
                draft.id(),
                Visible.line(draft.author()),
                When.of(draft.time(), zone),
                Long.toString(draft.time().toEpochMilli()),
                draft.reason(),
                draft.base(),
                draft.restores());
    }

    /** Its address. */
    public String path() {
        return "/policy/drafts/" + id;
    }
}
