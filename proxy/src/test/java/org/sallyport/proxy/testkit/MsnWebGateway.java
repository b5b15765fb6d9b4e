package org.sallyport.proxy.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * MSN's HTTP gateway in front of an {@link MsnService}: a session is a connection to one of its servers. Answers are cut anywhere,
 * and a session's name changes with each; whoever comes with an old one, or with two requests at once, is at
 * {@linkplain #faults fault}.
 *
 * <p>Any thread asks; a virtual thread per request serves.
 */
public final class MsnWebGateway implements AutoCloseable {

    /** So many bytes at most go into one answer, which cuts lines in the middle. */
    private static final int MOST = 70;

    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final HttpServer server;
    private final Map<String, Integer> ports;
    private final String ownAddress;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger(4_700);
    private final List<String> faults = new CopyOnWriteArrayList<>();

    /**
     * Starts on a free port of loopback.
     *
     * @param ownAddress what clients are told where it is
     * @param ports of the service's servers, by the names clients know them by
     */
    public MsnWebGateway(String ownAddress, Map<String, Integer> ports) throws IOException {
        this.ownAddress = ownAddress;
        this.ports = ports;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/gateway/gateway.dll", this::answer);
        server.start();
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** What clients, or what is between, did wrong. */
    public List<String> faults() {
        return List.copyOf(faults);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Map<String, String> query = new HashMap<>();
            for (String pair : exchange.getRequestURI().getQuery().split("&", -1)) {
                int equals = pair.indexOf('=');
                query.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
            Session session = session(query);
            byte[] answer = session == null ? null : session.exchange(body);
            if (session == null || answer == null) {
                exchange.sendResponseHeaders(400, -1);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "application/x-msn-messenger");
            exchange.getResponseHeaders()
                    .set(
                            "X-MSN-Messenger",
                            "SessionID=" + session.rename() + "; GW-IP=" + ownAddress
                                    + (session.isOver() ? "; Session=close" : ""));
            exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
            if (answer.length > 0) {
                exchange.getResponseBody().write(answer);
            }
        }
    }

    private @Nullable Session session(Map<String, String> query) throws IOException {
        if ("open".equals(query.get("Action"))) {
            Integer port = ports.get(String.valueOf(query.get("IP")));
            if (port == null) {
                faults.add("no server " + query);
                return null;
            }
            String id = Integer.toString(ids.incrementAndGet());
            Session session = new Session(id, new Socket(InetAddress.getLoopbackAddress(), port));
            sessions.put(id, session);
            return session;
        }
        String name = String.valueOf(query.get("SessionID"));
        Session session = sessions.get(name.replaceFirst("\\..*", ""));
        if (session == null || !session.name.equals(name)) {
            faults.add("no session " + name);
            return null;
        }
        return session;
    }

    private final class Session {
        private final String id;
        private final Socket socket;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private final ReentrantLock busy = new ReentrantLock();
        private final AtomicInteger tickets = new AtomicInteger();
        private byte[] unread = {};
        private boolean ended;
        private volatile String name = "";

        Session(String id, Socket socket) {
            this.id = id;
            this.socket = socket;
            Thread.ofVirtual().name("web-session").start(this::read);
        }

        private void read() {
            byte[] some = new byte[1_024];
            int count = 0;
            while (count >= 0) {
                try {
                    count = socket.getInputStream().read(some);
                } catch (IOException e) {
                    count = -1;
                }
                lock.lock();
                try {
                    if (count < 0) {
                        ended = true;
                    } else {
                        ByteArrayOutputStream all = new ByteArrayOutputStream();
                        all.writeBytes(unread);
                        all.write(some, 0, count);
                        unread = all.toByteArray();
                    }
                    changed.signalAll();
                } finally {
                    lock.unlock();
                }
            }
        }

        byte @Nullable [] exchange(byte[] body) throws IOException {
            if (!busy.tryLock()) {
                faults.add("two requests at once");
                return null;
            }
            try {
                socket.getOutputStream().write(body);
                lock.lock();
                try {
                    long left = PATIENCE_NANOS;
                    while (unread.length == 0 && !ended && left > 0) {
                        left = changed.awaitNanos(left);
                    }
                    int count = Math.min(MOST, unread.length);
                    byte[] now = java.util.Arrays.copyOf(unread, count);
                    unread = java.util.Arrays.copyOfRange(unread, count, unread.length);
                    return now;
                } finally {
                    lock.unlock();
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            } finally {
                busy.unlock();
            }
        }

        String rename() {
            name = id + "." + tickets.incrementAndGet();
            return name;
        }

        boolean isOver() {
            lock.lock();
            try {
                return ended && unread.length == 0;
            } finally {
                lock.unlock();
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.stop(0);
        for (Session session : sessions.values()) {
            session.socket.close();
        }
    }
}
