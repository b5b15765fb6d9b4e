package org.sallyport.proxy.entry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sallyport.proxy.testkit.Echo;

/** A name may have several addresses, and some of them may be dead. */
class UpstreamAddressesTest {

    private final OpenGate.Inside inside = new OpenGate.Inside();

    private OpenGate gate(Transport transport, Duration timeout, String... addresses) throws Exception {
        InetAddress[] all = new InetAddress[addresses.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = InetAddress.getByName(addresses[i]);
        }
        inside.lookup = name -> all;
        return new OpenGate(
                transport,
                OpenGate.relaySettings(),
                new UpstreamSettings(List.of(), timeout, true),
                inside,
                OpenGate.proxy(EntrySettings.Authentication.NONE));
    }

    private static Talk ask(OpenGate gate, int port) throws Exception {
        Talk client = Talk.proxy(gate);
        client.sayText("CONNECT im.example.com:" + port + " HTTP/1.1\r\n\r\n");
        return client;
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void oneThatRefusesIsPassedOver(Transport transport) throws Exception {
        // Nobody listens on the first two.
        try (Echo service = new Echo("127.0.0.3");
                OpenGate gate = gate(transport, Duration.ofSeconds(30), "127.0.0.1", "127.0.0.2", "127.0.0.3");
                Talk client = ask(gate, service.port())) {
            client.hearText("HTTP/1.1 200 Connection established\r\n\r\n").echo("third time lucky");
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void oneThatNeverAnswersHasItsShareOfTheTimeOnly(Transport transport) throws Exception {
        List<Socket> fillers = new ArrayList<>();
        // A listener that accepts nobody, with its queue full: what comes then gets no answer.
        try (Echo service = new Echo("127.0.0.2");
                ServerSocket dead = new ServerSocket(service.port(), 1, InetAddress.getByName("127.0.0.1"));
                OpenGate gate = gate(transport, Duration.ofSeconds(6), "127.0.0.1", "127.0.0.2")) {
            try {
                fill(dead, fillers);
                try (Talk client = ask(gate, service.port())) {
                    client.hearText("HTTP/1.1 200 Connection established\r\n\r\n")
                            .echo("at last");
                }
            } finally {
                for (Socket filler : fillers) {
                    filler.close();
                }
            }
        }
    }

    private static void fill(ServerSocket listener, List<Socket> fillers) throws Exception {
        for (int i = 0; i < 20; i++) {
            Socket socket = new Socket();
            fillers.add(socket);
            try {
                socket.connect(new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()), 300);
            } catch (java.net.SocketTimeoutException e) {
                return;
            }
        }
        throw new AssertionError("the queue of the listener is never full");
    }

    @Test
    void whenAllAreDeadTheLastSaysWhy() throws Exception {
        int closed;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = unused.getLocalPort();
        }
        try (OpenGate gate = gate(Transport.best(), Duration.ofSeconds(30), "127.0.0.1", "127.0.0.2");
                Talk client = ask(gate, closed)) {
            assertThat(client.rest()).startsWith("HTTP/1.1 502 ");
        }
    }

    @Test
    void forbiddenOnesAreLeftOut() throws Exception {
        try (Echo service = new Echo("127.0.0.1");
                OpenGate gate = gate(Transport.best(), Duration.ofSeconds(30), "0.0.0.0", "224.0.0.1", "127.0.0.1");
                Talk client = ask(gate, service.port())) {
            client.hearText("HTTP/1.1 200 Connection established\r\n\r\n").echo("the good one");
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void whatAClientSaysAndItsEndAreKeptWhileTheServiceIsDialled(Transport transport) throws Exception {
        // A service that does not answer until its queue has room again: until then nothing is there to relay to.
        List<Socket> fillers = new ArrayList<>();
        try (ServerSocket slow = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                OpenGate gate = new OpenGate(
                        transport,
                        OpenGate.relaySettings(),
                        new EntrySettings.Fixed(
                                "aim",
                                new InetSocketAddress("127.0.0.1", 0),
                                new org.sallyport.protocols.Address("127.0.0.1", slow.getLocalPort()),
                                null))) {
            fill(slow, fillers);
            try (Talk client =
                    new Talk(new Socket("127.0.0.1", gate.address("aim").getPort()))) {
                client.sayText("all I have to say");
                client.socket().shutdownOutput();
                try (Echo echo = new Echo(slow)) {
                    assertThat(client.rest()).isEqualTo("all I have to say");
                    assertThat(echo.accepted()).isPositive();
                }
            } finally {
                for (Socket filler : fillers) {
                    filler.close();
                }
            }
        }
    }
}
