package org.sallyport.policy.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;

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

/** A real OpenLDAP server on loopback with the sample's people, in a folder of its own. */
final class Slapd implements AutoCloseable {

    static final Path BINARY = Path.of("/usr/sbin/slapd");
    static final String PASSWORD = "secret";
    static final String SERVICE = "cn=sallyport," + SampleDirectory.BASE_DN;

    private static final Path MODULES = Path.of("/usr/lib/ldap");
    private static final Path SCHEMAS = Path.of("/etc/ldap/schema");

    final int port = freePort();
    final int tlsPort = freePort();
    private final Path folder;
    private final Path config;
    private @Nullable Process process;

    /** Writes the configuration and loads the people; {@link #start} starts it. */
    Slapd(Path folder, TestCertificate certificate, String moreLdif) throws Exception {
        this.folder = folder;
        Path schema = Files.writeString(folder.resolve("im.schema"), """
                attributetype ( 1.3.6.1.4.1.32473.1.1 NAME 'imAim' EQUALITY caseIgnoreMatch
                  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
                attributetype ( 1.3.6.1.4.1.32473.1.2 NAME 'imIcq' EQUALITY caseIgnoreMatch
                  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
                objectclass ( 1.3.6.1.4.1.32473.2.1 NAME 'imPerson' SUP top AUXILIARY
                  MAY ( imAim $ imIcq ) )
                """);
        Path data = Files.createDirectory(folder.resolve("data"));
        config = Files.writeString(folder.resolve("slapd.conf"), """
                include %1$s/core.schema
                include %1$s/cosine.schema
                include %1$s/inetorgperson.schema
                include %2$s
                pidfile %3$s/slapd.pid
                modulepath %4$s
                moduleload back_mdb
                TLSCertificateFile %5$s
                TLSCertificateKeyFile %6$s
                database mdb
                maxsize 268435456
                suffix "%7$s"
                rootdn "%8$s"
                rootpw %9$s
                directory %10$s
                index objectClass,uid,member,imAim,imIcq,entryUUID eq
                limits anonymous size.soft=500 size.hard=500 size.pr=500 size.prtotal=unlimited
                """.formatted(
                        SCHEMAS,
                        schema,
                        folder,
                        MODULES,
                        certificate.certificatePem,
                        certificate.keyPem,
                        SampleDirectory.BASE_DN,
                        SERVICE,
                        PASSWORD,
                        data));
        Path ldif = Files.writeString(folder.resolve("people.ldif"), people() + "\n" + moreLdif);
        Process add = run("-T", "add", "-f", config.toString(), "-l", ldif.toString());
        String said = new String(add.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(add.waitFor()).as(said).isZero();
    }

    static boolean installed() {
        return Files.isExecutable(BINARY) && Files.isDirectory(SCHEMAS);
    }

    /** The sample with everybody's password. */
    private static String people() throws IOException {
        try (InputStream in = SampleDirectory.class.getResourceAsStream("sample-directory.ldif")) {
            String sample = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return sample.replaceAll("(?m)^uid: .*$", "$0\nuserPassword: " + PASSWORD);
        }
    }

    /** Starts it, and returns when it takes connections. */
    void start() throws Exception {
        String urls = "ldap://127.0.0.1:" + port + "/ ldaps://127.0.0.1:" + tlsPort + "/";
        // With a debug level it stays in the foreground, so that it is ours to end.
        Process started = run("-d", "0", "-f", config.toString(), "-h", urls);
        process = started;
        Await.until("slapd listens", () -> listening(started, port) && listening(started, tlsPort));
    }

    /** Ends it the hard way. */
    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            Await.until("slapd is gone", () -> !running.isAlive());
        }
    }

    DirectorySettings settings(String... urls) {
        return DirectorySettings.openLdap(
                DirectoryConnection.to(List.of(urls), new DirectoryConnection.Credentials.Simple(SERVICE, PASSWORD)),
                SampleDirectory.BASE_DN);
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
        assertThat(started.isAlive()).as("slapd ended by itself").isTrue();
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
