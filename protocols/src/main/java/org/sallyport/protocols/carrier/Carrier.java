package org.sallyport.protocols.carrier;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.tls.ClientHello;

/**
 * What a connection may be wrapped in, as its first bytes tell. In all of these the client speaks first, so a word of the
 * service's rules them out. Stateless, safe for any thread.
 */
public enum Carrier {
    /** SOCKS 4 and 4a. */
    SOCKS4 {
        @Override
        Detection look(ByteBuf client) {
            return Socks4Handshake.detect(client);
        }
    },
    /** SOCKS 5 (RFC 1928). */
    SOCKS5 {
        @Override
        Detection look(ByteBuf client) {
            return Socks5Handshake.detect(client);
        }
    },
    /** HTTP CONNECT (RFC 9110, section 9.3.6). */
    CONNECT {
        @Override
        Detection look(ByteBuf client) {
            return RequestLine.detect(client, true);
        }
    },
    /** Any other HTTP/1 request. */
    HTTP {
        @Override
        Detection look(ByteBuf client) {
            return RequestLine.detect(client, false);
        }
    },
    /** TLS, from a ClientHello on. */
    TLS {
        @Override
        Detection look(ByteBuf client) {
            return ClientHello.detect(new FirstBytes(client, Unpooled.EMPTY_BUFFER));
        }

        @Override
        public boolean isWhole(ByteBuf client) {
            return !(ClientHello.read(client) instanceof ClientHello.NeedMore);
        }
    };

    /** Whether the first bytes are this; none at all are {@link Detection.NeedMore} only as long as both sides are silent. */
    public Detection detect(FirstBytes first) {
        if (first.fromServer().isReadable()) {
            return Detection.NoMatch.INSTANCE;
        }
        return first.fromClient().isReadable() ? look(first.fromClient()) : Detection.NeedMore.INSTANCE;
    }

    abstract Detection look(ByteBuf client);

    /** Whether all of it is there that says where it goes, so that there is no point in waiting once it is certain. */
    public boolean isWhole(ByteBuf client) {
        return true;
    }

    /** Whether it leads to another proxy, whose handshake can be followed with {@link ProxyHandshake}. */
    public boolean isProxy() {
        return switch (this) {
            case SOCKS4, SOCKS5, CONNECT -> true;
            case HTTP, TLS -> false;
        };
    }
}
