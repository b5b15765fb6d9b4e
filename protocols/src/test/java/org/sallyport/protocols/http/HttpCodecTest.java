package org.sallyport.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Outcome;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.tunnel.HttpFields;
import org.sallyport.protocols.tunnel.HttpHead;

class HttpCodecTest {

    private static final String NOTIFY =
            "NOTIFY /instmsg/aliases/bob HTTP/1.1\r\nHost: im.example.com:80\r\nContent-Length: 5\r\n\r\nhello";
    private static final String CHUNKED =
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nA: b\r\n\r\n";
    private static final String EMPTY = "SUBSCRIBE /x HTTP/1.1\r\nHost: a\r\n\r\n";

    private static List<String> frames(Side from, String text, int step) {
        HttpCodec codec = new HttpCodec(from, Limits.DEFAULT);
        ByteBuf in = Unpooled.buffer();
        List<String> frames = new ArrayList<>();
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int at = 0; at < bytes.length; at += step) {
            in.writeBytes(bytes, at, Math.min(step, bytes.length - at));
            while (in.isReadable() && codec.decode(in) instanceof Outcome.Decoded decoded) {
                frames.add(decoded.frame().view().toString(StandardCharsets.ISO_8859_1));
                in.skipBytes(decoded.frame().length());
                in.discardReadBytes();
            }
        }
        if (in.isReadable() && codec.decodeLast(in) instanceof Outcome.Decoded decoded) {
            frames.add(decoded.frame().view().toString(StandardCharsets.ISO_8859_1));
        }
        return frames;
    }

    private static HttpMessage message(Side from, String text) {
        HttpCodec codec = new HttpCodec(from, Limits.DEFAULT);
        Outcome outcome = codec.decode(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1));
        assertThat(outcome).isInstanceOf(Outcome.Decoded.class);
        return Objects.requireNonNull(HttpMessage.read(((Outcome.Decoded) outcome).frame()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 10_000})
    void cutsRequestsHoweverTheyCome(int step) {
        assertThat(frames(Side.CLIENT, NOTIFY + CHUNKED + EMPTY + NOTIFY, step))
                .containsExactly(NOTIFY, CHUNKED, EMPTY, NOTIFY);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 10_000})
    void cutsResponses(int step) {
        String none = "HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n";
        String some = "HTTP/1.1 207 Multi-Status\r\nContent-Length: 2\r\n\r\nok";
        String rest = "HTTP/1.0 200 OK\r\n\r\nuntil the end";
        assertThat(frames(Side.SERVER, none + some + rest, step)).containsExactly(none, some, rest);
    }

    @Test
    void readsWhatIsInThem() {
        HttpMessage request = message(Side.CLIENT, NOTIFY);
        assertThat(request.head().method()).isEqualTo("NOTIFY");
        assertThat(request.head().host()).isEqualTo("im.example.com");
        assertThat(request.body().toString(StandardCharsets.US_ASCII)).isEqualTo("hello");
        assertThat(message(Side.CLIENT, CHUNKED).body().toString(StandardCharsets.US_ASCII))
                .isEqualTo("hello");
        assertThat(message(Side.CLIENT, "GET http://im.example.com/x HTTP/1.1\r\nHost: other\r\n\r\n")
                        .head()
                        .host())
                .isEqualTo("im.example.com");
    }

    @Test
    void writesOneLengthAndNoChunks() {
        HttpHead head = HttpHead.request(
                "POST",
                "/",
                "a",
                HttpFields.of("Host", "a", "Transfer-Encoding", "chunked", "content-length", "9", "X", "y"));
        ByteBuf written = HttpMessage.write(head, Unpooled.copiedBuffer("hello", StandardCharsets.US_ASCII));
        assertThat(written.toString(StandardCharsets.US_ASCII))
                .isEqualTo("POST / HTTP/1.1\r\nHost: a\r\ncontent-length: 5\r\nX: y\r\n\r\nhello");
    }

    @Test
    void writesAnEmptyAnswerWithItsLength() {
        ByteBuf written = HttpMessage.write(HttpHead.response(403, HttpFields.NONE), Unpooled.EMPTY_BUFFER);
        assertThat(written.toString(StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "get / HTTP/1.1\r\n\r\n",
                "GET / HTTP/2.0\r\n\r\n",
                "GET / HTTP/1.1\r\n folded: x\r\n\r\n",
                "GET / HTTP/1.1\r\nNoColon\r\n\r\n",
                "GET / HTTP/1.1\r\nA : b\r\n\r\n",
                "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                "GET / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
                "GET / HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n",
                "GET / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                "GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
                "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n0\r\n\r\n",
                "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n",
                "HTTP/1.1 200 OK\r\n\r\n",
            })
    void refusesWhatBreaksTheRules(String text) {
        HttpCodec codec = new HttpCodec(Side.CLIENT, Limits.DEFAULT);
        ByteBuf in = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        assertThat(codec.decode(in)).isInstanceOf(Outcome.Malformed.class);
        assertThat(codec.decode(in)).as("for good").isInstanceOf(Outcome.Malformed.class);
    }

    @Test
    void holdsNoHeadThatNeverEnds() {
        HttpCodec codec = new HttpCodec(Side.CLIENT, Limits.DEFAULT);
        ByteBuf in = Unpooled.buffer().writeBytes("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
        in.writeZero(Limits.DEFAULT.frameBytes());
        assertThat(codec.decode(in)).isInstanceOf(Outcome.Malformed.class);
    }
}
