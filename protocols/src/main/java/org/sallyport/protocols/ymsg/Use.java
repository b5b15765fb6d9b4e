package org.sallyport.protocols.ymsg;

import java.util.Arrays;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.ymsg.wire.Service;

/**
 * What a packet is to the session, by who sent it and by its service alone: told from a table before any object is made, since
 * most packets are nothing to a gateway. This table and {@link Topics} are all there is to say who understands what.
 *
 * <p>A service coming from the side that never sends it is unclassified, not read as if the other had sent it.
 */
enum Use {
    /** Polls, pings, statistics, alerts, and acknowledgements that machines send each other. */
    PASS,
    /** No name here. */
    UNCLASSIFIED,
    /** Who comes in and who goes. */
    SIGN_ON,
    /** What people say to each other, and SMS. */
    MESSAGES,
    /** {@link Service#NOTIFY}: by key 49 typing, or an invitation. */
    NOTIFY,
    /** Who is there. */
    PRESENCE,
    /** Who is on whose list. */
    CONTACTS,
    /** Rooms of people who were invited. */
    CONFERENCES,
    /** Rooms that the service keeps. */
    CHAT_ROOMS,
    /** {@link Service#PEER_DATA}: by key 49 a file, a game, an IMVironment or a direct connection. */
    PEER_DATA,
    FILES,
    /** Voice and webcams. */
    CALLS,
    /** Pictures, photos and games. */
    SHARING,
    /** Direct connections being agreed on. */
    PEERS;

    private static final int HIGHEST = Service.DISCONNECT.number();

    private static final Use[] FROM_CLIENT = nothing();
    private static final Use[] FROM_SERVER = nothing();

