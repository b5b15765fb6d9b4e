package org.sallyport.policy.identity.ldap;

import static org.sallyport.policy.identity.ldap.Checks.require;
import static org.sallyport.policy.identity.ldap.Checks.requireWait;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/**
 * How to reach the directory. A value: nothing is resolved or opened here.
 *
 * @param servers 1 to 16 URLs, {@code ldap://host[:389]} or {@code ldaps://host[:636]} and nothing after that; tried in
 *     this order, so the later ones are for when the earlier ones are down. No default
 * @param startTls whether {@code ldap://} connections turn to TLS before anything else is said; refused together with an
 *     {@code ldaps://} server. Default false, which is fine on loopback and nowhere else
 * @param trust whose certificates are good. Default {@link Trust.JvmDefault}
 * @param credentials how to bind for searching. Default {@link Credentials.Anonymous}
 * @param connectTimeout for TCP and the TLS handshake together, per server; above 0, at most 5 minutes. Default 2 s
 * @param responseTimeout for one answer; above 0, at most 5 minutes. Default 3 s
 * @param poolSize connections kept for searching, and so searches at a time; 1 to 64. Default 4
 */
public record DirectoryConnection(
        List<String> servers,
        boolean startTls,
        Trust trust,
        Credentials credentials,
        Duration connectTimeout,
        Duration responseTimeout,
        int poolSize) {

    private static final int MAX_SERVERS = 16;

    public DirectoryConnection {
        servers = List.copyOf(servers);
        require(!servers.isEmpty(), "servers: at least one is needed");
        require(servers.size() <= MAX_SERVERS, "servers: at most " + MAX_SERVERS);
        require(new HashSet<>(servers).size() == servers.size(), "servers: one is named twice");
        for (String server : servers) {
            Server parsed = Server.parse(server);
            require(!(startTls && parsed.tls()), "startTls: not with an ldaps:// server (" + server + ")");
        }
        requireWait("connectTimeout", connectTimeout);
        requireWait("responseTimeout", responseTimeout);
        require(poolSize >= 1 && poolSize <= 64, "poolSize: must be 1 to 64, is " + poolSize);
    }

    /** These servers with every default. */
    public static DirectoryConnection to(List<String> servers, Credentials credentials) {
        return new DirectoryConnection(
                servers, false, new Trust.JvmDefault(), credentials, Duration.ofSeconds(2), Duration.ofSeconds(3), 4);
    }

    /** The same with TLS arranged otherwise. */
    public DirectoryConnection with(boolean otherStartTls, Trust otherTrust) {
        return new DirectoryConnection(
                servers, otherStartTls, otherTrust, credentials, connectTimeout, responseTimeout, poolSize);
    }

    /** The same with other waits. */
    public DirectoryConnection with(Duration otherConnectTimeout, Duration otherResponseTimeout) {
        return new DirectoryConnection(
                servers, startTls, trust, credentials, otherConnectTimeout, otherResponseTimeout, poolSize);
    }

    /** The same with another number of connections. */
    public DirectoryConnection withPoolSize(int other) {
        return new DirectoryConnection(servers, startTls, trust, credentials, connectTimeout, responseTimeout, other);
    }

    List<Server> parsedServers() {
        return servers.stream().map(Server::parse).toList();
    }

    /** Whose certificates are good. Except with {@link Unchecked}, the certificate must also name the server's host. */
    public sealed interface Trust {

        /** What the JVM trusts: its {@code cacerts}, or {@code javax.net.ssl.trustStore}. */
        record JvmDefault() implements Trust {}

        /** The CA certificates (or the server's own one) in a PEM file, and no others; read when the directory is opened. */
        record PemFile(Path file) implements Trust {}

        /** Anybody's, for tests: whoever sits in between reads the passwords. Never a default. */
        record Unchecked() implements Trust {}
    }

    /** How to bind for searching. */
    public sealed interface Credentials {

        /** As nobody. */
        record Anonymous() implements Credentials {}

        /**
         * As a service account, which needs to read persons and groups and nothing else.
         *
         * @param dn its DN; an Active Directory takes {@code user@domain} as well
         * @param password its password, not empty; kept out of {@link #toString}
         */
        record Simple(String dn, String password) implements Credentials {
            public Simple {
                require(!dn.isBlank(), "bindDn: must not be empty");
                require(!password.isEmpty(), "bindPassword: must not be empty");
            }

            @Override
            public String toString() {
                return "Simple[dn=" + dn + ", password=***]";
            }
        }
    }

    /** A server's URL, taken apart. */
    record Server(String host, int port, boolean tls) {

        /** Whether it is this machine, as far as its name alone tells. */
        boolean loopback() {
            return host.equalsIgnoreCase("localhost") || host.startsWith("127.") || host.equals("::1");
        }

        static Server parse(String url) {
            URI uri;
            try {
                uri = new URI(url);
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException("servers: not a URL: " + url, e);
            }
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            require(
                    scheme.equals("ldap") || scheme.equals("ldaps"),
                    "servers: must start with ldap:// or ldaps://, is " + url);
            require(uri.getHost() != null && uri.getUserInfo() == null, "servers: must name a host, is " + url);
            boolean bare = (uri.getPath() == null
                            || uri.getPath().isEmpty()
                            || uri.getPath().equals("/"))
                    && uri.getQuery() == null
                    && uri.getFragment() == null;
            require(bare, "servers: must end after host and port, is " + url);
            boolean tls = scheme.equals("ldaps");
            int port = uri.getPort() == -1 ? (tls ? 636 : 389) : uri.getPort();
            require(port >= 1 && port <= 65535, "servers: the port must be 1 to 65535, is " + url);
            String host = uri.getHost();
            return new Server(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port, tls);
        }
    }
}
