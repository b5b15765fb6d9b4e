package org.sallyport.protocols.capture;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Side;

/**
 * Turns segments into the byte streams of connections.
 *
 * <p><b>Order:</b> what was sent again is given once; where two segments have different bytes for the same place, those
 * captured first count; what overtook is kept until what is before it comes.
 *
 * <p><b>Gaps:</b> bytes are given up, and {@link TcpListener#gap} called, when the receiver acknowledges them although the
 * capture lacks them, when more than the bound waits behind them, or when the connection is over. The stream then goes on with
 * what follows them; should they turn up after all, they are ignored.
 *
 * <p><b>Client:</b> the sender of a SYN, the receiver of a SYN with ACK. In a connection whose beginning was not captured: the
 * side whose port is no known service port when the other's is; else the side with the higher port; with equal ports, whoever is
 * seen sending first.
 *
 * <p><b>Ports used again:</b> a SYN with another number ends the connection before. After the end of a connection, only a SYN
 * starts another one between the same ports.
 *
 * <p><b>Bounds:</b> per direction {@value #MOST_PENDING} bytes and {@value #MOST_PIECES} pieces out of order; {@value
 * #MOST_CONNECTIONS} connections, of which the one silent longest is closed for another. Confined to one thread.
 */
public final class TcpReassembler {

    /** Bytes that may wait for others before them, per direction. */
    public static final int MOST_PENDING = 1024 * 1024;

    /** Pieces that may wait for others before them, per direction. */
    public static final int MOST_PIECES = 4_096;

    /** Connections remembered at once. */
    public static final int MOST_CONNECTIONS = 65_536;

    /** Both ends, the same for both directions. */
    private record Key(InetSocketAddress one, InetSocketAddress other) {
        static Key of(TcpSegment segment) {
            InetSocketAddress a = segment.source();
            InetSocketAddress b = segment.destination();
            int order = Integer.compare(a.getPort(), b.getPort());
            if (order == 0) {
                order = java.util.Arrays.compareUnsigned(
                        a.getAddress().getAddress(), b.getAddress().getAddress());
            }
            return order <= 0 ? new Key(a, b) : new Key(b, a);
        }
    }

    private final class Conversation {
        final TcpConnection connection;
        final TcpStream fromClient;
        final TcpStream fromServer;
        boolean clientEnded;
        boolean serverEnded;
        boolean closed;
        Instant latest;

        Conversation(TcpConnection connection) {
            this.connection = connection;
            this.latest = connection.time();
            this.fromClient = new TcpStream(sink(Side.CLIENT), mostPending, MOST_PIECES);
            this.fromServer = new TcpStream(sink(Side.SERVER), mostPending, MOST_PIECES);
        }

        private TcpStream.Sink sink(Side side) {
            return new TcpStream.Sink() {
                @Override
                public void data(ByteBuf bytes, Instant time) {
                    listener.data(connection, side, bytes, time);
                }

                @Override
                public void gap(long bytes, Instant time) {
                    listener.gap(connection, side, bytes, time);
                }
            };
        }

        TcpStream stream(Side side) {
            return side == Side.CLIENT ? fromClient : fromServer;
        }

        void close(Instant time) {
            if (!closed) {
                closed = true;
                fromClient.flush(time);
                fromServer.flush(time);
                tellEnds(time);
                listener.closed(connection, time);
            }
        }

        void tellEnds(Instant time) {
            if (!clientEnded && fromClient.ended()) {
                clientEnded = true;
                listener.ended(connection, Side.CLIENT, time);
            }
            if (!serverEnded && fromServer.ended()) {
                serverEnded = true;
                listener.ended(connection, Side.SERVER, time);
            }
        }
    }

    private final TcpListener listener;
    private final IntPredicate servicePort;
    private final int mostPending;
    private final int mostConnections;
    private final LinkedHashMap<Key, Conversation> conversations = new LinkedHashMap<>(64, 0.75f, true);
    private int count;

    /**
     * With the usual bounds.
     *
     * @param servicePort ports that services are known to listen on
     */
    public TcpReassembler(TcpListener listener, IntPredicate servicePort) {
        this(listener, servicePort, MOST_PENDING, MOST_CONNECTIONS);
    }