    static {
        client(
                PASS,
                Service.IDLE,
                Service.ID_ACTIVATE,
                Service.ID_DEACTIVATE,
                Service.MAIL_STATUS,
                Service.USER_STATUS,
                Service.PING,
                Service.CLIENT_STATISTICS,
                Service.HOST_STATISTICS,
                Service.VERIFY,
                Service.LIST,
                Service.COOKIE_DATA,
                Service.KEEP_ALIVE,
                Service.COOKIE,
                Service.ADDRESS_BOOK_CHANGED,
                Service.CAPABILITY,
                Service.APPLICATION_REGISTRY,
                Service.USAGE,
                Service.SMS_LOGON,
                Service.MESSAGE_ACK);
        server(
                PASS,
                Service.ID_ACTIVATE,
                Service.ID_DEACTIVATE,
                Service.MAIL_STATUS,
                Service.USER_STATUS,
                Service.NEW_MAIL,
                Service.NEW_PERSONAL_MAIL,
                Service.CALENDAR,
                Service.ADD_IDENTITY,
                Service.IGNORE_LIST_CHANGED,
                Service.PING,
                Service.VERIFY,
                Service.COOKIE_DATA,
                Service.KEEP_ALIVE,
                Service.COOKIE,
                Service.ADDRESS_BOOK_CHANGED,
                Service.CAPABILITY,
                Service.APPLICATION_REGISTRY,
                Service.USAGE,
                Service.SMS_LOGON,
                Service.MESSAGE_ACK);

        client(SIGN_ON, Service.AUTH, Service.AUTH_RESPONSE, Service.WEB_LOGIN, Service.LOGOFF);
        server(SIGN_ON, Service.AUTH, Service.AUTH_RESPONSE, Service.LIST, Service.LIST_15, Service.DISCONNECT);

        both(MESSAGES, Service.MESSAGE, Service.CHAT_PRIVATE_MESSAGE, Service.SMS);
        client(MESSAGES, Service.GROUP_MESSAGE);
        server(MESSAGES, Service.GROUP_MESSAGE, Service.SYSTEM_MESSAGE);

        both(NOTIFY, Service.NOTIFY);

        both(PRESENCE, Service.IS_AWAY, Service.IS_BACK, Service.VISIBILITY, Service.STATUS_UPDATE);
        client(PRESENCE, Service.STEALTH_PERMANENT, Service.STEALTH_SESSION);
        server(PRESENCE, Service.LOGON, Service.LOGOFF, Service.STATUS_15);

        client(CONTACTS, Service.ADD_CONTACT, Service.REMOVE_CONTACT, Service.IGNORE_CONTACT, Service.MOVE_CONTACT);
        client(CONTACTS, Service.GROUP_RENAME, Service.GROUP_RENAMED);
        both(CONTACTS, Service.ADD_AUTHORISATION, Service.REJECT_CONTACT);
        server(CONTACTS, Service.NEW_CONTACT);
        // Echoes of what the client itself has changed.
        server(PASS, Service.ADD_CONTACT, Service.REMOVE_CONTACT, Service.IGNORE_CONTACT, Service.MOVE_CONTACT);
        server(PASS, Service.GROUP_RENAME, Service.GROUP_RENAMED, Service.STEALTH_PERMANENT, Service.STEALTH_SESSION);

        both(CONFERENCES, Service.CONFERENCE_INVITE, Service.CONFERENCE_ADD_INVITE, Service.CONFERENCE_JOIN);
        both(CONFERENCES, Service.CONFERENCE_DECLINE, Service.CONFERENCE_LEAVE, Service.CONFERENCE_MESSAGE);

        // Coming to the rooms says nothing of any room yet; the service may ask for a captcha.
        both(PASS, Service.CHAT_ONLINE, Service.CHAT_LOGOUT, Service.CHAT_PING);
        both(CHAT_ROOMS, Service.CHAT_GOTO, Service.CHAT_JOIN, Service.CHAT_LEAVE, Service.CHAT_EXIT);
        both(CHAT_ROOMS, Service.CHAT_ADD_INVITE, Service.COMMENT, Service.CHAT_CREATE_ROOM);

        both(PEER_DATA, Service.PEER_DATA);
        both(FILES, Service.FILE_TRANSFER, Service.FILE_OFFER, Service.FILE_INFO, Service.FILE_ACCEPT);
        both(CALLS, Service.VOICE_CHAT, Service.VOICE_CRUMB, Service.WEBCAM, Service.CHAT_WEBCAM);
        both(SHARING, Service.GAME_LOGON, Service.GAME_LOGOFF, Service.GAME_MESSAGE, Service.GAME_INVITE);
        both(SHARING, Service.GAME_DATA, Service.AVATAR, Service.AVATAR_FILE, Service.AVATAR_HASH);
        both(SHARING, Service.PICTURE, Service.PICTURE_CHECKSUM, Service.PICTURE_UPDATE, Service.PICTURE_UPLOAD);
        both(SHARING, Service.AVATAR_UPDATE, Service.PHOTO_PANEL, Service.PHOTO_PREVIEW, Service.PHOTO_SELECT);
        both(SHARING, Service.PHOTO_DELETE, Service.PHOTO_REQUEST, Service.PHOTO_POINTER);
        both(PEERS, Service.PEER_TO_PEER);
    }

    /** The use of a packet. Allocates nothing. */
    static Use of(Side from, int service) {
        return service > HIGHEST ? UNCLASSIFIED : (from == Side.CLIENT ? FROM_CLIENT : FROM_SERVER)[service];
    }

    /** Whether two clients can do so without the service. */
    boolean isBetweenPeers() {
        return switch (this) {
            case MESSAGES, NOTIFY, PEER_DATA, FILES, CALLS, SHARING -> true;
            case PASS, UNCLASSIFIED, SIGN_ON, PRESENCE, CONTACTS, CONFERENCES, CHAT_ROOMS, PEERS -> false;
        };
    }

    private static Use[] nothing() {
        Use[] table = new Use[HIGHEST + 1];
        Arrays.fill(table, UNCLASSIFIED);
        return table;
    }

    private static void both(Use use, Service... services) {
        client(use, services);
        server(use, services);
    }

    private static void client(Use use, Service... services) {
        for (Service service : services) {
            FROM_CLIENT[service.number()] = use;
        }
    }

    private static void server(Use use, Service... services) {
        for (Service service : services) {
            FROM_SERVER[service.number()] = use;
        }
    }
}
