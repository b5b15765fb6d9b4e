package org.sallyport.proxy.relay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.People;
import org.sallyport.policy.presence.Presence;
import org.sallyport.policy.presence.WhoIsOn;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ScreenName;

/**
 * Who is on, for pages: what every connection in {@link SignedOn} has last said of itself. Who is behind an account is told as
 * far as it is at hand; the directory is not asked for it.
 *
 * <p>Safe for any thread; a list costs one look at each connection.
 */
public final class Attendance implements WhoIsOn {

    private final SignedOn signedOn;
    private final People people;

    /** Of those who are entered there. */
    public Attendance(SignedOn signedOn, People people) {
        this.signedOn = signedOn;
        this.people = people;
    }

    @Override
    public List<Presence> list() {
        List<Presence> all = new ArrayList<>();
        signedOn.forEach(relay -> {
            Presence presence = presence(relay.hearing().standing());
            if (presence != null) {
                all.add(presence);
            }
        });
        all.sort(Comparator.comparing(Presence::since).thenComparing(Presence::connection));
        return List.copyOf(all);
    }

    private @Nullable Presence presence(@Nullable Place place) {
        ScreenName account = place == null ? null : place.account();
        if (place == null || account == null) {
            // It has just gone.
            return null;
        }
        Identity known = people.ifKnown(account);
        Opening opening = place.opening();
        return new Presence(
                opening.connection(),
                account,
                place.identity(account, known == null ? new Identity.Unavailable("not asked yet") : known),
                place.service(),
                place.protocol(),
                place.client(),
                opening.client().getAddress() == null
                        ? opening.client().getHostString()
                        : opening.client().getAddress().getHostAddress(),
                opening.entry(),
                opening.time());
    }

    @Override
    public boolean end(String connection, String notice) {
        AtomicBoolean found = new AtomicBoolean();
        signedOn.forEach(relay -> {
            Place place = relay.hearing().standing();
            if (place != null && place.opening().connection().equals(connection)) {
                found.set(true);
                relay.disconnect(notice.isEmpty() ? null : notice);
            }
        });
        return found.get();
    }
}
