package org.sallyport.protocols.ymsg;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ymsg.wire.YmsgNames;

/**
 * Direct connections that were agreed on by way of the service, for those that follow. The first packet of such a connection has
 * nothing but two names, so that is what it is looked for by. What makes sure that the peer is the one who was agreed with is the
 * account's own session id, which only the service and those whom it relays for know: peers must say it with all they send.
 */
final class Agreements {

    private static final String DIRECT = "direct";

    private final Handoffs handoffs;

    Agreements(Handoffs handoffs) {
        this.handoffs = handoffs;
    }

    /** @param session the account's; 0 when the service hasn't given one */
    void remember(ScreenName account, ScreenName peer, int session, String id) {
        Handoff handoff = new Handoff(YmsgNames.YAHOO, account, DIRECT, null, peer, id);
        handoffs.remember(YmsgPlugin.ID, names(account, peer), handoff);
        if (session != 0) {
            handoffs.remember(YmsgPlugin.ID, secret(account, session), handoff);
        }
    }

    /** What was agreed on between two, whichever speaks first; null when nothing was. */
    @Nullable Handoff between(ScreenName one, ScreenName other) {
        return handoffs.recall(YmsgPlugin.ID, names(one, other));
    }

    /** Whether this is the session id of the account. */
    boolean knows(ScreenName account, @Nullable Integer session) {
        return session != null && handoffs.recall(YmsgPlugin.ID, secret(account, session)) != null;
    }

    private static byte[] names(ScreenName one, ScreenName other) {
        String first = one.toString();
        String second = other.toString();
        boolean swap = first.compareTo(second) > 0;
        return bytes(DIRECT, swap ? second : first, swap ? first : second);
    }

    private static byte[] secret(ScreenName account, int session) {
        return bytes("session", account.toString(), Integer.toHexString(session));
    }

    private static byte[] bytes(String... parts) {
        return String.join("\n", parts).getBytes(StandardCharsets.UTF_8);
    }
}