    /**
     * @param mostPending bytes that may wait out of order per direction, at least 1
     * @param mostConnections connections remembered at once, at least 1
     */
    public TcpReassembler(TcpListener listener, IntPredicate servicePort, int mostPending, int mostConnections) {
        if (mostPending < 1 || mostConnections < 1) {
            throw new IllegalArgumentException("bounds must be at least 1");
        }
        this.listener = listener;
        this.servicePort = servicePort;
        this.mostPending = mostPending;
        this.mostConnections = mostConnections;
    }

    /** How many connections there were so far. */
    public int connections() {
        return count;
    }

    /** Takes the next segment of the capture. */
    public void accept(TcpSegment segment) {
        Key key = Key.of(segment);
        Conversation conversation = conversations.get(key);
        if (conversation != null && segment.syn() && isNew(conversation, segment)) {
            conversation.close(segment.time());
            conversations.remove(key);
            conversation = null;
        }
        if (conversation == null) {
            conversation = open(key, segment);
            if (conversation == null) {
                return;
            }
        }
        if (!conversation.closed) {
            carry(conversation, segment);
        }
    }

    /** The capture is over: closes what is open, in the order the connections were seen last. */
    public void finish() {
        List<Conversation> open = new ArrayList<>(conversations.values());
        conversations.clear();
        for (Conversation conversation : open) {
            conversation.close(conversation.latest);
        }
    }

    /** Whether a SYN starts another connection, and is not the one seen before sent again. */
    private static boolean isNew(Conversation conversation, TcpSegment segment) {
        TcpStream stream = conversation.stream(sideOf(conversation, segment));
        if (segment.ack()) {
            // The answer to a SYN that was seen belongs to it; after the end, to one that wasn't.
            return conversation.closed && stream.origin() != segment.sequence() + 1;
        }
        return conversation.closed || (stream.begun() && stream.origin() != segment.sequence() + 1);
    }

    private @Nullable Conversation open(Key key, TcpSegment segment) {
        if (segment.rst() || (segment.length() == 0 && segment.fin() && !segment.syn())) {
            // The last words of a connection nothing else is known of.
            return null;
        }
        boolean fromClient = segment.syn() ? !segment.ack() : looksLikeClient(segment);
        TcpConnection connection = new TcpConnection(
                ++count,
                fromClient ? segment.source() : segment.destination(),
                fromClient ? segment.destination() : segment.source(),
                segment.time(),
                segment.syn());
        if (conversations.size() >= mostConnections) {
            Map.Entry<Key, Conversation> eldest =
                    conversations.entrySet().iterator().next();
            conversations.remove(eldest.getKey());
            eldest.getValue().close(segment.time());
        }
        Conversation conversation = new Conversation(connection);
        conversations.put(key, conversation);
        listener.opened(connection);
        return conversation;
    }

    private boolean looksLikeClient(TcpSegment segment) {
        int source = segment.source().getPort();
        int destination = segment.destination().getPort();
        if (servicePort.test(source) != servicePort.test(destination)) {
            return servicePort.test(destination);
        }
        return source >= destination;
    }

    private static Side sideOf(Conversation conversation, TcpSegment segment) {
        return segment.source().equals(conversation.connection.client()) ? Side.CLIENT : Side.SERVER;
    }

    private void carry(Conversation conversation, TcpSegment segment) {
        Side side = sideOf(conversation, segment);
        TcpStream stream = conversation.stream(side);
        TcpStream other = conversation.stream(side.other());
        Instant time = segment.time();
        conversation.latest = time;
        int first = segment.syn() ? segment.sequence() + 1 : segment.sequence();
        if (!stream.begun()) {
            stream.begin(first);
        }
        if (segment.ack() && other.begun()) {
            other.acknowledge(segment.acknowledgement(), time);
        }
        stream.add(first, segment.payload(), segment.length(), segment.fin(), time);
        if (segment.rst()) {
            conversation.close(time);
            return;
        }
        conversation.tellEnds(time);
        if (conversation.clientEnded && conversation.serverEnded) {
            conversation.close(time);
        }
    }
}
