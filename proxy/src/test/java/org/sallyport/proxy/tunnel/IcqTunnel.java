package org.sallyport.proxy.tunnel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.sallyport.protocols.Address;
import org.sallyport.proxy.testkit.Dialer;

/** A client's end of ICQ's tunnel through a proxy: one connection for {@code /data}, another for {@code /monitor}. */
final class IcqTunnel implements Dialer, AutoCloseable {

    private static final int MOST_DATA = 512;

    private final HttpTalk data;
    private final HttpTalk monitor;
    private final String base;
    private final Map<Integer, Socket> sockets = new ConcurrentHashMap<>();
    private final Map<Integer, ByteArrayOutputStream> sent = new ConcurrentHashMap<>();
    private final Map<Integer, ByteArrayOutputStream> received = new ConcurrentHashMap<>();
    private int sequence;
    private int connections;
    private volatile boolean closed;
    private volatile int ended;

    IcqTunnel(InetSocketAddress proxy, int port, String version, boolean keepAlive) throws IOException {
        data = new HttpTalk(proxy, "127.0.0.1", version, keepAlive);
        monitor = new HttpTalk(proxy, "127.0.0.1", version, keepAlive);
        HttpTalk.Message hello = data.get("http://http.proxy.icq.com:" + port + "/hello");
        if (hello.status() != 200 || hello.body().length != 41) {
            throw new IOException("no hello: " + hello.head());
        }
        base = "http://127.0.0.1:" + port;
        Thread.ofVirtual().start(this::listen);
    }

    @Override
    public Socket dial(Address to) throws IOException {
        try (ServerSocket pair = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket near = new Socket(pair.getInetAddress(), pair.getLocalPort());
            Socket far = pair.accept();
            int number = ++connections;
            sockets.put(number, far);
            ByteArrayOutputStream open = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(open);
            out.writeShort(to.host().length());
            out.write(to.host().getBytes(ISO_8859_1));
            out.writeShort(to.port());
            send(IcqFarEnd.record(3, number, open.toByteArray()));
            Thread.ofVirtual().start(() -> pump(number, far));
            return near;
        }
    }

    private void pump(int number, Socket from) {
        try {
            byte[] buffer = new byte[MOST_DATA];
            for (int n = from.getInputStream().read(buffer);
                    n >= 0;
                    n = from.getInputStream().read(buffer)) {
                byte[] bytes = Arrays.copyOf(buffer, n);
                IcqFarEnd.bytes(sent, number).writeBytes(bytes);
                send(IcqFarEnd.record(5, number, bytes));
            }
            send(IcqFarEnd.record(6, number, new byte[0]));
        } catch (IOException e) {
            // It was closed from the other side.
        }
    }

    /** Posts records; gives the status. */
    synchronized int send(byte[] records) throws IOException {
        int status = data.post(base + "/data?sid=" + IcqFarEnd.SID + "&seq=" + ++sequence, records)
                .status();
        if (status != 200) {
            end(status);
        }
        return status;
    }

    private void listen() {
        try {
            while (!closed) {
                HttpTalk.Message answer = monitor.get(base + "/monitor?sid=" + IcqFarEnd.SID);
                if (answer.status() != 200) {
                    end(answer.status());
                    return;
                }
                IcqFarEnd.read(answer.body(), this::take);
            }
        } catch (IOException e) {
            end(-1);
        }
    }

    private void take(int type, int number, byte[] bytes) throws IOException {
        Socket socket = sockets.get(number);
        if (type == 5 && socket != null) {
            IcqFarEnd.bytes(received, number).writeBytes(bytes);
            try {
                socket.getOutputStream().write(bytes);
            } catch (IOException e) {
                // The client has closed what it was sent on.
            }
        } else if (type == 7 && socket != null) {
            socket.close();
        }
    }

    private void end(int status) {
        ended = status;
        sockets.values().forEach(socket -> {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    byte[] sent(int number) {
        return IcqFarEnd.bytes(sent, number).toByteArray();
    }

    byte[] received(int number) {
        return IcqFarEnd.bytes(received, number).toByteArray();
    }

    /** The status that ended the tunnel; 0 while it goes on. */
    int ended() {
        return ended;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        data.close();
        monitor.close();
        for (Socket socket : sockets.values()) {
            socket.close();
        }
    }
}
