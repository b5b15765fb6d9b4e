package org.sallyport.proxy.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A service that says what it hears, to each until that one is done. */
public final class Echo implements AutoCloseable {

    private final ServerSocket listener;
    private final Thread thread;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicLong moved = new AtomicLong();

    /** On a free port. */
    public Echo(String address) throws IOException {
        this(new ServerSocket(0, 200, InetAddress.getByName(address)));
    }

    /** On a listener of the test's own, TLS perhaps. */
    public Echo(ServerSocket listener) {
        this.listener = listener;
        this.thread = Thread.ofVirtual().start(() -> {
            while (true) {
                try {
                    Socket socket = listener.accept();
                    accepted.incrementAndGet();
                    Thread.ofVirtual().start(() -> serve(socket));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private void serve(Socket socket) {
        byte[] buffer = new byte[16 * 1024];
        try (socket) {
            int count;
            while ((count = socket.getInputStream().read(buffer)) >= 0) {
                socket.getOutputStream().write(buffer, 0, count);
                moved.addAndGet(count);
            }
        } catch (IOException e) {
            // The client is gone.
        }
    }

    /** How many bytes were heard and said. */
    public long moved() {
        return moved.get();
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** How many came. */
    public int accepted() {
        return accepted.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
