package org.sallyport.proxy.relay;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ContactLists;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;

/**
 * Who is on whose contact list, as far as it shows: in the lists that cross the wire at sign-on, by whom an account adds and
 * removes, here or elsewhere, and by whose presence its service tells it of, which services do of contacts alone. A client that
 * keeps a copy of its list may ask only whether it has changed: then the list doesn't cross the wire.
 *
 * <p>Safe for any thread, and waits for nobody. <b>Bounds:</b> {@value #MOST_ACCOUNTS} accounts, of which any one is forgotten for
 * one more, and {@value #MOST_CONTACTS} contacts of each, give or take those noted at the same moment, with names of up to
 * {@value #LONGEST_NAME} characters; others are not noted, and count as not on the list.
 */
public final class ContactBook implements ContactLists {

    private static final int MOST_ACCOUNTS = 50_000;

    /** As many as the services allow. */
    private static final int MOST_CONTACTS = 1_000;

    private static final int LONGEST_NAME = 320;

    private final ConcurrentMap<ScreenName, Set<ScreenName>> byAccount = new ConcurrentHashMap<>();

    /** Takes note of what an event says of the account's contacts, once it has been allowed. */
    public void note(@Nullable ScreenName account, ImEvent event) {
        if (account == null) {
            return;
        }
        if (event instanceof ImEvent.Presence presence && presence.flow() == Flow.INBOUND) {
            ScreenName contact = presence.from();
            if (contact != null && !contact.equals(account)) {
                add(account, List.of(contact));
            }
        } else if (event instanceof ImEvent.ContactChange change
                && (change.flow() == Flow.OUTBOUND || account.equals(change.from()))) {
            switch (change.action()) {
                case "add", "watch" -> add(account, change.to());
                case "remove", "unwatch" -> {
                    Set<ScreenName> contacts = byAccount.get(account);
                    if (contacts != null) {
                        change.to().forEach(contacts::remove);
                    }
                }
                default -> {
                    // Who may see whom is another list.
                }
            }
        }
    }

    @Override
    public void begins(ScreenName account) {
        byAccount.put(account, ConcurrentHashMap.newKeySet());
        makeRoom(account);
    }

    @Override
    public void has(ScreenName account, Collection<ScreenName> contacts) {
        add(account, contacts);
    }

    private void add(ScreenName account, Collection<ScreenName> names) {
        Set<ScreenName> contacts = byAccount.computeIfAbsent(account, a -> ConcurrentHashMap.newKeySet());
        for (ScreenName name : names) {
            if (contacts.size() < MOST_CONTACTS && name.normalized().length() <= LONGEST_NAME) {
                contacts.add(name);
            }
        }
        makeRoom(account);
    }

    private void makeRoom(ScreenName account) {
        if (byAccount.size() > MOST_ACCOUNTS) {
            byAccount.keySet().stream()
                    .filter(other -> !other.equals(account))
                    .findAny()
                    .ifPresent(byAccount::remove);
        }
    }

    /** Whether a name is on the account's list: a look that is taken when somebody asks. */
    public Predicate<ScreenName> of(@Nullable ScreenName account) {
        return name ->
                account != null && byAccount.getOrDefault(account, Set.of()).contains(name);
    }
}
