package org.sallyport.protocols.rvp;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.rvp.read.Request;
import org.sallyport.protocols.rvp.read.Use;
import org.sallyport.protocols.rvp.wire.Credentials;
import org.sallyport.protocols.rvp.wire.RvpNames;

/**
 * Who speaks on a connection to a service, and whether that has been shown.
 *
 * <p>{@code RVP-From-Principal} is a claim. What a server has accepted credentials for is more: those of a sign-on, or of a change
 * of one's own node, are from then on known to be that person's at that server, though accounts are often called otherwise than
 * their mail boxes. Credentials not known yet count for the person who is called like their user. NTLM signs a connection and
 * not each request, so what was accepted holds for what follows on it.
 *
 * <p>Confined to the connection's event loop.
 */
final class Signatures {

    private final SessionContext context;
    private final Memory memory;

    /** Who the server has let in on this connection; null when nobody has had to say. */
    private @Nullable ScreenName shown;

    private @Nullable ScreenName account;

    Signatures(SessionContext context, Memory memory) {
        this.context = context;
        this.memory = memory;
    }

    /** Whose connection it is as far as known. */
    @Nullable ScreenName account() {
        return account;
    }

    /** Whether the server has let this person in on this connection. */
    boolean isShown(@Nullable ScreenName person) {
        return person != null && person.equals(shown);
    }

    /** The gateway was told by another connection. */
    void account(@Nullable ScreenName known) {
        account = known;
    }

    /** Who sends a request: by what it is signed with, else by what it claims. */
    @Nullable ScreenName sender(Request request) {
        ScreenName sender = signer(request);
        if (sender == null || request.use() == Use.LOGON && request.claimed() != null) {
            // Whose node that is, the server will say.
            sender = request.claimed() == null ? account : request.claimed();
        }
        account = sender;
        return sender;
    }

    /** Who has signed a request, or the connection before; null when nobody has. */
    private @Nullable ScreenName signer(Request request) {
        Credentials credentials = request.credentials();
        String name = credentials.name();
        if (name == null) {
            return shown;
        }
        ScreenName known = memory.signer(name);
        if (known != null) {
            return known;
        }
        ScreenName claimed = request.claimed();
        if (claimed != null && credentials.fit(claimed)) {
            return claimed;
        }
        return RvpNames.person(credentials.user(), request.head().host());
    }

    /**
     * Whether a notification claims to be somebody else's than who has signed it, or two people's. Who signs on as whom, the
     * server decides.
     *
     * @param inBody who its body says it is from, if it does
     */
    boolean speaksForAnother(Request request, @Nullable ScreenName inBody) {
        ScreenName inHead = request.claimed();
        ScreenName signer = signer(request);
        ScreenName right = signer == null ? inHead : signer;
        return request.use() == Use.NOTICE
                && right != null
                && (inHead != null && !inHead.equals(right) || inBody != null && !inBody.equals(right));
    }

    /** Whether a client is about to prove who it is to a host that nobody has called a server. */
    boolean provesToStranger(Request request) {
        return request.credentials().given() && !context.catalogued().equals(RvpNames.SERVICE);
    }

    /** A server has done what a request asked for that only the owner of a node may. */
    void accepted(@Nullable ScreenName person, Credentials credentials, Duration holds) {
        if (person == null) {
            return;
        }
        shown = person;
        account = person;
        if (credentials.name() != null) {
            memory.signs(credentials.name(), person, holds);
        }
    }
}
