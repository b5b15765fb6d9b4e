package org.sallyport.policy.rule;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A range of addresses, as in {@code 10.0.0.0/8}. Immutable.
 *
 * @param high the first 64 bits of the address, all but the last 32 being zero in IPv4; those beyond the prefix are zero
 * @param low the other 64
 * @param prefix how many bits count
 * @param bits 32 or 128
 */
public record Network(long high, long low, int prefix, int bits) {

    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("(?=.*:)[0-9A-Fa-f:.]{2,45}");
    private static final Pattern PREFIX = Pattern.compile("\\d{1,3}");

    /** Reads {@code address/prefix} or a lone address; empty when it is neither, or has bits beyond its prefix. */
    public static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        // Only literals get to InetAddress: a name would be looked up.
        if (!IPV4.matcher(literal).matches() && !IPV6.matcher(literal).matches()) {
            return Optional.empty();
        }
        InetAddress address;
        try {
            address = InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
        int bits = address.getAddress().length * 8;
        int prefix = bits;
        if (slash >= 0) {
            String digits = text.substring(slash + 1);
            if (!PREFIX.matcher(digits).matches()) {
                return Optional.empty();
            }
            prefix = Integer.parseInt(digits);
        }
        if (prefix > bits) {
            return Optional.empty();
        }
        Network whole = of(address, bits);
        Network masked = of(address, prefix);
        boolean clean = whole.high == masked.high && whole.low == masked.low;
        return clean ? Optional.of(masked) : Optional.empty();
    }

    /** The network of this size that an address is in. IPv4 addresses mapped into IPv6 are IPv4 by then. */
    static Network of(InetAddress address, int prefix) {
        byte[] bytes = address.getAddress();
        int bits = bytes.length * 8;
        long high = 0;
        long low = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes.length - i > 8) {
                high = high << 8 | (bytes[i] & 0xff);
            } else {
                low = low << 8 | (bytes[i] & 0xff);
            }
        }
        return new Network(high, low, bits, bits).shortened(prefix);
    }

    /** The network of this size that all of this one is in. */
    Network shortened(int shorter) {
        int host = bits - shorter;
        return host >= 64
                ? new Network(host == 128 ? 0 : high & -1L << (host - 64), 0, shorter, bits)
                : new Network(high, low & -1L << host, shorter, bits);
    }

    /** Whether an address is in it; those of the other kind never are. */
    public boolean contains(InetAddress address) {
        if (isIpv4(address) != (bits == 32)) {
            return false;
        }
        Network other = of(address, prefix);
        return other.high == high && other.low == low;
    }

    /** Whether all of the other network is in this one. */
    boolean contains(Network other) {
        if (other.bits != bits || other.prefix < prefix) {
            return false;
        }
        int host = bits - prefix;
        return host >= 64
                ? (host == 128 || other.high >>> (host - 64) == high >>> (host - 64))
                : other.high == high && other.low >>> host == low >>> host;
    }

    static boolean isIpv4(InetAddress address) {
        return address instanceof java.net.Inet4Address;
    }
}
