package org.sallyport.protocols.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;

/**
 * The records in the bodies of {@link OscarHttp}, big-endian:
 *
 * <pre>
 *   u16 length of what follows, at least 12   u16 0x0443   u16 type   u32 0   u32 connection number   data
 *
 *   2 hello     instead of number and data, from offset 12 on: 16 bytes session id, u16 length, host[, u16 port]
 *   3 open      u16 length, host, u16 port
 *   4 opened    u8 0, or why not
 *   5 data      a stretch of the FLAP stream, cut anywhere; the stream's first byte is 0x2A
 *   6 close     nothing
 *   7 closed    u8 0
 * </pre>
 *
 * <p>Sources, which agree: Miranda's ICQ plugin ({@code icq_http.cpp} and {@code icq_http.h}; names types 4 and 7, and cuts data
 * at 512 as ICQ 5.1 did), SIM-IM ({@code HTTP_Proxy} of its proxy plugin; one record a request, closes with type 6), Jimm ({@code
 * HTTPConnection}; the port in the hello, and several FLAPs in one record). None shows what the four zero bytes are.
 */
final class OscarRecords {

    static final int HELLO = 2;
    static final int OPEN = 3;
    static final int DATA = 5;
    static final int CLOSE = 6;
    static final int CLOSED = 7;

    private static final int VERSION = 0x0443;
    /** The length field, which doesn't count itself. */
    private static final int PREFIX = 2;

    private static final int TYPE = 4;
    private static final int NUMBER = 10;
    private static final int HEADER = 14;
    private static final int LEAST = HEADER - PREFIX;
    private static final int MOST_DATA = 0xFFFF - LEAST;
    private static final int HELLO_SID = 12;
    private static final int SID = 16;
    private static final int HELLO_HOST = HELLO_SID + SID;
    private static final int MOST_HOST = 255;
    private static final Pattern HOST = Pattern.compile("[0-9A-Za-z._:-]+");

    private OscarRecords() {}

    /** Whether a body looks like records. */
    static boolean begins(ByteBuf body) {
        return body.readableBytes() >= TYPE && body.getUnsignedShort(body.readerIndex() + PREFIX) == VERSION;
    }

    /**
     * Cuts a body into pieces.
     *
     * @param pieces gets them
     * @return what is wrong, or null
     */
    static Unwrapped.@Nullable Malformed read(ByteBuf body, List<Piece> pieces) {
        int at = body.readerIndex();
        while (at < body.writerIndex()) {
            int left = body.writerIndex() - at;
            int length = left < HEADER ? -1 : body.getUnsignedShort(at);
            if (length < LEAST || left - PREFIX < length) {
                return Checks.broken("record that doesn't fit the body");
            }
            if (body.getUnsignedShort(at + PREFIX) != VERSION) {
                return Checks.broken("record of another version");
            }
            if (pieces.size() == TunnelFormat.MOST_PIECES) {
                return Checks.tooMuch("too many records");
            }
            Piece piece = piece(body.slice(at, PREFIX + length));
            if (piece == null) {
                return Checks.broken("record without a usable address");
            }
            pieces.add(piece);
            at += PREFIX + length;
        }
        return null;
    }

    private static @Nullable Piece piece(ByteBuf raw) {
        int type = raw.getUnsignedShort(TYPE);
        if (type == HELLO) {
            return hello(raw) == null ? null : new Piece.Other(raw);
        }
        StreamId stream = new StreamId(raw.getUnsignedInt(NUMBER));
        return switch (type) {
            case OPEN -> open(stream, raw);
            case DATA -> new Piece.Data(stream, raw.slice(HEADER, raw.readableBytes() - HEADER), raw);
            case CLOSE, CLOSED -> new Piece.Close(stream, raw);
            default -> new Piece.Other(raw);
        };
    }

    private static Piece.@Nullable Open open(StreamId stream, ByteBuf raw) {
        String host = host(raw, HEADER);
        if (host == null) {
            return null;
        }
        int port = HEADER + Short.BYTES + host.length();
        return raw.readableBytes() - port < Short.BYTES
                ? null
                : new Piece.Open(stream, new Address(host, raw.getUnsignedShort(port)), raw);
    }

