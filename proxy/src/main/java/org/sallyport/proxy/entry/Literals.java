package org.sallyport.proxy.entry;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** IP addresses as clients write them, and addresses that stand in addresses. */
public final class Literals {

    private Literals() {}

    /**
     * The address, if this is one, without looking anything up. IPv4 in every notation that {@code inet_aton} takes (POSIX.1):
     * one to four numbers, each decimal, octal or hexadecimal, the last filling what is left; a resolver would take them too,
     * and must not find an address where our checks saw a name. IPv6 as in RFC 4291, section 2.2.
     */
    public static @Nullable InetAddress parse(String host) {
        try {
            if (host.indexOf(':') >= 0) {
                byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
                return bytes == null ? null : InetAddress.getByAddress(bytes);
            }
            byte[] bytes = inetAton(host);
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static byte @Nullable [] inetAton(String host) {
        if (host.isEmpty() || host.charAt(0) < '0' || host.charAt(0) > '9') {
            return null;
        }
        String[] parts = host.split("\\.", -1);
        if (parts.length > 4) {
            return null;
        }
        long value = 0;
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            long part = number(parts[i]);
            int bits = last ? 8 * (5 - parts.length) : 8;
            if (part < 0 || part >= 1L << bits) {
                return null;
            }
            value = value << bits | part;
        }
        return new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value};
    }

    /** Not negative, or -1 when it is no number. */
    private static long number(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean hex = lower.startsWith("0x");
        int radix = hex ? 16 : lower.startsWith("0") ? 8 : 10;
        String digits = hex ? lower.substring(2) : lower;
        // Twelve digits are enough for 32 bits in each of the three.
        if (digits.isEmpty()
                || digits.length() > 12
                || digits.chars().anyMatch(c -> c >= 0x80 || Character.digit(c, radix) < 0)) {
            return -1;
        }
        return Long.parseLong(digits, radix);
    }

    /**
     * The IPv4 address that a connection to this one may end at, if it has one in it: IPv4-compatible (RFC 4291, section 2.5.5.1),
     * NAT64 (RFC 6052, section 2.1) and 6to4 (RFC 3056, section 2). IPv4-mapped ones are IPv4 addresses to Java already.
     */
    static @Nullable InetAddress embedded(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address || address.isLoopbackAddress() || address.isAnyLocalAddress()) {
            return null;
        }
        boolean compatible = startsWith(bytes);
        boolean nat64 = startsWith(bytes, 0x00, 0x64, 0xFF, 0x9B);
        if (compatible || nat64) {
            return v4(bytes, 12);
        }
        return bytes[0] == 0x20 && bytes[1] == 0x02 ? v4(bytes, 2) : null;
    }

    /** Whether the first twelve bytes are these and then zeroes. */
    private static boolean startsWith(byte[] bytes, int... prefix) {
        for (int i = 0; i < 12; i++) {
            if (bytes[i] != (byte) (i < prefix.length ? prefix[i] : 0)) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable InetAddress v4(byte[] bytes, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
