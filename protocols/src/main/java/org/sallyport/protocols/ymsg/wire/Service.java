package org.sallyport.protocols.ymsg.wire;

import org.jspecify.annotations.Nullable;

/**
 * The services of YMSG: the number in a header that says what a packet is for. Numbers and names from libyahoo2, libpurple,
 * openymsg and GyachI, whose authors read most of them out of the official client. Numbers that are only known by name, and that
 * nobody has seen, are left out: they are as good as unknown.
 */
public enum Service {
    LOGON(0x01),
    LOGOFF(0x02),
    IS_AWAY(0x03),
    IS_BACK(0x04),
    /** The poll over HTTP. */
    IDLE(0x05),
    MESSAGE(0x06),
    ID_ACTIVATE(0x07),
    ID_DEACTIVATE(0x08),
    MAIL_STATUS(0x09),
    USER_STATUS(0x0A),
    NEW_MAIL(0x0B),
    CHAT_INVITE(0x0C),
    CALENDAR(0x0D),
    NEW_PERSONAL_MAIL(0x0E),
    NEW_CONTACT(0x0F),
    ADD_IDENTITY(0x10),
    IGNORE_LIST_CHANGED(0x11),
    PING(0x12),
    GROUP_RENAMED(0x13),
    SYSTEM_MESSAGE(0x14),
    CLIENT_STATISTICS(0x15),
    HOST_STATISTICS(0x16),
    GROUP_MESSAGE(0x17),
    CONFERENCE_INVITE(0x18),
    CONFERENCE_JOIN(0x19),
    CONFERENCE_DECLINE(0x1A),
    CONFERENCE_LEAVE(0x1B),
    CONFERENCE_ADD_INVITE(0x1C),
    CONFERENCE_MESSAGE(0x1D),
    CHAT_LOGON(0x1E),
    CHAT_LOGOFF(0x1F),
    CHAT_PRIVATE_MESSAGE(0x20),
    GAME_LOGON(0x28),
    GAME_LOGOFF(0x29),
    GAME_MESSAGE(0x2A),
    /** A file through the HTTP drop box. */
    FILE_TRANSFER(0x46),
    FILE_TRANSFER_REPLY(0x47),
    VOICE_CHAT(0x4A),
    /** Typing, webcam invitations and such, as key 49 says. */
    NOTIFY(0x4B),
    VERIFY(0x4C),
    /** Files, IMVironments, games and such between two clients, as key 49 says. */
    PEER_DATA(0x4D),
    PEER_TO_PEER(0x4F),
    WEBCAM(0x50),
    AUTH_RESPONSE(0x54),
    LIST(0x55),
    COOKIE_DATA(0x56),
    AUTH(0x57),
    ADD_CONTACT(0x83),
    REMOVE_CONTACT(0x84),
    IGNORE_CONTACT(0x85),
    REJECT_CONTACT(0x86),
    GROUP_RENAME(0x89),
    KEEP_ALIVE(0x8A),
    CHAT_ONLINE(0x96),
    CHAT_GOTO(0x97),
    CHAT_JOIN(0x98),
    CHAT_LEAVE(0x99),
    CHAT_EXIT(0x9B),
    CHAT_ADD_INVITE(0x9D),
    CHAT_LOGOUT(0xA0),
    CHAT_PING(0xA1),
    CHAT_WEBCAM(0xA7),
    /** What is said in a chat room. */
    COMMENT(0xA8),
    CHAT_CREATE_ROOM(0xA9),
    GAME_INVITE(0xB7),
    GAME_DATA(0xB8),
    STEALTH_PERMANENT(0xB9),
    STEALTH_SESSION(0xBA),
    ANTIBOT(0xBB),
    AVATAR(0xBC),
    PICTURE_CHECKSUM(0xBD),
    PICTURE(0xBE),
    AVATAR_FILE(0xBF),
    AVATAR_HASH(0xC0),
    PICTURE_UPDATE(0xC1),
    PICTURE_UPLOAD(0xC2),
    COOKIE(0xC3),
    ADDRESS_BOOK_CHANGED(0xC4),
    VISIBILITY(0xC5),
    STATUS_UPDATE(0xC6),
    AVATAR_UPDATE(0xC7),
    VERIFY_ID_EXISTS(0xC8),
    AUDIBLE(0xD0),
    PHOTO_PANEL(0xD2),
    CONTACT_DETAILS(0xD3),
    CHAT_SESSION(0xD4),
    SUBSCRIPTION(0xD5),
    ADD_AUTHORISATION(0xD6),
    PHOTO_PREVIEW(0xD7),
    PHOTO_SELECT(0xD8),
    PHOTO_DELETE(0xD9),
    PHOTO_REQUEST(0xDA),
    PHOTO_POINTER(0xDB),
    FILE_OFFER(0xDC),
    FILE_INFO(0xDD),
    FILE_ACCEPT(0xDE),
    CAPABILITY(0xDF),
    SPAM_REPORT(0xE0),
    MINGLE(0xE1),
    ALERT(0xE2),
    APPLICATION_REGISTRY(0xE3),
    NEW_USER(0xE4),
    INVITE_ACCEPTED(0xE5),
    USAGE(0xE6),
    MOVE_CONTACT(0xE7),
    VOICE_CRUMB(0xE8),
    STATUS_15(0xF0),
    LIST_15(0xF1),
    MESSAGE_ACK(0xFB),
    PINGBOX_LIST(0xFC),
    GUEST_STATUS(0xFD),
    WEB_LOGIN(0x226),
    SMS(0x2EA),
    SMS_LOGON(0x2EC),
    SMS_NUMBER(0x2ED),
    ANONYMOUS_LOGOFF(0x322),
    ANONYMOUS_MESSAGE(0x326),
    /** A code, and the end of the connection right after. */
    DISCONNECT(0x7D1);

    private static final int HIGHEST = 0x7D1;

    private static final @Nullable Service[] BY_NUMBER = new @Nullable Service[HIGHEST + 1];

    static {
        for (Service service : values()) {
            BY_NUMBER[service.number] = service;
        }
    }

    private final int number;

    Service(int number) {
        this.number = number;
    }

    /** The number in the header. */
    public int number() {
        return number;
    }

    /** The service with this number; null when nobody knows it. Allocates nothing. */
    public static @Nullable Service of(int number) {
        return number >= 0 && number <= HIGHEST ? BY_NUMBER[number] : null;
    }
}
