package org.sallyport.protocols.carrier;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.Side;

/**
 * A stream of XML that may change over to TLS: the client asks with {@code <starttls/>}, the service says {@code <proceed/>},
 * and the next byte is TLS (RFC 6120, section 5.4.2). Everything passes, but what a client says after it has asked waits for
 * the answer: a hello sent too early would go by unseen. The elements are looked for wherever reads cut them; a {@code <}
 * stands for itself nowhere within XML text, so nobody can say them by chance.
 */
final class StartTlsHandshake extends ProxyHandshake {

    private final XmlElement asked = new XmlElement("starttls");
    private final XmlElement granted = new XmlElement("proceed");
    private final XmlElement denied = new XmlElement("failure");
    private boolean isAsked;
    private boolean isOver;

    @Override
    public Progress look(FirstBytes held) {
        if (isOver) {
            return new Progress.Established(null, Opening.NamedBy.ORIGINAL_DESTINATION);
        }
        ByteBuf client = held.fromClient();
        if (client.isReadable() && !isAsked) {
            return new Progress.Pass(Side.CLIENT, client(client));
        }
        ByteBuf server = held.fromServer();
        return server.isReadable() ? new Progress.Pass(Side.SERVER, server(server)) : Progress.Wait.INSTANCE;
    }

    /** Up to the end of the element that asks for it. */
    private int client(ByteBuf client) {
        int n = client.readableBytes();
        for (int i = 0; i < n; i++) {
            if (asked.endsWith(client.getByte(client.readerIndex() + i))) {
                isAsked = true;
                return i + 1;
            }
        }
        return n;
    }

    /** Up to the end of the element that grants it. */
    private int server(ByteBuf server) {
        int n = server.readableBytes();
        for (int i = 0; i < n && isAsked; i++) {
            byte b = server.getByte(server.readerIndex() + i);
            if (granted.endsWith(b)) {
                isOver = true;
                return i + 1;
            }
            if (denied.endsWith(b)) {
                isAsked = false;
            }
        }
        return n;
    }

    @Override
    public boolean mayEnd() {
        return !isOver;
    }
}
