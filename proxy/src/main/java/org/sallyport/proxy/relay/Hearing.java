package org.sallyport.proxy.relay;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.SeenFile;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Session;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;

/**
 * Brings what happens on a connection before the {@link Guard}, with all that is known of whose connection it is, and sees to it
 * that the connection is found under its account.
 *
 * <p>One for each relay, confined to its event loop.
 */
final class Hearing {

    private final Relay relay;
    private final RelayServices services;
    private final Routing routing;

    /** Who signed in at the gateway's own door, if anybody did. */
    private final @Nullable Person user;

    /** What the client called itself when it signed on. */
    private @Nullable String software;

    /** As whom the service has let the client in, on this connection; read by others. */
    private volatile @Nullable ScreenName letInAs;

    /** Under which account others find this connection. */
    private @Nullable ScreenName signedOnAs;

    /** What others may know of this connection; null while it has no account. */
    private volatile @Nullable Place standing;

    Hearing(Relay relay, RelayServices services, @Nullable Person user) {
        this.relay = relay;
        this.services = services;
        this.routing = new Routing(relay, services);
        this.user = user;
    }

    @Nullable Person user() {
        return user;
    }

    /** What the client calls itself; null while it has not said. */
    @Nullable String software() {
        return software;
    }

    /** What was known of the connection when its account was learned; null while that isn't known. Any thread. */
    @Nullable Place standing() {
        return standing;
    }

    /** Has the events of a frame decided on, and delivered here what is to stay here. */
    void judge(Side from, List<ImEvent> events, Consumer<List<Decision>> then) {
        for (ImEvent event : events) {
            if (event instanceof ImEvent.SignOn signOn && signOn.client() != null) {
                software = signOn.client();
            }
        }
        ask(place(), events, decisions -> {
            noteLetIn(events, decisions);
            routing.route(from, events, decisions, then);
        });
    }

    private void noteLetIn(List<ImEvent> events, List<Decision> decisions) {
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof ImEvent.SignOn signOn
                    && signOn.phase() == ImEvent.SignOn.Phase.ACCEPTED
                    && decisions.get(i).verdict() instanceof Verdict.Allow) {
                letInAs = relay.account();
            }
        }
    }

    /**
     * Whether the service has let this client in under this name. On connections that hang on another one, such as those of a
     * chat, it doesn't say so again: then the other one tells, of the same client.
     */
    private boolean isLetIn(@Nullable ScreenName account) {
        if (account == null || account.equals(letInAs)) {
            return account != null;
        }
        for (Relay other : services.signedOn().of(account)) {
            if (account.equals(other.hearing().letInAs())
                    && other.begunAs()
                            .client()
                            .getAddress()
                            .equals(relay.begunAs().client().getAddress())) {
                return true;
            }
        }
        return false;
    }

    /** As whom the service has let the client in, on this connection. Any thread. */
    @Nullable ScreenName letInAs() {
        return letInAs;
    }

    /** Has what arrives by other ways than the wire decided on. */
    void judgeArriving(ImEvent event, Consumer<Decision> then) {
        ask(place(), List.of(event), decisions -> then.accept(decisions.getFirst()));
    }

    /** Has a file decided on, after its bytes were looked at. */
    void judgeFile(ImEvent.FileOffer file, SeenFile seen, Consumer<List<Decision>> then) {
        ask(place().with(seen), List.of(file), then);
    }

    /** Has decided on what arrives at a colleague's client that this connection's session reaches by itself. */
    void judgeAt(ScreenName colleague, ImEvent event, Consumer<Decision> then) {
        Place there = new Place(relay.begunAs(), relay.protocol(), relay.service(), colleague, null);
        ask(there, List.of(event), decisions -> then.accept(decisions.getFirst()));
    }

    /** Has a connection decided on that nobody reads. */
    void judgeUnread(Place place, List<ImEvent> events, Consumer<Decision> then) {
        ask(place, events, decisions -> {
            if (!relay.ending().isOver()) {
                then.accept(decisions.getFirst());
            }
        });
    }

    /** Has a stretch decided on that can't be read. */
    void malformed(Side from, String why, long offset, Consumer<Decision> then) {
        judge(from, List.of(malformed(from, why, offset)), decisions -> then.accept(decisions.getFirst()));
    }

    private void ask(Place place, List<ImEvent> events, Consumer<List<Decision>> then) {
        services.guard()
                .judge(
                        place,
                        events,
                        now(),
                        relay.loop(),
                        decisions -> relay.ending().guarded(() -> then.accept(decisions)));
    }

    /** Journals that a file was broken off, and what was seen of it. */
    void brokenOff(ImEvent.FileOffer file, SeenFile seen) {
        ImEvent event = new ImEvent.FileOffer(
                file.flow(), file.feature(), Step.CANCEL, file.from(), file.to(), file.files(), file.text(), file.id());
        services.guard().record(place().with(seen), List.of(event), now());
    }

    /** Journals what there is nothing left to decide about. */
    void record(ImEvent event) {
        services.guard().record(place(), List.of(event), now());
    }

    /** A direction ended in the middle of a frame. */
    void cutShort(Side from, String why, long offset) {
        record(malformed(from, why, offset));
    }

    /** The connection is gone. */
    void ended() {
        Session session = relay.session();
        if (session != null) {
            services.guard().record(place(), session.ended(), now());
        }
    }

    private ImEvent malformed(Side from, String why, long offset) {
        return new ImEvent.Malformed(Flow.from(from), relay.account(), why, offset);
    }

    /** Whose connection this is may have been learned by what was just decided. */
    void accountMayBeKnown() {
        ScreenName now = relay.isClosed() ? null : relay.account();
        ScreenName before = signedOnAs;
        if (Objects.equals(now, before)) {
            return;
        }
        signedOnAs = now;
        standing = now == null ? null : place();
        if (before != null) {
            services.signedOn().leave(before, relay);
        }
        if (now != null) {
            services.signedOn().enter(now, relay);
        }
    }

    private Place place() {
        ScreenName account = relay.account();
        return new Place(
                relay.begunAs(), relay.protocol(), relay.service(), account, user, software, isLetIn(account), null);
    }

    private Instant now() {
        return services.clock().instant();
    }
}
