package org.sallyport.protocols.rvp.read;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.web.Xml;

/**
 * ACL: who may do what with a node. A body sets it: entries ({@code ace}) with a principal, which may be everybody, and what it
 * is granted or denied. Without a body it is asked for.
 */
final class RightsReader {

    private RightsReader() {}

    static Meaning read(Xml root, @Nullable ScreenName from, View view) {
        List<ImEvent> events = new ArrayList<>();
        entries(root, from, view, events);
        return Meaning.of(events);
    }

    private static void entries(Xml element, @Nullable ScreenName from, View view, List<ImEvent> events) {
        if (element.name().equals("ace")) {
            entry(element, from, view, events);
            return;
        }
        for (Xml child : element.children()) {
            entries(child, from, view, events);
        }
    }

    private static void entry(Xml entry, @Nullable ScreenName from, View view, List<ImEvent> events) {
        ScreenName whom = view.principal(entry.textAt("principal", "rvp-principal"));
        if (whom == null) {
            whom = view.principal(entry.textAt("principal", "href"));
        }
        List<ScreenName> to = whom == null ? List.of() : List.of(whom);
        for (String action : List.of("grant", "deny")) {
            Xml rights = entry.child(action);
            if (rights != null && !rights.children().isEmpty()) {
                List<String> names = rights.children().stream()
                        .map(r -> View.word(r.name()))
                        .distinct()
                        .toList();
                Text what = view.text(String.join(" ", names), false);
                events.add(new ImEvent.ContactChange(
                        view.flow(), from, to, action.equals("grant") ? "permit" : "deny", what));
            }
        }
    }
}
