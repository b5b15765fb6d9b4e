package org.sallyport.protocols.carrier;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.Side;

/**
 * SOCKS 4 and 4a: one request, one reply of eight bytes (Ying-Da Lee, "SOCKS: A protocol for TCP proxy across firewalls", and
 * "SOCKS 4A: A Simple Extension to SOCKS 4 Protocol").
 */
final class Socks4Handshake extends ProxyHandshake {

    private static final int FIXED = 8;
    private static final int LONGEST_TEXT = 255;
    private static final int REPLY = 8;
    private static final int GRANTED = 0x5A;

    private boolean requested;
    private boolean established;
    private boolean refused;
    private @Nullable Address destination;

    static Detection detect(ByteBuf client) {
        int at = client.readerIndex();
        int n = client.readableBytes();
        boolean fits = client.getByte(at) == 4
                && (n < 2 || client.getByte(at + 1) == 1 || client.getByte(at + 1) == 2)
                && (n < 4 || client.getUnsignedShort(at + 2) != 0);
        if (!fits) {
            return Detection.NoMatch.INSTANCE;
        }
        int length = requestLength(client);
        if (length < 0) {
            return Detection.NoMatch.INSTANCE;
        }
        return length == 0 ? Detection.NeedMore.INSTANCE : Detection.Match.LIKELY;
    }

    /** 0 while its end is not there, -1 when it can't be one. */
    private static int requestLength(ByteBuf client) {
        int from = client.readerIndex();
        if (client.readableBytes() < FIXED) {
            return 0;
        }
        int user = textEnd(client, from + FIXED);
        if (user <= 0 || !named(client)) {
            return user <= 0 ? user : user - from;
        }
        int host = textEnd(client, user);
        return host <= 0 ? host : host - from;
    }

    /** The address 0.0.0.x, with x not 0, says that a name follows. */
    private static boolean named(ByteBuf client) {
        int address = client.getInt(client.readerIndex() + 4);
        return address >>> 8 == 0 && address != 0;
    }

    /** Where the text ends, its zero included; 0 while that is not there, -1 when it is too long or no text. */
    private static int textEnd(ByteBuf client, int from) {
        int end = Math.min(client.writerIndex(), from + LONGEST_TEXT + 1);
        for (int i = from; i < end; i++) {
            byte b = client.getByte(i);
            if (b == 0) {
                return i + 1;
            }
            if (b > 0 && b < ' ') {
                return -1;
            }
        }
        return end - from > LONGEST_TEXT ? -1 : 0;
    }

    @Override
    public Progress look(FirstBytes held) {
        if (refused) {
            return refused(held);
        }
        if (established) {
            return new Progress.Established(destination, Opening.NamedBy.SOCKS);
        }
        return requested ? reply(held.fromServer()) : request(held.fromClient());
    }

    private Progress request(ByteBuf client) {
        int length = client.isReadable() ? requestLength(client) : 0;
        if (length <= 0) {
            return length == 0 ? Progress.Wait.INSTANCE : new Progress.Lost("a broken SOCKS 4 request");
        }
        int at = client.readerIndex();
        if (client.getByte(at + 1) != 1) {
            return new Progress.Lost("a SOCKS 4 request other than CONNECT");
        }
        int port = client.getUnsignedShort(at + 2);
        if (named(client)) {
            int from = textEnd(client, at + FIXED);
            String host = client.toString(from, at + length - 1 - from, StandardCharsets.ISO_8859_1);
            destination = address(host, port);
        } else {
            destination = address(dotted(client, at + 4), port);
        }
        requested = true;
        return new Progress.Pass(Side.CLIENT, length);
    }

    private Progress reply(ByteBuf server) {
        if (server.readableBytes() < REPLY) {
            return Progress.Wait.INSTANCE;
        }
        int at = server.readerIndex();
        if (server.getByte(at) != 0 && server.getByte(at) != 4) {
            return new Progress.Lost("no SOCKS 4 reply");
        }
        established = server.getByte(at + 1) == GRANTED;
        refused = !established;
        return new Progress.Pass(Side.SERVER, REPLY);
    }

    @Override
    public boolean mayEnd() {
        return refused;
    }
}
