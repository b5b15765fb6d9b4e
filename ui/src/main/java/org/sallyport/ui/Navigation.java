package org.sallyport.ui;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.ui.page.NavigationLink;

/** The pages one goes to, in the order they are offered: nobody is offered what they may not use. */
final class Navigation {

    private record Entry(String label, String path, Access access, List<String> under) {
        boolean holds(String address) {
            return address.equals(path)
                    || under.stream().anyMatch(part -> address.equals(part) || address.startsWith(part + "/"));
        }
    }

    private static final List<Entry> ENTRIES = List.of(
            new Entry("Search", "/", Access.READ_ARCHIVE, List.of("/search", "/conversation")),
            new Entry("Held", "/held", Access.REVIEW_HELD, List.of("/held")),
            new Entry("Who is on", "/who-is-on", Access.WHO_IS_ON, List.of("/who-is-on")),
            new Entry("Identities", "/identities", Access.READ_PEOPLE, List.of("/identities")),
            new Entry("Policy", "/policy", Access.READ_POLICY, List.of("/policy")));

    private Navigation() {}

    /** @param address where the person is */
    static List<NavigationLink> links(Caller caller, String address) {
        List<NavigationLink> links = new ArrayList<>();
        for (Entry entry : ENTRIES) {
            if (caller.may(entry.access())) {
                links.add(new NavigationLink(entry.label(), entry.path(), entry.holds(address)));
            }
        }
        return links;
    }

    /** Where somebody starts; null when no page is for them. */
    static @Nullable String start(Caller caller) {
        return links(caller, "").stream().map(NavigationLink::path).findFirst().orElse(null);
    }
}
