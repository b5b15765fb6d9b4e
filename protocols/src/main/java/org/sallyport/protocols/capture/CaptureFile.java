package org.sallyport.protocols.capture;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.function.IntPredicate;
import org.sallyport.protocols.Side;

/** Reads a whole capture file as TCP connections. */
public final class CaptureFile {

    private static final int CHUNK = 16 * 1024;

    private CaptureFile() {}

    /**
     * What was in a file.
     *
     * @param packets all packets
     * @param segments those that were TCP
     * @param connections how many connections they made
     * @param skips packets that were not TCP, by reason
     */
    public record Summary(long packets, long segments, int connections, Map<PacketSkip, Long> skips) {
        public Summary {
            skips = Map.copyOf(skips);
        }
    }

    /**
     * Reads a pcap or pcapng file, or, when its name ends in {@code .bin}, a file that is nothing but the first bytes of one
     * connection, all taken as sent by the client.
     *
     * @param servicePort ports that services are known to listen on: tells client from service where the capture begins in
     *     the middle of a connection
     * @param listener told what happens; connections that are open when the file breaks off are closed before this throws
     * @throws CaptureException when the file is not a capture, or breaks off
     * @throws IOException when it can't be read
     */
    public static Summary read(Path file, IntPredicate servicePort, TcpListener listener) throws IOException {
        if (file.toString().endsWith(".bin")) {
            return raw(file, listener);
        }
        try (CaptureReader reader = CaptureReader.open(file)) {
            return read(reader, servicePort, listener);
        }
    }

    /** As {@link #read(Path, IntPredicate, TcpListener)}, from a reader, which stays open. */
    public static Summary read(CaptureReader reader, IntPredicate servicePort, TcpListener listener)
            throws IOException {
        PacketDecoder decoder = new PacketDecoder();
        TcpReassembler reassembler = new TcpReassembler(listener, servicePort);
        long packets = 0;
        long segments = 0;
        try {
            for (CapturedPacket packet = reader.next(); packet != null; packet = reader.next()) {
                packets++;
                TcpSegment segment = decoder.decode(packet);
                if (segment != null) {
                    segments++;
                    reassembler.accept(segment);
                }
            }
        } finally {
            reassembler.finish();
        }
        return new Summary(packets, segments, reassembler.connections(), decoder.skips());
    }

    private static Summary raw(Path file, TcpListener listener) throws IOException {
        InetSocketAddress nowhere = new InetSocketAddress(InetAddress.getByAddress(new byte[4]), 0);
        Instant time = Instant.EPOCH;
        TcpConnection connection = new TcpConnection(1, nowhere, nowhere, time, true);
        try (InputStream in = Files.newInputStream(file)) {
            listener.opened(connection);
            for (byte[] bytes = in.readNBytes(CHUNK); bytes.length > 0; bytes = in.readNBytes(CHUNK)) {
                ByteBuf chunk = Unpooled.wrappedBuffer(bytes);
                listener.data(connection, Side.CLIENT, chunk, time);
            }
            listener.closed(connection, time);
        }
        return new Summary(0, 0, 1, Map.of());
    }
}
