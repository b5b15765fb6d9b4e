package org.sallyport.protocols.ymsg.write;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.sallyport.protocols.Address;

/**
 * The address at which a client waits for direct connections: base64 of the decimal number whose bytes, least first, are those of
 * an IPv4 address. The port is always {@value #PORT} (libpurple; a capture of it).
 */
public final class PeerAddress {

    /** Where clients wait. */
    public static final int PORT = 5101;

    private static final long GREATEST = 0xFFFF_FFFFL;
    private static final int LONGEST = 64;
    private static final int BYTES = 4;

    private PeerAddress() {}

    /** Reads one; empty when it is none. */
    public static Optional<Address> read(String text) {
        try {
            String digits = text.length() > LONGEST
                    ? ""
                    : new String(Base64.getDecoder().decode(text), StandardCharsets.ISO_8859_1);
            boolean number = !digits.isEmpty() && digits.length() <= 11 && digits.matches("-?[0-9]+");
            long value = number ? Long.parseLong(digits) : Long.MIN_VALUE;
            if (value < Integer.MIN_VALUE || value > GREATEST) {
                return Optional.empty();
            }
            return Optional.of(new Address(
                    (value & 0xFF) + "." + (value >> 8 & 0xFF) + "." + (value >> 16 & 0xFF) + "."
                            + (value >> 24 & 0xFF),
                    PORT));
        } catch (IllegalArgumentException e) {
            // No base64.
            return Optional.empty();
        }
    }

    /** Writes one; empty when it can't be said: a name, another kind of address, or another port. */
    public static Optional<String> write(Address address) {
        String[] parts = address.host().split("\\.", -1);
        if (address.port() != PORT || parts.length != BYTES) {
            return Optional.empty();
        }
        long value = 0;
        for (int i = BYTES - 1; i >= 0; i--) {
            boolean number = parts[i].matches("[0-9]{1,3}") && Integer.parseInt(parts[i]) <= 0xFF;
            if (!number) {
                return Optional.empty();
            }
            value = value << 8 | Integer.parseInt(parts[i]);
        }
        return Optional.of(
                Base64.getEncoder().encodeToString(Long.toString(value).getBytes(StandardCharsets.ISO_8859_1)));
    }
}
