package org.sallyport.protocols.msnp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ContactLists;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.msnp.read.ContactXml;
import org.sallyport.protocols.msnp.wire.CommandLine;
import org.sallyport.protocols.msnp.wire.MsnNames;

/**
 * The contact list as it crosses the wire at sign-on: a line each up to version 12, behind a {@code SYN} that says how many there
 * are; since 13 in {@code ADL}s of the client, which has it from the web. Of its five lists only the forward list is meant, on
 * which those are whom the account has put there.
 *
 * <p>A client may name the version of the list that it has ({@code SYN n 15}). When that is the newest, the service sends no
 * lines, and who is on the list doesn't show.
 *
 * <p>Sources: hypothetic.org on versions up to 9, MSNPiki on those after, libpurple; captures of libpurple for versions 9 and 18.
 *
 * <p>Bounded: {@link org.sallyport.protocols.Limits#trackedItems()} ids of contacts are remembered, the eldest goes first.
 * Confined to the connection's event loop.
 */
final class ContactList {

    private static final String FORWARD_LIST = "FL";
    private static final String NAME = "N=";
    private static final String ID = "C=";

    private final Connection connection;

    /** Contacts by the ids by which versions 10 to 12 name them when they are taken off. */
    private final Map<String, ScreenName> byId = new LinkedHashMap<>();

    /** Whether the service has announced a list of which nothing has come yet. */
    private boolean announced;

    /** Whether the client has told a part of its list. */
    private boolean told;

    /** Whether the client has shown itself to others, before which it tells its list. */
    private boolean shown;

    ContactList(Connection connection) {
        this.connection = connection;
    }

    /** {@code SYN n version contacts groups}, {@code SYN n time time contacts groups}; shorter when no lists follow. */
    Finding announced(CommandLine line) {
        boolean counts = line.count() >= 5;
        boolean empty = counts && line.number(line.count() - 2) == 0;
        announced = counts && !empty;
        if (empty) {
            begins();
        }
        return Finding.Pass.INSTANCE;
    }

    /**
     * {@code LST account nick lists groups}; from version 10 on {@code LST N=account F=nick C=id lists groups}, where what is
     * unknown is left out; up to 7 {@code LST n list version i of account nick groups}, and {@code LST n list version 0 0} for
     * none.
     */
    Finding listed(CommandLine line) {
        if (line.contains(1, '@')) {
            boolean fields = line.token(1).startsWith(NAME);
            int lists = fields ? fields(line) : 3;
            ScreenName person = MsnNames.of(fields ? line.decoded(1).substring(NAME.length()) : line.decoded(1));
            if (fields) {
                remember(line, person);
            }
            has(person, (line.number(lists) & ContactXml.FORWARD) != 0 && line.number(lists) > 0);
        } else if (line.is(2, FORWARD_LIST)) {
            announced |= line.number(4) == 0 || line.number(4) == 1;
            has(MsnNames.of(line.decoded(6)), line.contains(6, '@'));
        }
        return Finding.Pass.INSTANCE;
    }

    /** Where the first token is that has no letter and equals sign in front. */
    private static int fields(CommandLine line) {
        int token = 1;
        while (token < line.count() && line.contains(token, '=')) {
            token++;
        }
        return token;
    }

    private void has(ScreenName person, boolean forward) {
        if (announced) {
            announced = false;
            begins();
        }
        ScreenName account = connection.account();
        if (forward && account != null && connection.welcomed()) {
            lists().has(account, List.of(person));
        }
    }

    /** The client says whether it is there: by then its list is told. */
    void shown() {
        shown = true;
    }

    /**
     * {@code ADL} with all a client has; a long one comes in several. Only at sign-on: later a client could pass off as its list
     * what is a change of it.
     */
    void told(List<ContactXml.Entry> entries) {
        if (shown) {
            return;
        }
        if (!told) {
            told = true;
            begins();
        }
        ScreenName account = connection.account();
        if (account != null && connection.welcomed()) {
            lists().has(
                            account,
                            entries.stream()
                                    .filter(entry -> (entry.lists() & ContactXml.FORWARD) != 0)
                                    .map(ContactXml.Entry::person)
                                    .toList());
        }
    }

    private void begins() {
        ScreenName account = connection.account();
        if (account != null && connection.welcomed()) {
            lists().begins(account);
        }
    }

    private ContactLists lists() {
        return connection.context().contactLists();
    }

    /** Remembers the id that a line gives somebody, if it does. */
    void remember(CommandLine line, ScreenName person) {
        for (int i = 2; i < line.count(); i++) {
            String token = line.token(i);
            if (token.startsWith(ID)) {
                if (byId.size() == connection.limits().trackedItems() && !byId.containsKey(token)) {
                    byId.remove(byId.keySet().iterator().next());
                }
                byId.put(token, person);
            }
        }
    }

    /** Whose id this is, with {@code C=} in front or without; null when nobody's. */
    @Nullable ScreenName byId(String id) {
        return byId.get(id.startsWith(ID) ? id : ID + id);
    }
}
