package org.sallyport.proxy.entry.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.proxy.entry.EntrySettings;
import org.sallyport.proxy.entry.OpenGate;
import org.sallyport.proxy.entry.UpstreamSettings;
import org.sallyport.proxy.testkit.Await;

/** Bodies that stream, however long, and bodies that are held as a whole. */
class HttpStreamTest {

    private static final long BYTES = 64L << 20;
    private static final int PIECE = 64 << 10;

    private final OpenGate.Inside inside = new OpenGate.Inside();
    private final AtomicInteger failed = new AtomicInteger();

    private OpenGate open() throws IOException {
        return new OpenGate(
                inside,
                new UpstreamSettings(List.of(), Duration.ofSeconds(5), true),
                OpenGate.proxy(EntrySettings.Authentication.NONE));
    }

    private static void pour(OutputStream out, AtomicLong poured) throws IOException {
        byte[] piece = new byte[PIECE];
        for (long sent = 0; sent < BYTES; sent += PIECE) {
            for (int i = 0; i < PIECE; i++) {
                piece[i] = (byte) ((sent >> 16) * 31 + i);
            }
            out.write(piece);
            poured.addAndGet(PIECE);
        }
    }

    private static long drained(InputStream in) throws IOException {
        for (long got = 0; got < BYTES; got += PIECE) {
            byte[] piece = in.readNBytes(PIECE);
            for (int i = 0; i < piece.length; i++) {
                if (piece[i] != (byte) ((got >> 16) * 31 + i)) {
                    return got + i;
                }
            }
            if (piece.length < PIECE) {
                return got + piece.length;
            }
        }
        return BYTES;
    }

