package org.sallyport.protocols.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a {@code <Session>} together again: packets that came and still have their element as they came, others anew. */
final class SessionWriter {

    private static final String SESSION_END = "</Session>";
    private static final int EMPTY_END = 2;

    private final ByteBuf elements = Unpooled.buffer();
    private final ByteBuf fresh = Unpooled.buffer();
    private boolean kicked;

    private SessionWriter() {}

    /** The tag of the session that pieces come from; null when they come from none. */
    static @Nullable XmlTag session(List<Piece> pieces) {
        return SessionDocument.read(around(pieces, SessionDocument.NO)) instanceof SessionDocument.Whole whole
                ? whole.session()
                : null;
    }

    /**
     * The body and what it had no room for.
     *
     * @param isSession whether the pieces come from one
     * @param room false when none of the pieces' bytes may go in
     */
    static Rewrapped.ForwardAs write(HttpHead head, List<Piece> pieces, boolean isSession, boolean room) {
        boolean asItCame = pieces.stream()
                .noneMatch(piece -> piece instanceof Piece.Close || piece instanceof Piece.Data d && d.raw() == null);
        if (asItCame && (!isSession || saysWhatIsThere(pieces))) {
            ByteBuf all = Unpooled.buffer();
            pieces.forEach(piece -> raw(piece, all));
            return new Rewrapped.ForwardAs(head, all, List.of());
        }
        SessionWriter writer = new SessionWriter();
        pieces.forEach(room ? writer::add : writer::keep);
        boolean closes = pieces.stream().anyMatch(Piece.Close.class::isInstance);
        if (room && closes && !writer.kicked) {
            YmsgElement.write(YmsgPackets.kick(), 0, writer.elements);
        }
        List<Piece> left = writer.fresh.isReadable() ? List.of(Piece.Data.of(StreamId.ONLY, writer.fresh)) : List.of();
        return new Rewrapped.ForwardAs(head, put(pieces, writer.elements), left);
    }

    /** Not when a packet was taken away that was the only one. */
    private static boolean saysWhatIsThere(List<Piece> pieces) {
        XmlTag session = SessionDocument.session(others(pieces));
        String payload =
                pieces.stream().anyMatch(Piece.Data.class::isInstance) ? SessionDocument.YES : SessionDocument.NO;
        return session != null && payload.equals(session.value(SessionDocument.PAYLOAD));
    }

    private static void raw(Piece piece, ByteBuf to) {
        switch (piece) {
            case Piece.Data data -> {
                if (data.raw() != null) {
                    Pieces.append(to, data.raw());
                }
            }
            case Piece.Other other -> Pieces.append(to, other.raw());
            case Piece.Open open -> {
                // Not in the body.
            }
            case Piece.Close close -> {
                // Not in the body.
            }
        }
    }

    private void keep(Piece piece) {
        if (piece instanceof Piece.Data data) {
            Pieces.append(fresh, data.bytes());
        }
    }

    private void add(Piece piece) {
        if (piece instanceof Piece.Data data && data.raw() != null && !fresh.isReadable()) {
            kicked |= YmsgPackets.kicks(data.bytes(), data.bytes().readerIndex());
            raw(piece, elements);
            return;
        }
        keep(piece);
        int length = YmsgPackets.length(fresh, fresh.readerIndex());
        while (length > 0) {
            kicked |= YmsgPackets.kicks(fresh, fresh.readerIndex());
            YmsgElement.write(fresh, fresh.readerIndex(), elements);
            fresh.skipBytes(length);
            length = YmsgPackets.length(fresh, fresh.readerIndex());
        }
    }

    /** The packets between what was around those that came. */
    private static ByteBuf put(List<Piece> pieces, ByteBuf elements) {
        boolean any = elements.isReadable();
        ByteBuf around = around(pieces, any ? SessionDocument.YES : SessionDocument.NO);
        XmlTag tag = any ? SessionDocument.session(around) : null;
        if (tag == null) {
            return around;
        }
        boolean empty = tag.form() == XmlTag.Form.EMPTY;
        ByteBuf out = Unpooled.buffer().writeBytes(around, 0, empty ? tag.to() - EMPTY_END : tag.to());
        if (empty) {
            out.writeByte('>');
        }
        Pieces.append(out, elements);
        if (empty) {
            out.writeCharSequence(SESSION_END, StandardCharsets.US_ASCII);
        }
        return out.writeBytes(around, tag.to(), around.writerIndex() - tag.to());
    }

    /** All that is no packet; what it says of its payload is made true. */
    private static ByteBuf around(List<Piece> pieces, String payload) {
        ByteBuf all = others(pieces);
        XmlTag tag = SessionDocument.session(all);
        XmlTag.Attribute said = tag == null ? null : tag.attribute(SessionDocument.PAYLOAD);
        if (said == null || said.value().equals(payload)) {
            return all;
        }
        ByteBuf out = Unpooled.buffer().writeBytes(all, 0, said.from());
        out.writeCharSequence(payload, StandardCharsets.US_ASCII);
        return out.writeBytes(all, said.to(), all.writerIndex() - said.to());
    }

    private static ByteBuf others(List<Piece> pieces) {
        return Pieces.joined(
                pieces.stream().filter(Piece.Other.class::isInstance).toList());
    }
}
