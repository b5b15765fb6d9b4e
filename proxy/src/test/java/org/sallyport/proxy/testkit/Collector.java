package org.sallyport.proxy.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A collector of syslog messages on loopback, which takes frames as RFC 5425 and RFC 6587 count them. Any thread. */
public final class Collector implements AutoCloseable {

    private final ServerSocket listener;
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();

    private Collector(ServerSocket listener) {
        this.listener = listener;
        Thread.ofVirtual().start(this::accept);
    }

    /** Starts one; with a certificate it speaks TLS. */
    public static Collector start(@Nullable Certificates certificates) throws Exception {
        return new Collector(
                certificates == null
                        ? new ServerSocket(0, 50, InetAddress.getLoopbackAddress())
                        : certificates.listen());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> read(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void read(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int b = in.read(); b >= 0; b = in.read()) {
                int length = 0;
                for (; b != ' '; b = in.read()) {
                    if (b < '0' || b > '9' || length > 1_000_000) {
                        throw new IOException("no length where a frame begins: " + b);
                    }
                    length = length * 10 + b - '0';
                }
                byte[] message = in.readNBytes(length);
                if (message.length < length) {
                    throw new IOException("ends within a frame");
                }
                messages.add(new String(message, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            faults.add(String.valueOf(e.getMessage()));
        }
    }

    /** Where it listens. */
    public int port() {
        return listener.getLocalPort();
    }

    /** All so far. */
    public List<String> messages() {
        return List.copyOf(messages);
    }

    /** What was wrong with connections. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
