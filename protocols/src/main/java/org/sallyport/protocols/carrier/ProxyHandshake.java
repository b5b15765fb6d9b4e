package org.sallyport.protocols.carrier;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.Side;

/**
 * Follows the handshake of a proxy elsewhere that a client talks to through the gateway, to find out where it leads and where
 * what it carries begins; or another talk after which a stream becomes something else. Nothing of it is changed or kept.
 *
 * <p><b>Lifecycle:</b> made when {@link Carrier#detect} has recognised it, before any of its bytes went on. Then {@link #look}
 * whenever there is more, again and again until the answer is {@link Progress.Wait} or the end of the handshake.
 *
 * <p>Confined to the connection's event loop. Credentials that pass are not looked at.
 */
public abstract sealed class ProxyHandshake
        permits Socks4Handshake, Socks5Handshake, ConnectHandshake, StartTlsHandshake {

    /** The longest single message of a handshake, in bytes; a peer that has more is not followed. */
    static final int LONGEST = 16 << 10;

    ProxyHandshake() {}

    /**
     * The handshake of a carrier.
     *
     * @throws IllegalArgumentException for a carrier that {@link Carrier#isProxy} says is none
     */
    public static ProxyHandshake of(Carrier carrier) {
        return switch (carrier) {
            case SOCKS4 -> new Socks4Handshake();
            case SOCKS5 -> new Socks5Handshake();
            case CONNECT -> new ConnectHandshake();
            case HTTP, TLS -> throw new IllegalArgumentException(carrier + " is no proxy's handshake");
        };
    }

    /** The way of an XML stream to TLS, after whose end TLS is to be expected, for the destination there was. */
    public static ProxyHandshake startTls() {
        return new StartTlsHandshake();
    }

    /** How far a handshake is. */
    public sealed interface Progress {

        /** Not until somebody says more. */
        enum Wait implements Progress {
            INSTANCE
        }

        /** So many bytes of this side, which are at hand, may go on. */
        record Pass(Side from, int bytes) implements Progress {}

        /**
         * All of the handshake has gone on; what follows is between the client and this destination, which is null when the
         * client named it in a way that only its proxy understands.
         */
        record Established(@Nullable Address destination, Opening.NamedBy namedBy) implements Progress {}

        /** The proxy has said no, all of which has gone on, and the client tries something else. */
        enum Again implements Progress {
            INSTANCE
        }

        /** It is not what it seemed, or goes on in a way nobody can follow. {@code why} has nothing a peer said. */
        record Lost(String why) implements Progress {}
    }

    /** What to do next with what is held. The buffers' indices are left alone. */
    public abstract Progress look(FirstBytes held);

    /** Whether the connection may end now without anything having been missed: the proxy has said no, or there was none. */
    public abstract boolean mayEnd();

    /** After a refusal the proxy may say what it likes until the client speaks again. */
    static Progress refused(FirstBytes held) {
        int server = held.fromServer().readableBytes();
        if (server > 0) {
            return new Progress.Pass(Side.SERVER, server);
        }
        return held.fromClient().isReadable() ? Progress.Again.INSTANCE : Progress.Wait.INSTANCE;
    }

    /** Host and port; null when it is none that {@link Address} takes. */
    static @Nullable Address address(String host, int port) {
        boolean printable = host.chars().allMatch(c -> c > ' ' && c < 0x7F);
        return host.isEmpty() || host.length() > 255 || port < 1 || !printable ? null : new Address(host, port);
    }

    static String dotted(ByteBuf bytes, int at) {
        return bytes.getUnsignedByte(at) + "." + bytes.getUnsignedByte(at + 1) + "." + bytes.getUnsignedByte(at + 2)
                + "." + bytes.getUnsignedByte(at + 3);
    }
}
