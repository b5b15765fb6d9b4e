package org.sallyport.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sallyport.policy.Question;
import org.sallyport.policy.SeenFile;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.proxy.entry.OpenGate;

/** Files on one connection: so many at a time, and one that was broken off has no place any more. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InspectionsTest {

    private static final int MOST = 16;

    private final Rules rules = new Rules();
    private final List<Decision> counted = new CopyOnWriteArrayList<>();
    private ServerSocket service;
    private OpenGate gate;
    private Socket client;
    private Socket server;

    @BeforeEach
    void open() throws IOException {
        OpenGate.Inside inside = new OpenGate.Inside();
        inside.protocols = new Protocols(List.of(new Sevens()));
        inside.policy = rules;
        inside.meters = new Counting();
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

    private final class Counting implements RelayMeters {
        @Override
        public void decided(ImEvent event, Decision decision) {
            counted.add(decision);
        }
    }

    private void passes(String frame) throws IOException {
        say(frame);
        assertThat(server.getInputStream().readNBytes(Sevens.LENGTH))
                .asString(StandardCharsets.ISO_8859_1)
                .isEqualTo(frame);
    }

    private void say(String frame) throws IOException {
        client.getOutputStream().write(frame.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String piece(char kind, int file) {
        return "7" + kind + (char) ('A' + file) + "data";
    }

    @Test
    void oneFileTooManyIsRefusedAndCountedAndTheOthersGoOn() throws IOException {
        for (int i = 0; i < MOST; i++) {
            passes(piece('f', i));
        }
        say(piece('f', MOST));
        passes(piece('l', 0));

        assertThat(counted).filteredOn(Decision.Failed.class::isInstance).hasSize(1);
        // The whole one has left its place.
        passes(piece('f', MOST));
    }

    @Test
    void filesThatAreBrokenOffMakeRoomAndAreOnTheRecord() throws IOException {
        for (int i = 0; i < 3 * MOST; i++) {
            passes(piece('f', i));
            passes(piece('c', i));
        }
        passes(piece('l', 3 * MOST));

        assertThat(counted).noneMatch(Decision.Failed.class::isInstance);
        // What its end was decided on, and what was seen of it until then.
        assertThat(rules.asked())
                .filteredOn(question -> question.event() instanceof ImEvent.FileOffer offer
                        && offer.id().equals("f65")
                        && offer.step() == Step.CANCEL)
                .extracting(Question::file)
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    @Test
    void anEndThatIsNotLetPassEndsNothing() throws IOException {
        passes(piece('f', 0));
        rules.deny(question -> question.event() instanceof ImEvent.FileOffer offer
                && offer.step() == Step.CANCEL
                && question.file() == null);
        say(piece('c', 0));
        passes(piece('l', 0));

        assertThat(rules.asked())
                .extracting(Question::file)
                .filteredOn(Objects::nonNull)
                .extracting(SeenFile::sha256)
                .filteredOn(Objects::nonNull)
                // Of "data" twice.
                .containsExactly("d0b54a6b712cc633e4f9ca3ede91807eb23eaef271e165e4c245c4bf83c3385d");
    }
}
