package org.sallyport.proxy.tunnel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sallyport.proxy.tunnel.HttpTalk.Message;

/** An HTTP service on loopback that answers as a test tells it and remembers what it was asked. */
public final class FarEnd implements AutoCloseable {

    /** Answers a request; called on a thread of the connection. */
    public interface Answers {
        /** The whole response but for its length. {@code fields} end with a line break each. */
        Message to(Message request) throws IOException, InterruptedException;
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Message> asked = new CopyOnWriteArrayList<>();
    private final Answers answers;

    /** Starts on a free port. */
    public FarEnd(Answers answers) throws IOException {
        this.answers = answers;
        Thread.ofVirtual().start(() -> {
            while (true) {
                try {
                    Socket socket = listener.accept();
                    open.add(socket);
                    Thread.ofVirtual().start(() -> serve(socket));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    /** A success; {@code fields} end with a line break each. */
    public static Message ok(String fields, byte[] body) {
        return new Message("HTTP/1.1 200 OK\r\n" + fields, body);
    }

    private void serve(Socket socket) {
        try (socket) {
            while (true) {
                Message request = HttpTalk.read(socket.getInputStream());
                asked.add(request);
                Message answer = answers.to(request);
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                all.writeBytes(
                        (answer.head() + "Content-Length: " + answer.body().length + "\r\n\r\n").getBytes(ISO_8859_1));
                if (!request.head().startsWith("HEAD ")) {
                    all.writeBytes(answer.body());
                }
                socket.getOutputStream().write(all.toByteArray());
                if (request.head().contains("HTTP/1.0")
                        && !request.field("Connection").equalsIgnoreCase("keep-alive")) {
                    return;
                }
            }
        } catch (IOException | InterruptedException e) {
            // The other end is gone, or the test is over.
        } finally {
            open.remove(socket);
        }
    }

    /** Where it listens. */
    public int port() {
        return listener.getLocalPort();
    }

    /** What was asked so far. */
    public List<Message> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
