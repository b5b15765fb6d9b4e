package org.sallyport.ui.page;

import org.jspecify.annotations.Nullable;

/**
 * One version.
 *
 * @param text the whole document; null when it is too large for a page
 * @param diff to the one before
 * @param newest the number of the newest
 * @param mayEdit whether whoever looks may go back to it
 * @param secondPairOfEyes whether going back makes a draft
 * @param note why something was not done; null for nothing
 */
public record VersionPage(
        VersionView version,
        @Nullable String text,
        DiffView diff,
        int newest,
        boolean mayEdit,
        boolean secondPairOfEyes,
        @Nullable String note) {

    public boolean isNewest() {
        return version.number() == newest;
    }
}
