package org.sallyport.protocols.carrier;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.Side;

/**
 * HTTP CONNECT at a proxy elsewhere (RFC 9110, section 9.3.6): a head each way, and any 2xx opens the tunnel. After another
 * answer the client mostly tries again with credentials.
 */
final class ConnectHandshake extends ProxyHandshake {

    private static final int CRLF_CRLF = 0x0D0A0D0A;
    private static final int METHOD = "CONNECT ".length();
    private static final int STATUS = "HTTP/1.1 ".length();

    private boolean requested;
    private boolean established;
    private boolean refused;
    private @Nullable Address destination;

    @Override
    public Progress look(FirstBytes held) {
        if (refused) {
            return refused(held);
        }
        if (established) {
            return new Progress.Established(destination, Opening.NamedBy.CONNECT);
        }
        ByteBuf bytes = requested ? held.fromServer() : held.fromClient();
        int length = headLength(bytes);
        if (length < 0) {
            return bytes.readableBytes() > LONGEST
                    ? new Progress.Lost("the head of a CONNECT exchange that does not end")
                    : Progress.Wait.INSTANCE;
        }
        return requested ? reply(bytes, length) : request(bytes, length);
    }

    private Progress request(ByteBuf client, int length) {
        destination = authority(client);
        requested = true;
        return new Progress.Pass(Side.CLIENT, length);
    }

    private Progress reply(ByteBuf server, int length) {
        int at = server.readerIndex();
        if (length < STATUS + 3 || server.getByte(at) != 'H' || server.getByte(at + STATUS - 1) != ' ') {
            return new Progress.Lost("no HTTP answer to CONNECT");
        }
        byte kind = server.getByte(at + STATUS);
        if (kind != '1') {
            established = kind == '2';
            refused = !established;
        }
        return new Progress.Pass(Side.SERVER, length);
    }

    private static @Nullable Address authority(ByteBuf client) {
        int from = client.readerIndex() + METHOD;
        int end = client.indexOf(from, client.writerIndex(), (byte) ' ');
        if (end < 0 || end - from > 255 + 8) {
            return null;
        }
        String text = client.toString(from, end - from, StandardCharsets.ISO_8859_1);
        int colon = text.lastIndexOf(':');
        if (colon < 1 || text.length() - colon > 6) {
            return null;
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        try {
            int port = Integer.parseUnsignedInt(text, colon + 1, text.length(), 10);
            return port > 65_535 ? null : address(host, port);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Up to and including the empty line; -1 while that is not there. */
    private static int headLength(ByteBuf bytes) {
        int last = Math.min(bytes.writerIndex(), bytes.readerIndex() + LONGEST) - 4;
        for (int i = bytes.readerIndex(); i <= last; i++) {
            if (bytes.getByte(i) == '\r' && bytes.getInt(i) == CRLF_CRLF) {
                return i + 4 - bytes.readerIndex();
            }
        }
        return -1;
    }

    @Override
    public boolean mayEnd() {
        return refused;
    }
}
