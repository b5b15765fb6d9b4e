package org.sallyport.protocols.ymsg;

import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.ymsg.wire.YmsgView;

/**
 * What is known of one connection so far. Plain state with no opinion; those who change it are {@link SignOn} and
 * {@link YmsgSession}. Confined to the connection's event loop.
 */
final class Connection {

    private final SessionContext context;

    private @Nullable ScreenName account;
    private byte[] webSession = {};
    private int rawVersion;
    private int vendor;
    private int clientSession;
    private int serverSession;
    private boolean spoken;
    private boolean online;
    private boolean signedOff;
    private boolean closing;

    Connection(SessionContext context) {
        this.context = context;
    }

    SessionContext context() {
        return context;
    }

    /** Remembers of every packet's header what packets of our own need. */
    void sees(Side from, Frame frame) {
        int session = YmsgView.session(frame);
        if (from == Side.CLIENT) {
            spoken = true;
            rawVersion = YmsgView.rawVersion(frame);
            vendor = YmsgView.vendor(frame);
            clientSession = session;
        } else if (session != 0) {
            // The service may change it; relayed packets of some have none.
            serverSession = session;
        }
    }

    @Nullable ScreenName account() {
        return account;
    }

    void account(ScreenName now) {
        account = now;
    }

    /** What the client puts under key 24 into each packet over HTTP; empty elsewhere. A credential: never shown. */
    byte[] webSession() {
        return webSession;
    }

    void webSession(byte[] now) {
        webSession = now;
    }

    /** Whether the client has sent anything. */
    boolean spoken() {
        return spoken;
    }

    /** The version bytes as the client writes them. */
    int rawVersion() {
        return rawVersion;
    }

    /** The version the client speaks; 0 before it has. */
    int version() {
        return YmsgView.version(rawVersion);
    }

    int vendor() {
        return vendor;
    }

    /** The session id that the client uses. */
    int clientSession() {
        return clientSession;
    }

    /** The last session id that the service has given; 0 before it has. */
    int serverSession() {
        return serverSession;
    }

    /** Whether the service has let the client in and no rule minded. */
    boolean online() {
        return online;
    }

    void comesOnline() {
        online = true;
        signedOff = false;
    }

    /** Whether a person's session runs here that has been seen to begin and not to end. */
    boolean inSession() {
        return online && !signedOff;
    }

    void signsOff() {
        signedOff = true;
    }

    /** Whether we have asked for the end; nothing goes through any more. */
    boolean closing() {
        return closing;
    }

    void closes() {
        closing = true;
    }
}
