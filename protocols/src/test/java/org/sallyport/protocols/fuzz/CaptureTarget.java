package org.sallyport.protocols.fuzz;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.capture.CaptureException;
import org.sallyport.protocols.capture.CaptureFile;
import org.sallyport.protocols.capture.CaptureReader;
import org.sallyport.protocols.capture.TcpConnection;
import org.sallyport.protocols.capture.TcpListener;
import org.sallyport.protocols.trial.CaptureBuilder;
import org.sallyport.protocols.trial.Packets;

/**
 * Capture files: nothing but {@link CaptureException}, listeners are told things in a sensible order, no more bytes than were in
 * the file, and the same when the file comes a byte at a time.
 */
final class CaptureTarget implements FuzzTarget {

    private static final Instant TIME = Instant.ofEpochSecond(1_109_678_400L, 123_456_000);

    @Override
    public String name() {
        return "capture-file";
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (boolean little : new boolean[] {true, false}) {
            seeds.add(talk(CaptureBuilder.pcap(1, little, little)));
            seeds.add(talk(CaptureBuilder.pcapng(1, little, 6)));
            seeds.add(talk(CaptureBuilder.pcapng(1, little, 0x8A)));
        }
        return seeds;
    }

    private static byte[] talk(CaptureBuilder builder) {
        byte[] hi = "hi there".getBytes(StandardCharsets.US_ASCII);
        return builder.packet(TIME, ip(Packets.tcp(4_000, 5_190, 1, 0, Packets.SYN, new byte[0])))
                .packet(TIME, ip(Packets.tcp(4_000, 5_190, 2, 0, Packets.ACK, hi)))
                .packet(TIME, ip(Packets.tcp(4_000, 5_190, 14, 0, Packets.ACK, hi)))
                .packet(TIME, ip(Packets.tcp(4_000, 5_190, 10, 0, Packets.ACK, hi)))
                .packet(
                        TIME,
                        Packets.ethernet(Packets.ipv6(
                                "fd00::1", "fd00::2", 6, Packets.tcp(80, 81, 1, 5, Packets.ACK | Packets.FIN, hi))))
                .bytes();
    }

    private static ByteBuf ip(ByteBuf segment) {
        return Packets.ethernet(Packets.ipv4("10.0.0.1", "10.0.0.2", segment));
    }

    @Override
    public void run(byte[] input) throws IOException {
        List<String> whole = read(new ByteArrayInputStream(input), input.length);
        List<String> split = read(new Trickle(new ByteArrayInputStream(input)), input.length);
        if (!whole.equals(split)) {
            throw new AssertionError("a byte at a time something else is read");
        }
    }

    private static List<String> read(InputStream in, int length) throws IOException {
        Listener listener = new Listener();
        try (CaptureReader reader = CaptureReader.over(in)) {
            CaptureFile.Summary summary = CaptureFile.read(reader, port -> port == 5_190, listener);
            listener.lines.add(summary.packets() + " packets, " + summary.segments() + " segments");
            listener.lines.add(summary.connections() + " connections");
        } catch (CaptureException e) {
            if (e.offset() < 0 || e.offset() > length) {
                throw new AssertionError("trouble at byte " + e.offset() + " of " + length);
            }
            listener.lines.add("broken at " + e.offset());
        }
        if (!listener.open.isEmpty()) {
            throw new AssertionError(listener.open.size() + " connections were never closed");
        }
        if (listener.data.size() > length) {
            throw new AssertionError(listener.data.size() + " bytes came out of " + length);
        }
        listener.lines.add(java.util.HexFormat.of().formatHex(listener.data.toByteArray()));
        return listener.lines;
    }

    /** Holds whoever tells it something to the promised order. */
    private static final class Listener implements TcpListener {
        final List<String> lines = new ArrayList<>();
        final ByteArrayOutputStream data = new ByteArrayOutputStream();
        final Set<Integer> open = new HashSet<>();
        private final Set<String> ended = new HashSet<>();
        private int latest;

        @Override
        public void opened(TcpConnection connection) {
            if (connection.number() != ++latest || !open.add(latest)) {
                throw new AssertionError("connection " + connection.number() + " comes after " + (latest - 1));
            }
            lines.add("open " + connection.client() + " " + connection.server());
        }

        @Override
        public void data(TcpConnection connection, Side from, ByteBuf bytes, Instant time) {
            assertOpen(connection, from);
            if (!bytes.isReadable()) {
                throw new AssertionError("data without bytes");
            }
            lines.add("data " + connection.number() + from + bytes.readableBytes());
            byte[] copy = new byte[bytes.readableBytes()];
            bytes.getBytes(bytes.readerIndex(), copy);
            data.writeBytes(copy);
        }

        @Override
        public void gap(TcpConnection connection, Side from, long bytes, Instant time) {
            assertOpen(connection, from);
            if (bytes < 1) {
                throw new AssertionError("a gap of " + bytes);
            }
            lines.add("gap " + connection.number() + from + bytes);
        }

        @Override
        public void ended(TcpConnection connection, Side from, Instant time) {
            assertOpen(connection, from);
            ended.add(connection.number() + from.name());
        }

        @Override
        public void closed(TcpConnection connection, Instant time) {
            if (!open.remove(connection.number())) {
                throw new AssertionError("closed, and was not open");
            }
            lines.add("closed " + connection.number());
        }

        private void assertOpen(TcpConnection connection, Side from) {
            if (!open.contains(connection.number()) || ended.contains(connection.number() + from.name())) {
                throw new AssertionError("something happens after the end");
            }
        }
    }

    /** Gives a byte at a time. */
    private static final class Trickle extends FilterInputStream {
        Trickle(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return super.read(bytes, offset, Math.min(1, length));
        }

        @Override
        public long skip(long count) throws IOException {
            return super.skip(Math.min(1, count));
        }
    }
}
