package org.sallyport.proxy.tls;

import io.netty.util.NetUtil;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.tls.ServerNames;

/** A host, a domain with all below it, or any host. */
record HostPattern(@Nullable String exact, @Nullable String below) {

    private static final HostPattern ANY = new HostPattern(null, null);

    /** @throws IllegalArgumentException when it is none of these */
    static HostPattern of(String text) {
        if (text.equals("*")) {
            return ANY;
        }
        boolean domain = text.startsWith("*.");
        String host = normal(domain ? text.substring(2) : text);
        if (host == null || (domain && isAddress(host))) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no host; write chat.example.com, *.example.com, an address, or *");
        }
        return domain ? new HostPattern(null, host) : new HostPattern(host, null);
    }

    /** A host name or IP literal as all of them are compared; null when it is neither. */
    static @Nullable String normal(String host) {
        if (isAddress(host)) {
            byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
            return address == null ? null : NetUtil.bytesToIpAddress(address).toLowerCase(Locale.ROOT);
        }
        return ServerNames.host(host);
    }

    static boolean isAddress(String host) {
        return NetUtil.isValidIpV4Address(host) || (host.indexOf('%') < 0 && NetUtil.isValidIpV6Address(host));
    }

    /** @param host as {@link #normal} gives it */
    boolean fits(String host) {
        if (below != null) {
            return host.equals(below) || host.endsWith("." + below);
        }
        return exact == null || host.equals(exact);
    }
}
