package org.sallyport.ui;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.presence.Presence;
import org.sallyport.policy.presence.WhoIsOn;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;

/** Sessions in a list; what was said to those that were ended is kept. */
final class FakePresence implements WhoIsOn {

    final List<Presence> sessions = new CopyOnWriteArrayList<>();
    final List<String> notices = new CopyOnWriteArrayList<>();

    @Override
    public List<Presence> list() {
        return List.copyOf(sessions);
    }

    @Override
    public boolean end(String connection, String notice) {
        boolean ended = sessions.removeIf(presence -> presence.connection().equals(connection));
        if (ended) {
            notices.add(notice);
        }
        return ended;
    }

    FakePresence on(String connection, String account, @Nullable String person, String client) {
        Identity identity = person == null
                ? Identity.Unregistered.INSTANCE
                : new Identity.Known(new Person("id-" + person, person, person + " Doe", null, Set.of(), false));
        sessions.add(new Presence(
                connection,
                ScreenName.of(new ServiceId("aim"), account),
                identity,
                new ServiceId("aim"),
                new ProtocolId("oscar"),
                client,
                "10.1.2." + sessions.size(),
                "proxy",
                Instant.parse("2026-11-21T08:00:00Z").plusSeconds(sessions.size() * 61L)));
        return this;
    }
}
