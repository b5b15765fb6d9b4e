package org.sallyport.ui.page;

/**
 * One line of a list to choose from.
 *
 * @param id what the form sends; empty for any
 * @param label what people read
 */
public record Choice(String id, String label) {}
