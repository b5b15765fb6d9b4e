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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.policy.Question;
import org.sallyport.policy.SeenFile;
import org.sallyport.policy.rule.LexiconSource;
import org.sallyport.policy.rule.Rulebase;
import org.sallyport.policy.rule.RulebaseReader;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.event.ImEvent;
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
abstract class YahooFileTrial {

    static final String ALLOW_ALL = "version: 1\nrules:\n  - { name: all, then: allow }\n";
    static final String HOST = "filetransfer.msg.yahoo.com";

    /** {@code 29}, and the separator behind it. */
    static final byte[] FILE_KEY = {'2', '9', (byte) 0xC0, (byte) 0x80};

    @TempDir
    static Path folder;

    private static @Nullable Scanners scanners;

    final OpenGate.Inside inside = new OpenGate.Inside();
    final Queue<Question> asked = new ConcurrentLinkedQueue<>();
    final List<Decision> decisions = new CopyOnWriteArrayList<>();

    /** What has come to the servers, request by request. */
    final List<Request> requests = new CopyOnWriteArrayList<>();

    @Nullable HttpServer server;

    @Nullable OpenGate gate;

    byte[] stored = {};
    boolean lengthSaid = true;

    static final class Request {
        final String target;
        final ByteArrayOutputStream body = new ByteArrayOutputStream();
        volatile boolean whole;
        volatile boolean over;

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

    static final class Answer {
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

    void answer(HttpExchange exchange) throws IOException {
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

    // The two on the service's own connection.

    YmsgClient signOn(YmsgService service) throws Exception {
        YmsgClient bob = YmsgClient.signOn(
                Dialer.socks5(gate().address("proxy")),
                new Address("scsa.msg.yahoo.com", service.port()),
                "bob",
                YmsgClient.V12);
        Await.until("bob is online", () -> service.isOnline("bob"));
        return bob;
    }

    static YmsgPacket packet(int service, String transfer) {
        return YmsgPacket.of(service, 1).with(4, "carol").with(5, "bob").with(265, transfer);
    }

    static void push(YmsgService service, YmsgClient to, YmsgPacket packet) throws Exception {
        service.push("bob", packet);
        to.expect("the packet", there -> there.service() == packet.service());
    }

    /** Carol has put a file there for Bob. */
    void announce(String url) throws Exception {
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
    static byte[] packet(String name, int size) {
        String pairs = "0\u00c0\u0080alice\u00c0\u00805\u00c0\u0080bob\u00c0\u008014\u00c0\u0080\u00c0\u0080"
                + "27\u00c0\u0080" + name + "\u00c0\u008028\u00c0\u0080" + size + "\u00c0\u008029\u00c0\u0080";
        return ("YMSG\0\u000c\0\0\0" + (char) pairs.length() + "\0F\0\0\0\0\0\0\0\u0007" + pairs).getBytes(ISO_8859_1);
    }

    Answer upload(String way, String name, byte[] file) throws Exception {
        try (Socket client = dial(way)) {
            return post(client, way, "HTTP/1.0", "/notifyft", packet(name, file.length), file);
        }
    }

    Answer get(String way, String target) throws Exception {
        try (Socket client = dial(way)) {
            client.getOutputStream().write(head(way, "GET", "HTTP/1.1", target, -1));
            return read(client);
        }
    }

    Answer post(Socket client, String way, String version, String target, byte[] packet, byte[] file) throws Exception {
        client.getOutputStream().write(head(way, "POST", version, target, packet.length + file.length));
        try {
            client.getOutputStream().write(packet);
            client.getOutputStream().write(file);
        } catch (IOException e) {
            // Refused while it was still being sent.
        }
        return read(client);
    }

    byte[] head(String way, String method, String version, String target, int length) {
        String authority = HOST + ":" + port();
        return (method + " " + (way.equals("proxy") ? "http://" + authority : "") + target + " " + version
                        + "\r\nCookie: Y=v=1; T=z=1\r\nHost: " + authority + "\r\n"
                        + (length < 0 ? "" : "Content-length: " + length + "\r\n") + "\r\n")
                .getBytes(US_ASCII);
    }

    Socket dial(String way) throws IOException {
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
    static Answer read(Socket client) throws IOException {
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

    static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            assertThat(c).as("an answer").isGreaterThanOrEqualTo(0);
            head.append((char) c);
        }
        return head.toString();
    }

    static byte[] chunks(InputStream in) throws IOException {
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

    void open(String policy, boolean scanned) throws IOException {
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

    OpenGate gate() {
        return Objects.requireNonNull(gate);
    }

    int port() {
        return Objects.requireNonNull(server).getAddress().getPort();
    }

    /** What was asked about files, but for what the service's own connection said of them. */
    List<ImEvent.FileOffer> offers() {
        return asked.stream()
                .filter(question -> question.protocol().value().equals("ymsg-file"))
                .map(Question::event)
                .filter(ImEvent.FileOffer.class::isInstance)
                .map(ImEvent.FileOffer.class::cast)
                .toList();
    }

    SeenFile lastSeen() {
        return asked.stream()
                .map(Question::file)
                .filter(Objects::nonNull)
                .reduce((before, after) -> after)
                .orElseThrow();
    }

    static byte[] infected(int length) {
        byte[] file = random(length);
        byte[] virus = Scanners.VIRUS.getBytes(US_ASCII);
        System.arraycopy(virus, 0, file, length / 2, virus.length);
        return file;
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        Arrays.fill(bytes, 0, Math.min(length, 4), (byte) 0xf7);
        return bytes;
    }

    static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
