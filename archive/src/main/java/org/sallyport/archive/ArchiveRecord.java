package org.sallyport.archive;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
 */
public record ArchiveRecord(
        Instant time,
        Opening opening,
        ProtocolId protocol,
        ServiceId service,
        @Nullable ScreenName account,
        ImEvent event,
        Decision decision,
        Map<ScreenName, Identity> people) {
    public ArchiveRecord {
        people = Map.copyOf(people);
    }
}
