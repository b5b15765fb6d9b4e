package org.sallyport.policy.presence;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Identity;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;

/**
 * One connection of one account.
 *
 * @param connection the connection's id, as in logs and the archive
 * @param account who is signed on
 * @param identity who that is, as far as known without asking the directory anew
 * @param service the service
 * @param protocol what it speaks
 * @param client what the client calls itself, a stranger's text; null when it has not said
 * @param address the client's address
 * @param entry through which entry it came
 * @param since when the connection was opened
 */
public record Presence(
        String connection,
        ScreenName account,
        Identity identity,
        ServiceId service,
        ProtocolId protocol,
        @Nullable String client,
        String address,
        String entry,
        Instant since) {}
