package org.sallyport.protocols.carrier;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.Side;

/**
 * A stream of XML that may change over to TLS: the client asks with {@code <starttls/>}, the service says {@code <proceed/>},
 * and the next byte is TLS (RFC 6120, section 5.4.2). Everything passes; the two words are looked for wherever reads cut them.
 * A {@code <} stands for itself nowhere within XML text, so nobody can say them by chance.
 */
final class StartTlsHandshake extends ProxyHandshake {

    /** What is looked for, a byte at a time. */
    private static final class Word {
        private final String word;
        private int matched;

        Word(String word) {
            this.word = word;
        }

        /** Takes the next byte; whether the word is complete with it. Its first byte is in it once, so one step back is enough. */
        boolean next(byte b) {
            if (b != word.charAt(matched)) {
                matched = 0;
            }
            if (b == word.charAt(matched)) {
                matched++;
            }
            if (matched == word.length()) {
                matched = 0;
                return true;
            }
            return false;
        }
    }

    private final Word asked = new Word("<starttls");
    private final Word granted = new Word("<proceed");
    private boolean isAsked;
    private boolean isGranted;
    private boolean isOver;

    @Override
    public Progress look(FirstBytes held) {
        if (isOver) {
            return new Progress.Established(null, Opening.NamedBy.ORIGINAL_DESTINATION);
        }
        ByteBuf client = held.fromClient();
        if (client.isReadable() && !isGranted) {
            return new Progress.Pass(Side.CLIENT, client(client));
        }
        ByteBuf server = held.fromServer();
        return server.isReadable() ? new Progress.Pass(Side.SERVER, server(server)) : Progress.Wait.INSTANCE;
    }

    private int client(ByteBuf client) {
        int n = client.readableBytes();
        for (int i = 0; i < n && !isAsked; i++) {
            isAsked = asked.next(client.getByte(client.readerIndex() + i));
        }
        return n;
    }

    /** Up to the end of the element that grants it. */
    private int server(ByteBuf server) {
        int n = server.readableBytes();
        for (int i = 0; i < n && isAsked; i++) {
            byte b = server.getByte(server.readerIndex() + i);
            if (!isGranted) {
                isGranted = granted.next(b);
            } else if (b == '>') {
                isOver = true;
                return i + 1;
            }
        }
        return n;
    }

    @Override
    public boolean mayEnd() {
        return !isGranted;
    }
}
