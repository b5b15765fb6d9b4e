package org.sallyport.proxy.entry.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A web server that does what a test tells it, byte by byte, and remembers what it was asked. */
final class WebService implements AutoCloseable {

    /** Does the talking on one connection; it is closed afterwards. */
    interface Talk {
        void with(Socket client) throws IOException;
    }

    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    WebService(String address, Talk talk) throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getByName(address));
        Thread.ofVirtual().start(() -> {
            while (true) {
                try {
                    Socket socket = listener.accept();
                    connections.incrementAndGet();
                    open.add(socket);
                    Thread.ofVirtual().start(() -> {
                        try (socket) {
                            talk.with(socket);
                        } catch (IOException e) {
                            // The gateway is gone.
                        } finally {
                            open.remove(socket);
                        }
                    });
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    /** Answers every request, head and body whole, with what {@code answer} makes of it, and keeps the connection. */
    static WebService answering(String address, java.util.function.UnaryOperator<String> answer) throws IOException {
        WebService[] self = new WebService[1];
        self[0] = new WebService(address, client -> {
            while (true) {
                String request = request(client.getInputStream());
                self[0].asked.add(request);
                client.getOutputStream().write(answer.apply(request).getBytes(ISO_8859_1));
            }
        });
        return self[0];
    }

    /** A response with a body of known length. */
    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** Reads one request: its head, and the body as it is on the wire. */
    static String request(InputStream in) throws IOException {
        String head = head(in);
        String lower = head.toLowerCase(java.util.Locale.ROOT);
        StringBuilder body = new StringBuilder();
        int length = lower.indexOf("\r\ncontent-length: ");
        if (length >= 0) {
            int from = length + 18;
            int bytes = Integer.parseInt(head.substring(from, head.indexOf("\r\n", from)));
            body.append(new String(in.readNBytes(bytes), ISO_8859_1));
        } else if (lower.contains("\r\ntransfer-encoding: chunked")) {
            while (!body.toString().endsWith("0\r\n\r\n")) {
                body.append((char) byteOf(in));
            }
        }
        return head + body;
    }

    /** Reads up to and including an empty line. */
    static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            head.write(byteOf(in));
        }
        return head.toString(ISO_8859_1);
    }

    private static int byteOf(InputStream in) throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException();
        }
        return b;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Host and port, as a client writes them. */
    String authority() {
        return listener.getInetAddress().getHostAddress() + ":" + port();
    }

    /** What was asked so far, whole requests. */
    List<String> asked() {
        return asked;
    }

    /** How many connections are open. */
    int open() {
        return open.size();
    }

    int connections() {
        return connections.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
