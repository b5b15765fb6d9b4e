package org.sallyport.proxy.tls;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ServiceId;

/**
 * What may be looked into, and with which certificates.
 *
 * @param intercept which connections; one rule that fits is enough. Empty: none, and no authority is needed
 * @param never hosts that are left alone whatever the rules say; patterns as in {@link Rule#host}
 * @param authority who signs the certificates that clients see
 * @param clientProtocols what is spoken with clients, such as {@code TLSv1.3}; names as the JDK has them. Services are always
 *     spoken with in TLS 1.3 or 1.2
 * @param trust a PEM file with CAs of services' certificates, beside those the JVM trusts; null: only those
 * @param handshakeTimeout how long both handshakes may take together
 */
public record TlsSettings(
        List<Rule> intercept,
        List<String> never,
        AuthoritySettings authority,
        List<String> clientProtocols,
        @Nullable Path trust,
        Duration handshakeTimeout) {

    /** Every version the JDK knows of, the newest first; {@code SSLv2Hello} only lets clients begin in that format. */
    public static final List<String> KNOWN_PROTOCOLS =
            List.of("TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1", "SSLv3", "SSLv2Hello");

    public TlsSettings {
        intercept = List.copyOf(intercept);
        never = List.copyOf(never);
        clientProtocols = List.copyOf(clientProtocols);
    }

    /** @throws IllegalArgumentException when {@code text} is none of the patterns that {@link Rule#host} takes */
    public static void checkHost(String text) {
        HostPattern unused = HostPattern.of(text);
    }

    /**
     * Connections that may be looked into.
     *
     * @param host a host name, {@code *.example.com} for a domain and all below it, {@code *} for any, or an IP literal; null:
     *     the service decides
     * @param service a catalogued service; null: the host decides
     * @param clients networks as {@code address/prefix} that the client must be in; empty: wherever it is
     */
    public record Rule(@Nullable String host, @Nullable ServiceId service, List<String> clients) {

        /** @throws IllegalArgumentException unless there is either a host or a service, or when either or a network is none */
        public Rule {
            clients = List.copyOf(clients);
            if ((host == null) == (service == null)) {
                throw new IllegalArgumentException("a rule takes either a host or a service");
            }
            if (host != null) {
                checkHost(host);
            }
            Networks unused = new Networks(clients);
        }
    }

    /** What a new authority's key is made for. */
    public enum Algorithm {
        /** ECDSA on P-256: small and fast, and known to everything since about 2008. */
        EC,
        /** RSA: for clients older than that. */
        RSA
    }

    /**
     * The authority.
     *
     * @param certificate a PEM file with a CA certificate of the company's, its issuers behind it; null: the gateway makes one
     * @param key its key, unencrypted PEM, readable by the gateway's account only; null exactly if {@code certificate} is
     * @param organization the {@code O} of the gateway's own CA, 1 to 64 characters
     * @param algorithm of the gateway's own CA when it is made; an existing one stays as it is
     */
    public record AuthoritySettings(
            @Nullable Path certificate, @Nullable Path key, String organization, Algorithm algorithm) {

        /** @throws IllegalArgumentException when one of certificate and key is missing */
        public AuthoritySettings {
            if ((certificate == null) != (key == null)) {
                throw new IllegalArgumentException("certificate and key go together");
            }
        }
    }
}
