package org.sallyport.protocols.trial;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.sallyport.protocols.Side;

/**
 * Writes one TCP connection into a capture, packet by packet, Ethernet and IPv4. Sequence numbers start shortly before they
 * wrap, so that every test passes over that point.
 */
public final class TcpTalk {

    private static final long CLIENT_START = 0xFFFFFFF0L;
    private static final long SERVER_START = 0x7FFFFFF8L;

    private final CaptureBuilder capture;
    private final String client;
    private final int clientPort;
    private final String server;
    private final int serverPort;
    private Instant time;
    private long clientNext = CLIENT_START;
    private long serverNext = SERVER_START;

    /** A connection between two IPv4 addresses; nothing is written yet. */
    public TcpTalk(CaptureBuilder capture, String client, int clientPort, String server, int serverPort, Instant time) {
        this.capture = capture;
        this.client = client;
        this.clientPort = clientPort;
        this.server = server;
        this.serverPort = serverPort;
        this.time = time;
    }

    /** Three packets that open it. */
    public TcpTalk open() {
        packet(Side.CLIENT, CLIENT_START - 1, 0, Packets.SYN, new byte[0]);
        packet(Side.SERVER, SERVER_START - 1, CLIENT_START, Packets.SYN | Packets.ACK, new byte[0]);
        return packet(Side.CLIENT, CLIENT_START, SERVER_START, Packets.ACK, new byte[0]);
    }

    /** The next bytes of a side. */
    public TcpTalk say(Side from, byte[] bytes) {
        at(from, 0, bytes);
        return skip(from, bytes.length);
    }

    /** The next bytes of a side, as ASCII. */
    public TcpTalk say(Side from, String text) {
        return say(from, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Bytes the capture misses. */
    public TcpTalk skip(Side from, int bytes) {
        if (from == Side.CLIENT) {
            clientNext += bytes;
        } else {
            serverNext += bytes;
        }
        return this;
    }

    /** A segment some bytes away from where the side stands, which stays there. */
    public TcpTalk at(Side from, int distance, byte[] bytes) {
        long sequence = (from == Side.CLIENT ? clientNext : serverNext) + distance;
        // The other side's bytes are acknowledged by ack() only: a test says when.
        return packet(from, sequence, from == Side.CLIENT ? SERVER_START : CLIENT_START, Packets.ACK, bytes);
    }

    /** As {@link #at(Side, int, byte[])}, as ASCII. */
    public TcpTalk at(Side from, int distance, String text) {
        return at(from, distance, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A side acknowledges all the other has sent. */
    public TcpTalk ack(Side from) {
        long own = from == Side.CLIENT ? clientNext : serverNext;
        long others = from == Side.CLIENT ? serverNext : clientNext;
        return packet(from, own, others, Packets.ACK, new byte[0]);
    }

    /** A side sends no more. */
    public TcpTalk fin(Side from) {
        packet(from, from == Side.CLIENT ? clientNext : serverNext, 0, Packets.FIN, new byte[0]);
        return skip(from, 1);
    }

    /** A side breaks off. */
    public TcpTalk rst(Side from) {
        return packet(from, from == Side.CLIENT ? clientNext : serverNext, 0, Packets.RST, new byte[0]);
    }

    private TcpTalk packet(Side from, long sequence, long ack, int flags, byte[] payload) {
        boolean up = from == Side.CLIENT;
        ByteBuf tcp =
                Packets.tcp(up ? clientPort : serverPort, up ? serverPort : clientPort, sequence, ack, flags, payload);
        ByteBuf ip = Packets.ipv4(up ? client : server, up ? server : client, tcp);
        capture.packet(time, Packets.ethernet(ip));
        time = time.plusMillis(1);
        return this;
    }
}
