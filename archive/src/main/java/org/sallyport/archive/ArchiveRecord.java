package org.sallyport.archive;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.SeenFile;
import org.sallyport.policy.identity.Identity;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.event.ImEvent;

/**
 * What is kept of one event: the event, what was decided, and who was behind the names at that time.
 *
 * @param time when it happened, to the microsecond
 * @param opening how its connection came in
 * @param protocol what the connection speaks
 * @param service the service it is with
 * @param account whose connection it is; null when unknown
 * @param event what happened
 * @param decision what was decided
 * @param people who was behind each screen name in the event, at that time
 * @param seen what was seen of the bytes of the event's file; null where none were looked at
 */
public record ArchiveRecord(
        Instant time,
        Opening opening,
        ProtocolId protocol,
        ServiceId service,
        @Nullable ScreenName account,
        ImEvent event,
        Decision decision,
        Map<ScreenName, Identity> people,
        @Nullable SeenFile seen) {
    public ArchiveRecord {
        people = Map.copyOf(people);
    }

    /** Of an event that no bytes of a file have to do with. */
    public ArchiveRecord(
            Instant time,
            Opening opening,
            ProtocolId protocol,
            ServiceId service,
            @Nullable ScreenName account,
            ImEvent event,
            Decision decision,
            Map<ScreenName, Identity> people) {
        this(time, opening, protocol, service, account, event, decision, people, null);
    }
}
