package org.sallyport.proxy.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.function.Supplier;
import org.sallyport.proxy.testkit.Await;

/** A client over UDP, and what tests say and hear over either. Closing it closes its socket. */
final class DnsClient implements AutoCloseable {

    static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);

    final DatagramSocket socket = new DatagramSocket(ANY_PORT);
    private final Supplier<InetSocketAddress> server;

    /** Asks whoever is there when it asks. */
    DnsClient(Supplier<InetSocketAddress> server) throws IOException {
        this.server = server;
        socket.setSoTimeout((int) Await.LIMIT.toMillis());
    }

    byte[] ask(byte[] query) throws IOException {
        send(query);
        return receive();
    }

    void send(byte[] query) throws IOException {
        socket.send(new DatagramPacket(query, query.length, server.get()));
    }

    byte[] receive() throws IOException {
        return bytes(receive(socket));
    }

    @Override
    public void close() {
        socket.close();
    }

    /** A connection there. */
    static Socket connect(InetSocketAddress server) throws IOException {
        Socket socket = new Socket(server.getAddress(), server.getPort());
        socket.setSoTimeout((int) Await.LIMIT.toMillis());
        return socket;
    }

    static void send(Socket socket, byte[] message) throws IOException {
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeShort(message.length);
        out.write(message);
        out.flush();
    }

    static byte[] receive(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] message = new byte[in.readUnsignedShort()];
        in.readFully(message);
        return message;
    }

    static DatagramPacket receive(DatagramSocket socket) throws IOException {
        if (socket.getSoTimeout() == 0) {
            socket.setSoTimeout((int) Await.LIMIT.toMillis());
        }
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        return packet;
    }

    static byte[] bytes(DatagramPacket packet) {
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    /** The query turned into its answer, which is 192.0.2.{@code last}. */
    static byte[] answer(byte[] query, int last) {
        byte[] record = Wire.bytes("c00c 0001 0001 0000012c 0004 c00002 00");
        byte[] answer = Arrays.copyOf(query, query.length + record.length);
        System.arraycopy(record, 0, answer, query.length, record.length);
        answer[2] = (byte) 0x81;
        answer[3] = (byte) 0x80;
        answer[7] = 1;
        answer[answer.length - 1] = (byte) last;
        return answer;
    }

    static int id(byte[] message) {
        return (message[0] & 0xFF) << 8 | message[1] & 0xFF;
    }

    static int code(byte[] message) {
        return message[3] & 0xF;
    }

    static byte[] tail(byte[] message) {
        return Arrays.copyOfRange(message, 2, message.length);
    }
}
