package org.sallyport.protocols.capture;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * One direction of a connection: its bytes in order. Positions are 64 bits wide and count from the first byte, so that the
 * sequence numbers may wrap.
 */
final class TcpStream {

    /** Where a stream's bytes go. */
    interface Sink {
        void data(ByteBuf bytes, Instant time);

        void gap(long bytes, Instant time);
    }

    /** TCP's largest window: what claims to be farther ahead is not of this connection. */
    private static final long FARTHEST = 1L << 30;

    /** Bytes that wait, copied out of their packet. */
    private record Piece(ByteBuf bytes, Instant time) {
        int length() {
            return bytes.readableBytes();
        }
    }

    private final Sink sink;
    private final int mostPending;
    private final int mostPieces;
    private final TreeMap<Long, Piece> pending = new TreeMap<>();
    private long pendingBytes;
    private boolean begun;
    /** Sequence number of position 0. */
    private int origin;

    private long next;
    private long acknowledged;
    private long end = Long.MAX_VALUE;

    TcpStream(Sink sink, int mostPending, int mostPieces) {
        this.sink = sink;
        this.mostPending = mostPending;
        this.mostPieces = mostPieces;
    }

    boolean begun() {
        return begun;
    }

    int origin() {
        return origin;
    }

    /** All bytes up to the FIN have been given. */
    boolean ended() {
        return next >= end;
    }

    void begin(int sequence) {
        begun = true;
        origin = sequence;
    }

    private long position(int sequence) {
        return next + (sequence - (origin + (int) next));
    }

    void add(int sequence, ByteBuf payload, int length, boolean fin, Instant time) {
        long position = position(sequence);
        if (position - next > FARTHEST) {
            return;
        }
        if (fin && end == Long.MAX_VALUE) {
            end = position + length;
            forgetBehindEnd();
        }
        if (payload.isReadable()) {
            insert(position, payload, time);
        }
        drain(time);
    }

    /** What came before the FIN and claims a place behind it is nothing the receiver took. */
    private void forgetBehindEnd() {
        while (!pending.isEmpty()) {
            Map.Entry<Long, Piece> last = pending.lastEntry();
            Piece piece = last.getValue();
            if (last.getKey() + piece.length() <= end) {
                return;
            }
            pending.remove(last.getKey());
            pendingBytes -= piece.length();
            if (last.getKey() < end) {
                Piece kept = new Piece(piece.bytes().slice(0, (int) (end - last.getKey())), piece.time());
                pending.put(last.getKey(), kept);
                pendingBytes += kept.length();
            }
        }
    }

    /** The other side says it has everything before this number. */
    void acknowledge(int sequence, Instant time) {
        long position = position(sequence);
        if (position > acknowledged && position - next <= FARTHEST) {
            acknowledged = position;
            drain(time);
        }
    }

    /** Gives what is left, with the gaps in it. */
    void flush(Instant time) {
        while (!pending.isEmpty()) {
            leap();
            inOrder();
        }
        // An acknowledgement counts the FIN too: where none was captured, one number more is no byte.
        long known = end != Long.MAX_VALUE ? end : acknowledged - 1;
        if (next < known) {
            long last = end != Long.MAX_VALUE ? end : acknowledged;
            sink.gap(last - next, time);
            next = last;
        }
    }

    /** Keeps the parts of a payload that are new: of bytes that come twice, the first win. */
    private void insert(long position, ByteBuf payload, Instant time) {
        long from = Math.max(position, next);
        long to = Math.min(position + payload.readableBytes(), end);
        if (from >= to) {
            return;
        }
        if (pending.isEmpty() && from == next) {
            next = to;
            sink.data(payload.slice(payload.readerIndex() + (int) (from - position), (int) (to - from)), time);
            return;
        }
        while (from < to) {
            Map.Entry<Long, Piece> before = pending.floorEntry(from);
            if (before != null && before.getKey() + before.getValue().length() > from) {
                from = before.getKey() + before.getValue().length();
                continue;
            }
            Long after = pending.higherKey(from);
            long until = after == null ? to : Math.min(to, after);
            int start = payload.readerIndex() + (int) (from - position);
            Piece piece = new Piece(Unpooled.copiedBuffer(payload.slice(start, (int) (until - from))), time);
            pending.put(from, piece);
            pendingBytes += piece.length();
            from = until;
        }
    }

    private void drain(Instant time) {
        inOrder();
        while (!pending.isEmpty() && (acknowledged >= pending.firstKey() || overfull())) {
            leap();
            inOrder();
        }
        if (pending.isEmpty() && end != Long.MAX_VALUE && next < end && acknowledged >= end) {
            sink.gap(end - next, time);
            next = end;
        }
    }

    private boolean overfull() {
        return pendingBytes > mostPending || pending.size() > mostPieces;
    }

    /** Gives up what is missing, at the time what follows it came: the stream's times stay in order. */
    private void leap() {
        Map.Entry<Long, Piece> first = pending.firstEntry();
        if (first.getKey() > next) {
            sink.gap(first.getKey() - next, first.getValue().time());
            next = first.getKey();
        }
    }

    private void inOrder() {
        while (!pending.isEmpty() && pending.firstKey() == next) {
            Piece piece = pending.pollFirstEntry().getValue();
            next += piece.length();
            pendingBytes -= piece.length();
            sink.data(piece.bytes(), piece.time());
        }
    }
}
