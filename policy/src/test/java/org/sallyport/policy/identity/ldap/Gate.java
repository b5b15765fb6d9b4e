package org.sallyport.policy.identity.ldap;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands before a directory and holds back what is said to it until it is opened; can cut every connection, and lets the
 * directory's answers through in the manner that is wanted.
 */
final class Gate implements AutoCloseable {

    /** How a connection's answers come through. */
    @FunctionalInterface
    interface Manner {
        /** The connection ends here. */
        long END = -1;

        /**
         * @param position of a byte in all that the server says on a connection, from 0
         * @return nanoseconds to wait before it, or {@link #END}
         */
        long before(long position);

        /** Whole, at once. */
        static Manner whole() {
            return position -> 0;
        }

        /** So many bytes, and then the end. */
        static Manner only(long bytes) {
            return position -> position < bytes ? 0 : END;
        }

        /** So many bytes at once, and then each after a pause. */
        static Manner drip(long bytes, Duration pause) {
            return position -> position < bytes ? 0 : pause.toNanos();
        }
    }

    private final ServerSocket listener;
    private final int target;
    private final AtomicLong answered = new AtomicLong();
    private volatile Manner manner = Manner.whole();
    private final CountDownLatch opened = new CountDownLatch(1);
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /** @param target a loopback port; irrelevant for a gate that is never opened */
    Gate(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void open() {
        opened.countDown();
    }

    /** How answers come through from now on, on the connections there are, too. */
    void answer(Manner other) {
        manner = other;
    }

    /** Bytes of answers that came through so far. */
    long answered() {
        return answered.get();
    }

    int connections() {
        return sockets.size();
    }

    /** Ends every connection there is; new ones are taken. */
    void cut() {
        sockets.removeIf(socket -> {
            close(socket);
            return true;
        });
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                sockets.add(client);
                Thread.ofVirtual().start(() -> relay(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void relay(Socket client) {
        try {
            opened.await();
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(server);
            // Answers are several small messages; otherwise each would wait for the other end to acknowledge the one
            // before.
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            Thread.ofVirtual().start(() -> answer(server, client));
            pump(client, server);
        } catch (IOException | InterruptedException e) {
            close(client);
        }
    }

    private void pump(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException cut) {
            // Either end may go at any time.
        } finally {
            close(from);
            close(to);
        }
    }

    private void answer(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            byte[] buffer = new byte[8_192];
            long position = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                int sent = 0;
                for (int i = 0; i < n; i++) {
                    long wait = manner.before(position++);
                    if (wait != 0) {
                        out.write(buffer, sent, i - sent);
                        answered.addAndGet(i - sent);
                        sent = i;
                    }
                    if (wait == Manner.END) {
                        return;
                    }
                    LockSupport.parkNanos(wait);
                }
                out.write(buffer, sent, n - sent);
                answered.addAndGet(n - sent);
            }
        } catch (IOException cut) {
            // Either end may go at any time.
        } finally {
            close(from);
            close(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException ignored) {
            // It is gone either way.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
