package org.sallyport.proxy.entry.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.fuzz.FuzzInput;
import org.sallyport.protocols.fuzz.FuzzTarget;

/**
 * What a client says to the HTTP proxy: never an exception or a buffer lost; the same however the bytes were cut; and another
 * strict reader, Netty's own, finds the same requests in them, or refuses them, but never finds others.
 */
public final class RequestTarget implements FuzzTarget {

    @Override
    public String name() {
        return "http-request";
    }

    @Override
    public boolean releasesAll() {
        return true;
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (String text : List.of(
                "GET / HTTP/1.1\r\nHost: h\r\n\r\nGET http://a/b?c HTTP/1.0\r\n\r\n",
                "POST http://h/x HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbodyGET / HTTP/1.1\r\nHost: h\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nT: v\r\n\r\n"
                        + "\r\nCONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n",
                "POST / HTTP/1.1|Host: h|Content-Length: 4|Transfer-Encoding: chunked||".replace("|", "\r\n"),
                "GET / HTTP/1.1|Host: h|X: a| b||".replace("|", "\r\n"),
                "GET / HTTP/2.0\r\n\r\n")) {
            seeds.add(FuzzInput.with(0, (byte) 1, (byte) 9)
                    .piece(0, text.getBytes(StandardCharsets.ISO_8859_1))
                    .build());
        }
        return seeds;
    }

    @Override
    public void run(byte[] bytes) {
        FuzzInput input = FuzzInput.of(bytes);
        byte[] stream = input.first();
        List<String> whole = ours(stream, input, false);
        List<String> split = ours(stream, input, true);
        if (!whole.equals(split)) {
            throw new AssertionError("whole: " + whole + "\nin pieces: " + split);
        }
        List<String> others = netty(stream);
        for (int i = 0; i < Math.min(whole.size(), others.size()); i++) {
            String other = others.get(i);
            if (whole.get(i).startsWith("bad") || other.equals("bad")) {
                return;
            }
            // The last one may not have ended, and then the readers hand on what is there at different times.
            boolean last = i == whole.size() - 1 || i == others.size() - 1;
            if (!whole.get(i).equals(other) && !last) {
                throw new AssertionError("we read " + whole.get(i) + ", others " + other);
            }
        }
    }

    /** What comes out of a decoder, a line for each request. */
    private static final class Reader {
        final List<String> lines = new ArrayList<>();
        private final StringBuilder now = new StringBuilder();

        /** Whether the decoder waits to be told to go on. */
        boolean take(@Nullable Object message) {
            boolean waits = false;
            switch (message) {
                case HttpRequest request -> {
                    if (request.decoderResult().isFailure()) {
                        end("bad");
                        return false;
                    }
                    now.append(request.method()).append(' ').append(request.protocolVersion());
                    now.append(' ').append(request.headers().getAll("Host")).append(' ');
                    waits = true;
                }
                case RequestHead.Bad bad -> end("bad " + bad.status());
                case null -> throw new AssertionError("nothing");
                default -> {}
            }
            if (message instanceof HttpContent content) {
                if (content.decoderResult().isFailure()) {
                    end("bad");
                    return false;
                }
                now.append(content.content().toString(StandardCharsets.ISO_8859_1));
                if (message instanceof LastHttpContent) {
                    end("");
                    waits = true;
                }
            }
            return waits;
        }

        private void end(String how) {
            lines.add(how.isEmpty() ? now.toString() : how);
            now.setLength(0);
        }

        void over() {
            if (!now.isEmpty()) {
                end("");
            }
        }
    }

    private static List<String> ours(byte[] stream, FuzzInput input, boolean cutting) {
        RequestDecoder decoder = new RequestDecoder();
        EmbeddedChannel channel = new EmbeddedChannel(decoder);
        Reader reader = new Reader();
        try {
            int at = 0;
            for (int i = 0; at < stream.length; i++) {
                int length = cutting ? Math.min(stream.length - at, 1 + input.choice(i)) : stream.length;
                channel.writeInbound(Unpooled.copiedBuffer(stream, at, length));
                at += length;
                drain(channel, reader, decoder);
                if (decoder.isWithinHead() && decoder.buffered() > RequestHead.MAX_BYTES) {
                    throw new AssertionError(decoder.buffered() + " bytes of a head are held");
                }
            }
        } finally {
            channel.finishAndReleaseAll();
        }
        reader.over();
        return reader.lines;
    }

    private static void drain(EmbeddedChannel channel, Reader reader, RequestDecoder decoder) {
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            try {
                if (reader.take(message)) {
                    decoder.goOn();
                }
            } finally {
                ReferenceCountUtil.release(message);
            }
        }
    }

    private static List<String> netty(byte[] stream) {
        EmbeddedChannel channel = new EmbeddedChannel(new HttpRequestDecoder());
        Reader reader = new Reader();
        try {
            ByteBuf all = Unpooled.copiedBuffer(stream);
            channel.writeInbound(all);
            for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
                try {
                    reader.take(message);
                } finally {
                    ReferenceCountUtil.release(message);
                }
            }
        } finally {
            channel.finishAndReleaseAll();
        }
        return reader.lines;
    }
}
