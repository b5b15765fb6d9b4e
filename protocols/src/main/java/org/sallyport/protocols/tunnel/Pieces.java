package org.sallyport.protocols.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/** What a session did to a stream, told in pieces. */
public final class Pieces {

    private Pieces() {}

    /** All bytes of one stream, copied into a heap buffer that needs no release. */
    public static ByteBuf bytes(List<Piece> pieces, StreamId stream) {
        ByteBuf all = Unpooled.buffer();
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Data data && data.stream().equals(stream)) {
                all.writeBytes(
                        data.bytes(), data.bytes().readerIndex(), data.bytes().readableBytes());
            }
        }
        return all;
    }

    /**
     * The pieces with other bytes for one stream.
     *
     * @param bytes what goes on of the stream, borrowed; may be none
     * @return the same list when nothing has changed, so that it is written byte for byte as it came. Else one {@link
     *     Piece.Data} with all bytes, an empty one too, stands where the stream's first stood; where there was none it comes
     *     before the stream's {@link Piece.Close}, or last
     */
    public static List<Piece> replaced(List<Piece> pieces, StreamId stream, ByteBuf bytes) {
        if (ByteBufUtil.equals(bytes(pieces, stream), bytes)) {
            return pieces;
        }
        List<Piece> out = new ArrayList<>(pieces.size() + 1);
        Piece.Data fresh = Piece.Data.of(stream, bytes);
        int at = -1;
        for (Piece piece : pieces) {
            boolean data = piece instanceof Piece.Data d && d.stream().equals(stream);
            boolean close = piece instanceof Piece.Close c && c.stream().equals(stream);
            if (at < 0 && (data || close)) {
                at = out.size();
                out.add(fresh);
            }
            if (!data) {
                out.add(piece);
            }
        }
        if (at < 0) {
            out.add(fresh);
        }
        return List.copyOf(out);
    }

    /** The bytes of every stream, one after the other: for tunnels that have but one. */
    static ByteBuf joined(List<Piece> pieces) {
        ByteBuf all = Unpooled.buffer();
        for (Piece piece : pieces) {
            switch (piece) {
                case Piece.Data data -> append(all, data.bytes());
                case Piece.Other other -> append(all, other.raw());
                case Piece.Open open -> {
                    // Not in the body.
                }
                case Piece.Close close -> {
                    // Not in the body.
                }
            }
        }
        return all;
    }

    /** Copies the readable bytes and moves no index of theirs. */
    static void append(ByteBuf to, ByteBuf from) {
        to.writeBytes(from, from.readerIndex(), from.readableBytes());
    }
}
