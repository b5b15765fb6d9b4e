package org.sallyport.protocols.carrier;

import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.Side;

/** SOCKS 5 (RFC 1928) with no authentication or with name and password (RFC 1929). */
final class Socks5Handshake extends ProxyHandshake {

    private static final int VERSION = 5;
    private static final int NO_AUTHENTICATION = 0;
    private static final int PASSWORD = 2;
    private static final int CONNECT = 1;

    private enum State {
        GREETING,
        METHOD,
        PASSWORD,
        PASSWORD_REPLY,
        REQUEST,
        REPLY,
        ESTABLISHED,
        REFUSED
    }

    private State state = State.GREETING;
    private @Nullable Address destination;

    /** What a client says first fits hardly anything else as long as it says just that, or goes on as SOCKS does. */
    static Detection detect(ByteBuf client) {
        int at = client.readerIndex();
        int n = client.readableBytes();
        if (client.getByte(at) != VERSION || n > 1 && client.getByte(at + 1) == 0) {
            return Detection.NoMatch.INSTANCE;
        }
        if (n < 2 || n < 2 + client.getUnsignedByte(at + 1)) {
            return methodsFit(client, at + 2, client.writerIndex())
                    ? Detection.NeedMore.INSTANCE
                    : Detection.NoMatch.INSTANCE;
        }
        int end = at + 2 + client.getUnsignedByte(at + 1);
        boolean follows = end == client.writerIndex() || client.getByte(end) == 1 || client.getByte(end) == VERSION;
        return follows && methodsFit(client, at + 2, end) ? Detection.Match.LIKELY : Detection.NoMatch.INSTANCE;
    }

    /** Methods are numbered 0 to 9 so far, and from 0x80 for private use; 0xFF is an answer only. */
    private static boolean methodsFit(ByteBuf client, int from, int end) {
        for (int i = from; i < end; i++) {
            int method = client.getUnsignedByte(i);
            if (method > 9 && method < 0x80 || method == 0xFF) {
                return false;
            }
        }
        return true;
    }

    @Override
    public Progress look(FirstBytes held) {
        ByteBuf client = held.fromClient();
        ByteBuf server = held.fromServer();
        return switch (state) {
            case GREETING -> greeting(client);
            case METHOD -> method(server);
            case PASSWORD -> password(client);
            case PASSWORD_REPLY -> passwordReply(server);
            case REQUEST -> request(client);
            case REPLY -> reply(server);
            case ESTABLISHED -> new Progress.Established(destination, Opening.NamedBy.SOCKS);
            case REFUSED -> refused(held);
        };
    }

    private Progress pass(Side from, int bytes, State next) {
        state = next;
        return new Progress.Pass(from, bytes);
    }

    private Progress greeting(ByteBuf client) {
        int n = client.readableBytes();
        int length = n < 2 ? 2 : 2 + client.getUnsignedByte(client.readerIndex() + 1);
        return n < length ? Progress.Wait.INSTANCE : pass(Side.CLIENT, length, State.METHOD);
    }

    private Progress method(ByteBuf server) {
        if (server.readableBytes() < 2) {
            return Progress.Wait.INSTANCE;
        }
        int at = server.readerIndex();
        if (server.getByte(at) != VERSION) {
            return new Progress.Lost("no SOCKS 5 answer");
        }
        int method = server.getUnsignedByte(at + 1);
        return switch (method) {
            case NO_AUTHENTICATION -> pass(Side.SERVER, 2, State.REQUEST);
            case PASSWORD -> pass(Side.SERVER, 2, State.PASSWORD);
            case 0xFF -> pass(Side.SERVER, 2, State.REFUSED);
            // GSSAPI and others may wrap all that follows.
            default -> new Progress.Lost("SOCKS 5 with an authentication that can't be followed");
        };
    }

    private Progress password(ByteBuf client) {
        int at = client.readerIndex();
        int n = client.readableBytes();
        if (n > 0 && client.getByte(at) != 1) {
            return new Progress.Lost("no SOCKS 5 credentials");
        }
        int name = n < 2 ? 0 : client.getUnsignedByte(at + 1);
        if (n < 3 + name || n < 3 + name + client.getUnsignedByte(at + 2 + name)) {
            return Progress.Wait.INSTANCE;
        }
        return pass(Side.CLIENT, 3 + name + client.getUnsignedByte(at + 2 + name), State.PASSWORD_REPLY);
    }

    private Progress passwordReply(ByteBuf server) {
        if (server.readableBytes() < 2) {
            return Progress.Wait.INSTANCE;
        }
        boolean accepted = server.getByte(server.readerIndex() + 1) == 0;
        return pass(Side.SERVER, 2, accepted ? State.REQUEST : State.REFUSED);
    }

    private Progress request(ByteBuf client) {
        int at = client.readerIndex();
        int n = client.readableBytes();
        if (n > 0 && client.getByte(at) != VERSION || n > 1 && client.getByte(at + 1) != CONNECT) {
            return new Progress.Lost("a SOCKS 5 request other than CONNECT");
        }
        int length = lengthWithAddress(client);
        if (length <= 0) {
            return length == 0 ? Progress.Wait.INSTANCE : new Progress.Lost("a broken SOCKS 5 request");
        }
        int port = client.getUnsignedShort(at + length - 2);
        destination = switch (client.getByte(at + 3)) {
            case 1 -> address(dotted(client, at + 4), port);
            case 3 -> address(client.toString(at + 5, length - 7, StandardCharsets.ISO_8859_1), port);
            default -> {
                byte[] v6 = new byte[16];
                client.getBytes(at + 4, v6);
                yield address(NetUtil.bytesToIpAddress(v6), port);
            }
        };
        return pass(Side.CLIENT, length, State.REPLY);
    }

    /** The length of a request or reply, both alike; 0 while it is not all there, -1 when it can't be one. */
    private static int lengthWithAddress(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int n = bytes.readableBytes();
        if (n < 5) {
            return 0;
        }
        int address = switch (bytes.getByte(at + 3)) {
            case 1 -> 4;
            case 3 -> 1 + bytes.getUnsignedByte(at + 4);
            case 4 -> 16;
            default -> -1;
        };
        int length = 4 + address + 2;
        return address < 0 ? -1 : n < length ? 0 : length;
    }

    private Progress reply(ByteBuf server) {
        int length = lengthWithAddress(server);
        if (length == 0) {
            return Progress.Wait.INSTANCE;
        }
        int at = server.readerIndex();
        if (length < 0 || server.getByte(at) != VERSION) {
            return new Progress.Lost("no SOCKS 5 reply");
        }
        return pass(Side.SERVER, length, server.getByte(at + 1) == 0 ? State.ESTABLISHED : State.REFUSED);
    }

    @Override
    public boolean mayEnd() {
        return state == State.REFUSED;
    }
}
