package org.sallyport.ui.page;

import java.util.List;

/**
 * Who is on.
 *
 * @param text what the list is narrowed to; empty: everybody
 * @param rows this page's
 * @param pager where this page is
 * @param everybody how many there are without narrowing
 * @param mayEnd whether this person may end sessions
 */
public record PresencePage(String text, List<PresenceRow> rows, Pager pager, int everybody, boolean mayEnd) {}
