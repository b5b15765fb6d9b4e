package org.sallyport.proxy.relay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.policy.Question;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.proxy.entry.EntrySettings;
import org.sallyport.proxy.entry.OpenGate;
import org.sallyport.proxy.entry.Transport;

/**
 * Clients that go through the gateway to a proxy elsewhere, and through that to a service. The proxy elsewhere is a second
 * gateway's proxy entry, so it is a real one.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NestedTest {

    private final OpenGate.Inside inside = new OpenGate.Inside();
    private final Queue<Question> asked = new ConcurrentLinkedQueue<>();
    private ServerSocket service;
    private OpenGate elsewhere;

    @BeforeEach
    void start() throws IOException {
        service = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        elsewhere = new OpenGate(
                Transport.best(), OpenGate.relaySettings(), OpenGate.proxy(EntrySettings.Authentication.NONE));
        inside.protocols = new Protocols(List.of(new Sevens()));
        inside.policy = question -> {
            asked.add(question);
            return new Decision.Decided(Verdict.Allow.INSTANCE, List.of("rule"), List.of(), "test", List.of());
        };
    }

    @AfterEach
    void stop() throws IOException {
        service.close();
        elsewhere.close();
    }

    /** How a client asks a proxy to go somewhere. */
    enum Way {
        SOCKS4 {
            @Override
            void ask(Socket socket, InetSocketAddress to) throws IOException {
                socket.getOutputStream().write(HexFormat.of().parseHex("0401%04x7f00000100".formatted(to.getPort())));
                assertThat(new DataInputStream(socket.getInputStream()).readNBytes(8))
                        .startsWith(0, 0x5A);
            }
        },
        SOCKS5 {
            @Override
            void ask(Socket socket, InetSocketAddress to) throws IOException {
                OutputStream out = socket.getOutputStream();
                out.write(HexFormat.of().parseHex("050100"));
                assertThat(socket.getInputStream().readNBytes(2)).containsExactly(5, 0);
                out.write(HexFormat.of().parseHex("050100017f000001%04x".formatted(to.getPort())));
                assertThat(socket.getInputStream().readNBytes(10)).startsWith(5, 0, 0, 1);
            }
        },
        CONNECT {
            @Override
            void ask(Socket socket, InetSocketAddress to) throws IOException {
                String request = "CONNECT 127.0.0.1:%d HTTP/1.1\r\n\r\n".formatted(to.getPort());
                socket.getOutputStream().write(request.getBytes(ISO_8859_1));
                StringBuilder answer = new StringBuilder();
                while (!answer.toString().endsWith("\r\n\r\n")) {
                    int next = socket.getInputStream().read();
                    assertThat(next).isNotNegative();
                    answer.append((char) next);
                }
                assertThat(answer).startsWith("HTTP/1.1 200");
            }
        };

        abstract void ask(Socket socket, InetSocketAddress to) throws IOException;
    }

    private InetSocketAddress serviceAddress() {
        return (InetSocketAddress) service.getLocalSocketAddress();
    }

    private OpenGate open() throws IOException {
        return new OpenGate(OpenGate.relaySettings(), inside);
    }

    private static Socket dial(OpenGate gate, InetSocketAddress to) throws IOException {
        return gate.socks("127.0.0.1", to.getPort());
    }

    @ParameterizedTest
    @EnumSource
    void whatATunnelCarriesIsReadAsIfThereWereNone(Way way) throws Exception {
        try (OpenGate gate = open();
                Socket client = dial(gate, elsewhere.address("proxy"))) {
            way.ask(client, serviceAddress());
            try (Socket upstream = service.accept()) {
                client.getOutputStream().write("7e00000".getBytes(ISO_8859_1));
                assertThat(new String(upstream.getInputStream().readNBytes(7), ISO_8859_1))
                        .isEqualTo("7e00000");
                upstream.getOutputStream().write("7e11111".getBytes(ISO_8859_1));
                assertThat(new String(client.getInputStream().readNBytes(7), ISO_8859_1))
                        .isEqualTo("7e11111");
            }
        }
        assertThat(asked).hasSizeGreaterThanOrEqualTo(2).allSatisfy(question -> {
            Opening opening = question.opening();
            assertThat(opening.destination())
                    .isEqualTo(new Address("127.0.0.1", serviceAddress().getPort()));
            assertThat(opening.namedBy())
                    .isEqualTo(way == Way.CONNECT ? Opening.NamedBy.CONNECT : Opening.NamedBy.SOCKS);
        });
    }

    @Test
    void whatIsForbiddenIsForbiddenInATunnelToo() throws Exception {
        inside.policy = question ->
                new Decision.Decided(new Verdict.Disconnect(null), List.of("rule"), List.of(), "test", List.of());
        try (OpenGate gate = open();
                Socket client = dial(gate, elsewhere.address("proxy"))) {
            Way.SOCKS5.ask(client, serviceAddress());
            try (Socket upstream = service.accept()) {
                client.getOutputStream().write("7e00000".getBytes(ISO_8859_1));
                assertThat(rest(upstream)).isEmpty();
                assertThat(rest(client)).isEmpty();
            }
        }
    }

    /** Through the far proxy to itself, again and again: each round is one more handshake within the last. */
    @ParameterizedTest
    @ValueSource(ints = {Identifying.MOST_LAYERS, Identifying.MOST_LAYERS + 1})
    void aTunnelInATunnelIsFollowedAsFarAsAnybodyMeansWell(int layers) throws Exception {
        try (OpenGate gate = open();
                Socket client = dial(gate, elsewhere.address("proxy"))) {
            boolean refused = false;
            for (int i = 1; i <= layers && !refused; i++) {
                Way way = Way.values()[i % Way.values().length];
                try {
                    // The far gateway relays to itself only by another of its addresses.
                    way.ask(client, i == layers ? serviceAddress() : relayTo(elsewhere.address("proxy")));
                } catch (SocketException | AssertionError e) {
                    refused = true;
                }
            }
            assertThat(refused).isEqualTo(layers > Identifying.MOST_LAYERS);
            if (!refused) {
                try (Socket upstream = service.accept()) {
                    client.getOutputStream().write("7e00000".getBytes(ISO_8859_1));
                    assertThat(upstream.getInputStream().readNBytes(7)).hasSize(7);
                    assertThat(asked).hasSize(1);
                }
            }
        }
    }

    /** A bare relay, since a gateway refuses to go to itself. */
    private InetSocketAddress relayTo(InetSocketAddress to) throws IOException {
        ServerSocket hop = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try (hop;
                    Socket near = hop.accept();
                    Socket far = new Socket(to.getAddress(), to.getPort())) {
                Thread back = Thread.ofVirtual().start(() -> copy(far, near));
                copy(near, far);
                back.join();
            } catch (IOException | InterruptedException e) {
                // The test's other ends notice.
            }
        });
        return (InetSocketAddress) hop.getLocalSocketAddress();
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // Likewise.
        }
    }

    @Test
    void aRefusalReachesTheClientWhoMayTryAgain() throws Exception {
        ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        InetSocketAddress nobody = (InetSocketAddress) closed.getLocalSocketAddress();
        closed.close();
        try (OpenGate gate = open();
                Socket client = dial(gate, elsewhere.address("proxy"))) {
            client.getOutputStream()
                    .write("CONNECT 127.0.0.1:%d HTTP/1.1\r\n\r\n"
                            .formatted(nobody.getPort())
                            .getBytes(ISO_8859_1));
            assertThat(new String(rest(client), ISO_8859_1)).startsWith("HTTP/1.1 502 ");
        }
    }

    @Test
    void whatOnlyLooksLikeAHandshakePassesAsUnknown() throws Exception {
        try (OpenGate gate = open();
                Socket client = dial(gate, serviceAddress());
                Socket upstream = service.accept()) {
            client.getOutputStream().write(HexFormat.of().parseHex("050100"));
            assertThat(upstream.getInputStream().readNBytes(3)).containsExactly(5, 1, 0);
            upstream.getOutputStream().write("hello".getBytes(ISO_8859_1));
            assertThat(new String(client.getInputStream().readNBytes(5), ISO_8859_1))
                    .isEqualTo("hello");
        }
    }

    private static byte[] rest(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (SocketException e) {
            return new byte[0];
        }
    }
}
