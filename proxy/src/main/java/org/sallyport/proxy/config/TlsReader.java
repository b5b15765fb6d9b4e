package org.sallyport.proxy.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ServiceId;
import org.sallyport.proxy.tls.TlsSettings;

/** Reads {@code tls}. */
final class TlsReader {

    private final Section section;
    private final Function<String, Path> paths;

    TlsReader(Section section, Function<String, Path> paths) {
        this.section = section;
        this.paths = paths;
    }

    TlsSettings read() {
        List<TlsSettings.Rule> intercept = section.items(
                "intercept",
                List.of(),
                "[]",
                "TLS connections that are looked into; one rule that fits is enough. Without any, none is. See docs/tls.md.",
                this::rule);
        List<String> never = section.texts(
                "never",
                List.of(),
                "hosts",
                "Hosts that are never looked into; `*.example.com` for a domain and all below.");
        for (String host : never) {
            checked(section, "never: ", () -> TlsSettings.checkHost(host));
        }
        TlsSettings.AuthoritySettings authority = authority(section.in("ca"));
        List<String> protocols = section.texts(
                "client-protocols",
                List.of("TLSv1.3", "TLSv1.2"),
                "`" + String.join("`, `", TlsSettings.KNOWN_PROTOCOLS) + "`",
                "What is spoken with clients that are looked into. The JDK itself forbids those before TLS 1.2 until told otherwise.");
        for (String protocol : protocols) {
            if (!TlsSettings.KNOWN_PROTOCOLS.contains(protocol)) {
                section.fail("client-protocols: '" + protocol + "' is none of "
                        + String.join(", ", TlsSettings.KNOWN_PROTOCOLS));
            }
        }
        if (protocols.stream().allMatch("SSLv2Hello"::equals)) {
            section.fail("client-protocols: without a version from SSLv3 on, no client can connect");
        }
        @Nullable String trust = section.optionalText(
                "trust", 1_000, "A PEM file with CAs of services' certificates, beside those that Java trusts.");
        Duration timeout = section.duration(
                "handshake-timeout",
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                Duration.ofSeconds(10),
                "How long the handshakes with service and client may take together.");
        return new TlsSettings(
                intercept, never, authority, protocols, trust == null ? null : paths.apply(trust), timeout);
    }

    private Optional<TlsSettings.Rule> rule(Section item) {
        @Nullable String host = item.optionalText(
                "host",
                255,
                "The host; `*.example.com` for a domain and all below, `*` for any. Or a service instead.");
        @Nullable String service =
                item.optionalText("service", 32, "A service of the catalogue, such as `aim`, for all of its hosts.");
        List<String> clients =
                item.texts("clients", List.of(), "networks", "Where the client must be; without any, anywhere.");
        try {
            return Optional.of(new TlsSettings.Rule(host, service == null ? null : new ServiceId(service), clients));
        } catch (IllegalArgumentException e) {
            item.fail(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private TlsSettings.AuthoritySettings authority(Section ca) {
        @Nullable String certificate = ca.optionalText(
                "certificate",
                1_000,
                "A PEM file with a CA certificate of the company's, its issuers behind it. Without one, the gateway makes its own on first use.");
        @Nullable String key =
                ca.optionalText("key", 1_000, "Its key in PEM, unencrypted, readable by the gateway's account only.");
        String organization =
                ca.text("organization", "Sallyport", 64, "The organization in the gateway's own CA certificate.");
        Map<String, TlsSettings.Algorithm> algorithms = new LinkedHashMap<>();
        algorithms.put("ec", TlsSettings.Algorithm.EC);
        algorithms.put("rsa", TlsSettings.Algorithm.RSA);
        TlsSettings.Algorithm algorithm = ca.oneOf(
                "algorithm",
                algorithms,
                "ec",
                "The kind of key of the gateway's own CA when it is made; `rsa` for very old clients.");
        if ((certificate == null) != (key == null)) {
            ca.fail("certificate and key go together");
            certificate = null;
            key = null;
        }
        return new TlsSettings.AuthoritySettings(
                certificate == null ? null : paths.apply(certificate),
                key == null ? null : paths.apply(key),
                organization,
                algorithm);
    }

    private static void checked(Section section, String what, Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException e) {
            section.fail(what + e.getMessage());
        }
    }
}
