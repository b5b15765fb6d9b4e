package org.sallyport.protocols.oscar.wire;

import static java.util.Map.entry;

import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;

/**
 * A 16-byte UUID by which a client says what it can do, and by which a rendezvous says what it is for. Capabilities have a
 * two-byte short form {@code XXYY} that stands for {@code 0946XXYY-4C7F-11D1-8222-444553540000}.
 *
 * @param high the first eight bytes
 * @param low the last eight
 */
public record Capability(long high, long low) {

    private static final long SHORT_HIGH = 0x0946_0000_4C7F_11D1L;
    private static final long SHORT_LOW = 0x8222_4445_5354_0000L;

    /** The file of a file transfer. */
    public static final Capability SEND_FILE = ofShort(0x1343);
    /** ICQ's own direct connections and the route finder. */
    public static final Capability ICQ_DIRECT = ofShort(0x1344);
    /** Instant messages from client to client. */
    public static final Capability DIRECT_IM = ofShort(0x1345);
    /** A picture of oneself for the other's list. */
    public static final Capability BUDDY_ICON = ofShort(0x1346);
    /** Fetching from the files the other shares. */
    public static final Capability GET_FILE = ofShort(0x1348);
    /** ICQ messages by way of the service. */
    public static final Capability ICQ_RELAY = ofShort(0x1349);
    /** Part of one's contact list for the other. */
    public static final Capability SEND_BUDDY_LIST = ofShort(0x134B);
    /** A chat room. */
    public static final Capability CHAT = of("748F2420-6287-11D1-8222-444553540000");
    /** UTF-8 in ICQ relay messages. */
    public static final Capability UTF8 = ofShort(0x134E);
    /** RTF in ICQ relay messages. */
    public static final Capability ICQ_RTF = of("97B12751-243C-4334-AD22-D6ABF73F1492");
    /** ICQ's Xtraz scripts: X-Status questions and answers. */
    public static final Capability XTRAZ_SCRIPT = of("3B60B3EF-D82A-6C45-A4E0-9C5A5E67E865");

    private record Known(String label, @Nullable Feature feature) {}

    private static final Map<Capability, Known> KNOWN = Map.ofEntries(
            brief(0x0000, "short capabilities", null),
            brief(0x0001, "secure IM", null),
            brief(0x0002, "XHTML IM", null),
            brief(0x0100, "video", Feature.VIDEO),
            brief(0x0101, "live video", Feature.VIDEO),
            brief(0x0102, "camera", Feature.VIDEO),
            brief(0x0103, "microphone", Feature.VOICE),
            brief(0x0104, "RTC audio", Feature.VOICE),
            brief(0x0105, "iChat AV", Feature.VIDEO),
            full("09460105-4C7F-11D1-8222-444545535400", "iChat AV", Feature.VIDEO),
            brief(0x010A, "status text aware", null),
            brief(0x010B, "see as I type", Feature.TYPING),
            brief(0x01FF, "smart capabilities", null),
            brief(0x0F02, "AV", Feature.VIDEO),
            brief(0x0F03, "AV", Feature.VIDEO),
            brief(0x0F04, "AV", Feature.VIDEO),
            brief(0x0F05, "AV", Feature.VIDEO),
            brief(0x0F07, "AV", Feature.VIDEO),
            brief(0x0F08, "AV", Feature.VIDEO),
            brief(0x1323, "Hiptop", null),
            brief(0x1341, "voice", Feature.VOICE),
            brief(0x1342, "DirectPlay", Feature.GAME),
            entry(SEND_FILE, new Known("send file", Feature.FILE_TRANSFER)),
            entry(ICQ_DIRECT, new Known("ICQ direct", Feature.DIRECT_CONNECTION)),
            entry(DIRECT_IM, new Known("direct IM", Feature.DIRECT_CONNECTION)),
            entry(BUDDY_ICON, new Known("buddy icon", Feature.BUDDY_ICON)),
            brief(0x1347, "add-ins", Feature.ADD_IN),
            entry(GET_FILE, new Known("get file", Feature.FILE_SHARING)),
            entry(ICQ_RELAY, new Known("ICQ relay", Feature.CHAT)),
            brief(0x134A, "games", Feature.GAME),
            full("0946134A-4C7F-11D1-2282-444553540000", "games", Feature.GAME),
            entry(SEND_BUDDY_LIST, new Known("send buddy list", Feature.CONTACT_LIST)),
            brief(0x134D, "AIM-ICQ", null),
            entry(UTF8, new Known("UTF-8", null)),
            brief(0xF003, "unknown F003", null),
            brief(0xF004, "iChat screen sharing", Feature.APPLICATION_SHARING),
            brief(0xF005, "unknown F005", null),
            entry(CHAT, new Known("chat", Feature.GROUP_CHAT)),
            entry(ICQ_RTF, new Known("ICQ RTF", null)),
            full("563FC809-0B6F-41BD-9F79-422609DFA2F3", "typing notices", null),
            full("2E7A6475-FADF-4DC8-886F-EA3595FDB6DF", "ICQ Unicode", null),
            full("1A093C6C-D7FD-4EC5-9D51-A6474E34F5A0", "Xtraz", null),
            full("0138CA7B-769A-4915-88F2-13FC00979EA8", "ICQ HTML", null),
            full("F2E7C7F4-FEAD-4DFB-B235-36798BDF0000", "Trillian SecureIM", null),
            entry(XTRAZ_SCRIPT, new Known("Xtraz script", Feature.PRESENCE)),
            full("AA4A32B5-F884-48C6-A3D7-8C509719FD5B", "AP info", null),
            full("A0E93F37-4C7F-11D1-8222-444553540000", "unknown ICQ 2001", null),
            full("10CF40D1-4C7F-11D1-8222-444553540000", "unknown ICQ 2002", null));

    private static Map.Entry<Capability, Known> brief(int code, String label, @Nullable Feature feature) {
        return entry(ofShort(code), new Known(label, feature));
    }

    private static Map.Entry<Capability, Known> full(String uuid, String label, @Nullable Feature feature) {
        return entry(of(uuid), new Known(label, feature));
    }

    /** The capability of a short form, as listed in user-info TLV 19. */
    public static Capability ofShort(int code) {
        return new Capability(SHORT_HIGH | ((long) (code & 0xFFFF) << 32), SHORT_LOW);
    }

    /** The capability written as a UUID. */
    public static Capability of(String uuid) {
        UUID parsed = UUID.fromString(uuid);
        return new Capability(parsed.getMostSignificantBits(), parsed.getLeastSignificantBits());
    }

    /** Reads 16 bytes. */
    public static Capability read(WireReader in) {
        return new Capability(in.u64(), in.u64());
    }

    /** What a rendezvous of this kind does; null when it is none that a rendezvous is made for, or not known. */
    public @Nullable Feature feature() {
        Known known = KNOWN.get(this);
        return known == null ? null : known.feature();
    }

    /** Whether the table has it. */
    public boolean known() {
        return KNOWN.containsKey(this);
    }

    /** Its name where known, else the UUID in upper case. */
    public String label() {
        Known known = KNOWN.get(this);
        return known == null ? new UUID(high, low).toString().toUpperCase(Locale.ROOT) : known.label();
    }
}
