package org.sallyport.protocols.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.fuzz.FuzzInput;
import org.sallyport.protocols.fuzz.FuzzTarget;

/**
 * One tunnel format over a request and its response: never an exception or an index moved; within the bounds; what was read is put
 * together byte for byte as it came; and what it makes of changed pieces it can read itself.
 */
public final class TunnelTarget implements FuzzTarget {

    private static final int ANSWERED = 1;
    private static final int DROPS = 2;
    private static final int ADDS = 4;
    private static final int REPLACES = 8;
    private static final int ADVERTISES = 16;
    private static final int FIRST = 32;

    private final TunnelFormat format;

    public TunnelTarget(TunnelFormat format) {
        this.format = format;
    }

    @Override
    public String name() {
        return "tunnel-" + format.id();
    }

    /** Of the format's transcript; what a head needs stands before an empty line. */
    @Override
    public List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        if (TunnelTarget.class.getResource("/tunnel/" + format.id() + ".http") == null) {
            return seeds;
        }
        for (HttpTranscript.Message message : HttpTranscript.read(format.id())) {
            HttpHead request = message.request();
            HttpHead response = message.response();
            byte[] body = ByteBufUtil.getBytes(message.body());
            String asked = request.method() + " " + request.target() + " " + request.host() + fields(request);
            for (int flags : new int[] {0, DROPS, ADDS, ADDS | FIRST, REPLACES, DROPS | ADDS | REPLACES | ADVERTISES}) {
                byte[] choices = {1, 0, 2, (byte) flags};
                if (response == null) {
                    seeds.add(FuzzInput.with(flags, choices)
                            .piece(0, bytes(asked, body))
                            .build());
                } else {
                    seeds.add(FuzzInput.with(flags | ANSWERED, choices)
                            .piece(0, bytes(asked, new byte[0]))
                            .piece(0, bytes(response.status() + fields(response), body))
                            .build());
                }
            }
        }
        return seeds;
    }

    private static String fields(HttpHead head) {
        StringBuilder out = new StringBuilder();
        for (HttpFields.Field field : head.fields().all()) {
            out.append('\n').append(field.name()).append(':').append(field.value());
        }
        return out.toString();
    }

    private static byte[] bytes(String head, byte[] body) {
        return ByteBufUtil.getBytes(
                Unpooled.wrappedBuffer((head + "\n\n").getBytes(StandardCharsets.ISO_8859_1), body));
    }

    /** A head and a body, or nothing when no HTTP decoder would let it through. */
    private record Message(List<String> head, ByteBuf body) {

        static Message of(byte[] bytes) {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            int end = text.indexOf("\n\n");
            String head = end < 0 ? text : text.substring(0, end);
            int body = end < 0 ? bytes.length : end + 2;
            return new Message(List.of(head.split("\n", -1)), Unpooled.wrappedBuffer(bytes, body, bytes.length - body));
        }

        @Nullable HttpHead request() {
            String[] line = head.getFirst().split(" ", -1);
            HttpFields fields = fields();
            return line.length != 3 || fields == null ? null : HttpHead.request(line[0], line[1], line[2], fields);
        }

        @Nullable HttpHead response() {
            HttpFields fields = fields();
            String status = head.getFirst();
            return fields == null || !status.matches("[1-5][0-9]{2}")
                    ? null
                    : HttpHead.response(Integer.parseInt(status), fields);
        }

        private @Nullable HttpFields fields() {
            List<HttpFields.Field> fields = new ArrayList<>();
            for (String line : head.subList(1, head.size())) {
                int colon = line.indexOf(':');
                boolean usable = line.chars().noneMatch(c -> c == '\r' || c == 0);
                if (colon < 1 || line.substring(0, colon).isBlank() || !usable || fields.size() == HttpFields.MOST) {
                    return null;
                }
                fields.add(new HttpFields.Field(
                        line.substring(0, colon).strip(),
                        line.substring(colon + 1).strip()));
            }
            return new HttpFields(fields);
        }
    }

    @Override
    public void run(byte[] bytes) {
        FuzzInput input = FuzzInput.of(bytes);
        List<FuzzInput.Piece> parts = input.pieces();
        Message asked = Message.of(input.first());
        HttpHead request = asked.request();
        if (request == null || !format.claims(request)) {
            return;
        }
        format.service(request);
        if (!input.flag(ANSWERED)) {
            ofRequest(input, request, asked.body());
        } else if (parts.size() > 1) {
            Message answered = Message.of(parts.get(1).bytes());
            HttpHead response = answered.response();
            if (response != null) {
                ofResponse(input, request, response, answered.body());
            }
        }
    }

    private void ofRequest(FuzzInput input, HttpHead request, ByteBuf body) {
        Unwrapped.OfRequest read = format.request(request, body);
        assertUntouched(body);
        if (!(read instanceof Unwrapped.Request found)) {
            return;
        }
        assertKey(found.key());
        assertKey(found.alias());
        assertPieces(found.pieces());
        if (!(format.wrapRequest(request, found.pieces()) instanceof Rewrapped.ForwardAs same)) {
            throw new AssertionError("a request that nothing happened to is answered");
        }
        assertSame(request, body, same);
        same.body().release();
        List<Piece> changed = changed(input, found.pieces());
        switch (format.wrapRequest(request, changed)) {
            case Rewrapped.ForwardAs forward -> {
                assertReadable(format.request(forward.head(), forward.body()));
                forward.body().release();
            }
            case Rewrapped.AnswerLocally answer -> assertAnswer(request, answer);
        }
        assertAnswer(request, format.answer(request, changed));
        assertAnswer(request, format.closed(request, changed));
    }

    private void ofResponse(FuzzInput input, HttpHead request, HttpHead response, ByteBuf body) {
        Unwrapped.OfResponse read = format.response(request, response, body);
        assertUntouched(body);
        if (!(read instanceof Unwrapped.Response found)) {
            return;
        }
        assertKey(found.newKey());
        assertPieces(found.pieces());
        Rewrapped.ForwardAs same = format.wrapResponse(request, response, found.pieces(), null);
        assertSame(response, body, same);
        same.body().release();
        Address elsewhere = input.flag(ADVERTISES) ? new Address("gw.example.com", 80) : null;
        Rewrapped.ForwardAs other = format.wrapResponse(request, response, changed(input, found.pieces()), elsewhere);
        assertReadable(format.response(request, other.head(), other.body()));
        other.body().release();
    }

    private List<Piece> changed(FuzzInput input, List<Piece> pieces) {
        List<Piece> changed = new ArrayList<>(pieces);
        // Nobody takes away what a format has around its streams.
        List<Piece> streams =
                pieces.stream().filter(piece -> !(piece instanceof Piece.Other)).toList();
        if (input.flag(DROPS) && !streams.isEmpty()) {
            Piece dropped = streams.get(input.choice(0) % streams.size());
            changed.removeIf(piece -> piece == dropped);
        }
        StreamId stream = changed.stream()
                .map(piece -> piece instanceof Piece.Data data ? data.stream() : StreamId.ONLY)
                .findFirst()
                .orElse(StreamId.ONLY);
        if (input.flag(REPLACES)) {
            ByteBuf bytes = Pieces.bytes(changed, stream);
            bytes.writerIndex(Math.min(bytes.readableBytes(), input.choice(1)));
            changed = new ArrayList<>(Pieces.replaced(changed, stream, bytes));
        }
        if (input.flag(ADDS)) {
            // What a session adds are whole frames of the protocol, so it must be something that the stream had.
            List<Piece> added = new ArrayList<>();
            added.add(Piece.Data.of(stream, Pieces.bytes(pieces, stream)));
            if (input.choice(2) > 128) {
                added.add(Piece.Close.of(stream));
            }
            // What an earlier message had no room for comes first.
            changed.addAll(input.flag(FIRST) ? 0 : changed.size(), added);
        }
        return changed;
    }

    private void assertAnswer(HttpHead request, Rewrapped.AnswerLocally answer) {
        if (answer.status() < 200 || answer.status() > 599) {
            throw new AssertionError("answers with " + answer.status());
        }
        HttpHead response = HttpHead.response(answer.status(), answer.fields());
        assertReadable(format.response(request, response, answer.body()));
        answer.body().release();
    }

    private static void assertReadable(Unwrapped unwrapped) {
        if (unwrapped instanceof Unwrapped.Malformed malformed && malformed.reason() == Unwrapped.Reason.BROKEN) {
            throw new AssertionError("what was put together can't be read: " + malformed.why());
        }
    }

    private static void assertSame(HttpHead head, ByteBuf body, Rewrapped.ForwardAs wrapped) {
        if (!wrapped.head().equals(head)
                || !ByteBufUtil.equals(wrapped.body(), body)
                || !wrapped.held().isEmpty()) {
            throw new AssertionError("of " + ByteBufUtil.hexDump(body) + " came " + ByteBufUtil.hexDump(wrapped.body())
                    + ", " + wrapped.held().size() + " held");
        }
    }

    private static void assertUntouched(ByteBuf body) {
        if (body.readerIndex() != 0 || body.refCnt() != 1) {
            throw new AssertionError("the body was not left alone");
        }
    }

    private static void assertKey(@Nullable String key) {
        if (key != null && key.length() > TunnelFormat.MOST_KEY_CHARS) {
            throw new AssertionError("a key of " + key.length() + " characters");
        }
    }

    private static void assertPieces(List<Piece> pieces) {
        if (pieces.size() > TunnelFormat.MOST_PIECES) {
            throw new AssertionError(pieces.size() + " pieces");
        }
    }
}
