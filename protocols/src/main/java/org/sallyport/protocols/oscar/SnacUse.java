package org.sallyport.protocols.oscar;

import org.sallyport.protocols.Side;
import org.sallyport.protocols.oscar.read.SnacReaders;

/**
 * What a SNAC is to the session, by who sent it and by family and subtype alone: told from a table before any object is made,
 * since most SNACs are nothing to a gateway. Families and subtypes from Shutko's OSCAR description and the captures.
 */
enum SnacUse {
    /** Rates, versions, limits, statistics, and answers to what was read when it was asked. */
    PASS,
    /** Its meaning stands in itself: messages, offers, contacts, texts, and all that is unknown. */
    READ,
    /** 01/02 from the client: it takes messages from here on. */
    CLIENT_READY,
    /** 01/03 from the service: which families this connection serves. */
    FAMILIES,
    /** 01/04 from the client: where is the service for this family, or this room? */
    SERVICE_REQUEST,
    /** 01/05 from the service: there. */
    REDIRECT,
    /** 01/0B from the service: say nothing for now. */
    PAUSE,
    /** 01/0D from the service: speak again. */
    RESUME,
    /** 01/0F from the service: this is you. */
    SELF_INFO,
    /** 01/12 from the service: go on over there. */
    MIGRATION,
    /** 04/01 and 04/0C from the service: perhaps the answer to something of ours. */
    ANSWER,
    /** 13/06 from the service: these are your contacts. */
    CONTACT_LIST,
    /** 17/06 from the client: what key does this name hash with? */
    KEY_REQUEST,
    /** 17/02 from the client: name and hash. */
    LOGIN,
    /** 17/03 from the service: yes or no. */
    LOGIN_REPLY,
    /** 17/01 from the service: no. */
    LOGIN_ERROR;

    private static final int FAMILIES_KNOWN = 0x20;
    private static final int SUBTYPES_KNOWN = 0x40;

    private static final SnacUse[] FROM_CLIENT = table(Side.CLIENT);
    private static final SnacUse[] FROM_SERVER = table(Side.SERVER);

    static {
        client(0x01, 0x02, CLIENT_READY);
        client(0x01, 0x04, SERVICE_REQUEST);
        client(0x01, 0x0C, PASS);
        client(0x17, 0x02, LOGIN);
        client(0x17, 0x06, KEY_REQUEST);
        // SecurID, as if it were part of the password.
        client(0x17, 0x0B, PASS);

        server(0x01, 0x03, FAMILIES);
        server(0x01, 0x05, REDIRECT);
        server(0x01, 0x0B, PAUSE);
        server(0x01, 0x0D, RESUME);
        server(0x01, 0x0F, SELF_INFO);
        server(0x01, 0x12, MIGRATION);
        server(0x04, 0x01, ANSWER);
        server(0x04, 0x0C, ANSWER);
        server(0x13, 0x06, CONTACT_LIST);
        server(0x17, 0x01, LOGIN_ERROR);
        server(0x17, 0x03, LOGIN_REPLY);
        server(0x17, 0x07, PASS);
        server(0x17, 0x0A, PASS);
    }

    /** The use of a SNAC; {@link #READ} for all that is out of the table. Allocates nothing. */
    static SnacUse of(Side from, int family, int subtype) {
        if (family >= FAMILIES_KNOWN || subtype >= SUBTYPES_KNOWN) {
            return READ;
        }
        return (from == Side.CLIENT ? FROM_CLIENT : FROM_SERVER)[index(family, subtype)];
    }

    /** The same where nobody logs in: what belongs to a login is read like anything unknown. */
    SnacUse withoutLogin() {
        return switch (this) {
            case KEY_REQUEST, LOGIN, LOGIN_REPLY, LOGIN_ERROR -> READ;
            case PASS,
                    READ,
                    CLIENT_READY,
                    FAMILIES,
                    SERVICE_REQUEST,
                    REDIRECT,
                    PAUSE,
                    RESUME,
                    SELF_INFO,
                    MIGRATION,
                    CONTACT_LIST,
                    ANSWER -> this;
        };
    }

    private static SnacUse[] table(Side from) {
        SnacUse[] table = new SnacUse[FAMILIES_KNOWN * SUBTYPES_KNOWN];
        for (int family = 0; family < FAMILIES_KNOWN; family++) {
            for (int subtype = 0; subtype < SUBTYPES_KNOWN; subtype++) {
                table[index(family, subtype)] = SnacReaders.meansNothing(from, family, subtype) ? PASS : READ;
            }
        }
        return table;
    }

    private static void client(int family, int subtype, SnacUse use) {
        FROM_CLIENT[index(family, subtype)] = use;
    }

    private static void server(int family, int subtype, SnacUse use) {
        FROM_SERVER[index(family, subtype)] = use;
    }

    private static int index(int family, int subtype) {
        return family * SUBTYPES_KNOWN + subtype;
    }
}
