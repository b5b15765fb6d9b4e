package org.sallyport.ui.page;

import java.util.List;

/**
 * Claims that nobody has settled.
 *
 * @param rows the first of them, the oldest first
 * @param total how many there are
 * @param mayEdit whether this person may settle them
 */
public record ConflictsPage(List<ConflictRow> rows, int total, boolean mayEdit) {}
