package org.sallyport.protocols.ymsg.file;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ymsg.wire.YmsgNames;

/**
 * What the service's connection tells the HTTP requests that follow from an offer. Keys of the {@link Handoffs}: the protocol
 * {@code ymsg-file} and a hash of which way the file goes and of its URL, or of the relay's token; or of a client's address and
 * another name that its account has. A hash, since a peer can make these as long as a packet, and since a token is a credential.
 *
 * <p>Stateless; safe for any thread.
 */
public final class AnnouncedFiles {

    /** Files by HTTP. */
    public static final ProtocolId ID = new ProtocolId("ymsg-file");

    /** {@link Handoff#purpose()}: the account sends the file. */
    public static final String SENDS = "sends";

    /** {@link Handoff#purpose()}: the account receives the file. */
    public static final String RECEIVES = "receives";

    private static final String KNOWN_AS = "known-as";

    /** People are asked before a file is fetched, and may take their time. */
    private static final Duration HOLDS = Duration.ofDays(1);

    private AnnouncedFiles() {}

    /** A file may be fetched from this URL or sent there; nothing where that is none. */
    public static void rememberUrl(Handoffs handoffs, String url, Handoff handoff) {
        FileTarget target = FileTarget.of(url);
        if (target != null) {
            handoffs.remember(ID, key("url", handoff.purpose(), target.bytes()), handoff, HOLDS);
        }
    }

    /** A file may be fetched from the relay with this token, or sent there. */
    public static void rememberToken(Handoffs handoffs, String token, Handoff handoff) {
        handoffs.remember(ID, tokenKey(handoff.purpose(), token), handoff, HOLDS);
    }

    /** Whoever calls itself so at this client is the account: it is one of its identities. */
    public static void rememberIdentity(
            Handoffs handoffs, InetAddress client, ScreenName identity, ScreenName account) {
        Handoff handoff = new Handoff(YmsgNames.YAHOO, account, KNOWN_AS, null);
        handoffs.remember(ID, identityKey(client, identity), handoff, HOLDS);
    }

    /** Whose account a client uses that calls itself so: as far as is known another one's, else that of this name. */
    static ScreenName account(Handoffs handoffs, InetAddress client, ScreenName identity) {
        Handoff known = handoffs.recall(ID, identityKey(client, identity));
        ScreenName account = known == null ? null : known.account();
        return account == null ? identity : account;
    }

    private static byte[] identityKey(InetAddress client, ScreenName identity) {
        return key(KNOWN_AS, client.getHostAddress(), identity.normalized().getBytes(StandardCharsets.UTF_8));
    }

    static @Nullable Handoff atUrl(Handoffs handoffs, FileTarget target, String purpose) {
        return handoffs.recall(ID, key("url", purpose, target.bytes()));
    }

    static @Nullable Handoff withToken(Handoffs handoffs, String token, String purpose) {
        return handoffs.recall(ID, tokenKey(purpose, token));
    }

    private static byte[] tokenKey(String purpose, String token) {
        return key("token", purpose, token.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] key(String kind, String purpose, byte[] what) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((kind + "\n" + purpose + "\n").getBytes(StandardCharsets.UTF_8));
            return digest.digest(what);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
