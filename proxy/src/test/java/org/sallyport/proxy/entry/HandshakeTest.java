package org.sallyport.proxy.entry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Address;

/** What proxy clients say and hear, byte by byte, as RFC 1928, RFC 1929, RFC 9110 and the SOCKS 4 note have it. */
class HandshakeTest {

    private ServerSocket service;
    private Thread echo;

    @BeforeEach
    void listen() throws IOException {
        service = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        echo = Thread.ofVirtual().start(() -> {
            while (true) {
                try {
                    Socket socket = service.accept();
                    Thread.ofVirtual().start(() -> {
                        try (socket) {
                            socket.getInputStream().transferTo(socket.getOutputStream());
                        } catch (IOException e) {
                            // The client is gone.
                        }
                    });
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    @AfterEach
    void stop() throws Exception {
        service.close();
        echo.join();
    }

    private OpenGate open(EntrySettings.Authentication authentication) throws IOException {
        return new OpenGate(Transport.best(), OpenGate.relaySettings(), OpenGate.proxy(authentication));
    }

    private static Socket dial(OpenGate gate) throws IOException {
        Socket socket = new Socket("127.0.0.1", gate.address("proxy").getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void send(Socket socket, String hex) throws IOException {
        socket.getOutputStream().write(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static void expect(Socket socket, String hex) throws IOException {
        byte[] wanted = HexFormat.of().parseHex(hex.replace(" ", ""));
        byte[] got = socket.getInputStream().readNBytes(wanted.length);
        assertThat(HexFormat.of().formatHex(got)).isEqualTo(HexFormat.of().formatHex(wanted));
    }

    private static void expectEcho(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        byte[] got = socket.getInputStream().readNBytes(text.length());
        assertThat(new String(got, ISO_8859_1)).isEqualTo(text);
    }

    /** Says which address the service sees (RFC 1928, section 6). */
    private static void expectSuccess(Socket socket) throws IOException {
        expect(socket, "05 00 00 01 7f000001");
        byte[] port = socket.getInputStream().readNBytes(2);
        assertThat((port[0] & 0xFF) << 8 | port[1] & 0xFF).isPositive();
    }

    private static void expectEnd(Socket socket) throws IOException {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void asksForOneDestinationWhateverComesBehindTheRequest() throws Exception {
        try (OpenGate gate = open(EntrySettings.Authentication.REQUIRED);
                Socket client = dial(gate)) {
            String credentials =
                    Base64.getEncoder().encodeToString((OpenGate.LOGIN + ":" + OpenGate.PASSWORD).getBytes(ISO_8859_1));
            String request = "CONNECT 127.0.0.1:" + service.getLocalPort() + " HTTP/1.1\r\nHost: 127.0.0.1:"
                    + service.getLocalPort() + "\r\nProxy-Authorization: Basic " + credentials + "\r\n\r\n";
            // Longer than one read, so that the second request is met while the first waits for its answer.
            String more = "x".repeat(6_000) + request;
            client.getOutputStream().write((request + more).getBytes(ISO_8859_1));
            String answer = "HTTP/1.1 200 Connection established\r\n\r\n" + more;
            assertThat(new String(client.getInputStream().readNBytes(answer.length()), ISO_8859_1))
                    .isEqualTo(answer);
        }
    }

    private String port() {
        return HexFormat.of().toHexDigits((short) service.getLocalPort());
    }

    @Test
    void socks5WithAnAddress() throws Exception {
        try (OpenGate gate = open(EntrySettings.Authentication.NONE);
                Socket client = dial(gate)) {
            send(client, "05 01 00");
            expect(client, "05 00");
            send(client, "05 01 00 01 7f000001" + port());
            expectSuccess(client);
            expectEcho(client, "hello");
        }
    }

    @Test
    void socks5WithANameAndEverythingInOneSegment() throws Exception {
        try (OpenGate gate = open(EntrySettings.Authentication.NONE);
                Socket client = dial(gate)) {
            // "localhost", and the first words for the service before any answer was heard.
            send(client, "05 01 00 05 01 00 03 09 6c6f63616c686f7374" + port() + "6869");
            expect(client, "05 00");
            expectSuccess(client);
            expect(client, "6869");
        }
    }

    @Test
    void socks5WithLoginAndPassword() throws Exception {
        try (OpenGate gate = open(EntrySettings.Authentication.REQUIRED);
                Socket client = dial(gate)) {
            send(client, "05 02 00 02");
            expect(client, "05 02");
            send(client, "01 05" + hex(OpenGate.LOGIN) + "0d" + hex(OpenGate.PASSWORD));
            expect(client, "01 00");
            send(client, "05 01 00 01 7f000001" + port());
            expectSuccess(client);
            expectEcho(client, "hello");
        }
    }

    @Test
    void socks5WithAWrongPasswordIsRefused() throws Exception {
        try (OpenGate gate = open(EntrySettings.Authentication.REQUIRED);
                Socket client = dial(gate)) {
            send(client, "05 01 02");
            expect(client, "05 02");
            send(client, "01 05" + hex(OpenGate.LOGIN) + "05" + hex("wrong"));
            expect(client, "01 ff");
            expectEnd(client);
        }
    }

    @Test
    void socks5WithoutCredentialsIsRefusedWhereTheyAreRequired() throws Exception {
        try (OpenGate gate = open(EntrySettings.Authentication.REQUIRED);
                Socket client = dial(gate)) {
            send(client, "05 01 00");
            expect(client, "05 ff");
            expectEnd(client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"02", "03"})
    void socks5BindAndUdpAreRefused(String command) throws Exception {
        try (OpenGate gate = open(EntrySettings.Authentication.NONE);
                Socket client = dial(gate)) {
            send(client, "05 01 00");
            expect(client, "05 00");
            send(client, "05" + command + "00 01 7f000001" + port());
            expect(client, "05 07 00 01 00000000 0000");
            expectEnd(client);
        }
    }

    @Test
    void socks5ToAPortWhereNobodyListensSaysSo() throws Exception {
        int closed;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = unused.getLocalPort();
        }
        try (OpenGate gate = open(EntrySettings.Authentication.NONE);
                Socket client = dial(gate)) {
            send(client, "05 01 00");
            expect(client, "05 00");
            send(client, "05 01 00 01 7f000001" + HexFormat.of().toHexDigits((short) closed));
            expect(client, "05 05 00 01 00000000 0000");
            expectEnd(client);
        }
    }

    @Test
    void socks4AndSocks4a() throws Exception {
        try (OpenGate gate = open(EntrySettings.Authentication.NONE)) {
            try (Socket client = dial(gate)) {
                send(client, "04 01" + port() + "7f000001 00");
                assertThat(client.getInputStream().readNBytes(8)).startsWith(0, 0x5A);
                expectEcho(client, "four");
            }
            try (Socket client = dial(gate)) {
                send(client, "04 01" + port() + "00000001 616c6963 65 00 6c6f63616c686f7374 00");
                assertThat(client.getInputStream().readNBytes(8)).startsWith(0, 0x5A);
                expectEcho(client, "four a");
            }
        }
    }

    @Test
    void socks4IsRefusedWhereCredentialsAreRequired() throws Exception {
        try (OpenGate gate = open(EntrySettings.Authentication.REQUIRED);
                Socket client = dial(gate)) {
            send(client, "04 01" + port() + "7f000001 00");
            assertThat(client.getInputStream().readNBytes(8)).startsWith(0, 0x5B);
            expectEnd(client);
        }
    }

    @Test
    void connect() throws Exception {
        try (OpenGate gate = open(EntrySettings.Authentication.NONE);
                Socket client = dial(gate)) {
            String request = "CONNECT 127.0.0.1:" + service.getLocalPort() + " HTTP/1.1\r\nHost: x\r\n\r\n";
            client.getOutputStream().write((request + "early").getBytes(ISO_8859_1));
            assertThat(head(client)).startsWith("HTTP/1.1 200 ");
            byte[] early = client.getInputStream().readNBytes(5);
            assertThat(new String(early, ISO_8859_1)).isEqualTo("early");
            expectEcho(client, "late");
        }
    }

    @Test
    void connectByteByByteAndWithCredentials() throws Exception {
        try (OpenGate gate = open(EntrySettings.Authentication.REQUIRED);
                Socket client = dial(gate)) {
            client.setTcpNoDelay(true);
            String credentials =
                    Base64.getEncoder().encodeToString((OpenGate.LOGIN + ":" + OpenGate.PASSWORD).getBytes(ISO_8859_1));
            String request = "CONNECT localhost:" + service.getLocalPort() + " HTTP/1.0\r\nProxy-Authorization: Basic "
                    + credentials + "\r\n\r\n";
            for (byte b : request.getBytes(ISO_8859_1)) {
                client.getOutputStream().write(b);
            }
            assertThat(head(client)).startsWith("HTTP/1.1 200 ");
            expectEcho(client, "in");
        }
    }

    /** As libpurple does it: NTLM is offered beside the name and the password, before anybody asked. */
    @Test
    void connectWithCredentialsOfAnotherSchemeBesides() throws Exception {
        try (OpenGate gate = open(EntrySettings.Authentication.REQUIRED);
                Socket client = dial(gate)) {
            String credentials =
                    Base64.getEncoder().encodeToString((OpenGate.LOGIN + ":" + OpenGate.PASSWORD).getBytes(ISO_8859_1));
            String to = "localhost:" + service.getLocalPort();
            String request =
                    "CONNECT " + to + " HTTP/1.1\r\nHost: " + to + "\r\nProxy-Authorization: Basic " + credentials
                            + "\r\n"
                            + "Proxy-Authorization: NTLM TlRMTVNTUAABAAAABoIIAA==\r\n"
                            + "Proxy-Connection: Keep-Alive\r\n\r\n";
            client.getOutputStream().write(request.getBytes(ISO_8859_1));
            assertThat(head(client)).startsWith("HTTP/1.1 200 ");
            expectEcho(client, "in");
        }
    }

    @Test
    void connectWithTwoNamesIsRefused() throws Exception {
        try (OpenGate gate = open(EntrySettings.Authentication.REQUIRED);
                Socket client = dial(gate)) {
            String credentials =
                    Base64.getEncoder().encodeToString((OpenGate.LOGIN + ":" + OpenGate.PASSWORD).getBytes(ISO_8859_1));
            client.getOutputStream()
                    .write(("CONNECT localhost:1 HTTP/1.1\r\nProxy-Authorization: Basic " + credentials
                                    + "\r\nProxy-Authorization: Basic eDp5\r\n\r\n")
                            .getBytes(ISO_8859_1));
            assertThat(head(client)).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void connectWithoutCredentialsIsAskedForThem() throws Exception {
        try (OpenGate gate = open(EntrySettings.Authentication.REQUIRED);
                Socket client = dial(gate)) {
            client.getOutputStream().write("CONNECT localhost:1 HTTP/1.1\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(head(client)).startsWith("HTTP/1.1 407 ").contains("Proxy-Authenticate: Basic");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CONNECT example.com HTTP/1.1\r\n\r\n|400",
                "CONNECT example.com:0 HTTP/1.1\r\n\r\n|400",
                "CONNECT example.com:99999 HTTP/1.1\r\n\r\n|400",
                "CONNECT a b:1 HTTP/1.1\r\n\r\n|400",
                "CONNECT example.com:80 HTTP/2.0\r\n\r\n|400",
                "CONNECT example.com:80 HTTP/1.1\r\nContent-Length: 4\r\n\r\n|400",
                "CONNECT example.com:80 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n|400",
                "CONNECT example.com:80 HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n|400",
                "CONNECT user@example.com:80 HTTP/1.1\r\n\r\n|400",
            })
    void whatIsNoCleanConnectIsRefused(String requestAndStatus) throws Exception {
        int bar = requestAndStatus.lastIndexOf('|');
        try (OpenGate gate = open(EntrySettings.Authentication.NONE);
                Socket client = dial(gate)) {
            client.getOutputStream().write(requestAndStatus.substring(0, bar).getBytes(ISO_8859_1));
            assertThat(head(client)).startsWith("HTTP/1.1 " + requestAndStatus.substring(bar + 1));
            client.getInputStream().readAllBytes();
        }
    }

    @Test
    void aHeadThatNeverEndsIsRefused() throws Exception {
        try (OpenGate gate = open(EntrySettings.Authentication.NONE);
                Socket client = dial(gate)) {
            client.getOutputStream().write(("CONNECT x:1 HTTP/1.1\r\nA: " + "a".repeat(9_000)).getBytes(ISO_8859_1));
            assertThat(head(client)).startsWith("HTTP/1.1 431");
        }
    }

    @Test
    void garbageIsClosed() throws Exception {
        try (OpenGate gate = open(EntrySettings.Authentication.NONE);
                Socket client = dial(gate)) {
            send(client, "ff fe fd fc");
            expectEnd(client);
        }
    }

    @Test
    void theGatewayDoesNotConnectToItself() throws Exception {
        try (OpenGate gate = open(EntrySettings.Authentication.NONE);
                Socket client = dial(gate)) {
            send(client, "05 01 00");
            expect(client, "05 00");
            send(
                    client,
                    "05 01 00 01 7f000001"
                            + HexFormat.of()
                                    .toHexDigits((short) gate.address("proxy").getPort()));
            expect(client, "05 02 00 01 00000000 0000");
        }
    }

    @Test
    void loopbackIsForbiddenUnlessARouteLeadsThere() throws Exception {
        Address to = new Address("127.0.0.1", service.getLocalPort());
        UpstreamSettings closed = new UpstreamSettings(
                List.of(new UpstreamSettings.Route("*.example.com", 0, to)), Duration.ofSeconds(5), false);
        try (OpenGate gate = new OpenGate(
                Transport.best(),
                OpenGate.relaySettings(),
                closed,
                OpenGate.proxy(EntrySettings.Authentication.NONE))) {
            try (Socket client = dial(gate)) {
                send(client, "05 01 00");
                expect(client, "05 00");
                send(client, "05 01 00 01 7f000001" + port());
                expect(client, "05 02 00 01 00000000 0000");
            }
            try (Socket client = gate.socks("login.example.com", 5190)) {
                client.setSoTimeout(10_000);
                expectEcho(client, "routed");
            }
        }
    }

    @Test
    void aFixedEntryLeadsToWhatItStandsInFor() throws Exception {
        EntrySettings.Fixed fixed = new EntrySettings.Fixed(
                "aim", new InetSocketAddress("127.0.0.1", 0), new Address("127.0.0.1", service.getLocalPort()), null);
        try (OpenGate gate = new OpenGate(Transport.best(), OpenGate.relaySettings(), fixed);
                Socket client = new Socket("127.0.0.1", gate.address("aim").getPort())) {
            client.setSoTimeout(10_000);
            expectEcho(client, "fixed");
        }
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(ISO_8859_1));
    }

    private static String head(Socket socket) throws IOException {
        InputStream in = new DataInputStream(socket.getInputStream());
        StringBuilder head = new StringBuilder();
        int c;
        while (!head.toString().endsWith("\r\n\r\n") && (c = in.read()) >= 0) {
            head.append((char) c);
        }
        return head.toString();
    }
}
