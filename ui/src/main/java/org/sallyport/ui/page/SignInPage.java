package org.sallyport.ui.page;

import org.jspecify.annotations.Nullable;

/**
 * The sign-in form.
 *
 * @param token the token the form must carry
 * @param problem why the last try failed; null at the first
 */
public record SignInPage(String token, @Nullable String problem) {}
