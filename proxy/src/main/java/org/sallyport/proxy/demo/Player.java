package org.sallyport.proxy.demo;

import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.sallyport.protocols.Side;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays a recording again: the clients of it dial through a gateway, the services of it listen on loopback, and each side says
 * what it said then as soon as the other has heard what came before.
 *
 * <p><b>Threading:</b> {@link #play} runs on the caller's thread and can be interrupted; readers have virtual threads of their
 * own, which end with the player.
 */
public final class Player implements AutoCloseable {

    /** How long a connection may take, and the last of what was said to arrive. */
    private static final long PATIENCE_MILLIS = 3_000;

    /**
     * How long the play waits for one thing said to be heard. Not forever: a recording has pieces of frames, which a gateway
     * keeps until the rest is there, and policy may withhold something.
     */
    private static final long PAUSE_MILLIS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(Player.class);

    private final Recording recording;
    private final Map<Integer, ServerSocket> services = new HashMap<>();
    private final Map<Integer, Leg> legs = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition heard = lock.newCondition();
    private int pauses;

    /** How a client reaches a service. */
    public interface Dialer {

        /**
         * Connects through the gateway.
         *
         * @param recordedPort the service's port in the recording
         */
        Socket dial(int recordedPort) throws IOException;
    }

    /** Is told how far the play is. */
    public interface Progress {

        /** @param done steps played, of {@code total} */
        void at(int done, int total);
    }

    /** Opens the services; {@link #servicePort} says where. */
    public Player(Recording recording) throws IOException {
        this.recording = recording;
        try {
            for (int port : recording.ports()) {
                services.put(port, new ServerSocket(0, 64, InetAddress.getLoopbackAddress()));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Where the service that had this port in the recording listens now, on loopback. */
    public int servicePort(int recordedPort) {
        ServerSocket service = services.get(recordedPort);
        if (service == null) {
            throw new IllegalArgumentException("the recording has no service on port " + recordedPort);
        }
        return service.getLocalPort();
    }

    /** Two sockets that belong together, with the gateway between them. */
    private final class Leg {
        private final Map<Side, Socket> sockets = new HashMap<>();
        private final Map<Side, Long> said = new HashMap<>();
        private final Map<Side, Long> heardBy = new HashMap<>();

        Leg(Socket client, Socket server) {
            sockets.put(Side.CLIENT, client);
            sockets.put(Side.SERVER, server);
            for (Side side : Side.values()) {
                said.put(side, 0L);
                heardBy.put(side, 0L);
                Thread.ofVirtual().name("demo-" + side).start(() -> listen(side));
            }
        }

        Socket socket(Side side) {
            Socket socket = sockets.get(side);
            if (socket == null) {
                throw new IllegalStateException("a leg has two sides");
            }
            return socket;
        }

        private void listen(Side side) {
            byte[] buffer = new byte[16 * 1024];
            try (InputStream in = socket(side).getInputStream()) {
                int n;
                while ((n = in.read(buffer)) >= 0) {
                    count(side, n);
                }
            } catch (IOException e) {
                // The play is over, or the gateway closed the connection; what was heard was counted.
            }
        }

        private void count(Side side, int bytes) {
            lock.lock();
            try {
                heardBy.merge(side, (long) bytes, Long::sum);
                heard.signalAll();
            } finally {
                lock.unlock();
            }
        }

        void say(Side from, byte[] bytes) throws InterruptedException {
            try {
                socket(from).getOutputStream().write(bytes);
                said.merge(from, (long) bytes.length, Long::sum);
            } catch (IOException e) {
                // The gateway has closed the connection: policy, or the end of it.
                said.merge(from, (long) bytes.length, Long::sum);
                return;
            }
            boolean inTime = await(() -> allHeard(from), PAUSE_MILLIS);
            pauses += inTime ? 0 : 1;
        }

        boolean allHeard(Side from) {
            return heardBy.getOrDefault(from.other(), 0L) >= said.getOrDefault(from, 0L);
        }

        boolean sameLength(Side from) {
            return heardBy.getOrDefault(from.other(), 0L).equals(said.getOrDefault(from, 0L));
        }
    }

    private boolean await(BooleanSupplier condition, long millis) throws InterruptedException {
        lock.lock();
        try {
            long left = millis * 1_000_000;
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = heard.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Plays the recording from its beginning to its end.
     *
     * @return how many directions of connections did not arrive in the length they were sent; 0 when the gateway changed nothing
     * @throws IOException when a connection can't be had
     */
    public int play(Dialer dialer, Progress progress) throws IOException, InterruptedException {
        int done = 0;
        int total = recording.steps().size();
        pauses = 0;
        for (Recording.Step step : recording.steps()) {
            switch (step) {
                case Recording.Step.Open open -> open(dialer, open);
                case Recording.Step.Data data -> {
                    Leg leg = legs.get(data.connection());
                    if (leg != null) {
                        leg.say(data.from(), ByteBufUtil.getBytes(data.bytes()));
                    }
                }
                case Recording.Step.End end -> {
                    Leg leg = legs.get(end.connection());
                    if (leg != null) {
                        shutOutput(leg.socket(end.from()));
                    }
                }
            }
            progress.at(++done, total);
        }
        int changed = 0;
        for (Leg leg : legs.values()) {
            for (Side from : Side.values()) {
                if (!await(() -> leg.allHeard(from), PATIENCE_MILLIS) || !leg.sameLength(from)) {
                    changed++;
                }
            }
        }
        LOG.debug("played {} steps, {} of them with a pause", total, pauses);
        hangUp();
        return changed;
    }

    private void open(Dialer dialer, Recording.Step.Open open) throws IOException {
        ServerSocket service = services.get(open.port());
        if (service == null) {
            throw new IOException("no service for port " + open.port());
        }
        service.setSoTimeout((int) PATIENCE_MILLIS);
        Socket client = dialer.dial(open.port());
        client.setTcpNoDelay(true);
        Socket server = service.accept();
        server.setTcpNoDelay(true);
        legs.put(open.connection(), new Leg(client, server));
    }

    /** A dialer that goes through a SOCKS 5 proxy, name look-up included. */
    public static Dialer throughSocks(
            InetSocketAddress proxy, java.util.function.IntFunction<InetSocketAddress> destination) {
        return port -> {
            Socket socket = new Socket(new java.net.Proxy(java.net.Proxy.Type.SOCKS, proxy));
            socket.connect(destination.apply(port), (int) PATIENCE_MILLIS);
            return socket;
        };
    }

    private static void shutOutput(Socket socket) {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            // Closed already.
        }
    }

    private void hangUp() {
        for (Leg leg : legs.values()) {
            for (Socket socket : leg.sockets.values()) {
                try {
                    socket.close();
                } catch (IOException e) {
                    // It is gone either way.
                }
            }
        }
        legs.clear();
    }

    @Override
    public void close() {
        hangUp();
        for (ServerSocket service : services.values()) {
            try {
                service.close();
            } catch (IOException e) {
                // It is gone either way.
            }
        }
    }
}
