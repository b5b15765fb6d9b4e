package org.sallyport.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.proxy.entry.Transport;
import org.sallyport.proxy.tls.TlsSettings.Algorithm;
import org.sallyport.proxy.tls.TlsSettings.AuthoritySettings;

/** Both handshakes, with the JDK and OpenSSL at the ends, over real sockets. */
final class HandshakesTest {

    private static final String HOST = "chat.example.com";
    private static final int LARGE = 6_000_000;

    @TempDir
    private Path temp;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private Authority real;

    @SuppressWarnings("NullAway.Init")
    private Authority own;

    @BeforeEach
    void authorities() throws Exception {
        real = Authority.open(temp.resolve("real"), Clock.systemUTC());
        own = Authority.open(temp.resolve("own"), Clock.systemUTC());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void bothEndsSpeakTheirOwnTls(String version) throws Exception {
        try (TlsService service = new TlsService(real, HOST, HandshakesTest::echoLine);
                Interception interception = interception(10);
                Harness harness = new Harness(Transport.best(), interception, HOST, service.port());
                SSLSocket client = dial(harness, own, version)) {
            assertThat(exchange(client, "hello")).isEqualTo("hello");
            assertThat(client.getSession().getProtocol()).isEqualTo(version);
            X509Certificate shown = (X509Certificate) client.getSession().getPeerCertificates()[0];
            assertThat(shown.getIssuerX500Principal())
                    .isEqualTo(own.certificate().getSubjectX500Principal());
            assertThat(harness.result()).isEqualTo(new Result.Established(null));
            assertThat(harness.plain()).isEqualTo("hello\nhello\n");
        }
    }

    @Test
    void onlyProtocolsThatCanBeReadAreAgreedOn() throws Exception {
        try (TlsService service = new TlsService(
                        real,
                        HOST,
                        socket -> {},
                        parameters -> parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"}),
                        HandshakesTest::echoLine);
                Interception interception = interception(10);
                Harness harness = new Harness(Transport.best(), interception, HOST, service.port());
                SSLSocket client = dial(harness, own, "TLSv1.3", "h2", "http/1.1")) {
            assertThat(exchange(client, "a")).isEqualTo("a");
            assertThat(client.getApplicationProtocol()).isEqualTo("http/1.1");
            assertThat(harness.result()).isEqualTo(new Result.Established("http/1.1"));
        }
    }

    @Test
    void aServiceThatSpeaksFirst() throws Exception {
        try (TlsService service = new TlsService(real, HOST, socket -> {
                    socket.getOutputStream().write("welcome\n".getBytes(StandardCharsets.US_ASCII));
                    echoLine(socket);
                });
                Interception interception = interception(10);
                Harness harness = new Harness(Transport.best(), interception, HOST, service.port());
                SSLSocket client = dial(harness, own, "TLSv1.3")) {
            assertThat(line(client)).isEqualTo("welcome");
            assertThat(exchange(client, "a")).isEqualTo("a");
        }
    }

    @Test
    void tlsThatBeginsInTheMiddle() throws Exception {
        try (TlsService service = new TlsService(
                        real,
                        HOST,
                        socket -> {
                            assertThat(line(socket)).isEqualTo("STARTTLS");
                            socket.getOutputStream().write("OK\n".getBytes(StandardCharsets.US_ASCII));
                        },
                        parameters -> {},
                        HandshakesTest::echoLine);
                Interception interception = interception(10);
                Harness harness = new Harness(Transport.best(), interception, HOST, service.port());
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), harness.port())) {
            assertThat(exchange(socket, "STARTTLS")).isEqualTo("OK");
            SSLSocket client = over(socket, own, "TLSv1.3");
            client.startHandshake();
            assertThat(exchange(client, "secret")).isEqualTo("secret");
            assertThat(harness.plain()).isEqualTo("STARTTLS\nOK\nsecret\nsecret\n");
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void muchBothWaysAndTheEndOfEach(Transport transport) throws Exception {
        assumeTrue(transport == Transport.NIO || Transport.best() == Transport.EPOLL, "no epoll here");
        byte[] sent = new byte[LARGE];
        new Random(1).nextBytes(sent);
        try (TlsService service = new TlsService(real, HOST, socket -> {
                    // All of it, up to the client's end, before the first byte of the answer.
                    byte[] all = socket.getInputStream().readAllBytes();
                    socket.getOutputStream().write(all);
                });
                Interception interception = interception(10);
                Harness harness = new Harness(transport, interception, HOST, service.port());
                SSLSocket client = dial(harness, own, "TLSv1.3")) {
            client.getOutputStream().write(sent);
            client.shutdownOutput();
            // Without an announced end, this would be an exception.
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(sent);
        }
    }

    @Test
    void anUnknownAuthorityIsRefused() throws Exception {
        Authority stranger = Authority.open(temp.resolve("stranger"), Clock.systemUTC());
        refused(stranger, HOST, "nobody who is trusted vouches for its certificate");
    }

    @Test
    void aCertificateOfAnotherNameIsRefused() throws Exception {
        refused(real, "other.example.com", "its certificate is for another name");
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        Instant before = Instant.now().minus(Duration.ofDays(200));
        Path directory = temp.resolve("real-before");
        Authority made = Authority.open(directory, Clock.fixed(before, ZoneOffset.UTC));
        real = made;
        refused(made, HOST, "its certificate, or one that vouches for it, has expired");
    }

    private void refused(Authority issuer, String name, String why) throws Exception {
        try (TlsService service = new TlsService(issuer, name, HandshakesTest::echoLine);
                Interception interception = interception(10);
                Harness harness = new Harness(Transport.best(), interception, HOST, service.port());
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), harness.port())) {
            SSLSocket client = over(socket, own, "TLSv1.3");
            assertThatExceptionOfType(SSLException.class)
                    .isThrownBy(client::startHandshake)
                    .withMessageContaining("certificate_unknown");
            assertThat(harness.result()).isEqualTo(new Result.UpstreamNotTrusted(why));
            assertThat(harness.plain()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aClientThatDoesNotKnowTheAuthority(String version) throws Exception {
        try (TlsService service = new TlsService(real, HOST, HandshakesTest::echoLine);
                Interception interception = interception(10);
                Harness harness = new Harness(Transport.best(), interception, HOST, service.port());
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), harness.port())) {
            SSLSocket client = over(socket, real, version);
            assertThatExceptionOfType(SSLException.class).isThrownBy(client::startHandshake);
            assertThat(harness.result()).isEqualTo(new Result.ClientRefused("it says certificate_unknown"));
            assertThat(harness.plain()).isEmpty();
        }
    }

