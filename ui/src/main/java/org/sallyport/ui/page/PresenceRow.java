package org.sallyport.ui.page;

import java.time.ZoneId;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.presence.Presence;

/**
 * One connection, as the page shows it.
 *
 * @param connection its id
 * @param person the person's name; null when nobody here is known behind the account
 * @param login the person's login; null likewise
 * @param unknown why the person is not known; empty when they are
 * @param account the screen name
 * @param service where it is signed on
 * @param protocol what it speaks
 * @param client what the client calls itself; empty when it has not said
 * @param address where from
 * @param entry through which entry
 * @param since since when
 */
public record PresenceRow(
        String connection,
        @Nullable String person,
        @Nullable String login,
        String unknown,
        String account,
        String service,
        String protocol,
        String client,
        String address,
        String entry,
        When since) {

    public static PresenceRow of(Presence presence, ZoneId zone) {
        String person = null;
        String login = null;
        String unknown = "";
        switch (presence.identity()) {
            case Identity.Known known -> {
                person = Visible.line(known.person().name());
                login = Visible.line(known.person().login());
            }
            case Identity.Unregistered none -> unknown = "Nobody here";
            case Identity.Unavailable none -> unknown = "Not known: the directory does not answer";
        }
        return new PresenceRow(
                presence.connection(),
                person,
                login,
                unknown,
                Visible.line(presence.account().display()),
                Names.service(presence.service().value()),
                presence.protocol().value(),
                presence.client() == null ? "" : Visible.line(presence.client()),
                Visible.line(presence.address()),
                Visible.line(presence.entry()),
                When.of(presence.since(), zone));
    }

    /** Whether a text is in anything the row shows, whatever its case. */
    public boolean has(String text) {
        String wanted = text.toLowerCase(Locale.ROOT);
        return Stream.of(connection, person, login, account, service, protocol, client, address, entry)
                .filter(Objects::nonNull)
                .anyMatch(cell -> cell.toLowerCase(Locale.ROOT).contains(wanted));
    }
}