    @Test
    void aLongDownloadWaitsForItsReader() throws Exception {
        AtomicLong poured = new AtomicLong();
        try (OpenGate gate = open();
                WebService service = new WebService("127.0.0.1", socket -> {
                    WebService.head(socket.getInputStream());
                    socket.getOutputStream()
                            .write(("HTTP/1.1 200 OK\r\nContent-Length: " + BYTES + "\r\n\r\n")
                                    .getBytes(StandardCharsets.ISO_8859_1));
                    pour(socket.getOutputStream(), poured);
                    socket.getInputStream().read();
                });
                Dialogue client = new Dialogue(gate.address("proxy"))) {
            client.say("GET http://%1$s/ HTTP/1.1\r\nHost: %1$s\r\n\r\n".formatted(service.authority()));
            client.head();
            // Nobody reads: what is under way comes to rest long before the end.
            long[] before = {-1};
            Await.until("the service is stopped", () -> {
                long now = poured.get();
                boolean rests = now == before[0] && now > 0;
                before[0] = now;
                return rests;
            });
            assertThat(poured.get()).isLessThan(BYTES / 2);
            assertThat(drained(client.socket().getInputStream())).isEqualTo(BYTES);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLongUploadArrives(boolean chunked) throws Exception {
        AtomicLong poured = new AtomicLong();
        try (OpenGate gate = open();
                WebService service = new WebService("127.0.0.1", socket -> {
                    WebService.head(socket.getInputStream());
                    long got = chunked
                            ? drained(new Unchunked(socket.getInputStream()))
                            : drained(socket.getInputStream());
                    socket.getOutputStream()
                            .write(WebService.ok(Long.toString(got)).getBytes(StandardCharsets.ISO_8859_1));
                    socket.getInputStream().read();
                });
                Dialogue client = new Dialogue(gate.address("proxy"))) {
            client.say("POST http://%1$s/ HTTP/1.1\r\nHost: %1$s\r\n%2$s\r\n\r\n"
                    .formatted(
                            service.authority(), chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + BYTES));
            OutputStream out = client.socket().getOutputStream();
            if (chunked) {
                pour(
                        new OutputStream() {
                            @Override
                            public void write(int b) {
                                throw new UnsupportedOperationException();
                            }

                            @Override
                            public void write(byte[] piece) throws IOException {
                                out.write((Integer.toHexString(piece.length) + "\r\n")
                                        .getBytes(StandardCharsets.ISO_8859_1));
                                out.write(piece);
                                out.write("\r\n".getBytes(StandardCharsets.ISO_8859_1));
                            }
                        },
                        poured);
                client.say("0\r\n\r\n");
            } else {
                pour(out, poured);
            }
            assertThat(client.response()).endsWith("\r\n\r\n" + BYTES);
        }
    }

    /** Takes chunks apart for the test's own sake. */
    private static final class Unchunked extends InputStream {
        private final InputStream in;
        private int left;

        Unchunked(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (left == 0) {
                StringBuilder line = new StringBuilder();
                while (line.isEmpty() || line.charAt(line.length() - 1) != '\n') {
                    int b = in.read();
                    if (b < 0) {
                        return -1;
                    }
                    line.append((char) b);
                    if (line.toString().equals("\r\n")) {
                        line.setLength(0);
                    }
                }
                left = Integer.parseInt(line.toString().strip(), 16);
                if (left == 0) {
                    return -1;
                }
            }
            int got = in.read(to, offset, Math.min(length, left));
            left -= Math.max(0, got);
            return got;
        }
    }

    @Test
    void anExchangeSeesAndChangesBothWhole() throws Exception {
        inspect(new Reversing());
        try (OpenGate gate = open();
                WebService service = WebService.answering("127.0.0.1", request -> {
                    assertThat(request).endsWith("\r\n\r\nolleh").contains("Content-Length: 5\r\n");
                    return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
                });
                Dialogue client = new Dialogue(gate.address("proxy"))) {
            for (int i = 0; i < 2; i++) {
                client.say(
                        "POST http://%1$s/ HTTP/1.1\r\nHost: %1$s\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"
                                .formatted(service.authority()));
                assertThat(client.response()).endsWith("\r\n\r\ncba");
            }
            assertThat(failed).hasValue(0);
        }
    }

    @Test
    void anExchangeAnswersByItself() throws Exception {
        inspect(new Reversing() {
            @Override
            public void request(FullHttpRequest request, Consumer<FullHttpMessage> then) {
                request.release();
                FullHttpResponse response = new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.OK,
                        Unpooled.copiedBuffer("mine", StandardCharsets.ISO_8859_1));
                response.headers().set("Content-Length", 4);
                then.accept(response);
            }
        });
        try (OpenGate gate = open();
                WebService service = WebService.answering("127.0.0.1", request -> WebService.ok("theirs"));
                Dialogue client = new Dialogue(gate.address("proxy"))) {
            for (int i = 0; i < 3; i++) {
                client.say("POST http://%1$s/ HTTP/1.1\r\nHost: %1$s\r\nContent-Length: 2\r\n\r\nhi"
                        .formatted(service.authority()));
                assertThat(client.response()).endsWith("\r\n\r\nmine");
            }
            assertThat(service.connections()).isZero();
        }
    }

    @Test
    void whatIsTooLongToHoldIsRefused() throws Exception {
        inspect(new Reversing());
        inside.http = new HttpSettings(Duration.ofSeconds(30), 1_024);
        try (OpenGate gate = open();
                WebService service = WebService.answering("127.0.0.1", request -> WebService.ok("x".repeat(5_000)))) {
            try (Dialogue client = new Dialogue(gate.address("proxy"))) {
                client.say("POST http://%1$s/ HTTP/1.1\r\nHost: %1$s\r\nContent-Length: 5000\r\n\r\n%2$s"
                        .formatted(service.authority(), "x".repeat(5_000)));
                assertThat(client.rest()).startsWith("HTTP/1.1 413 ");
            }
            assertThat(failed).hasValue(1);
            try (Dialogue client = new Dialogue(gate.address("proxy"))) {
                client.say("GET http://%1$s/ HTTP/1.1\r\nHost: %1$s\r\n\r\n".formatted(service.authority()));
                assertThat(client.response()).startsWith("HTTP/1.1 502 ");
            }
            assertThat(failed).hasValue(2);
        }
    }

    @Test
    void anExchangeIsToldWhenNoAnswerComes() throws Exception {
        inspect(new Reversing());
        try (OpenGate gate = open();
                WebService service = new WebService("127.0.0.1", socket -> WebService.head(socket.getInputStream()));
                Dialogue client = new Dialogue(gate.address("proxy"))) {
            client.say("GET http://%1$s/ HTTP/1.1\r\nHost: %1$s\r\n\r\n".formatted(service.authority()));
            assertThat(client.response()).startsWith("HTTP/1.1 502 ");
            assertThat(failed).hasValue(1);
        }
    }

    private void inspect(Exchange exchange) {
        inside.inspectors = List.of(
                () -> (origin, head, then) -> origin.loop().execute(() -> then.accept(new Treatment.Whole(exchange))));
    }

    /** Turns bodies round, later. */
    private class Reversing implements Exchange {

        @Override
        public void request(FullHttpRequest request, Consumer<FullHttpMessage> then) {
            then.accept((FullHttpMessage) request.replace(reversed(request.content())));
            request.release();
        }

        @Override
        public void response(FullHttpResponse response, Consumer<FullHttpResponse> then) {
            then.accept(response.replace(reversed(response.content())));
            response.release();
        }

        @Override
        public void failed() {
            failed.incrementAndGet();
        }

        private static ByteBuf reversed(ByteBuf content) {
            String text = content.toString(StandardCharsets.ISO_8859_1);
            return Unpooled.copiedBuffer(new StringBuilder(text).reverse(), StandardCharsets.ISO_8859_1);
        }
    }
}
