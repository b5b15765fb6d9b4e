package org.sallyport.proxy.relay;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.ArchiveRecord;
import org.sallyport.policy.Question;
import org.sallyport.policy.SeenFile;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.event.ImEvent;

/**
 * What the guard needs to know of the connection an event happened on.
 *
 * @param user who signed in at the gateway's own door: whoever the account is when the directory has nobody by its name
 * @param client what the client on it calls itself; null when it has not said, or on a connection without a sign-on
 * @param letIn whether the service has let this client in under the account's name, so that it is more than a claim
 * @param file what was seen of the file that an event is about; null when it is about none
 */
public record Place(
        Opening opening,
        ProtocolId protocol,
        ServiceId service,
        @Nullable ScreenName account,
        @Nullable Person user,
        @Nullable String client,
        boolean letIn,
        @Nullable SeenFile file) {

    /** The same, with what was seen of a file there. */
    Place with(SeenFile seen) {
        return new Place(opening, protocol, service, account, user, client, letIn, seen);
    }

    /** On a connection whose client has not said what it is. */
    public Place(
            Opening opening,
            ProtocolId protocol,
            ServiceId service,
            @Nullable ScreenName account,
            @Nullable Person user) {
        this(opening, protocol, service, account, user, null, false, null);
    }

    /** The identity under which a name acts here. */
    Identity identity(ScreenName name, Identity found) {
        Person person = user;
        boolean own = name.equals(account) || name.service().equals(Guard.DOOR);
        return person != null && own && found == Identity.Unregistered.INSTANCE
                ? new Identity.Known(person, Identity.Source.DOOR)
                : found;
    }

    /** Whose names count here: the account's and those of the people in the events. */
    Set<ScreenName> names(List<ImEvent> events) {
        Set<ScreenName> names = new HashSet<>();
        if (account != null) {
            names.add(account);
        }
        for (ImEvent event : events) {
            ScreenName from = event.from();
            if (from != null) {
                names.add(from);
            }
            names.addAll(event.to());
        }
        return names;
    }

    /** What is asked about an event here. */
    Question question(ImEvent event, Map<ScreenName, Identity> people, Instant now, Predicate<ScreenName> contacts) {
        return new Question(event, opening, protocol, service, account, people, now, client, file, contacts);
    }

    /** What is kept of an event here. */
    ArchiveRecord record(ImEvent event, Instant now, Map<ScreenName, Identity> people, Decision decision) {
        return new ArchiveRecord(now, opening, protocol, service, account, event, decision, people, file);
    }
}
