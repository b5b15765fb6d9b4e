package org.sallyport.protocols.oscar;

/**
 * What a connection is for. One account has up to five at a time: first the authorizer, then the "basic oscar service" with
 * everything in it but what is served elsewhere: chat rooms (one connection each), icons, alerts and so on.
 */
enum Purpose {
    /** Nothing has told yet. */
    UNKNOWN("unknown"),
    /** Passwords and cookies. */
    AUTHORIZER("authorizer"),
    /** The session itself: presence, messages, the contact list. */
    BOS("bos"),
    ADVERT("advert"),
    ADMIN("admin"),
    CHAT_NAV("chat-nav"),
    CHAT("chat"),
    DIRECTORY("directory"),
    BART("bart"),
    ALERT("alert"),
    /** A service that no description names. */
    OTHER("service");

    private final String id;

    Purpose(String id) {
        this.id = id;
    }

    /** The word for it in a {@link org.sallyport.protocols.Handoff}. */
    String id() {
        return id;
    }

    /** The purpose with this id; {@link #OTHER} when there is none. */
    static Purpose byId(String id) {
        for (Purpose purpose : values()) {
            if (purpose.id.equals(id)) {
                return purpose;
            }
        }
        return OTHER;
    }

    /** What the service is for that answers to this SNAC family when it is asked for separately (01/04). */
    static Purpose ofFamily(int family) {
        return switch (family) {
            case 0x01, 0x02, 0x03, 0x04, 0x06, 0x08, 0x09, 0x0A, 0x0B, 0x13, 0x15 -> BOS;
            case 0x05 -> ADVERT;
            case 0x07 -> ADMIN;
            case 0x0D -> CHAT_NAV;
            case 0x0E -> CHAT;
            case 0x0F -> DIRECTORY;
            case 0x10 -> BART;
            case 0x18 -> ALERT;
            default -> OTHER;
        };
    }
}
