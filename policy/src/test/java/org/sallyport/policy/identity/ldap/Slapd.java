package org.sallyport.policy.identity.ldap;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A real OpenLDAP server on loopback, in a folder of its own. For the tests of other modules, too. One thread. */
public final class Slapd implements AutoCloseable {

    /** Everybody's, {@link #SERVICE}'s included. */
    public static final String PASSWORD = "secret";

    /** The entry below which everything is. */
    public static final String BASE = SampleDirectory.BASE_DN;

    /** The account that searches; no limit of the server's holds for it. */
    public static final String SERVICE = "cn=sallyport," + BASE;

    static final Path BINARY = Path.of("/usr/sbin/slapd");

    private static final Path MODULES = Path.of("/usr/lib/ldap");
    private static final Path SCHEMAS = Path.of("/etc/ldap/schema");

    /** Where it listens on 127.0.0.1. */
    public final int port = freePort();

    final int tlsPort = freePort();
    private final boolean tls;
    private final Path folder;
    private final Path config;
    private @Nullable Process process;

    /**
     * Writes the configuration and loads the entries; {@link #start} starts it.
     *
     * @param folder an empty one
     * @param ldif all entries, {@link #BASE} included
     */
    public Slapd(Path folder, String ldif) throws Exception {
        this(folder, null, "", ldif);
    }

    /** With the sample's people and more of them, and with TLS. */
    Slapd(Path folder, TestCertificate certificate, String moreLdif) throws Exception {
        this(folder, certificate, "", people() + "\n" + moreLdif);
    }

    /**
     * With all that can be said.
     *
     * @param certificate for TLS; without one there is none
     * @param moreConfiguration lines for the database, slapd.conf(5)
     */
    Slapd(Path folder, @Nullable TestCertificate certificate, String moreConfiguration, String ldif) throws Exception {
        this.folder = folder;
        this.tls = certificate != null;
        Path schema = Files.writeString(folder.resolve("im.schema"), """
                attributetype ( 1.3.6.1.4.1.32473.1.1 NAME 'imAim' EQUALITY caseIgnoreMatch
                  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
                attributetype ( 1.3.6.1.4.1.32473.1.2 NAME 'imIcq' EQUALITY caseIgnoreMatch
                  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
                attributetype ( 1.3.6.1.4.1.32473.1.3 NAME 'imMsn' EQUALITY caseIgnoreMatch
                  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
                attributetype ( 1.3.6.1.4.1.32473.1.4 NAME 'imYahoo' EQUALITY caseIgnoreMatch
                  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
                attributetype ( 1.3.6.1.4.1.32473.1.5 NAME 'imExchange' EQUALITY caseIgnoreMatch
                  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
                objectclass ( 1.3.6.1.4.1.32473.2.1 NAME 'imPerson' SUP top AUXILIARY
                  MAY ( imAim $ imIcq $ imMsn $ imYahoo $ imExchange ) )
                """);
        Path data = Files.createDirectory(folder.resolve("data"));
        String keys = certificate == null
                ? ""
                : "TLSCertificateFile " + certificate.certificatePem + "\nTLSCertificateKeyFile " + certificate.keyPem;
        config = Files.writeString(folder.resolve("slapd.conf"), """
                include %1$s/core.schema
                include %1$s/cosine.schema
                include %1$s/inetorgperson.schema
                include %2$s
                pidfile %3$s/slapd.pid
                modulepath %4$s
                moduleload back_mdb
                %5$s
                database mdb
                maxsize 1073741824
                suffix "%6$s"
                rootdn "%7$s"
                rootpw %8$s
                directory %9$s
                index objectClass,uid,member,imAim,imIcq,imMsn,imYahoo,imExchange,entryUUID eq
                limits anonymous size.soft=500 size.hard=500 size.pr=500 size.prtotal=unlimited
                %10$s
                """.formatted(
                        SCHEMAS, schema, folder, MODULES, keys, BASE, SERVICE, PASSWORD, data, moreConfiguration));
        Path entries = Files.writeString(folder.resolve("entries.ldif"), ldif);
        Process add = run("-T", "add", "-q", "-f", config.toString(), "-l", entries.toString());
        String said = new String(add.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (add.waitFor() != 0) {
            throw new AssertionError(said);
        }
    }

    /** Whether there is one on this machine. */
    public static boolean installed() {
        return Files.isExecutable(BINARY) && Files.isDirectory(SCHEMAS);
    }

    /** The sample with everybody's password. */
    static String people() throws IOException {
        try (InputStream in = SampleDirectory.class.getResourceAsStream("sample-directory.ldif")) {
            String sample = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return sample.replaceAll("(?m)^uid: .*$", "$0\nuserPassword: " + PASSWORD);
        }
    }

    /** Starts it, and returns when it takes connections. */
    public void start() throws Exception {
        String urls = "ldap://127.0.0.1:" + port + "/" + (tls ? " ldaps://127.0.0.1:" + tlsPort + "/" : "");
        // With a debug level it stays in the foreground, so that it is ours to end.
        Process started = run("-d", "0", "-f", config.toString(), "-h", urls);
        process = started;
        Await.until("slapd listens", () -> listening(started, port) && (!tls || listening(started, tlsPort)));
    }

    /** Ends it the hard way. */
    public void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }

    DirectorySettings settings(String... urls) {
        return DirectorySettings.openLdap(
                DirectoryConnection.to(List.of(urls), new DirectoryConnection.Credentials.Simple(SERVICE, PASSWORD)),
                BASE);
    }

    private Process run(String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(BINARY.toString());
        builder.command().addAll(List.of(arguments));
        builder.directory(folder.toFile()).redirectErrorStream(true);
        if (arguments[0].equals("-d")) {
            builder.redirectOutput(folder.resolve("slapd.log").toFile());
        }
        return builder.start();
    }

    private static boolean listening(Process started, int at) {
        if (!started.isAlive()) {
            throw new AssertionError("slapd ended by itself");
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), at)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
