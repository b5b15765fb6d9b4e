package org.sallyport.policy.rule;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A range of addresses, as in {@code 10.0.0.0/8}. Immutable.
 *
 * @param base the address; its bits beyond the prefix are zero
 * @param prefix how many bits count
 * @param bits 32 or 128
 */
record Network(BigInteger base, int prefix, int bits) {

    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("(?=.*:)[0-9A-Fa-f:.]{2,45}");
    private static final Pattern PREFIX = Pattern.compile("\\d{1,3}");

    /** Reads {@code address/prefix} or a lone address; empty when it is neither, or has bits beyond its prefix. */
    static Optional<Network> parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        // Only literals get to InetAddress: a name would be looked up.
        if (!IPV4.matcher(literal).matches() && !IPV6.matcher(literal).matches()) {
            return Optional.empty();
        }
        byte[] address;
        try {
            address = InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
        int bits = address.length * 8;
        int prefix = bits;
        if (slash >= 0) {
            String digits = text.substring(slash + 1);
            if (!PREFIX.matcher(digits).matches()) {
                return Optional.empty();
            }
            prefix = Integer.parseInt(digits);
        }
        BigInteger base = new BigInteger(1, address);
        if (prefix > bits || (base.signum() != 0 && base.getLowestSetBit() < bits - prefix)) {
            return Optional.empty();
        }
        return Optional.of(new Network(base, prefix, bits));
    }

    /** Whether an address is in it. IPv4 addresses mapped into IPv6 count as IPv4. */
    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length * 8 == bits && new BigInteger(1, bytes).xor(base).bitLength() <= bits - prefix;
    }
}
