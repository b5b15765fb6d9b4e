package org.sallyport.protocols.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.carrier.Carrier;
import org.sallyport.protocols.carrier.ProxyHandshake;

/**
 * Handshakes with proxies elsewhere, and the way to TLS: never an exception, an index moved or more passed than is there; every
 * question comes to an end; and it leads to the same place however the bytes were cut.
 */
final class ProxyHandshakeTarget implements FuzzTarget {

    private static final int FROM_SERVER = 1;

    private static final List<Carrier> CARRIERS = List.of(Carrier.SOCKS4, Carrier.SOCKS5, Carrier.CONNECT);

    @Override
    public String name() {
        return "proxy-handshake";
    }

    @Override
    public List<byte[]> seeds() {
        return List.of(
                talk(0, "\4\1\24F\1\2\3\4me\0more", "\0Z\0\0\0\0\0\0"),
                talk(0, "\4\1\24F\0\0\0\1me\0login.example.com\0", "\0[\0\0\0\0\0\0"),
                talk(1, "\5\1\0", "\5\0", "\5\1\0\3\5a.b.c\24F", "\5\0\0\1\0\0\0\0\0\0", "x"),
                talk(1, "\5\2\0\2", "\5\2", "\1\2me\2pw", "\1\0", "\5\1\0\1\1\2\3\4\24F", "\5\1\0\1\0\0\0\0\0\0"),
                talk(1, "\5\1\0", "\5\0", "\5\1\0\4" + "\1".repeat(16) + "\24F", "\5\0\0\3\3a.b\0\0"),
                talk(2, "CONNECT a.b:5190 HTTP/1.1\r\nHost: a.b\r\n\r\n", "HTTP/1.1 200 Yes\r\n\r\nmore"),
                talk(2, "CONNECT a.b:5190 HTTP/1.0\r\n\r\n", "HTTP/1.0 407 No\r\nContent-Length: 2\r\n\r\nNo"),
                talk(
                        3,
                        "<stream:stream to='a'>",
                        "<stream:stream><stream:features><starttls/></stream:features>",
                        "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
                        "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
                        "\26\3\1"));
    }

    /** Client and server in turn. */
    private static byte[] talk(int flags, String... lines) {
        FuzzInput.Builder input = FuzzInput.with(flags, (byte) 1, (byte) 4);
        for (int i = 0; i < lines.length; i++) {
            input.piece(i % 2, lines[i].getBytes(StandardCharsets.ISO_8859_1));
        }
        return input.build();
    }

    @Override
    public void run(byte[] bytes) {
        FuzzInput input = FuzzInput.of(bytes);
        if (isRecognised(input)) {
            String whole = new Talk(input, false).follow();
            String split = new Talk(input, true).follow();
            if (!whole.equals(split)) {
                throw new AssertionError("whole: " + whole + ", in pieces: " + split);
            }
        }
    }

    /** A handshake is made only of what looks like one. */
    private static boolean isRecognised(FuzzInput input) {
        int carrier = input.flags() % 4;
        if (input.pieces().isEmpty() || input.pieces().getFirst().is(FROM_SERVER)) {
            return false;
        }
        if (carrier == CARRIERS.size()) {
            return true;
        }
        FirstBytes first = new FirstBytes(Unpooled.wrappedBuffer(input.first()), Unpooled.EMPTY_BUFFER);
        return CARRIERS.get(carrier).detect(first) instanceof Detection.Match;
    }

    private static final class Talk {
        private final FuzzInput input;
        private final boolean cutting;
        private final ProxyHandshake handshake;
        private final ByteBuf client = Unpooled.buffer();
        private final ByteBuf server = Unpooled.buffer();
        private final List<String> found = new ArrayList<>();

        Talk(FuzzInput input, boolean cutting) {
            this.input = input;
            this.cutting = cutting;
            int carrier = input.flags() % 4;
            this.handshake =
                    carrier == CARRIERS.size() ? ProxyHandshake.startTls() : ProxyHandshake.of(CARRIERS.get(carrier));
        }

        String follow() {
            for (FuzzInput.Piece piece : input.pieces()) {
                ByteBuf to = piece.is(FROM_SERVER) ? server : client;
                byte[] bytes = piece.bytes();
                int at = 0;
                for (int i = 0; at < bytes.length && found.isEmpty(); i++) {
                    int length = cutting ? Math.min(bytes.length - at, 1 + input.choice(i)) : bytes.length;
                    to.writeBytes(bytes, at, length);
                    at += length;
                    look();
                }
            }
            handshake.mayEnd();
            client.release();
            server.release();
            return String.join(" ", found);
        }

        private void look() {
            int most = client.readableBytes() + server.readableBytes() + 1;
            for (int i = 0; i <= most; i++) {
                int fromClient = client.readerIndex();
                int fromServer = server.readerIndex();
                ProxyHandshake.Progress progress = handshake.look(new FirstBytes(client, server));
                if (client.readerIndex() != fromClient || server.readerIndex() != fromServer) {
                    throw new AssertionError("an index was moved");
                }
                switch (progress) {
                    case ProxyHandshake.Progress.Wait wait -> {
                        return;
                    }
                    case ProxyHandshake.Progress.Pass pass -> pass(pass);
                    case ProxyHandshake.Progress.Established established -> {
                        found.add("to " + established.destination() + " " + established.namedBy());
                        return;
                    }
                    case ProxyHandshake.Progress.Again again -> {
                        found.add("again");
                        return;
                    }
                    case ProxyHandshake.Progress.Lost lost -> {
                        found.add("lost");
                        return;
                    }
                }
            }
            throw new AssertionError("it never waits");
        }

        private void pass(ProxyHandshake.Progress.Pass pass) {
            ByteBuf from = pass.from() == Side.CLIENT ? client : server;
            if (pass.bytes() < 1 || pass.bytes() > from.readableBytes()) {
                throw new AssertionError("passes " + pass.bytes() + " of " + from.readableBytes());
            }
            from.skipBytes(pass.bytes());
        }
    }
}
