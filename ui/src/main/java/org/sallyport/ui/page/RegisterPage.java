package org.sallyport.ui.page;

import org.jspecify.annotations.Nullable;

/**
 * The page where people say which screen name is theirs.
 *
 * @param token the token the form must carry
 * @param person who is signed in, by name; null when nobody is, and the form asks for login and password
 * @param open whether anybody can register here
 * @param login the login typed last
 * @param code the code typed last
 * @param problem why the last try failed; null at the first
 * @param outcome what came of it; null while the form is to be filled in
 */
public record RegisterPage(
        String token,
        @Nullable String person,
        boolean open,
        String login,
        String code,
        @Nullable String problem,
        @Nullable Outcome outcome) {

    /**
     * What came of it.
     *
     * @param name the screen name
     * @param service its service's name
     * @param yours whether it is the person's now; otherwise an administrator has to look
     */
    public record Outcome(String name, String service, boolean yours) {}
}
