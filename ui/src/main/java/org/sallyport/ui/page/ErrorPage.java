package org.sallyport.ui.page;

import org.jspecify.annotations.Nullable;

/**
 * Something went another way than wished.
 *
 * @param status the HTTP status
 * @param heading what happened, in a few words
 * @param text what to do now
 * @param incident what to tell an administrator so that they find it in the log; null when nothing was logged
 */
public record ErrorPage(
        int status, String heading, String text, @Nullable String incident) {}