    /** A host behind its u16 length, or null. */
    private static @Nullable String host(ByteBuf raw, int at) {
        if (raw.readableBytes() - at < Short.BYTES) {
            return null;
        }
        int length = raw.getUnsignedShort(at);
        if (length == 0 || length > MOST_HOST || raw.readableBytes() - at - Short.BYTES < length) {
            return null;
        }
        String host = raw.toString(at + Short.BYTES, length, StandardCharsets.ISO_8859_1);
        return HOST.matcher(host).matches() ? host : null;
    }

    /**
     * The service's answer to {@code /hello}.
     *
     * @param sid the session id in 32 hex digits, lower case
     * @param proxy where the client is to send the rest
     * @param hostChars how long the host is as it stands there
     */
    record Hello(String sid, Address proxy, int hostChars) {}

    /** Null when it is none, or a broken one. */
    static @Nullable Hello hello(ByteBuf raw) {
        if (raw.readableBytes() < HELLO_HOST || raw.getUnsignedShort(TYPE) != HELLO) {
            return null;
        }
        String host = host(raw, HELLO_HOST);
        if (host == null) {
            return null;
        }
        byte[] sid = new byte[SID];
        raw.getBytes(HELLO_SID, sid);
        int after = HELLO_HOST + Short.BYTES + host.length();
        boolean hasPort = raw.readableBytes() - after >= Short.BYTES;
        int port = hasPort ? raw.getUnsignedShort(after) : OscarHttp.HTTP_PORT;
        Address proxy = Checks.address(host, port == 0 ? OscarHttp.HTTP_PORT : port);
        return proxy == null ? null : new Hello(HexFormat.of().formatHex(sid), proxy, host.length());
    }

    /** The same hello, leading elsewhere. Some clients read no port but that in the host, some none but that behind it. */
    static ByteBuf redirected(ByteBuf raw, Hello hello, Address proxy) {
        byte[] host = proxy.host().getBytes(StandardCharsets.ISO_8859_1);
        int after = HELLO_HOST + Short.BYTES + hello.hostChars();
        int rest = Math.min(raw.readableBytes(), after + Short.BYTES);
        ByteBuf out = Unpooled.buffer();
        out.writeBytes(raw, raw.readerIndex(), HELLO_HOST)
                .writeShort(host.length)
                .writeBytes(host)
                .writeShort(proxy.port() == 0 ? OscarHttp.HTTP_PORT : proxy.port())
                .writeBytes(raw, rest, raw.readableBytes() - rest);
        return out.setShort(0, out.readableBytes() - PREFIX);
    }

    /** Writes a piece that has no raw bytes; data in as many records as it takes. */
    static void write(ByteBuf out, Piece.Data data) {
        ByteBuf bytes = data.bytes();
        int at = bytes.readerIndex();
        do {
            int length = Math.min(MOST_DATA, bytes.writerIndex() - at);
            header(out, DATA, data.stream(), length).writeBytes(bytes, at, length);
            at += length;
        } while (at < bytes.writerIndex());
    }

    /** Asks for a connection. */
    static void open(ByteBuf out, StreamId stream, Address destination) {
        byte[] host = destination.host().getBytes(StandardCharsets.ISO_8859_1);
        header(out, OPEN, stream, 2 * Short.BYTES + host.length)
                .writeShort(host.length)
                .writeBytes(host)
                .writeShort(destination.port());
    }

    /** As the client asks for the end of a connection. */
    static void close(ByteBuf out, StreamId stream) {
        header(out, CLOSE, stream, 0);
    }

    /** As the service tells of it. */
    static void closed(ByteBuf out, StreamId stream) {
        header(out, CLOSED, stream, 1).writeByte(0);
    }

    private static ByteBuf header(ByteBuf out, int type, StreamId stream, int length) {
        return out.writeShort(LEAST + length)
                .writeShort(VERSION)
                .writeShort(type)
                .writeInt(0)
                .writeInt((int) stream.number());
    }
}
