package org.sallyport.ui.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was published, the newest first.
 *
 * @param versions this page's part
 * @param next the address of the part after it; null when there is none
 * @param intact how many versions there are, when the chain is whole; -1 when it is broken
 * @param broken where and why it is broken; empty when it is whole
 */
public record HistoryPage(
        List<VersionView> versions, @Nullable String next, int intact, String broken) {}
