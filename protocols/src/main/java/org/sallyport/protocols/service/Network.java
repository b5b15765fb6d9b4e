package org.sallyport.protocols.service;

import io.netty.util.NetUtil;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An IP network, or, with the full prefix length, an address.
 *
 * @param bytes the address with everything behind the prefix cleared, 4 or 16 bytes
 * @param prefix its length in bits
 */
record Network(ByteBuffer bytes, int prefix) {

    /** @throws IllegalArgumentException when it is not an address, a slash and a prefix length */
    static Network parse(String cidr) {
        int slash = cidr.indexOf('/');
        byte[] address = slash < 0 ? null : address(cidr.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("not a network such as 64.12.0.0/16: " + cidr);
        }
        int prefix;
        try {
            prefix = Integer.parseInt(cidr.substring(slash + 1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the prefix length is no number: " + cidr, e);
        }
        if (prefix < 0 || prefix > address.length * 8) {
            throw new IllegalArgumentException("the prefix length does not fit the address: " + cidr);
        }
        return of(address, prefix);
    }

    /** The network of this prefix length that the address is in. */
    static Network of(byte[] address, int prefix) {
        byte[] masked = address.clone();
        for (int i = 0; i < masked.length; i++) {
            int keep = Math.clamp(prefix - i * 8L, 0, 8);
            masked[i] &= (byte) (0xFF00 >> keep);
        }
        return new Network(ByteBuffer.wrap(masked), prefix);
    }

    /** The bytes of an IP literal, an IPv4-mapped one as IPv4; null for a name. Never asks anybody. */
    static byte @Nullable [] address(String host) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        if (bytes != null && bytes.length == 16 && isMapped(bytes)) {
            return java.util.Arrays.copyOfRange(bytes, 12, 16);
        }
        return bytes;
    }

    private static boolean isMapped(byte[] bytes) {
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return bytes[10] == -1 && bytes[11] == -1;
    }
}
