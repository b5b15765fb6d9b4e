package org.sallyport.proxy.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.sallyport.protocols.Address;

/** A way for a client to reach an address. */
public interface Dialer {

    /** How long a peer may take to accept; a busy machine is slow. */
    int CONNECT_MILLIS = 60_000;

    /** Connects. */
    Socket dial(Address to) throws IOException;

    /** Straight. */
    static Dialer direct() {
        return to -> connect(new InetSocketAddress(to.host(), to.port()));
    }

    /** Straight, from another address of this machine. */
    static Dialer from(InetAddress source) {
        return to -> {
            Socket socket = new Socket();
            try {
                socket.bind(new InetSocketAddress(source, 0));
                socket.connect(new InetSocketAddress(to.host(), to.port()), CONNECT_MILLIS);
                return socket;
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        };
    }

    /** By SOCKS 5, the name left to the proxy (RFC 1928). */
    static Dialer socks5(InetSocketAddress proxy) {
        return to -> negotiate(proxy, (in, out) -> {
            out.write(new byte[] {5, 1, 0});
            expect(in.readUnsignedByte() == 5 && in.readUnsignedByte() == 0, "the proxy wants a password");
            socks5Connect(in, out, to);
        });
    }

    /** By SOCKS 5 with a name and a password (RFC 1929). */
    static Dialer socks5(InetSocketAddress proxy, String user, String password) {
        return to -> negotiate(proxy, (in, out) -> {
            out.write(new byte[] {5, 1, 2});
            expect(in.readUnsignedByte() == 5 && in.readUnsignedByte() == 2, "the proxy wants no password");
            DataOutputStream request = buffered(out);
            request.writeByte(1);
            request.writeByte(user.length());
            request.write(user.getBytes(StandardCharsets.US_ASCII));
            request.writeByte(password.length());
            request.write(password.getBytes(StandardCharsets.US_ASCII));
            request.flush();
            expect(in.readUnsignedByte() == 1 && in.readUnsignedByte() == 0, "the proxy does not let " + user + " in");
            socks5Connect(in, out, to);
        });
    }

    private static void socks5Connect(DataInputStream in, java.io.OutputStream out, Address to) throws IOException {
        byte[] host = to.host().getBytes(StandardCharsets.US_ASCII);
        DataOutputStream request = buffered(out);
        request.write(new byte[] {5, 1, 0, 3, (byte) host.length});
        request.write(host);
        request.writeShort(to.port());
        request.flush();
        in.readUnsignedByte();
        int code = in.readUnsignedByte();
        expect(code == 0, "SOCKS 5 reply " + code);
        in.readUnsignedByte();
        int type = in.readUnsignedByte();
        int length = type == 1 ? 4 : type == 4 ? 16 : in.readUnsignedByte();
        in.skipNBytes(length + 2L);
    }

    /** By SOCKS 4a: an impossible address, and the name at the end. */
    static Dialer socks4a(InetSocketAddress proxy) {
        return to -> negotiate(proxy, (in, out) -> {
            DataOutputStream request = buffered(out);
            request.writeByte(4);
            request.writeByte(1);
            request.writeShort(to.port());
            request.writeInt(1);
            request.writeByte(0);
            request.write(to.host().getBytes(StandardCharsets.US_ASCII));
            request.writeByte(0);
            request.flush();
            in.readUnsignedByte();
            int code = in.readUnsignedByte();
            expect(code == 0x5A, "SOCKS 4 reply " + code);
            in.skipNBytes(6);
        });
    }

    /** By HTTP CONNECT. */
    static Dialer httpConnect(InetSocketAddress proxy) {
        return httpConnect(proxy, "");
    }

    /** By HTTP CONNECT with a name and a password. */
    static Dialer httpConnect(InetSocketAddress proxy, String user, String password) {
        return httpConnect(proxy, "Proxy-Authorization: " + basic(user, password) + "\r\n");
    }

    /** A name and a password as HTTP has them (RFC 7617). */
    static String basic(String user, String password) {
        byte[] both = (user + ":" + password).getBytes(StandardCharsets.US_ASCII);
        return "Basic " + Base64.getEncoder().encodeToString(both);
    }

    private static Dialer httpConnect(InetSocketAddress proxy, String fields) {
        return to -> negotiate(proxy, (in, out) -> {
            out.write(("CONNECT " + to.host() + ":" + to.port() + " HTTP/1.1\r\nHost: " + to.host() + ":" + to.port()
                            + "\r\n" + fields + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            // The service may speak right behind the answer, so not a byte too many.
            while (!answer.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
                answer.write(in.readUnsignedByte());
            }
            String status = answer.toString(StandardCharsets.US_ASCII)
                    .lines()
                    .findFirst()
                    .orElse("");
            expect(status.startsWith("HTTP/1.1 200 "), status);
        });
    }

    /** What is said before the connection is the client's. */
    interface Handshake {
        void run(DataInputStream in, java.io.OutputStream out) throws IOException;
    }

    private static Socket negotiate(InetSocketAddress proxy, Handshake handshake) throws IOException {
        Socket socket = connect(proxy);
        try {
            handshake.run(new DataInputStream(socket.getInputStream()), socket.getOutputStream());
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket connect(InetSocketAddress to) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(to, CONNECT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static DataOutputStream buffered(java.io.OutputStream out) {
        return new DataOutputStream(new java.io.BufferedOutputStream(out));
    }

    private static void expect(boolean holds, String otherwise) throws IOException {
        if (!holds) {
            throw new IOException(otherwise);
        }
    }
}
