package org.sallyport.proxy.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.policy.SeenFile;
import org.sallyport.policy.SeenFile.Scan.Result;
import org.sallyport.policy.rule.LexiconSource;
import org.sallyport.policy.rule.Rulebase;
import org.sallyport.policy.rule.RulebaseReader;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.proxy.entry.OpenGate;
import org.sallyport.proxy.entry.Transport;
import org.sallyport.proxy.testkit.Await;

/** Files that go from one client to another by MSNFTP, past real scanners and rules that ask about the bytes themselves. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PassingFileIT {

    private static final int BLOCK = 2_045;
    private static final String ALLOW_ALL = "version: 1\nrules:\n  - { name: all, then: allow }\n";

    @TempDir
    static Path folder;

    private static @Nullable Scanners scanners;

    private final OpenGate.Inside inside = new OpenGate.Inside();
    private final List<SeenFile> seen = new CopyOnWriteArrayList<>();
    private final List<Decision> decisions = new CopyOnWriteArrayList<>();
    private @Nullable OpenGate gate;

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeTrue(Scanners.installed(), "skipped: clamd or c-icap is not installed");
        scanners = new Scanners(folder);
    }

    @AfterAll
    static void stop() {
        if (scanners != null) {
            scanners.close();
        }
    }

    @AfterEach
    void close() throws Exception {
        if (gate != null) {
            gate.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"clamd", "icap"})
    void aFileThatNothingIsAgainstArrivesWhole(String kind) throws Exception {
        open(ALLOW_ALL, scanner(kind));
        byte[] file = random(100_000);

        assertThat(transfer(file)).isEqualTo(file);

        assertThat(seen).hasSize(2);
        assertThat(seen.getLast().sha256()).isEqualTo(sha256(file));
        assertThat(seen.getLast().scan()).isEqualTo(new SeenFile.Scan(Result.CLEAN, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"clamd", "icap"})
    void aVirusNeverArrivesWholeThoughNoRuleNamesIt(String kind) throws Exception {
        open(ALLOW_ALL, scanner(kind));
        byte[] file = random(50_000);
        byte[] virus = Scanners.VIRUS.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(virus, 0, file, 20_000, virus.length);

        byte[] arrived = transfer(file);

        assertThat(arrived.length).isLessThanOrEqualTo(file.length - 1);
        SeenFile.Scan scan = seen.getLast().scan();
        assertThat(scan).isNotNull();
        assertThat(scan.result()).isEqualTo(Result.INFECTED);
        assertThat(scan.detail()).contains(Scanners.NAME);
        assertThat(decisions.getLast().verdict().id()).isEqualTo("deny");
        assertThat(decisions.getLast().duties()).isNotEmpty();
    }

    @Test
    void aFileThatIsOnlyItsLastBlockIsHeldWhole() throws Exception {
        open(ALLOW_ALL, scanner("clamd"));
        assertThat(transfer(Scanners.VIRUS.getBytes(StandardCharsets.US_ASCII))).isEmpty();
    }

    @Test
    void aFileThatIsTooLargeToScanIsRefusedUnlessARuleSaysOtherwise() throws Exception {
        byte[] file = random(Scanners.LARGEST + 100_000);
        open(ALLOW_ALL, scanner("clamd"));
        assertThat(transfer(file).length).isLessThan(file.length);
        assertThat(result()).isEqualTo(Result.FAILED);

        close();
        open("""
                version: 1
                rules:
                  - { name: unscanned may pass, content: { file-scan: failed }, then: allow }
                  - { name: all, then: allow }
                """, scanner("clamd"));
        assertThat(transfer(file)).isEqualTo(file);
        assertThat(decisions.getLast().rules()).containsExactly("unscanned may pass");
    }

    @Test
    void aScannerThatIsNotThereIsNoReasonToLetThingsPass() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = socket.getLocalPort();
        }
        open(ALLOW_ALL, "clamd://127.0.0.1:" + nobody);
        assertThat(transfer(random(5_000)).length).isLessThan(5_000);
        assertThat(result()).isEqualTo(Result.FAILED);
    }

    @Test
    void aScannerThatNeverAnswersIsWaitedForOnlySoLong() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            open(ALLOW_ALL, "clamd://127.0.0.1:" + mute.getLocalPort());
            // More than the sockets on the way to it take: the file waits as well.
            byte[] file = random(20 << 20);
            assertThat(transfer(file).length).isLessThan(file.length);
            assertThat(result()).isEqualTo(Result.FAILED);
        }
    }

    @Test
    void aScannerThatTalksNonsenseHasNotScanned() throws Exception {
        try (ServerSocket odd = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = odd.accept()) {
                    socket.getOutputStream().write(new byte[100_000]);
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    // The gateway has hung up on it, as it should.
                }
            });
            open(ALLOW_ALL, "icap://127.0.0.1:" + odd.getLocalPort() + "/avscan");
            assertThat(transfer(random(5_000)).length).isLessThan(5_000);
            assertThat(result()).isEqualTo(Result.FAILED);
        }
    }

    @Test
    void aTransferThatBreaksOffLetsGoOfTheScanner() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            open(ALLOW_ALL, "clamd://127.0.0.1:" + mute.getLocalPort());
            try (ServerSocket service = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    Socket receiver = gate().socks("127.0.0.1", service.getLocalPort());
                    Socket sender = service.accept()) {
                agree(receiver, sender, 10_000);
                sender.getOutputStream().write(blocks(random(4_000), false));
                try (Socket scanned = mute.accept()) {
                    assertThat(scanned.getInputStream().readNBytes(9))
                            .asString(StandardCharsets.US_ASCII)
                            .isEqualTo("zINSTREAM");
                    sender.shutdownOutput();
                    receiver.shutdownOutput();
                    assertThat(scanned.getInputStream().readAllBytes()).hasSizeLessThan(10_000);
                    Await.until("it is on the record", () -> seen.stream().anyMatch(SeenFile::isSuspect));
                }
            }
        }
    }

    @Test
    void aProgramIsOneWhateverItIsCalled() throws Exception {
        open("""
                version: 1
                rules:
                  - { name: no programs, feature: file-transfer, content: { file-type: program }, then: deny }
                  - { name: all, then: allow }
                """, null);
        byte[] program = random(30_000);
        program[0] = 'M';
        program[1] = 'Z';

        assertThat(transfer(program).length).isLessThan(BLOCK);
        assertThat(decisions.getLast().rules()).containsExactly("no programs");
        assertThat(transfer("%PDF-1.4\n% a document".getBytes(StandardCharsets.US_ASCII)))
                .isNotEmpty();
        assertThat(seen.getLast().type()).isEqualTo("application/pdf");
    }

    @Test
    void aFileOnAListOfHashesLacksItsEnd() throws Exception {
        byte[] file = random(10_000);
        open("""
                version: 1
                rules:
                  - { name: known bad, content: { file-hash: %s }, then: deny }
                  - { name: all, then: allow }
                """.formatted(sha256(file)), null);
        assertThat(transfer(file).length).isLessThan(file.length);
        file[0]++;
        assertThat(transfer(file)).isEqualTo(file);
    }

    private @Nullable Result result() {
        SeenFile.Scan scan = seen.getLast().scan();
        return scan == null ? null : scan.result();
    }

    private String scanner(String kind) {
        Scanners there = Objects.requireNonNull(scanners);
        return kind.equals("clamd")
                ? "clamd://127.0.0.1:" + there.clamdPort
                : "icap://127.0.0.1:" + there.icapPort + "/avscan";
    }

    private void open(String policy, @Nullable String scanner) throws IOException {
        seen.clear();
        Rulebase rulebase = ((RulebaseReader.Result.Valid)
                        RulebaseReader.read("policy.yaml", policy, LexiconSource.NONE))
                .rulebase();
        inside.policy = question -> {
            Decision decision = rulebase.decide(question);
            if (question.file() != null) {
                seen.add(question.file());
            }
            decisions.add(decision);
            return decision;
        };
        inside.scanner = scanner == null
                ? null
                : ScanSettings.of(scanner, Duration.ofSeconds(3))
                        .open(Transport.best().channel());
        gate = new OpenGate(OpenGate.relaySettings(), inside);
    }

    private OpenGate gate() {
        return Objects.requireNonNull(gate);
    }

    /** What arrives of a file at the other end. */
    private byte[] transfer(byte[] file) throws Exception {
        try (ServerSocket service = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket receiver = gate().socks("127.0.0.1", service.getLocalPort());
                Socket sender = service.accept()) {
            agree(receiver, sender, file.length);
            CompletableFuture<byte[]> arrives = CompletableFuture.supplyAsync(() -> arriving(receiver, file.length));
            try {
                sender.getOutputStream().write(blocks(file, true));
            } catch (IOException e) {
                // Refused while it was still being sent.
            }
            byte[] arrived = arrives.join();
            Await.until("the end was decided on", () -> !seen.isEmpty());
            return arrived;
        }
    }

    private static void agree(Socket receiver, Socket sender, int size) throws IOException {
        say(receiver, "VER MSNFTP\r\n");
        assertThat(line(sender)).isEqualTo("VER MSNFTP");
        say(sender, "VER MSNFTP\r\n");
        assertThat(line(receiver)).isEqualTo("VER MSNFTP");
        say(receiver, "USR bob@example.com 12345\r\n");
        assertThat(line(sender)).startsWith("USR bob");
        say(sender, "FIL " + size + "\r\n");
        assertThat(line(receiver)).startsWith("FIL");
        say(receiver, "TFR\r\n");
        assertThat(line(sender)).isEqualTo("TFR");
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
    }

    private static String line(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = socket.getInputStream().read();
                c != '\n';
                c = socket.getInputStream().read()) {
            assertThat(c).isGreaterThanOrEqualTo(0);
            line.append((char) c);
        }
        return line.toString().strip();
    }

    private static byte[] blocks(byte[] file, boolean whole) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < file.length; at += BLOCK) {
            int length = Math.min(BLOCK, file.length - at);
            out.write(0);
            out.write(length & 0xff);
            out.write(length >> 8);
            out.write(file, at, length);
        }
        if (whole) {
            out.writeBytes(new byte[] {1, 0, 0});
        }
        return out.toByteArray();
    }

    private static byte[] arriving(Socket receiver, int size) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try {
            InputStream in = receiver.getInputStream();
            while (file.size() < size) {
                byte[] head = in.readNBytes(3);
                if (head.length < 3) {
                    break;
                }
                file.writeBytes(in.readNBytes((head[1] & 0xff) | (head[2] & 0xff) << 8));
            }
        } catch (IOException e) {
            // It ends here.
        }
        return file.toByteArray();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        Arrays.fill(bytes, 0, Math.min(length, 4), (byte) 0xf7);
        return bytes;
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
