package org.sallyport.proxy.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.sallyport.proxy.health.HealthServer;

/** Whoever takes JSON over HTTP, on loopback. Any thread. */
public final class Hook implements AutoCloseable {

    static {
        // The JDK's server reads its bounds once for the whole process: those of the health listener must be set by
        // then, or its
        // own tests would meet a server without any.
        try {
            Class.forName(HealthServer.class.getName());
        } catch (ClassNotFoundException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    /** One request. */
    public record Post(String path, Headers headers, String body) {

        /** A header's value; empty when there is none. */
        public String header(String name) {
            String value = headers.getFirst(name);
            return value == null ? "" : value;
        }

        /** The body, read. */
        public JsonNode json() throws IOException {
            return JSON.readTree(body);
        }
    }

    /** Answers a request that was read. */
    public interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private volatile Answer answer = status(204);

    private Hook(int port, @Nullable Certificates certificates) throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        if (certificates == null) {
            server = HttpServer.create(address, 50);
        } else {
            HttpsServer secured = HttpsServer.create(address, 50);
            secured.setHttpsConfigurator(new HttpsConfigurator(certificates.context()));
            server = secured;
        }
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    /** Starts one. */
    public static Hook start() throws Exception {
        return new Hook(0, null);
    }

    /** Starts one on a port of one's choice. */
    public static Hook start(int port) throws Exception {
        return new Hook(port, null);
    }

    /** Starts one that speaks TLS. */
    public static Hook start(Certificates certificates) throws Exception {
        return new Hook(0, certificates);
    }

    /** Answers with a status and nothing else. */
    public static Answer status(int status) {
        return exchange -> exchange.sendResponseHeaders(status, -1);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            posts.add(new Post(
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestHeaders(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            answer.to(exchange);
        }
    }

    /** How it answers from now on; 204 until then. */
    public void answer(Answer next) {
        answer = next;
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Its URL. */
    public URI url() {
        return URI.create(
                (server instanceof HttpsServer ? "https://localhost:" : "http://127.0.0.1:") + port() + "/in");
    }

    /** What has come so far. */
    public List<Post> posts() {
        return List.copyOf(posts);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
