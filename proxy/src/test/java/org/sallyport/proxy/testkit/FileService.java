package org.sallyport.proxy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * A service that answers only when the client has said that it is done, with as many bytes as it asked for; and that client.
 * The service remembers who came.
 */
public final class FileService implements AutoCloseable {

    private static final int ROUNDS = 30;
    private static final int SMALL = 200_000;
    private static final int LARGE = 20_000_000;

    private final ServerSocket listener;
    private final ConcurrentLinkedQueue<String> callers = new ConcurrentLinkedQueue<>();

    private FileService(ServerSocket listener) {
        this.listener = listener;
    }

    /** A way to the service. */
    public interface Connector {
        Socket connect() throws IOException;
    }

    /** Serves until it is closed; port 0 picks a free one. */
    public static FileService serve(InetAddress host, int port) throws IOException {
        FileService service = new FileService(new ServerSocket(port, 50, host));
        // Ends when the socket is closed.
        Thread.ofVirtual().start(service::accept);
        return service;
    }

    /** Where it listens. */
    public int port() {
        return listener.getLocalPort();
    }

    /** The addresses connections came from since this was last asked, in the order they came. */
    public List<String> callers() {
        List<String> since = new ArrayList<>();
        for (String one = callers.poll(); one != null; one = callers.poll()) {
            since.add(one);
        }
        return since;
    }

    /** 30 answers of 200 kB, so many at a time, then one of 20 MB to a slow reader; all must be whole. */
    public static void transfer(Connector connector, int atATime) throws Exception {
        try (ExecutorService callers = Executors.newFixedThreadPool(atATime)) {
            List<Callable<Void>> rounds = Collections.nCopies(ROUNDS, () -> {
                ask(connector, SMALL, false);
                return null;
            });
            for (Future<Void> round : callers.invokeAll(rounds)) {
                round.get();
            }
        }
        ask(connector, LARGE, true);
    }

    /** One small answer, which must be whole. */
    public static void once(Connector connector) throws Exception {
        ask(connector, SMALL, false);
    }

    private static void ask(Connector connector, int size, boolean slowly) throws Exception {
        try (Socket socket = connector.connect()) {
            if (slowly) {
                socket.setReceiveBufferSize(16 * 1024);
            }
            socket.getOutputStream().write(("send " + size + "\n").getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            MessageDigest digest = MessageDigest.getInstance("MD5");
            byte[] buffer = new byte[16 * 1024];
            InputStream in = socket.getInputStream();
            int n;
            int reads = 0;
            while ((n = in.read(buffer)) >= 0) {
                digest.update(buffer, 0, n);
                if (slowly && ++reads % 64 == 0) {
                    // Slow enough to fill every buffer on the way.
                    LockSupport.parkNanos(2_000_000);
                }
            }
            assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(expected(size));
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                callers.add(socket.getInetAddress().getHostAddress());
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    /** Reads the whole request, up to the client's FIN, before it answers. */
    private static void answer(Socket connection) {
        try (Socket socket = connection) {
            String request = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            if (request.startsWith("send ")) {
                socket.getOutputStream()
                        .write(content(Integer.parseInt(request.substring(5).strip())));
            }
        } catch (IOException e) {
            // The client will tell: it does not get its answer.
        }
    }

    private static byte[] content(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static String expected(int size) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content(size)));
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
