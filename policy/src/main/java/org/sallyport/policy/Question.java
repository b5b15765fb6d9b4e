package org.sallyport.policy;

import java.time.Instant;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Identity;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.event.ImEvent;

/**
 * One event, with everything a rule may ask about it.
 *
 * @param event what happened
 * @param opening how its connection came in
 * @param protocol what it speaks
 * @param service the service it is with, as far as known
 * @param account whose connection it is; null while unknown
 * @param people who is behind each screen name in the event, the account included; a name that is missing here counts as
 *     {@link Identity.Unregistered}
 * @param now the time to judge by
 * @param client the client software as it named itself when it signed on, such as {@code AIM/5.9}; a stranger's text; null
 *     while it has not
 * @param file what was seen of the bytes of the event's file; null before any were
 * @param contacts whether a name is on the account's contact list, as far as that was seen; asked by rules that want to know
 */
public record Question(
        ImEvent event,
        Opening opening,
        ProtocolId protocol,
        ServiceId service,
        @Nullable ScreenName account,
        Map<ScreenName, Identity> people,
        Instant now,
        @Nullable String client,
        @Nullable SeenFile file,
        Predicate<ScreenName> contacts) {

    /** A question about a connection whose client has not said what it is. */
    public Question(
            ImEvent event,
            Opening opening,
            ProtocolId protocol,
            ServiceId service,
            @Nullable ScreenName account,
            Map<ScreenName, Identity> people,
            Instant now) {
        this(event, opening, protocol, service, account, people, now, null);
    }

    /** A question that no bytes of a file have to do with. */
    public Question(
            ImEvent event,
            Opening opening,
            ProtocolId protocol,
            ServiceId service,
            @Nullable ScreenName account,
            Map<ScreenName, Identity> people,
            Instant now,
            @Nullable String client) {
        this(event, opening, protocol, service, account, people, now, client, null, name -> false);
    }

    /** A question of an account whose contact list has nothing to do with it. */
    public Question(
            ImEvent event,
            Opening opening,
            ProtocolId protocol,
            ServiceId service,
            @Nullable ScreenName account,
            Map<ScreenName, Identity> people,
            Instant now,
            @Nullable String client,
            @Nullable SeenFile file) {
        this(event, opening, protocol, service, account, people, now, client, file, name -> false);
    }

    /** Who is behind a name. */
    public Identity identityOf(ScreenName name) {
        return people.getOrDefault(name, Identity.Unregistered.INSTANCE);
    }
}