    @Test
    void aServiceThatWantsAClientsCertificate() throws Exception {
        try (TlsService service =
                        new TlsService(real, HOST, socket -> {}, HandshakesTest::needClient, HandshakesTest::echoLine);
                Interception interception = interception(10);
                Harness harness = new Harness(Transport.best(), interception, HOST, service.port());
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), harness.port())) {
            assertThatExceptionOfType(SSLException.class).isThrownBy(over(socket, own, "TLSv1.2")::startHandshake);
            assertThat(harness.result())
                    .isInstanceOfSatisfying(
                            Result.UpstreamFailed.class,
                            failed -> assertThat(failed.why()).endsWith(Handshakes.ASKED));
        }
    }

    private static void needClient(SSLParameters parameters) {
        parameters.setProtocols(new String[] {"TLSv1.2"});
        parameters.setNeedClientAuth(true);
    }

    @Test
    void aServiceThatSaysNothingIsNotWaitedForLong() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Interception interception = interception(1);
                Harness harness = new Harness(Transport.best(), interception, HOST, silent.getLocalPort());
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), harness.port())) {
            assertThatExceptionOfType(SSLException.class)
                    .isThrownBy(over(socket, own, "TLSv1.3")::startHandshake)
                    .withMessageContaining("handshake_failure");
            assertThat(harness.result()).isEqualTo(new Result.UpstreamFailed("no handshake within 1000 ms"));
        }
    }

    @Test
    void aClientThatGoesAwayInBetween() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Interception interception = interception(5);
                Harness harness = new Harness(Transport.best(), interception, HOST, silent.getLocalPort());
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), harness.port())) {
            byte[] hello = HexFormat.of().parseHex("160301002d010000290301" + "07".repeat(32) + "000002002f0100");
            socket.getOutputStream().write(hello);
            try (Socket service = silent.accept()) {
                // The gateway's own hello: both handshakes are under way.
                assertThat(service.getInputStream().read()).isEqualTo(22);
                socket.shutdownOutput();
                assertThat(harness.result()).isInstanceOf(Result.Failed.class);
                assertThat(service.getInputStream().readAllBytes()).isNotEmpty();
            }
        }
    }

    @Test
    void openssl() throws Exception {
        assumeTrue(Openssl.isInstalled(), "openssl is not installed");
        try (TlsService service = new TlsService(real, HOST, HandshakesTest::echoLine);
                Interception interception = interception(10);
                Harness harness = new Harness(Transport.best(), interception, HOST, service.port())) {
            Process process = new ProcessBuilder(
                            "openssl",
                            "s_client",
                            "-connect",
                            "127.0.0.1:" + harness.port(),
                            "-servername",
                            HOST,
                            "-verify_hostname",
                            HOST,
                            "-verify_return_error",
                            "-quiet",
                            "-CAfile",
                            own.file().toString())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().write("over openssl\n".getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            assertThat(said).contains("over openssl\n");
            assertThat(harness.result()).isInstanceOf(Result.Established.class);
        }
    }

    private Interception interception(int seconds) throws Exception {
        TlsSettings settings = new TlsSettings(
                List.of(new TlsSettings.Rule(HOST, null, List.of())),
                List.of(),
                new AuthoritySettings(null, null, "Sallyport", Algorithm.EC),
                List.of("TLSv1.3", "TLSv1.2"),
                real.file(),
                Duration.ofSeconds(seconds));
        return Interception.open(settings, temp.resolve("own"), Clock.systemUTC());
    }

    private static SSLSocket dial(Harness harness, Authority trusted, String version, String... alpn) throws Exception {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), harness.port());
        SSLSocket client = over(socket, trusted, version, alpn);
        client.startHandshake();
        return client;
    }

    private static SSLSocket over(Socket socket, Authority trusted, String version, String... alpn) throws Exception {
        SSLSocket client = (SSLSocket)
                TlsService.trusting(trusted).getSocketFactory().createSocket(socket, HOST, socket.getPort(), true);
        SSLParameters parameters = client.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {version});
        parameters.setApplicationProtocols(alpn);
        client.setSSLParameters(parameters);
        client.setSoTimeout(60_000);
        return client;
    }

    private static String exchange(Socket socket, String text) throws IOException {
        socket.getOutputStream().write((text + "\n").getBytes(StandardCharsets.US_ASCII));
        return line(socket);
    }

    private static void echoLine(Socket socket) throws IOException {
        socket.getOutputStream().write((line(socket) + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static String line(Socket socket) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = socket.getInputStream().read();
                c >= 0 && c != '\n';
                c = socket.getInputStream().read()) {
            text.append((char) c);
        }
        return text.toString();
    }
}
