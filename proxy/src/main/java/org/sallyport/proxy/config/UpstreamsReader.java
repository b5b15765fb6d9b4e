package org.sallyport.proxy.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.proxy.entry.ParentProxy;
import org.sallyport.proxy.entry.UpstreamSettings;

/** Reads {@code upstreams}. */
final class UpstreamsReader {

    private static final String NONE = "none";

    private final Section section;
    private final Function<String, Path> paths;

    UpstreamsReader(Section section, Function<String, Path> paths) {
        this.section = section;
        this.paths = paths;
    }

    UpstreamSettings read() {
        Duration timeout = section.duration(
                "connect-timeout",
                Duration.ofSeconds(1),
                Duration.ofMinutes(5),
                Duration.ofSeconds(15),
                "How long it may take until a connection to a service stands: all addresses of its name, a proxy and TLS included.");
        boolean local = section.flag(
                "allow-local",
                false,
                "Whether clients may reach loopback and link-local addresses without a route that leads there.");
        UpstreamSettings.Way way = way(
                section,
                "The proxy that connections go through: `socks5://host:port`, `socks4://host:port` or `http://host:port`; `none` for none.");
        List<UpstreamSettings.Route> routes = section.items(
                "routes", List.of(), "[]", "Where connections really go; the first that fits wins.", this::route);
        return new UpstreamSettings(
                routes, timeout, local, way instanceof UpstreamSettings.Way.Through through ? through.proxy() : null);
    }

    private Optional<UpstreamSettings.Route> route(Section item) {
        String host = item.requiredText("host", 255, "The wanted host; `*.example.com` for a domain and all below.");
        int port = item.number("port", 0, 65_535, 0, "The wanted port; 0 for any.");
        @Nullable Address to = item.optionalAddress(
                "to",
                "Where the connection goes instead. With `via` or `tls` it may be left out: where the client wants to go.");
        UpstreamSettings.@Nullable Tls tls = tls(item);
        UpstreamSettings.Way way = way(
                item,
                "The proxy these connections go through, written as `upstreams.via` is; `none` for none in spite of that.");
        if (to == null && !item.has("to") && !item.has("tls") && !item.has("via")) {
            item.fail("'to' is missing: a route without 'via' and 'tls' says nothing else");
            return Optional.empty();
        }
        return Optional.of(new UpstreamSettings.Route(host, port, to, tls, way));
    }

    private UpstreamSettings.@Nullable Tls tls(Section item) {
        Map<String, Boolean> modes = new LinkedHashMap<>();
        modes.put("off", false);
        modes.put("on", true);
        boolean on = item.oneOf("tls", modes, "off", "Whether the gateway speaks TLS to the service.");
        @Nullable String ca = item.optionalText(
                "ca", 1_000, "A PEM file with the CA of the service's certificate; else what the JVM trusts.");
        @Nullable String name = item.optionalText(
                "tls-name", 253, "The name in the service's certificate; else the host connected to.");
        if (!on && (ca != null || name != null)) {
            item.fail("'ca' and 'tls-name' are for 'tls: on'");
        }
        return on ? new UpstreamSettings.Tls(ca == null ? null : paths.apply(ca), name) : null;
    }

    private static UpstreamSettings.Way way(Section section, String meaning) {
        @Nullable String via = section.optionalText("via", 300, meaning);
        @Nullable String user = section.optionalText("via-user", 255, "For signing in there (for SOCKS 4: the user id).");
        @Nullable String password = section.optionalText("via-password", 255, "Likewise.");
        boolean through = via != null && !via.equals(NONE);
        if (!through && (user != null || password != null)) {
            section.fail("'via-user' and 'via-password' are for a proxy: name it in 'via'");
        }
        if (via == null) {
            return UpstreamSettings.Way.Usual.INSTANCE;
        }
        if (!through) {
            return UpstreamSettings.Way.Direct.INSTANCE;
        }
        return section.checked("via", text -> proxy(text, user, password))
                .<UpstreamSettings.Way>map(UpstreamSettings.Way.Through::new)
                .orElse(UpstreamSettings.Way.Usual.INSTANCE);
    }

    private static ParentProxy proxy(String text, @Nullable String user, @Nullable String password) {
        if (text.indexOf('@') >= 0) {
            // Not repeated in the message: it has the password in it.
            throw new IllegalArgumentException(
                    "the name and password belong into 'via-user' and 'via-password', not into a URL");
        }
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw shape(text);
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        String path = uri.getRawPath();
        boolean bare = (path == null || path.isEmpty() || path.equals("/"))
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
        for (ParentProxy.Kind kind : ParentProxy.Kind.values()) {
            if (kind.scheme().equals(scheme)
                    && bare
                    && uri.getHost() != null
                    && uri.getPort() > 0
                    && uri.getPort() <= 65_535) {
                String host = uri.getHost();
                boolean v6 = host.startsWith("[");
                return new ParentProxy(
                        kind,
                        new Address(v6 ? host.substring(1, host.length() - 1) : host, uri.getPort()),
                        user,
                        password);
            }
        }
        throw shape(text);
    }

    private static IllegalArgumentException shape(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is no proxy; write it as socks5://proxy.example.com:1080, socks4://… or http://…");
    }
}
