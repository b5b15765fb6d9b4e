package org.sallyport.protocols.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Outcome;
import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.capture.TcpConnection;
import org.sallyport.protocols.http.HttpCodec;
import org.sallyport.protocols.trial.Recording;

/**
 * Both codecs of a plugin: never an exception, an index moved, more held than the limits allow or a byte unaccounted for; and
 * the same frames however the bytes were cut.
 */
final class CodecTarget implements FuzzTarget {

    static final Limits TIGHT = new Limits(2_048, 16, 16, 128);

    private static final int FROM_SERVER = 1;
    private static final int TIGHTLY = 2;

    /** Where inputs to begin with come from. */
    interface Seeds {
        List<byte[]> get() throws IOException;
    }

    private final String name;
    private final BiFunction<Side, Limits, Codec> codecs;
    private final Seeds seeds;

    CodecTarget(String name, BiFunction<Side, Limits, Codec> codecs, Seeds seeds) {
        this.name = name;
        this.codecs = codecs;
        this.seeds = seeds;
    }

    static CodecTarget of(ProtocolPlugin plugin) {
        return new CodecTarget("codec-" + plugin.id(), plugin::newCodec, () -> recorded(plugin));
    }

    /** The codec that all protocols share whose frames are HTTP messages. */
    static CodecTarget ofHttp() {
        List<String> said = List.of(
                "NOTIFY /a HTTP/1.1\r\nHost: a:80\r\nContent-Length: 5\r\n\r\nhelloGET / HTTP/1.0\r\n\r\n",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nA: b\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 204 None\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nuntil the end");
        List<byte[]> seeds = new ArrayList<>();
        for (String text : said) {
            int flags = text.startsWith("HTTP") ? FROM_SERVER : 0;
            seeds.add(FuzzInput.with(flags, (byte) 1, (byte) 30)
                    .piece(0, text.getBytes(StandardCharsets.US_ASCII))
                    .build());
        }
        return new CodecTarget("codec-http", HttpCodec::new, () -> seeds);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<byte[]> seeds() throws IOException {
        return seeds.get();
    }

    private static List<byte[]> recorded(ProtocolPlugin plugin) throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (Recording recording : Recordings.of(plugin)) {
            for (TcpConnection connection : recording.connections()) {
                for (Side from : Side.values()) {
                    byte[] stream = recording.stream(connection, from);
                    int flags = from == Side.SERVER ? FROM_SERVER : 0;
                    seeds.add(FuzzInput.with(flags, (byte) 1, (byte) 60)
                            .piece(0, stream)
                            .build());
                    for (byte[] frame : Recordings.frames(plugin, from, stream)) {
                        seeds.add(FuzzInput.with(flags | TIGHTLY, (byte) 5, (byte) 9)
                                .piece(0, frame)
                                .build());
                    }
                }
            }
        }
        return seeds;
    }

    @Override
    public void run(byte[] bytes) {
        FuzzInput input = FuzzInput.of(bytes);
        Side from = input.flag(FROM_SERVER) ? Side.SERVER : Side.CLIENT;
        Limits limits = input.flag(TIGHTLY) ? TIGHT : Limits.DEFAULT;
        byte[] stream = input.first();
        List<String> whole = new Cutter(codecs.apply(from, limits), limits).all(stream);
        Cutter cutter = new Cutter(codecs.apply(from, limits), limits);
        int at = 0;
        for (int i = 0; at < stream.length; i++) {
            int length = Math.min(stream.length - at, 1 + input.choice(i));
            cutter.more(stream, at, length);
            at += length;
        }
        List<String> split = cutter.end();
        if (!whole.equals(split)) {
            throw new AssertionError("whole: " + whole + "\nin pieces: " + split);
        }
    }

    /** One direction of a connection, as the relay has it cut. */
    private static final class Cutter {
        private final Codec codec;
        private final Limits limits;
        private final ByteBuf in = Unpooled.buffer();
        private final List<String> said = new ArrayList<>();
        private long opaque;
        private boolean broken;

        Cutter(Codec codec, Limits limits) {
            this.codec = codec;
            this.limits = limits;
        }

        List<String> all(byte[] stream) {
            more(stream, 0, stream.length);
            return end();
        }

        void more(byte[] stream, int from, int length) {
            in.writeBytes(stream, from, length);
            while (in.isReadable() && !broken && step()) {
                // Until it wants more.
            }
        }

        private boolean step() {
            if (opaque > 0) {
                int now = (int) Math.min(opaque, in.readableBytes());
                in.skipBytes(now);
                opaque -= opaque == Long.MAX_VALUE ? 0 : now;
                return true;
            }
            int reader = in.readerIndex();
            int writer = in.writerIndex();
            Outcome outcome = codec.decode(in);
            if (in.readerIndex() != reader || in.writerIndex() != writer || in.refCnt() != 1) {
                throw new AssertionError("the codec moved an index or kept a reference");
            }
            switch (outcome) {
                case Outcome.NeedMore more -> {
                    if (in.readableBytes() > limits.frameBytes()) {
                        throw new AssertionError("holds " + in.readableBytes() + " of " + limits.frameBytes());
                    }
                    return false;
                }
                case Outcome.Decoded decoded -> {
                    frame(decoded);
                    in.skipBytes(decoded.frame().length());
                }
                case Outcome.Opaque bytes -> {
                    if (bytes.length() < 1) {
                        throw new AssertionError("opaque bytes: " + bytes.length());
                    }
                    opaque = bytes.length();
                    said.add("opaque " + opaque);
                }
                case Outcome.Malformed malformed -> {
                    said.add("malformed at " + malformed.offset());
                    broken = true;
                    if (!(codec.decode(in) instanceof Outcome.Malformed)) {
                        throw new AssertionError("malformed is final");
                    }
                }
            }
            return true;
        }

        private void frame(Outcome.Decoded decoded) {
            int length = decoded.frame().length();
            boolean here = decoded.frame().offset() == in.readerIndex();
            if (length < 1 || length > in.readableBytes() || length > limits.frameBytes() || !here) {
                throw new AssertionError("a frame of " + length + " bytes at "
                        + decoded.frame().offset() + ", limit " + limits.frameBytes());
            }
            said.add("frame " + length);
        }

        List<String> end() {
            if (in.isReadable() && !broken && opaque == 0) {
                switch (codec.decodeLast(in)) {
                    case Outcome.Decoded decoded -> {
                        frame(decoded);
                        if (decoded.frame().length() != in.readableBytes()) {
                            throw new AssertionError("the last frame must be all of the rest");
                        }
                    }
                    case Outcome.Malformed malformed -> said.add("malformed at its end");
                    case Outcome.NeedMore more -> throw new AssertionError("decodeLast must not want more");
                    case Outcome.Opaque bytes -> throw new AssertionError("decodeLast must not pass bytes");
                }
            }
            in.release();
            return said;
        }
    }
}
