package org.sallyport.protocols.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every format against exchanges written by hand: what is read in them, and that they come out as they came. */
class TranscriptTest {

    private final TunnelFormats formats = TunnelFormats.installed();

    private TunnelFormat format(String id) {
        return formats.all().stream()
                .filter(format -> format.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"msn-gateway", "yahoo-pager", "oscar-http", "yahoo-xml"})
    void readsWhatIsThere(String id) {
        for (HttpTranscript.Message message : HttpTranscript.read(id)) {
            assertThat(formats.claiming(message.request())).as("%s", message).contains(format(id));
            assertThat(HttpTranscript.describe(unwrap(format(id), message)))
                    .as("%s", message)
                    .isEqualTo(message.expected());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"msn-gateway", "yahoo-pager", "oscar-http", "yahoo-xml"})
    void putsItTogetherAsItCame(String id) {
        for (HttpTranscript.Message message : HttpTranscript.read(id)) {
            Unwrapped unwrapped = unwrap(format(id), message);
            same(message, wrap(format(id), message, pieces(unwrapped)));
            // A session lets all bytes through: the runner knows only those.
            List<Piece> through = pieces(unwrapped);
            for (StreamId stream : streams(through).keySet()) {
                through = Pieces.replaced(through, stream, Pieces.bytes(through, stream));
            }
            same(message, wrap(format(id), message, through));
        }
    }

    /** What the documented layouts say, without the help of what was read. */
    @ParameterizedTest
    @ValueSource(strings = {"msn-gateway", "yahoo-pager", "oscar-http", "yahoo-xml"})
    void putsItTogetherAnewAsItCame(String id) {
        for (HttpTranscript.Message message : HttpTranscript.read(id)) {
            if (message.request().target().contains("Action=poll")) {
                // Bytes put into a poll make it one that sends; of that elsewhere.
                continue;
            }
            List<Piece> anew = pieces(unwrap(format(id), message)).stream()
                    .map(TranscriptTest::withoutRaw)
                    .toList();
            same(message, wrap(format(id), message, anew));
        }
    }

    private static Piece withoutRaw(Piece piece) {
        return switch (piece) {
            case Piece.Open open -> new Piece.Open(open.stream(), open.destination(), null);
            case Piece.Data data -> Piece.Data.of(data.stream(), data.bytes());
            case Piece.Close close -> Piece.Close.of(close.stream());
            case Piece.Other other -> other;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"msn-gateway", "yahoo-pager", "oscar-http", "yahoo-xml"})
    void movesNoIndexAndReadsFromAnyOffset(String id) {
        for (HttpTranscript.Message message : HttpTranscript.read(id)) {
            ByteBuf shifted = Unpooled.buffer()
                    .writeZero(7)
                    .writeBytes(message.body().slice())
                    .skipBytes(7);
            Unwrapped unwrapped = message.response() == null
                    ? format(id).request(message.request(), shifted)
                    : format(id).response(message.request(), message.response(), shifted);
            assertThat(HttpTranscript.describe(unwrapped)).isEqualTo(message.expected());
            assertThat(shifted.readerIndex()).isEqualTo(7);
            same(message, wrap(format(id), message, pieces(unwrapped)));
            assertThat(shifted.readerIndex()).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"msn-gateway", "yahoo-pager", "oscar-http", "yahoo-xml"})
    void seesEveryTruncation(String id) {
        for (HttpTranscript.Message message : HttpTranscript.read(id)) {
            List<Piece> whole = pieces(unwrap(format(id), message));
            for (int keep = 0; keep < message.body().readableBytes(); keep++) {
                ByteBuf cut = message.body().slice(0, keep);
                Unwrapped unwrapped = message.response() == null
                        ? format(id).request(message.request(), cut)
                        : format(id).response(message.request(), message.response(), cut);
                if (unwrapped instanceof Unwrapped.Malformed) {
                    continue;
                }
                // MSN's stream may be cut anywhere, ICQ's body behind any record. Whatever is read must have come.
                List<Piece> read = pieces(unwrapped);
                assertThat(keep == 0 || !id.startsWith("yahoo"))
                        .as("%s cut to %d", message, keep)
                        .isTrue();
                assertThat(read.size()).isLessThanOrEqualTo(whole.size());
                Map<StreamId, String> all = streams(whole);
                streams(read)
                        .forEach((stream, hex) -> assertThat(all.get(stream)).startsWith(hex));
                assertThat(ByteBufUtil.hexDump(wrap(format(id), message, read).body()))
                        .isEqualTo(ByteBufUtil.hexDump(cut));
            }
        }
    }

    private static void same(HttpTranscript.Message message, Rewrapped.ForwardAs wrapped) {
        assertThat(wrapped.head()).as("%s", message).isSameAs(head(message));
        assertThat(ByteBufUtil.hexDump(wrapped.body()))
                .as("%s", message)
                .isEqualTo(ByteBufUtil.hexDump(message.body()));
        assertThat(wrapped.held()).isEmpty();
    }

    private static HttpHead head(HttpTranscript.Message message) {
        return message.response() == null ? message.request() : message.response();
    }

    private static Unwrapped unwrap(TunnelFormat format, HttpTranscript.Message message) {
        return message.response() == null
                ? format.request(message.request(), message.body())
                : format.response(message.request(), message.response(), message.body());
    }

    private static Rewrapped.ForwardAs wrap(TunnelFormat format, HttpTranscript.Message message, List<Piece> pieces) {
        Rewrapped wrapped = message.response() == null
                ? format.wrapRequest(message.request(), pieces)
                : format.wrapResponse(message.request(), message.response(), pieces, null);
        assertThat(wrapped).as("%s", message).isInstanceOf(Rewrapped.ForwardAs.class);
        return (Rewrapped.ForwardAs) wrapped;
    }

    private static List<Piece> pieces(Unwrapped unwrapped) {
        return switch (unwrapped) {
            case Unwrapped.Request request -> request.pieces();
            case Unwrapped.Response response -> response.pieces();
            case Unwrapped.NotOurs no -> throw new AssertionError(no);
            case Unwrapped.Malformed wrong -> throw new AssertionError(wrong);
        };
    }

    private static Map<StreamId, String> streams(List<Piece> pieces) {
        Map<StreamId, String> streams = new TreeMap<>((a, b) -> Long.compare(a.number(), b.number()));
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Data data) {
                streams.merge(data.stream(), ByteBufUtil.hexDump(data.bytes()), String::concat);
            }
        }
        return streams;
    }
}
