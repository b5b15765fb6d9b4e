package org.sallyport.proxy.relay;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;

/**
 * Who is on whose contact list, as far as it shows: whom an account adds and removes, and whose presence its service tells it of,
 * which services do of contacts alone. Lists themselves often do not cross the wire: clients keep them, and ask only whether they
 * have changed.
 *
 * <p>Safe for any thread; a lock is held for a look into a map. <b>Bounds:</b> {@value #MOST_ACCOUNTS} accounts, of which the one not
 * heard of for longest is forgotten, and {@value #MOST_CONTACTS} contacts of each; more are not noted, and count as not on the list.
 */
final class ContactBook {

    private static final int MOST_ACCOUNTS = 50_000;
    private static final int MOST_CONTACTS = 1_000;

    private final Map<ScreenName, Set<ScreenName>> byAccount = new LinkedHashMap<>(16, 0.75f, true);

    /** Takes note of what an event says of the account's contacts. */
    void note(@Nullable ScreenName account, ImEvent event) {
        if (account == null) {
            return;
        }
        if (event instanceof ImEvent.Presence presence && presence.flow() == Flow.INBOUND) {
            ScreenName contact = presence.from();
            if (contact != null && !contact.equals(account)) {
                add(account, Set.of(contact));
            }
        } else if (event instanceof ImEvent.ContactChange change && change.flow() == Flow.OUTBOUND) {
            switch (change.action()) {
                case "add", "watch" -> add(account, change.to());
                case "remove", "unwatch" -> remove(account, change.to());
                default -> {
                    // Who may see whom is another list.
                }
            }
        }
    }

    private void add(ScreenName account, Collection<ScreenName> names) {
        synchronized (byAccount) {
            Set<ScreenName> contacts = byAccount.computeIfAbsent(account, a -> new HashSet<>());
            for (ScreenName name : names) {
                if (contacts.size() < MOST_CONTACTS) {
                    contacts.add(name);
                }
            }
            if (byAccount.size() > MOST_ACCOUNTS) {
                byAccount.remove(byAccount.keySet().iterator().next());
            }
        }
    }

    private void remove(ScreenName account, Collection<ScreenName> names) {
        synchronized (byAccount) {
            Set<ScreenName> contacts = byAccount.get(account);
            if (contacts != null) {
                names.forEach(contacts::remove);
            }
        }
    }

    /** Those of the names that are on the account's list. */
    Set<ScreenName> of(@Nullable ScreenName account, Collection<ScreenName> names) {
        if (account == null) {
            return Set.of();
        }
        Set<ScreenName> found = null;
        synchronized (byAccount) {
            Set<ScreenName> contacts = byAccount.get(account);
            if (contacts == null) {
                return Set.of();
            }
            for (ScreenName name : names) {
                if (contacts.contains(name)) {
                    found = found == null ? new HashSet<>() : found;
                    found.add(name);
                }
            }
        }
        return found == null ? Set.of() : found;
    }
}
