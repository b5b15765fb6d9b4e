package org.sallyport.protocols.trial;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.sallyport.protocols.ContactLists;
import org.sallyport.protocols.ScreenName;

/** Whom accounts have on their lists, as sessions have told. One thread. */
public final class KnownContacts implements ContactLists {

    private final Map<ScreenName, Set<ScreenName>> byAccount = new LinkedHashMap<>();

    @Override
    public void begins(ScreenName account) {
        byAccount.put(account, new LinkedHashSet<>());
    }

    @Override
    public void has(ScreenName account, Collection<ScreenName> contacts) {
        byAccount.computeIfAbsent(account, a -> new LinkedHashSet<>()).addAll(contacts);
    }

    /** A line for each account: {@code contacts of msn:alice@example.com: msn:bob@example.com}, in the order they were told. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        byAccount.forEach((account, contacts) -> lines.add("contacts of " + account + ": "
                + contacts.stream().map(ScreenName::toString).collect(Collectors.joining(" "))));
        return lines;
    }
}
