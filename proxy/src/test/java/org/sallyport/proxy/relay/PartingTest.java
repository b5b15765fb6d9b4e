package org.sallyport.proxy.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.entry.OpenGate;

/** Whoever is put out reads why, however much they are saying themselves; and what went on before arrives as well. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PartingTest {

    /** More than all buffers on the way take. */
    private static final byte[] MUCH =
            "7p00000".repeat(4 << 20).substring(0, 16 << 20).getBytes(US_ASCII);

    private final CountDownLatch closed = new CountDownLatch(1);
    private OpenGate gate;
    private ServerSocket service;
    private Socket client;
    private Socket server;

    @BeforeEach
    void open() throws IOException {
        Rules rules = new Rules();
        rules.forbid(question -> question.event() instanceof ImEvent.Unclassified);
        OpenGate.Inside inside = new OpenGate.Inside();
        inside.protocols = new Protocols(List.of(new Sevens()));
        inside.policy = rules;
        inside.meters = new Ends();
        gate = new OpenGate(OpenGate.relaySettings(), inside);
        service = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        client = gate.socks("127.0.0.1", service.getLocalPort());
        server = service.accept();
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        server.close();
        service.close();
        gate.close();
    }

    private final class Ends implements RelayMeters {
        @Override
        public void closed(String entry) {
            closed.countDown();
        }
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    @RepeatedTest(5)
    void theLastWordsArriveWhileTheClientIsStillTalking() throws Exception {
        say(client, "7w00000");
        client.getOutputStream().write(MUCH);
        assertThat(new String(client.getInputStream().readAllBytes(), US_ASCII)).isEqualTo(Sevens.LAST_WORDS);
    }

    @RepeatedTest(5)
    void whatWentOnBeforeArrivesWhileTheServiceIsTalking() throws Exception {
        say(client, "7p11111");
        assertThat(new String(server.getInputStream().readNBytes(7), US_ASCII)).isEqualTo("7p11111");
        Thread talk = Thread.ofVirtual().start(() -> talk(server));
        Thread.ofVirtual().start(() -> hear(client));
        say(client, "7p22222" + "7w00000");
        assertThat(new String(server.getInputStream().readAllBytes(), US_ASCII)).isEqualTo("7p22222");
        server.close();
        talk.join();
    }

    /** Says much, until that is no longer possible. */
    private static void talk(Socket socket) {
        try {
            while (true) {
                socket.getOutputStream().write(MUCH);
            }
        } catch (IOException e) {
            // The other end is gone, as it should be.
        }
    }

    /** Hears all there is to hear. */
    private static void hear(Socket socket) {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The test is over.
        }
    }

    @Test
    void aConnectionIsOverOnceTheLastWordsAreOut() throws Exception {
        say(client, "7w00000");
        // Neither end has closed anything.
        closed.await();
        assertThat(new String(client.getInputStream().readAllBytes(), US_ASCII)).isEqualTo(Sevens.LAST_WORDS);
        assertThat(server.getInputStream().read()).isEqualTo(-1);
    }
}
