package org.sallyport.protocols.msnp.deal;

import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.msnp.p2p.Nonce;

/**
 * Tells the connections that follow from an agreement whose they are. Keys of the {@link Handoffs}: for a file by MSNFTP, the
 * protocol {@code msnftp} and the bytes of {@code AuthCookie}; for a direct connection, {@code msn-direct} and the 16 bytes of the
 * nonce as they stand on the wire, or of its hash where the invitation says only that.
 */
public final class Announcements {

    /** Files by MSNFTP. */
    public static final ProtocolId FILE = new ProtocolId("msnftp");

    /** Direct connections. */
    public static final ProtocolId DIRECT = new ProtocolId("msn-direct");

    /** {@link Handoff#purpose()}: the account sends the file. */
    public static final String SENDS = "sends";

    /** {@link Handoff#purpose()}: the account receives the file. */
    public static final String RECEIVES = "receives";

    /** {@link Handoff#purpose()}: both ends of a direct connection show this nonce. */
    public static final String BOTH = "both";

    /** {@link Handoff#purpose()}: the account's end of a direct connection shows this nonce. */
    public static final String OWN = "own";

    /** {@link Handoff#purpose()}: the other end of a direct connection shows this nonce. */
    public static final String PEERS = "peers";

    private static final int LONGEST_COOKIE = 128;

    private final Handoffs handoffs;
    private final Supplier<ServiceId> service;

    /** @param service where the account is, as far as known by then */
    public Announcements(Handoffs handoffs, Supplier<ServiceId> service) {
        this.handoffs = handoffs;
        this.service = service;
    }

    /** A file was agreed on. */
    void file(Parties parties, @Nullable Side inviter, String authCookie, String offer) {
        if (authCookie.isEmpty() || authCookie.length() > LONGEST_COOKIE) {
            return;
        }
        Side sender = inviter == null ? parties.side().other() : inviter;
        remember(
                FILE,
                authCookie.getBytes(StandardCharsets.UTF_8),
                parties,
                sender == Side.CLIENT ? SENDS : RECEIVES,
                offer);
    }

    /** A direct connection was agreed on; the GUIDs as written, either possibly missing. */
    void direct(Parties parties, @Nullable String nonce, @Nullable String hashedNonce, String offer) {
        byte[] plain = Nonce.parse(nonce);
        if (plain != null) {
            remember(DIRECT, plain, parties, BOTH, offer);
        }
        byte[] hashed = Nonce.parse(hashedNonce);
        if (hashed != null) {
            remember(DIRECT, hashed, parties, parties.side() == Side.CLIENT ? OWN : PEERS, offer);
        }
    }

    private void remember(ProtocolId protocol, byte[] key, Parties parties, String purpose, String offer) {
        ScreenName account = parties.account();
        handoffs.remember(protocol, key, new Handoff(service.get(), account, purpose, null, parties.peer(), offer));
    }
}
