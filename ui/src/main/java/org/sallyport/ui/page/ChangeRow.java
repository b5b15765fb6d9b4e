package org.sallyport.ui.page;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.binding.BindingChange;

/**
 * A line of a history.
 *
 * @param what what happened, as a sentence without its end
 * @param name the screen name
 * @param service its service's name
 * @param by who did it
 * @param reason why; may be empty
 */
public record ChangeRow(When time, String what, String name, String service, String by, String reason) {

    public static ChangeRow of(BindingChange change, ZoneId zone) {
        String login = Visible.line(change.login());
        String former = former(change.formerLogin());
        String what = switch (change.kind()) {
            case BOUND -> "Became " + login + "'s";
            case UNBOUND -> "Is not " + login + "'s any more";
            case CLAIMED -> "Claimed by " + login;
            case KEPT -> "Stayed where it was: " + login + " does not get it";
            case HANDED_OVER -> "Went from " + former + " to " + login;
        };
        return new ChangeRow(
                When.of(change.time(), zone),
                what,
                Visible.line(change.name().display()),
                Names.service(change.name().service().value()),
                Visible.line(change.by()),
                Visible.text(change.reason()));
    }

    private static String former(@Nullable String login) {
        return login == null ? "nobody" : Visible.line(login);
    }
}
