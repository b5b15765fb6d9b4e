package org.sallyport.proxy.scan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.policy.Question;
import org.sallyport.policy.SeenFile;
import org.sallyport.policy.SeenFile.Scan.Result;
import org.sallyport.policy.rule.LexiconSource;
import org.sallyport.policy.rule.Rulebase;
import org.sallyport.policy.rule.RulebaseReader;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.proxy.entry.OpenGate;
import org.sallyport.proxy.entry.Transport;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.Dialer;
import org.sallyport.proxy.testkit.YmsgClient;
import org.sallyport.proxy.testkit.YmsgPacket;
import org.sallyport.proxy.testkit.YmsgService;

/**
 * Yahoo!'s files, which go by HTTP: to a drop box, a relay and a peer that are real HTTP servers, past a real scanner and rules
 * that ask about the bytes themselves. {@code proxy} names a server in each request, {@code direct} dials its address.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class YahooFileIT {

    private static final String ALLOW_ALL = "version: 1\nrules:\n  - { name: all, then: allow }\n";
    private static final String HOST = "filetransfer.msg.yahoo.com";

    /** {@code 29}, and the separator behind it. */
    private static final byte[] FILE_KEY = {'2', '9', (byte) 0xC0, (byte) 0x80};

    @TempDir
    static Path folder;

    private static @Nullable Scanners scanners;

    private final OpenGate.Inside inside = new OpenGate.Inside();
    private final Queue<Question> asked = new ConcurrentLinkedQueue<>();
    private final List<Decision> decisions = new CopyOnWriteArrayList<>();

    /** What has come to the servers, request by request. */
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    private @Nullable HttpServer server;
    private @Nullable OpenGate gate;
    private byte[] stored = {};
    private boolean lengthSaid = true;

    private static final class Request {
        private final String target;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private volatile boolean whole;
        private volatile boolean over;

        Request(String target) {
            this.target = target;
        }

        byte[] file() {
            byte[] all = body.toByteArray();
            for (int i = 0; i + FILE_KEY.length <= all.length; i++) {
                if (Arrays.equals(all, i, i + FILE_KEY.length, FILE_KEY, 0, FILE_KEY.length)) {
                    return Arrays.copyOfRange(all, i + FILE_KEY.length, all.length);
                }
            }
            return all;
        }
    }

    private static final class Answer {
        private final int status;
        private final byte[] body;

        Answer(int status, byte[] body) {
            this.status = status;
            this.body = body;
        }

        int status() {
            return status;
        }

        String text() {
            return new String(body, ISO_8859_1);
        }

        byte[] body() {
            return body;
        }
    }

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

    @BeforeEach
    void serve() throws IOException {
        HttpServer opened = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        opened.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        opened.createContext("/", this::answer);
        opened.start();
        server = opened;
    }

    @AfterEach
    void close() {
        if (gate != null) {
            gate.close();
            gate = null;
        }
        if (server != null) {
            server.stop(0);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        Request request = new Request(exchange.getRequestURI().toString());
        requests.add(request);
        try (exchange;
                InputStream body = exchange.getRequestBody()) {
            byte[] buffer = new byte[4_096];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                request.body.write(buffer, 0, n);
            }
            request.whole = true;
            if (exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(200, lengthSaid ? stored.length : 0);
                exchange.getResponseBody().write(stored);
            } else {
                exchange.sendResponseHeaders(200, -1);
            }
        } finally {
            request.over = true;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy", "direct"})
    void anUploadThatNothingIsAgainstArrivesWhole(String way) throws Exception {
        open(ALLOW_ALL, true);
        byte[] file = random(300_000);
        file[0] = '%';
        System.arraycopy("%PDF-1.4\n".getBytes(US_ASCII), 0, file, 0, 9);

        assertThat(upload(way, "plan.pdf", file).status()).isEqualTo(200);

        assertThat(requests).hasSize(1);
        assertThat(requests.getFirst().target).isEqualTo("/notifyft");
        assertThat(requests.getFirst().file()).isEqualTo(file);
        List<ImEvent.FileOffer> offers = offers();
        assertThat(offers).extracting(ImEvent.FileOffer::step).containsExactly(Step.PROPOSE, Step.SEEN, Step.SEEN);
        assertThat(offers).allSatisfy(offer -> {
            assertThat(offer.flow()).isEqualTo(Flow.OUTBOUND);
            assertThat(Objects.requireNonNull(offer.from()).normalized()).isEqualTo("alice");
            assertThat(offer.to())
                    .singleElement()
                    .satisfies(to -> assertThat(to.normalized()).isEqualTo("bob"));
            assertThat(offer.files()).containsExactly(new FileInfo("plan.pdf", file.length, 1));
        });
        SeenFile seen = lastSeen();
        assertThat(seen.type()).isEqualTo("application/pdf");
        assertThat(seen.sha256()).isEqualTo(sha256(file));
        assertThat(seen.scan()).isEqualTo(new SeenFile.Scan(Result.CLEAN, ""));
        assertThat(asked).noneMatch(question -> question.event() instanceof ImEvent.Unread);
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy", "direct"})
    void aVirusIsRefusedAndNeverThereWhole(String way) throws Exception {
        open(ALLOW_ALL, true);
        byte[] file = infected(300_000);

        assertThat(upload(way, "game.bin", file).status()).isEqualTo(403);

        Await.until("the server has noticed", () -> requests.stream().allMatch(request -> request.over));
        assertThat(requests).allSatisfy(request -> {
            assertThat(request.whole).isFalse();
            assertThat(request.file().length).isLessThan(file.length);
        });
        assertThat(Objects.requireNonNull(lastSeen().scan()).result()).isEqualTo(Result.INFECTED);
        assertThat(decisions.getLast().verdict().id()).isEqualTo("deny");
        assertThat(decisions.getLast().duties()).isNotEmpty();
    }

    @Test
    void aVirusInOnePieceReachesNobody() throws Exception {
        open(ALLOW_ALL, true);
        assertThat(upload("proxy", "a.txt", Scanners.VIRUS.getBytes(US_ASCII)).status())
                .isEqualTo(403);
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy", "direct"})
    void anUploadThatIsNotAllowedIsAnsweredSo(String way) throws Exception {
        open("""
            version: 1
            rules:
              - { name: no files, feature: file-transfer, then: deny, notice: No files here. }
              - { name: all, then: allow }
            """, false);
        Answer answer = upload(way, "a.txt", random(200_000));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).isEqualTo("No files here.");
        assertThat(requests).isEmpty();
        assertThat(decisions).hasSize(1);
    }

    @Test
    void aProgramIsOneWhateverItIsCalled() throws Exception {
        open("""
            version: 1
            rules:
              - { name: no programs, feature: file-transfer, content: { file-type: program }, then: deny }
              - { name: all, then: allow }
            """, false);
        byte[] program = random(100_000);
        program[0] = 'M';
        program[1] = 'Z';
        assertThat(upload("proxy", "holiday.jpg", program).status()).isEqualTo(403);
        assertThat(requests).isEmpty();
        assertThat(decisions.getLast().rules()).containsExactly("no programs");
    }

    @Test
    void oneConnectionTakesManyFiles() throws Exception {
        open(ALLOW_ALL, true);
        try (Socket client = dial("proxy")) {
            for (int i = 1; i <= 3; i++) {
                byte[] file = random(50_000 * i);
                Answer answer = post(client, "proxy", "HTTP/1.1", "/notifyft", packet("a" + i, file.length), file);
                assertThat(answer.status()).isEqualTo(200);
                assertThat(requests.getLast().file()).isEqualTo(file);
            }
        }
        assertThat(requests).hasSize(3);
    }

    @Test
    void aLongFileWaitsForNobody() throws Exception {
        open(ALLOW_ALL, false);
        byte[] file = random(20 << 20);
        assertThat(upload("direct", "film.avi", file).status()).isEqualTo(200);
        assertThat(requests.getFirst().file()).isEqualTo(file);
        stored = file;
        announce("http://" + HOST + ":" + port() + "/film.avi");
        assertThat(get("direct", "/film.avi").body()).isEqualTo(file);
        assertThat(lastSeen().sha256()).isEqualTo(sha256(file));
    }

    @Test
    void anUploadThatBreaksOffIsOnTheRecord() throws Exception {
        open(ALLOW_ALL, true);
        byte[] file = random(100_000);
        try (Socket client = dial("proxy")) {
            client.getOutputStream()
                    .write(head(
                            "proxy", "POST", "HTTP/1.0", "/notifyft", packet("a", file.length).length + file.length));
            client.getOutputStream().write(packet("a", file.length));
            client.getOutputStream().write(file, 0, 60_000);
            Await.until("its beginning was seen", () -> asked.stream().anyMatch(q -> q.file() != null));
        }
        Await.until(
                "nothing is left of it",
                () -> gate().services()
                        .signedOn()
                        .of(Objects.requireNonNull(offers().getFirst().from()))
                        .isEmpty());
        assertThat(requests).noneMatch(request -> request.whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy", "direct"})
    void aFileIsFetchedFromTheDropBox(String way) throws Exception {
        open(ALLOW_ALL, true);
        stored = random(200_000);
        announce("http://" + HOST + ":" + port() + "/u/.tmp/c.exe?sig=a%2Fb");

        Answer answer = get(way, "/u/.tmp/c.exe?sig=a%2Fb");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(stored);
        ImEvent.FileOffer last = offers().getLast();
        assertThat(last.flow()).isEqualTo(Flow.INBOUND);
        assertThat(Objects.requireNonNull(last.from()).normalized()).isEqualTo("carol");
        assertThat(last.to())
                .singleElement()
                .satisfies(to -> assertThat(to.normalized()).isEqualTo("bob"));
        assertThat(last.files()).containsExactly(new FileInfo("c.exe", 7, 1));
        assertThat(lastSeen().sha256()).isEqualTo(sha256(stored));
        assertThat(lastSeen().scan()).isEqualTo(new SeenFile.Scan(Result.CLEAN, ""));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aVirusThatIsFetchedLacksItsEnd(boolean length) throws Exception {
        open(ALLOW_ALL, true);
        lengthSaid = length;
        stored = infected(200_000);
        announce("http://" + HOST + ":" + port() + "/c.exe");
        assertThat(get("proxy", "/c.exe").body().length).isLessThan(stored.length);
        assertThat(Objects.requireNonNull(lastSeen().scan()).result()).isEqualTo(Result.INFECTED);

        stored = Scanners.VIRUS.getBytes(US_ASCII);
        assertThat(get("direct", "/c.exe").status()).isEqualTo(403);

        stored = random(200_000);
        assertThat(get("proxy", "/c.exe").body()).isEqualTo(stored);
        assertThat(get("direct", "/c.exe").body()).isEqualTo(stored);
    }

    /** What a client has the beginning of already tells nothing: it gets all of the file. */
    @Test
    void aFileIsFetchedWholeOrNotAtAll() throws Exception {
        open(ALLOW_ALL, true);
        stored = random(10_000);
        announce("http://" + HOST + ":" + port() + "/c.exe");
        try (Socket client = dial("proxy")) {
            String head = new String(head("proxy", "GET", "HTTP/1.1", "/c.exe", -1), ISO_8859_1);
            client.getOutputStream()
                    .write(head.replace("\r\n\r\n", "\r\nRange: bytes=5000-\r\nAccept-Encoding: gzip\r\n\r\n")
                            .getBytes(ISO_8859_1));
            assertThat(read(client).body()).isEqualTo(stored);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy", "direct"})
    void theRelayTakesFilesBothWays(String way) throws Exception {
        open(ALLOW_ALL, true);
        stored = random(100_000);
        byte[] file = random(120_000);
        try (YmsgService service = YmsgService.start();
                YmsgClient bob = signOn(service)) {
            push(
                    service,
                    bob,
                    packet(0xDC, "X")
                            .with(222, "1")
                            .with(266, "1")
                            .with(302, "268")
                            .with(300, "268")
                            .with(27, "c.exe")
                            .with(28, "100000")
                            .with(301, "268")
                            .with(303, "268"));
            push(
                    service,
                    bob,
                    packet(0xDD, "X")
                            .with(27, "c.exe")
                            .with(249, "3")
                            .with(250, "127.0.0.1")
                            .with(251, "tok=1"));
            push(
                    service,
                    bob,
                    packet(0xDE, "Y").with(27, "a.txt").with(249, "3").with(251, "tok=2"));
        }
        try (Socket client = dial(way)) {
            String target = "/relay?token=tok%3D1&sender=carol&recver=bob";
            client.getOutputStream().write(head(way, "HEAD", "HTTP/1.1", target, -1));
            assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 200");
            assertThat(offers()).isEmpty();
            client.getOutputStream().write(head(way, "GET", "HTTP/1.1", target, -1));
            assertThat(read(client).body()).isEqualTo(stored);
        }
        assertThat(offers().getLast().files()).containsExactly(new FileInfo("c.exe", 100_000, 1));
        assertThat(lastSeen().scan()).isEqualTo(new SeenFile.Scan(Result.CLEAN, ""));

        try (Socket client = dial(way)) {
            String target = "/relay?token=tok%3D2&sender=bob&recver=carol";
            assertThat(post(client, way, "HTTP/1.1", target, new byte[0], file).status())
                    .isEqualTo(200);
        }
        assertThat(requests.getLast().file()).isEqualTo(file);
        assertThat(offers().getLast().files()).containsExactly(new FileInfo("a.txt", 120_000, 1));
        assertThat(Objects.requireNonNull(offers().getLast().from()).normalized())
                .isEqualTo("bob");

        try (Socket client = dial(way)) {
            String target = "/relay?token=tok%3D2&sender=bob&recver=carol";
            assertThat(post(client, way, "HTTP/1.1", target, new byte[0], infected(120_000))
                            .status())
                    .isEqualTo(403);
        }
        assertThat(requests.stream().filter(request -> request.whole)).hasSize(3);
    }

    @Test
    void aFileIsFetchedFromAPeer() throws Exception {
        open(ALLOW_ALL, true);
        stored = infected(100_000);
        try (YmsgService service = YmsgService.start();
                YmsgClient bob = signOn(service)) {
            push(
                    service,
                    bob,
                    YmsgPacket.of(0x4D, 1)
                            .with(5, "bob")
                            .with(4, "carol")
                            .with(49, "FILEXFER")
                            .with(13, "1")
                            .with(20, "http://127.0.0.1:" + port() + "/Messenger.x?AppID=y")
                            .with(27, "c.exe")
                            .with(28, "100000")
                            .with(53, "t2"));
        }
        try (Socket client = gate().socks("127.0.0.1", port())) {
            client.setSoTimeout(30_000);
            client.getOutputStream()
                    .write(("GET /Messenger.x?AppID=y HTTP/1.0\r\nHost: 127.0.0.1:" + port() + "\r\n\r\n")
                            .getBytes(US_ASCII));
            assertThat(read(client).body().length).isLessThan(stored.length);
        }
        assertThat(lastSeen().isSuspect()).isTrue();
    }

    @Test
    void whatNobodyAnnouncedIsAnyPage() throws Exception {
        open(ALLOW_ALL, true);
        stored = infected(1_000);
        assertThat(get("direct", "/index.html").body()).isEqualTo(stored);
        assertThat(offers()).isEmpty();
    }

    // The two on the service's own connection.

    private YmsgClient signOn(YmsgService service) throws Exception {
        YmsgClient bob = YmsgClient.signOn(
                Dialer.socks5(gate().address("proxy")),
                new Address("scsa.msg.yahoo.com", service.port()),
                "bob",
                YmsgClient.V12);
        Await.until("bob is online", () -> service.isOnline("bob"));
        return bob;
    }

    private static YmsgPacket packet(int service, String transfer) {
        return YmsgPacket.of(service, 1).with(4, "carol").with(5, "bob").with(265, transfer);
    }

    private static void push(YmsgService service, YmsgClient to, YmsgPacket packet) throws Exception {
        service.push("bob", packet);
        to.expect("the packet", there -> there.service() == packet.service());
    }

    /** Carol has put a file there for Bob. */
    private void announce(String url) throws Exception {
        try (YmsgService service = YmsgService.start();
                YmsgClient bob = signOn(service)) {
            push(
                    service,
                    bob,
                    YmsgPacket.of(0x46, 1)
                            .with(4, "carol")
                            .with(5, "bob")
                            .with(14, "for you")
                            .with(27, "c.exe")
                            .with(28, "7")
                            .with(38, "604800")
                            .with(20, url));
        }
    }

    // The client's requests.

    /** What stands before a file for the drop box, as clients write it. */
    private static byte[] packet(String name, int size) {
        String pairs = "0\u00c0\u0080alice\u00c0\u00805\u00c0\u0080bob\u00c0\u008014\u00c0\u0080\u00c0\u0080"
                + "27\u00c0\u0080" + name + "\u00c0\u008028\u00c0\u0080" + size + "\u00c0\u008029\u00c0\u0080";
        return ("YMSG\0\u000c\0\0\0" + (char) pairs.length() + "\0F\0\0\0\0\0\0\0\u0007" + pairs).getBytes(ISO_8859_1);
    }

    private Answer upload(String way, String name, byte[] file) throws Exception {
        try (Socket client = dial(way)) {
            return post(client, way, "HTTP/1.0", "/notifyft", packet(name, file.length), file);
        }
    }

    private Answer get(String way, String target) throws Exception {
        try (Socket client = dial(way)) {
            client.getOutputStream().write(head(way, "GET", "HTTP/1.1", target, -1));
            return read(client);
        }
    }

    private Answer post(Socket client, String way, String version, String target, byte[] packet, byte[] file)
            throws Exception {
        client.getOutputStream().write(head(way, "POST", version, target, packet.length + file.length));
        try {
            client.getOutputStream().write(packet);
            client.getOutputStream().write(file);
        } catch (IOException e) {
            // Refused while it was still being sent.
        }
        return read(client);
    }

    private byte[] head(String way, String method, String version, String target, int length) {
        String authority = HOST + ":" + port();
        return (method + " " + (way.equals("proxy") ? "http://" + authority : "") + target + " " + version
                        + "\r\nCookie: Y=v=1; T=z=1\r\nHost: " + authority + "\r\n"
                        + (length < 0 ? "" : "Content-length: " + length + "\r\n") + "\r\n")
                .getBytes(US_ASCII);
    }

    private Socket dial(String way) throws IOException {
        Socket socket;
        if (way.equals("direct")) {
            socket = gate().socks("127.0.0.1", port());
        } else {
            socket = new Socket();
            socket.connect(gate().address("proxy"), 5_000);
        }
        socket.setSoTimeout(60_000);
        return socket;
    }

    /** An answer, or as much of it as comes. */
    private static Answer read(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        String head = readHead(in);
        int status = Integer.parseInt(head.substring(9, 12));
        String fields = head.toLowerCase(Locale.ROOT);
        byte[] body;
        int length = fields.indexOf("content-length:");
        if (length >= 0) {
            int end = fields.indexOf("\r\n", length);
            body = in.readNBytes(
                    Integer.parseInt(fields.substring(length + 15, end).strip()));
        } else {
            body = fields.contains("transfer-encoding: chunked") ? chunks(in) : in.readAllBytes();
        }
        return new Answer(status, body);
    }

    private static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            assertThat(c).as("an answer").isGreaterThanOrEqualTo(0);
            head.append((char) c);
        }
        return head.toString();
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    return all.toByteArray();
                }
                line.append((char) c);
            }
            int size = Integer.parseInt(line.toString().strip(), 16);
            all.writeBytes(in.readNBytes(size));
            in.readNBytes(2);
            if (size == 0) {
                return all.toByteArray();
            }
        }
    }

    // The gate.

    private void open(String policy, boolean scanned) throws IOException {
        Rulebase rulebase = ((RulebaseReader.Result.Valid)
                        RulebaseReader.read("policy.yaml", policy, LexiconSource.NONE))
                .rulebase();
        inside.resolveToLoopback();
        inside.catalogue = address -> address.host().endsWith("yahoo.com") ? new ServiceId("yahoo") : ServiceId.UNKNOWN;
        inside.policy = question -> {
            Decision decision = rulebase.decide(question);
            asked.add(question);
            decisions.add(decision);
            return decision;
        };
        inside.scanner = scanned
                ? ScanSettings.of(
                                "clamd://127.0.0.1:" + Objects.requireNonNull(scanners).clamdPort,
                                Duration.ofSeconds(30))
                        .open(Transport.best().channel())
                : null;
        gate = new OpenGate(OpenGate.relaySettings(), inside);
    }

    private OpenGate gate() {
        return Objects.requireNonNull(gate);
    }

    private int port() {
        return Objects.requireNonNull(server).getAddress().getPort();
    }

    /** What was asked about files, but for what the service's own connection said of them. */
    private List<ImEvent.FileOffer> offers() {
        return asked.stream()
                .filter(question -> question.protocol().value().equals("ymsg-file"))
                .map(Question::event)
                .filter(ImEvent.FileOffer.class::isInstance)
                .map(ImEvent.FileOffer.class::cast)
                .toList();
    }

    private SeenFile lastSeen() {
        return asked.stream()
                .map(Question::file)
                .filter(Objects::nonNull)
                .reduce((before, after) -> after)
                .orElseThrow();
    }

    private static byte[] infected(int length) {
        byte[] file = random(length);
        byte[] virus = Scanners.VIRUS.getBytes(US_ASCII);
        System.arraycopy(virus, 0, file, length / 2, virus.length);
        return file;
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
