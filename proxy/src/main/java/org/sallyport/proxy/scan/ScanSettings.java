package org.sallyport.proxy.scan;

import io.netty.channel.Channel;
import io.netty.util.NetUtil;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import org.sallyport.protocols.Address;

/**
 * Which scanner is asked about files that pass.
 *
 * @param kind what it speaks
 * @param address where it is; numeric, since nothing looks up a name on the way of a file
 * @param service the ICAP service, such as {@code avscan}; empty for clamd
 * @param timeout how long it may take to connect, to take more, and to answer when it has all; at least 100 ms
 */
public record ScanSettings(Kind kind, Address address, String service, Duration timeout) {

    /** What a scanner speaks. */
    public enum Kind {
        /** The INSTREAM command of clamd(8). */
        CLAMD(3310),
        /** RESPMOD of RFC 3507. */
        ICAP(1344);

        private final int port;

        Kind(int port) {
            this.port = port;
        }

        private static Kind of(String scheme) {
            return switch (scheme.toLowerCase(Locale.ROOT)) {
                case "clamd" -> CLAMD;
                case "icap" -> ICAP;
                default -> throw new IllegalArgumentException("a scanner is clamd://… or icap://…");
            };
        }
    }

    /**
     * Reads the address of a scanner, such as {@code clamd://127.0.0.1:3310} or {@code icap://10.1.2.3:1344/avscan}.
     *
     * @throws IllegalArgumentException when it is none; the message can be shown
     */
    public static ScanSettings of(String url, Duration timeout) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a URL: " + url, e);
        }
        Kind kind = Kind.of(String.valueOf(uri.getScheme()));
        String host = uri.getHost() == null ? "" : uri.getHost().replaceAll("[\\[\\]]", "");
        if (!NetUtil.isValidIpV4Address(host) && !NetUtil.isValidIpV6Address(host)) {
            throw new IllegalArgumentException("the scanner's address must be numeric, as in clamd://127.0.0.1:3310");
        }
        String service = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
        if (kind == Kind.ICAP && service.isEmpty()) {
            throw new IllegalArgumentException("name the service too, as in icap://" + host + "/avscan");
        }
        return new ScanSettings(
                kind, new Address(host, uri.getPort() < 0 ? kind.port : uri.getPort()), service, timeout);
    }

    /**
     * The scanner.
     *
     * @param sockets the class of connecting sockets that the event loops take
     */
    public FileScanner open(Class<? extends Channel> sockets) {
        return switch (kind) {
            case CLAMD -> new ClamdScanner(this, sockets);
            case ICAP -> new IcapScanner(this, sockets);
        };
    }
}
