package org.sallyport.protocols.msnp.p2p;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The secret by which the two ends of a direct connection know each other: 16 bytes in its first packet, a GUID in the invitation
 * that leads there, or there only the GUID of their hash. The first three groups of a GUID stand on the wire with their bytes
 * reversed.
 *
 * <p>Source: the behaviour of libpurple and Miranda.
 */
public final class Nonce {

    /** Bytes in one. */
    public static final int LENGTH = 16;

    private static final Pattern GUID =
            Pattern.compile("\\{?([0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12})\\}?");

    private Nonce() {}

    /** The wire form of a GUID, with or without braces; null for none, and for the one of zeros, which means "no". */
    public static byte @Nullable [] parse(@Nullable String guid) {
        var matcher = GUID.matcher(guid == null ? "" : guid.strip());
        if (!matcher.matches()) {
            return null;
        }
        UUID uuid = UUID.fromString(matcher.group(1));
        long high = uuid.getMostSignificantBits();
        if (high == 0 && uuid.getLeastSignificantBits() == 0) {
            return null;
        }
        byte[] wire = new byte[LENGTH];
        ByteBuf out = Unpooled.wrappedBuffer(wire).clear();
        out.writeIntLE((int) (high >>> 32)).writeShortLE((int) (high >>> 16)).writeShortLE((int) high);
        out.writeLong(uuid.getLeastSignificantBits());
        return wire;
    }

    /** What {@code Hashed-Nonce} says of a nonce: the first 16 bytes of its SHA-1. */
    public static byte[] hash(byte[] nonce) {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-1").digest(nonce), LENGTH);
        } catch (NoSuchAlgorithmException e) {
            // Every Java platform has it.
            throw new IllegalStateException(e);
        }
    }
}
