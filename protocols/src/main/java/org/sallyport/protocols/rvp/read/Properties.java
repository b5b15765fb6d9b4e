package org.sallyport.protocols.rvp.read;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.web.Xml;

/**
 * The properties of a node. The state is its presence, an empty element such as {@code <online/>}, alone or leased: {@code
 * leased-value/value}, which falls back to {@code default-value} unless it is set again in time. All others are what people show
 * of themselves.
 */
final class Properties {

    private static final String STATE = "state";

    private Properties() {}

    /** Events for what is set and removed below a {@code propertyupdate}, which some clients call {@code propupdate}. */
    static void updates(Xml update, @Nullable ScreenName owner, View view, List<ImEvent> events) {
        for (Xml change : update.children()) {
            if (change.name().equals("set") || change.name().equals("remove")) {
                for (Xml prop : change.all("prop")) {
                    prop.children().forEach(property -> events.add(event(property, owner, view)));
                }
            }
        }
    }

    /** The presence in properties that were asked for; null when the state isn't among them. */
    static @Nullable ImEvent presence(Xml prop, @Nullable ScreenName owner, View view) {
        Xml state = prop.child(STATE);
        return state == null ? null : event(state, owner, view);
    }

    /** The nodes that a change of several names; empty when it names none. */
    static List<ScreenName> targets(Xml root, View view) {
        List<ScreenName> targets = new ArrayList<>();
        for (Xml target : root.all("target")) {
            for (Xml href : target.all("href")) {
                ScreenName name = view.principal(href.text());
                if (name != null) {
                    targets.add(name);
                }
            }
        }
        return targets;
    }

    private static ImEvent event(Xml property, @Nullable ScreenName owner, View view) {
        Xml leased = property.at("leased-value", "value");
        Xml value = leased == null ? property : leased;
        if (!property.name().equals(STATE)) {
            String words = value.children().isEmpty()
                    ? value.text().strip()
                    : value.children().getFirst().name();
            return new ImEvent.Profile(view.flow(), owner, View.word(property.name()), view.text(words, false));
        }
        String status = value.children().isEmpty()
                ? value.text().strip()
                : value.children().getFirst().name();
        return new ImEvent.Presence(view.flow(), owner, status.isEmpty() ? "unknown" : View.word(status), Text.EMPTY);
    }
}
