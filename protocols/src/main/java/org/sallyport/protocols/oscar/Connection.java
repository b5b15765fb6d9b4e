package org.sallyport.protocols.oscar;

import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.oscar.wire.OscarNames;

/**
 * What is known of one connection so far. Plain state with no opinion; those who change it are {@link SignOn},
 * {@link Redirects} and {@link OscarSession}. Confined to the connection's event loop.
 */
final class Connection {

    private final SessionContext context;

    private Purpose purpose = Purpose.UNKNOWN;
    private @Nullable ScreenName account;
    private @Nullable ServiceId service;
    private @Nullable String room;
    private boolean clientGreeted;
    private boolean serverGreeted;
    private boolean welcomed;
    private boolean online;
    private boolean paused;
    private boolean signedOff;
    private boolean closing;
    private long lastClientId;
    private int revision;

    Connection(SessionContext context) {
        this.context = context;
    }

    SessionContext context() {
        return context;
    }

    Purpose purpose() {
        return purpose;
    }

    void purpose(Purpose now) {
        purpose = now;
    }

    @Nullable ScreenName account() {
        return account;
    }

    /** The name as typed or as the service writes it: the one that decides between AIM and ICQ. */
    void named(String name) {
        account = OscarNames.screenName(name);
        service = account.service();
        revision++;
    }

    /** What an earlier connection has told. */
    void continues(Handoff handoff) {
        purpose = Purpose.byId(handoff.purpose());
        ScreenName known = handoff.account();
        account = known;
        service = known == null ? handoff.service() : known.service();
        room = handoff.room();
        revision++;
    }

    /** The service: as the account's name tells, else as the catalogue does. */
    ServiceId service() {
        return service == null ? context.catalogued() : service;
    }

    /** The room this connection is for; null when it isn't for one, or the client came with an unknown cookie. */
    @Nullable String room() {
        return room;
    }

    /** Whether this connection is for this room. */
    boolean isIn(@Nullable String name) {
        return purpose == Purpose.CHAT && name != null && name.equals(room);
    }

    /** Changes whenever account, service or room do. */
    int revision() {
        return revision;
    }

    boolean greeted(Side side) {
        return side == Side.CLIENT ? clientGreeted : serverGreeted;
    }

    void greets(Side side) {
        if (side == Side.CLIENT) {
            clientGreeted = true;
        } else {
            serverGreeted = true;
        }
    }

    /** Whether the service has called the client by its name (01/0F) and no rule minded. */
    boolean welcomed() {
        return welcomed;
    }

    void welcome() {
        welcomed = true;
    }

    /** Whether the client has said that it is ready (01/02): from there on it takes messages. */
    boolean online() {
        return online;
    }

    void comesOnline() {
        online = true;
    }

    /** Whether the service has asked for silence (01/0B), as it does before it moves a client elsewhere. */
    boolean paused() {
        return paused;
    }

    void paused(boolean now) {
        paused = now;
    }

    /** Whether the client takes what is said to it now, as far as the service would say anything. */
    boolean isListening() {
        return online && !paused && !signedOff;
    }

    /** Whether a person's session runs here that has been seen to begin and not to end. */
    boolean inSession() {
        return purpose == Purpose.BOS && (welcomed || online) && !signedOff;
    }

    /** Whether one side has ended the session: nobody reads what is said now. */
    boolean signedOff() {
        return signedOff;
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

    /** The request id of the last SNAC the client sent. */
    long lastClientId() {
        return lastClientId;
    }

    void lastClientId(long id) {
        lastClientId = id;
    }
}
