package org.sallyport.protocols.oscar.read;

import org.sallyport.protocols.Side;
import org.sallyport.protocols.oscar.wire.SnacHeader;
import org.sallyport.protocols.oscar.wire.WireReader;

/**
 * Reads SNACs. Stateless, safe for any thread; never throws for what the bytes say.
 *
 * <p>A session asks {@link #meansNothing} first, which costs no object, and {@link #read} for the rest. A SNAC coming from the
 * side that never sends it is unclassified, not read as if the other had sent it.
 */
public final class SnacReaders {

    /** Families up to here have a row in the table. */
    private static final int FAMILIES = 0x20;

    private static final int SUBTYPES = Long.SIZE;

    /** One bit a subtype. */
    private static final long[] NOTHING_FROM_CLIENT = new long[FAMILIES];

    private static final long[] NOTHING_FROM_SERVER = new long[FAMILIES];

    static {
        // Versions, rates, privacy flags, well-known URLs, no-ops, verification, own icon state; motd; warning level.
        client(0x01, 0x01, 0x06, 0x08, 0x09, 0x0E, 0x14, 0x16, 0x17, 0x20, 0x21, 0x22);
        server(0x01, 0x01, 0x03, 0x07, 0x0A, 0x10, 0x13, 0x15, 0x18, 0x1F, 0x21, 0x23);
        client(0x02, 0x02);
        server(0x02, 0x01, 0x03, 0x0A, 0x0C, 0x10);
        client(0x03, 0x02);
        server(0x03, 0x01, 0x03);
        // Channel parameters; warnings and their answer; asking for stored messages and their end.
        client(0x04, 0x02, 0x03, 0x04, 0x08, 0x10);
        server(0x04, 0x05, 0x09, 0x17);
        client(0x05, 0x02);
        server(0x05, 0x01, 0x03);
        server(0x06, 0x01, 0x03);
        client(0x07, 0x02, 0x06);
        server(0x07, 0x01, 0x03, 0x05, 0x07);
        client(0x09, 0x02);
        server(0x09, 0x01, 0x03, 0x09);
        server(0x0A, 0x01, 0x03);
        client(0x0B, 0x03, 0x04);
        server(0x0B, 0x01, 0x02, 0x04);
        client(0x0D, 0x02, 0x03, 0x04);
        server(0x0D, 0x01, 0x09);
        server(0x0E, 0x01, 0x02, 0x09);
        client(0x0F, 0x04);
        server(0x0F, 0x01, 0x03, 0x05);
        client(0x10, 0x04, 0x06);
        server(0x10, 0x01, 0x03, 0x05, 0x07);
        // Limits, the whole list, which nobody does anything by, start and end of an edit, answers to one.
        client(0x13, 0x02, 0x04, 0x05, 0x07, 0x11, 0x12);
        server(0x13, 0x01, 0x03, 0x06, 0x0E, 0x0F, 0x11, 0x12);
        server(0x15, 0x01);
        client(0x18, 0x06, 0x16);
        server(0x18, 0x01, 0x07);
    }

    private SnacReaders() {}

    private static void client(int family, int... subtypes) {
        mark(NOTHING_FROM_CLIENT, family, subtypes);
    }

    private static void server(int family, int... subtypes) {
        mark(NOTHING_FROM_SERVER, family, subtypes);
    }

    private static void mark(long[] table, int family, int... subtypes) {
        for (int subtype : subtypes) {
            table[family] |= 1L << subtype;
        }
    }

    /**
     * Whether a SNAC is known and never means anything to a gateway: rates, limits, versions, icon housekeeping. Allocates
     * nothing.
     */
    public static boolean meansNothing(Side from, int family, int subtype) {
        if (family < 0 || family >= FAMILIES || subtype < 0 || subtype >= SUBTYPES) {
            return false;
        }
        long[] table = from == Side.CLIENT ? NOTHING_FROM_CLIENT : NOTHING_FROM_SERVER;
        return (table[family] >>> subtype & 1) != 0;
    }

    /**
     * Reads one SNAC.
     *
     * @param from who sent it
     * @param header its header
     * @param body a fresh reader over its body, extra block excluded ({@link SnacHeader#body})
     * @param context what is known of the connection
     */
    public static Meaning read(Side from, SnacHeader header, WireReader body, ReadContext context) {
        if (meansNothing(from, header.family(), header.subtype())) {
            return Meaning.Nothing.INSTANCE;
        }
        Scene scene = new Scene(from, header, body, context);
        return switch (header.family()) {
            case 0x01 -> ServiceReader.read(scene);
            case 0x02 -> LocationReader.read(scene);
            case 0x03 -> BuddyReader.read(scene);
            case 0x04 -> IcbmReader.read(scene);
            case 0x06, 0x07, 0x08, 0x0A, 0x0F, 0x10 -> OddReader.read(scene);
            case 0x09 -> PrivacyReader.read(scene);
            case 0x0D, 0x0E -> RoomReader.read(scene);
            case 0x13 -> FeedbagReader.read(scene);
            case 0x15 -> IcqReader.read(scene);
            default -> Meaning.Unclassified.INSTANCE;
        };
    }
}
