package org.sallyport.protocols.tunnel;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@link YahooXml} finds in a body: a {@code <Session>} with packets in it, or something else. */
sealed interface SessionDocument {

    String PAYLOAD = "Payload";
    String SESSION_ID = "SessionId";
    String YES = "yes";
    String NO = "no";
    int NEAR = 1_024;

    /**
     * It is one.
     *
     * @param session its start tag, or the tag that is all of it
     * @param pieces everything in order: {@link Piece.Data} each packet, {@link Piece.Other} all around them
     */
    record Whole(XmlTag session, List<Piece> pieces) implements SessionDocument {
        public Whole {
            pieces = List.copyOf(pieces);
        }

        /** The packets. */
        List<Piece.Data> packets() {
            List<Piece.Data> packets = new ArrayList<>();
            for (Piece piece : pieces) {
                if (piece instanceof Piece.Data data) {
                    packets.add(data);
                }
            }
            return packets;
        }
    }

    /** It can't be read. */
    record Wrong(Unwrapped.Malformed malformed) implements SessionDocument {}

    /** Whether the tag of such a document is near the beginning of a body, whatever stands before it. */
    static boolean begins(ByteBuf body) {
        String start =
                body.toString(body.readerIndex(), Math.min(body.readableBytes(), NEAR), StandardCharsets.ISO_8859_1);
        return start.contains("<Session");
    }

    /** The tag that a body begins with, when it is a session's; else null. */
    static @Nullable XmlTag session(ByteBuf body) {
        int at = start(body);
        XmlTag tag = at < 0 ? null : XmlTag.read(body, at);
        return tag != null && tag.name().equals("Session") && tag.form() != XmlTag.Form.END ? tag : null;
    }

    /** Where the first tag can begin: behind white space and a declaration that names no other charset; -1 behind any other. */
    private static int start(ByteBuf body) {
        int at = XmlTag.spaceEnd(body, body.readerIndex());
        if (XmlTag.byteAt(body, at + 1) != '?') {
            return at;
        }
        int end = body.indexOf(at, Math.min(body.writerIndex(), at + NEAR), (byte) '>');
        String said = end < 0
                ? ""
                : body.toString(at, end + 1 - at, StandardCharsets.US_ASCII)
                        .toLowerCase(Locale.ROOT)
                        .replace('\'', '"');
        boolean utf8 = !said.contains("encoding") || said.contains("encoding=\"utf-8\"");
        return said.startsWith("<?xml ") && said.endsWith("?>") && utf8 ? XmlTag.spaceEnd(body, end + 1) : -1;
    }

    /** Reads one, which must be all of the body. */
    static SessionDocument read(ByteBuf body) {
        XmlTag session = session(body);
        if (session == null || !Utf8.is(body)) {
            return broken("no session");
        }
        List<Piece> pieces = new ArrayList<>();
        boolean packets = false;
        int at = session.to();
        boolean open = session.form() == XmlTag.Form.START;
        other(body, body.readerIndex(), at, pieces);
        while (open) {
            int next = XmlTag.spaceEnd(body, at);
            other(body, at, next, pieces);
            XmlTag tag = XmlTag.read(body, next);
            if (tag == null || tag.name().equals("Session") != (tag.form() == XmlTag.Form.END)) {
                return broken("a session that can't be read");
            }
            if (pieces.size() >= TunnelFormat.MOST_PIECES - 2) {
                return new Wrong(Checks.tooMuch("too many packets"));
            }
            if (tag.form() == XmlTag.Form.END) {
                open = false;
                at = tag.to();
                other(body, next, at, pieces);
            } else {
                at = YmsgElement.end(body, tag);
                ByteBuf packet = at < 0 ? null : YmsgElement.read(body, session, tag, at);
                if (packet == null) {
                    return broken("a packet that can't be read");
                }
                pieces.add(new Piece.Data(StreamId.ONLY, packet, body.slice(next, at - next)));
                packets = true;
            }
        }
        if (XmlTag.spaceEnd(body, at) != body.writerIndex()) {
            return broken("bytes after the session");
        }
        other(body, at, body.writerIndex(), pieces);
        // Who goes by the attribute and who goes by the packets must see the same.
        return (packets ? YES : NO).equals(session.value(PAYLOAD))
                ? new Whole(session, pieces)
                : broken("a payload other than was said");
    }

    private static void other(ByteBuf body, int from, int to, List<Piece> pieces) {
        if (to > from) {
            pieces.add(new Piece.Other(body.slice(from, to - from)));
        }
    }

    private static Wrong broken(String why) {
        return new Wrong(Checks.broken(why));
    }
}
