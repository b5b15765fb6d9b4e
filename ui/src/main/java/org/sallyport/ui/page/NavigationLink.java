package org.sallyport.ui.page;

/**
 * A page one can go to from every other.
 *
 * @param current whether this is where one is
 */
public record NavigationLink(String label, String path, boolean current) {}
