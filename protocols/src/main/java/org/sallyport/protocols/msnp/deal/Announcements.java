package org.sallyport.protocols.msnp.deal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.msnp.mime.Fields;
import org.sallyport.protocols.msnp.p2p.Nonce;
import org.sallyport.protocols.msnp.p2p.Slp;

/**
 * Tells the connections that follow from an agreement whose they are. Keys of the {@link Handoffs}: for a file by MSNFTP, the
 * protocol {@code msnftp} and the bytes of {@code AuthCookie}; for a direct connection, {@code msn-direct} and the 16 bytes of the
 * nonce as they stand on the wire, or of its hash where the invitation says only that; for a file that may go by one, {@code
 * msn-direct}, the number of its session and both names.
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

    /** A file was offered that may go by a direct connection: what comes in this session there is the file. */
    void file(Parties parties, long session, ImEvent.FileOffer file) {
        byte[] key = key(parties, session);
        if (key == null) {
            return;
        }
        handoffs.remember(
                DIRECT,
                key,
                new Handoff(
                        service.get(),
                        parties.account(),
                        parties.side() == Side.CLIENT ? SENDS : RECEIVES,
                        null,
                        parties.peer(),
                        file.id(),
                        file.files()));
    }

    /** The file that a session carries, as the connection knows on which it was offered; null when none does. */
    @Nullable FileStream recallFile(Parties parties, long session) {
        byte[] key = key(parties, session);
        Handoff known = key == null ? null : handoffs.recall(DIRECT, key);
        ScreenName account = known == null ? null : known.account();
        ScreenName peer = known == null ? null : known.peer();
        if (known == null || account == null || peer == null || known.offer() == null) {
            return null;
        }
        boolean ours = known.purpose().equals(SENDS);
        ScreenName from = ours ? account : peer;
        ScreenName to = ours ? peer : account;
        Side sender = ours ? Side.CLIENT : Side.SERVER;
        String call = known.offer();
        // Clients tell a call by its id alone; a branch must be there, and any will do.
        Slp.Head invitation = new Slp.Head(to.normalized(), from.normalized(), call, 0, call, Slp.SESSION, Fields.NONE);
        return new FileStream(
                new ImEvent.FileOffer(
                        Flow.from(sender),
                        Feature.FILE_TRANSFER,
                        Step.BEGIN,
                        from,
                        List.of(to),
                        known.files(),
                        Text.EMPTY,
                        call),
                invitation,
                sender);
    }

    /** Numbers of sessions are drawn by clients: only between the two do they mean something. Null while either is unknown. */
    private static byte @Nullable [] key(Parties parties, long session) {
        ScreenName account = parties.account();
        ScreenName peer = parties.peer();
        return session == 0 || account == null || peer == null
                ? null
                : ("session " + session + " " + account.normalized() + " " + peer.normalized())
                        .getBytes(StandardCharsets.UTF_8);
    }

    private void remember(ProtocolId protocol, byte[] key, Parties parties, String purpose, String offer) {
        ScreenName account = parties.account();
        handoffs.remember(protocol, key, new Handoff(service.get(), account, purpose, null, parties.peer(), offer));
    }
}
