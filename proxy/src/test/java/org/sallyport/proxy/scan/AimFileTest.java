package org.sallyport.proxy.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sallyport.policy.SeenFile;
import org.sallyport.policy.rule.LexiconSource;
import org.sallyport.policy.rule.Rulebase;
import org.sallyport.policy.rule.RulebaseReader;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.proxy.entry.OpenGate;
import org.sallyport.proxy.testkit.Await;

/** Files that go from one AIM client to another (OFT), through a gateway whose rules ask about the bytes themselves. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AimFileTest {

    private static final int HEADER = 256;
    private static final int PROMPT = 0x0101;
    private static final int ACCEPTED = 0x0202;
    private static final int DONE = 0x0204;

    private static final String NO_PROGRAMS = """
            version: 1
            rules:
              - { name: no programs, feature: file-transfer, content: { file-type: program }, then: deny }
              - { name: all, then: allow }
            """;

    private final OpenGate.Inside inside = new OpenGate.Inside();
    private final List<SeenFile> seen = new CopyOnWriteArrayList<>();
    private final List<Decision> decisions = new CopyOnWriteArrayList<>();

    /** Two files on one connection: what the first is, is known when it has come, and the second is stopped as it begins. */
    @Test
    void eachFileIsJudgedByWhatItIs() throws Exception {
        byte[] document = bytes(40_000, "%PDF-1.4\n% a document");
        byte[] program = bytes(40_000, "MZ");
        try (OpenGate gate = gate();
                ServerSocket there = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket receiver = gate.socks("127.0.0.1", there.getLocalPort());
                Socket sender = there.accept()) {
            agree(sender, receiver, "plan.txt", document.length);
            sender.getOutputStream().write(document);
            assertThat(receiver.getInputStream().readNBytes(document.length)).isEqualTo(document);
            assertThat(seen).extracting(SeenFile::type).containsOnly("application/pdf");
            assertThat(seen.getLast().sha256()).isEqualTo(sha256(document));
            receiver.getOutputStream().write(header(DONE, "plan.txt", document.length));
            assertThat(type(sender)).isEqualTo(DONE);

            agree(sender, receiver, "holiday.jpg", program.length);
            try {
                sender.getOutputStream().write(program);
            } catch (SocketException e) {
                // Refused while it was still being sent.
            }
            assertThat(rest(receiver)).isEmpty();
            Await.until("it was refused", () -> decisions.getLast().rules().equals(List.of("no programs")));
        }
    }

    private OpenGate gate() throws IOException {
        Rulebase rulebase = ((RulebaseReader.Result.Valid)
                        RulebaseReader.read("policy.yaml", NO_PROGRAMS, LexiconSource.NONE))
                .rulebase();
        inside.policy = question -> {
            Decision decision = rulebase.decide(question);
            if (question.file() != null) {
                seen.add(question.file());
            }
            decisions.add(decision);
            return decision;
        };
        return new OpenGate(OpenGate.relaySettings(), inside);
    }

    private static void agree(Socket sender, Socket receiver, String name, int size) throws IOException {
        sender.getOutputStream().write(header(PROMPT, name, size));
        assertThat(type(receiver)).isEqualTo(PROMPT);
        receiver.getOutputStream().write(header(ACCEPTED, name, size));
        assertThat(type(sender)).isEqualTo(ACCEPTED);
    }

    private static byte[] header(int type, String name, int size) {
        return ByteBuffer.allocate(HEADER)
                .put(0, "OFT2".getBytes(StandardCharsets.US_ASCII))
                .putShort(4, (short) HEADER)
                .putShort(6, (short) type)
                .putLong(8, type == PROMPT ? 0 : 0x3132_3334_3536_3700L)
                .putInt(28, size)
                .putInt(32, size)
                .put(192, name.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    private static int type(Socket socket) throws IOException {
        byte[] header = socket.getInputStream().readNBytes(HEADER);
        assertThat(header).hasSize(HEADER);
        return ByteBuffer.wrap(header).getShort(6);
    }

    private static byte[] rest(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (SocketException e) {
            return new byte[0];
        }
    }

    private static byte[] bytes(int length, String beginning) {
        byte[] bytes = new byte[length];
        byte[] first = beginning.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(first, 0, bytes, 0, first.length);
        return bytes;
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
