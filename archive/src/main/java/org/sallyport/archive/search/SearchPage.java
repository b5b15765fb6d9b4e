package org.sallyport.archive.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of hits, newest first.
 *
 * @param hits at most as many as asked for
 * @param total how many there are in all
 * @param totalIsLowerBound whether there may be more than {@code total}
 * @param next what to give as {@link SearchQuery#page} for the hits after these; null when these are the last
 */
public record SearchPage(
        List<Hit> hits,
        long total,
        boolean totalIsLowerBound,
        @Nullable String next) {
    public SearchPage {
        hits = List.copyOf(hits);
    }
}
