package org.sallyport.protocols.msnp;

import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.msnp.wire.MsnNames;

/** What is known of one connection so far. Plain state with no opinion. Confined to the connection's event loop. */
final class Connection {

    /** What a hand-off to a switchboard is called; the version of the protocol follows. */
    private static final String SWITCHBOARD = "switchboard-";

    /** The version without switchboards. */
    private static final int DATAGRAMS = 21;

    private final SessionContext context;
    private final Roster roster;

    private Kind kind = Kind.UNKNOWN;
    private int version;
    private @Nullable ScreenName account;
    private @Nullable String client;
    private @Nullable String room;
    private boolean welcomed;
    private boolean signedOff;
    private boolean left;
    private boolean closing;

    Connection(SessionContext context) {
        this.context = context;
        this.roster = new Roster(context.limits().trackedItems());
    }

    SessionContext context() {
        return context;
    }

    Limits limits() {
        return context.limits();
    }

    Kind kind() {
        return kind;
    }

    void kind(Kind now) {
        kind = now;
    }

    /** 2 to 21, or 0 while unknown: what both sides have agreed on, or what was agreed on where the cookie comes from. */
    int version() {
        return version;
    }

    void version(int now) {
        version = now;
    }

    /** Whether people talk on the notification server itself. */
    boolean datagrams() {
        return kind == Kind.NOTIFICATION && version >= DATAGRAMS;
    }

    @Nullable ScreenName account() {
        return account;
    }

    void account(@Nullable ScreenName now) {
        account = now;
    }

    /** The client's name and version as it gives them; null while unknown. */
    @Nullable String client() {
        return client;
    }

    void client(String now) {
        client = now;
    }

    ServiceId service() {
        return context.catalogued().equals(ServiceId.UNKNOWN) || account != null ? MsnNames.MSN : context.catalogued();
    }

    /** Who else is in the conversation of this switchboard. */
    Roster roster() {
        return roster;
    }

    /** The session id of this switchboard; empty until it is told. */
    String sessionId() {
        return room == null ? "" : room;
    }

    void sessionId(String now) {
        room = now;
    }

    /** The room of what is said here: none between two. */
    @Nullable String room() {
        return roster.several() ? sessionId() : null;
    }

    /** What it is to say something here. */
    Feature chat() {
        return roster.several() ? Feature.GROUP_CHAT : Feature.CHAT;
    }

    /** Whether the service has let the client in. */
    boolean welcomed() {
        return welcomed;
    }

    void welcome() {
        welcomed = true;
    }

    /** Whether a person's session runs here that has been seen to begin and not to end. */
    boolean inSession() {
        return kind == Kind.NOTIFICATION && welcomed && !signedOff;
    }

    void signsOff() {
        signedOff = true;
    }

    /** Whether one side has said {@code OUT}: nobody reads on that connection what is said now. */
    boolean left() {
        return left;
    }

    void leaves() {
        left = true;
    }

    /** Whether we have asked for the end; nothing goes through any more. */
    boolean closing() {
        return closing;
    }

    void closes() {
        closing = true;
    }

    /** Who did what a side sent, when it doesn't say: our client, or nobody in particular. */
    @Nullable ScreenName actor(Side from) {
        return from == Side.CLIENT ? account : null;
    }

    static Flow flow(Side from) {
        return Flow.from(from);
    }

    /** What is told to the switchboard's connection. */
    Handoff handoff(@Nullable String sessionId, @Nullable ScreenName peer) {
        return new Handoff(MsnNames.MSN, account, SWITCHBOARD + version, sessionId, peer, null);
    }

    /** What the notification server's connection has told. */
    void continues(Handoff handoff) {
        account = handoff.account();
        String purpose = handoff.purpose();
        if (purpose.startsWith(SWITCHBOARD)) {
            version = Integer.parseInt(purpose.substring(SWITCHBOARD.length()));
        }
    }
}
