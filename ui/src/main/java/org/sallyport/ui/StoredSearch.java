package org.sallyport.ui;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.ui.page.SearchForm;

/**
 * A search somebody made, kept with their session so that its address needs to say nothing of it. Safe for any thread.
 *
 * <p>Pages are counted from 0; where a page starts is known once the page before it was shown.
 */
final class StoredSearch {

    /** Nobody reads further; the page then says to narrow the search. */
    static final int MAX_PAGES = 100;

    private final String id;
    private final SearchForm form;
    private final List<String> starts = new ArrayList<>();

    StoredSearch(String id, SearchForm form) {
        this.id = id;
        this.form = form;
    }

    String id() {
        return id;
    }

    SearchForm form() {
        return form;
    }

    /** Whether {@code page} was reached by going from page to page. */
    synchronized boolean knows(int page) {
        return page >= 0 && page <= starts.size();
    }

    /** Where {@code page} starts; null for the first. */
    synchronized @Nullable String start(int page) {
        return page == 0 ? null : starts.get(page - 1);
    }

    /**
     * Notes where the page after {@code page} starts.
     *
     * @return whether it can be shown: false at {@link #MAX_PAGES}
     */
    synchronized boolean next(int page, String start) {
        if (page + 1 >= MAX_PAGES) {
            return false;
        }
        if (page < starts.size()) {
            starts.set(page, start);
        } else {
            starts.add(start);
        }
        return true;
    }
}
