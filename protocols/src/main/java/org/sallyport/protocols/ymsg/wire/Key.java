package org.sallyport.protocols.ymsg.wire;

/**
 * The keys of pairs that a gateway has to do with. One number means different things in different services; the names are for the
 * commonest. From libyahoo2, libpurple, openymsg and captures.
 */
public final class Key {

    /** The account's first identity. */
    public static final int ACCOUNT = 0;

    /** The identity that acts here, or that is spoken to. */
    public static final int ME = 1;

    /** An identity that is active (sign-on). */
    public static final int ACTIVE_ID = 2;

    /** An identity, by context. */
    public static final int USER = 3;

    public static final int SENDER = 4;
    public static final int RECIPIENT = 5;
    public static final int PASSWORD_PROOF = 6;
    public static final int CONTACT = 7;
    public static final int COUNT = 8;
    public static final int PRESENCE = 10;

    /** The peer's session id, in presence and between peers. */
    public static final int PEER_SESSION = 11;

    public static final int PEER_ADDRESS = 12;

    /** A flag or a step, by service. */
    public static final int FLAG = 13;

    public static final int TEXT = 14;
    public static final int TIME = 15;

    /** What the service says went wrong, in words. */
    public static final int ERROR_TEXT = 16;

    public static final int STATUS_TEXT = 19;
    public static final int URL = 20;
    public static final int WEB_SESSION = 24;
    public static final int FILE_NAME = 27;
    public static final int FILE_SIZE = 28;
    public static final int FILE_DATA = 29;

    /** One for each stored message. */
    public static final int STORED = 31;

    public static final int STORED_TOO = 32;
    public static final int OLD_GROUP = 36;
    public static final int NEW_GROUP = 37;

    /** With a custom status: 0 available, 1 away, 2 idle. */
    public static final int AWAY_KIND = 47;

    /** What a {@link Service#NOTIFY} or {@link Service#PEER_DATA} is about. */
    public static final int APPLICATION = 49;

    public static final int CONFERENCE_HOST = 50;
    public static final int CONFERENCE_INVITEES = 51;
    public static final int CONFERENCE_INVITED = 52;
    public static final int CONFERENCE_JOINED = 53;
    public static final int CONFERENCE_DECLINED = 54;
    public static final int CONFERENCE_LEFT = 56;
    public static final int ROOM = 57;
    public static final int TOPIC = 58;
    public static final int COOKIE = 59;
    public static final int TOKEN = 61;
    public static final int IMVIRONMENT = 63;
    public static final int IMVIRONMENT_FLAG = 64;
    public static final int GROUP = 65;

    /** A result or an error's number. */
    public static final int RESULT = 66;

    public static final int GROUP_TO = 67;
    public static final int SMS_CARRIER = 68;
    public static final int SMS_ALIAS = 69;

    /** Groups of contacts: {@code Friends:bob,carol}, a line each. */
    public static final int CONTACTS = 87;

    public static final int IGNORED = 88;

    /** All identities of the account, with commas between. */
    public static final int IDENTITIES = 89;

    public static final int CHALLENGE = 94;
    public static final int SECOND_PROOF = 96;

    /** 1: the texts of this packet, or message, are UTF-8. */
    public static final int UTF8 = 97;

    public static final int CHAT_ROOM = 104;
    /** How many people a packet of a chat room is about. */
    public static final int CHAT_MEMBERS = 108;

    /** When a chat room is left: 0. */
    public static final int CHAT_AGAIN = 112;

    public static final int CHAT_ERROR = 114;
    public static final int CHAT_TEXT = 117;
    public static final int CHAT_INVITED = 118;
    public static final int CHAT_INVITER = 119;
    public static final int CHAT_TEXT_KIND = 124;

    /** The identity in a chat room. */
    public static final int CHAT_USER = 109;

    public static final int CLIENT_VERSION = 135;
    public static final int FILE_ACTION = 222;
    public static final int GROUP_FROM_15 = 224;
    public static final int NETWORK = 241;
    public static final int TRANSFER_KIND = 249;
    public static final int TRANSFER_HOST = 250;
    public static final int TRANSFER_TOKEN = 251;
    public static final int GROUP_TO_15 = 264;
    public static final int TRANSFER_ID = 265;
    public static final int FILE_COUNT = 266;
    public static final int Y_COOKIE = 277;
    public static final int T_COOKIE = 278;

    /** Opens a record; its value is the kind. */
    public static final int RECORD = 300;

    public static final int RECORD_END = 301;

    /** Opens a list of records. */
    public static final int LIST = 302;

    public static final int LIST_END = 303;
    public static final int CRUMB_HASH = 307;

    /** The id of a message, made by its sender. */
    public static final int MESSAGE_ID = 429;

    /** The id of the message that is acknowledged. */
    public static final int ACKNOWLEDGED_ID = 430;

    /** How often it has been tried before. */
    public static final int ATTEMPT = 450;

    private Key() {}
}
