package org.sallyport.proxy.health;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.sallyport.protocols.Address;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells machines how the gateway is: {@code /healthz}, {@code /readyz}, {@code /metrics} and {@code /destinations}. It asks for no
 * password and changes nothing; by default it listens on loopback only.
 *
 * <p><b>Bounds:</b> {@value #THREADS} threads, {@value #CONNECTIONS} connections, {@value #SECONDS} seconds to send a request and
 * as many to take the answer; GET and HEAD without a body. Whoever exceeds them is closed or refused, and nobody else minds.
 *
 * <p><b>Lifecycle:</b> answers from {@link #start} on until {@link #close}.
 */
public final class HealthServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HealthServer.class);

    private static final int THREADS = 4;
    private static final int CONNECTIONS = 64;
    private static final int SECONDS = 5;

    static {
        // The JDK's server takes its bounds from here only, when its first instance is made. An administrator's own
        // ones win.
        bound("sun.net.httpserver.maxReqTime", SECONDS);
        bound("sun.net.httpserver.maxRspTime", SECONDS);
        bound("sun.net.httpserver.idleInterval", 60);
        bound("sun.net.httpserver.maxIdleConnections", CONNECTIONS);
        bound("jdk.httpserver.maxConnections", CONNECTIONS);
    }

    private static void bound(String property, int value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, Integer.toString(value));
        }
    }

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final HealthPages pages;

    private HealthServer(HttpServer server, HealthPages pages) {
        this.server = server;
        this.pages = pages;
        // A connection has one request at a time, so the queue holds all there can be.
        this.threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(4 * CONNECTIONS),
                Thread.ofPlatform().name("health-", 1).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Listens.
     *
     * @param listen port 0 picks a free one
     * @throws IOException when the port can't be had; says what to do
     */
    public static HealthServer start(Address listen, HealthPages pages) throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(listen.host(), listen.port()), 64);
        } catch (IOException | RuntimeException e) {
            throw new IOException(
                    "health can't listen on " + listen
                            + ": another program has the port, or the address is not this machine's; change 'health.listen' in the configuration or stop the other program",
                    e);
        }
        HealthServer health = new HealthServer(server, pages);
        server.createContext("/", health::answer);
        server.setExecutor(health.threads);
        server.start();
        return health;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            HealthPages.Page page;
            try {
                page = page(exchange);
            } catch (RuntimeException e) {
                LOG.error("a page of the health listener failed", e);
                page = HealthPages.problem(500, "A fault of the gateway's own; its log says more.");
            }
            send(exchange, page);
        }
    }

    private HealthPages.Page page(HttpExchange exchange) {
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return HealthPages.problem(405, "Only GET and HEAD are answered: nothing can be changed here.");
        }
        Headers headers = exchange.getRequestHeaders();
        String length = headers.getFirst("Content-Length");
        if (headers.containsKey("Transfer-Encoding")
                || length != null && !length.strip().equals("0")) {
            return HealthPages.problem(413, "No request here has a body.");
        }
        String accept = headers.getOrDefault("Accept", java.util.List.of()).toString();
        return pages.page(
                exchange.getRequestURI().getPath(),
                exchange.getRequestURI().getRawQuery(),
                accept.toLowerCase(Locale.ROOT));
    }

    private static void send(HttpExchange exchange, HealthPages.Page page) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", page.type());
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Cache-Control", "no-store");
        if (page.status() == 413) {
            headers.set("Connection", "close");
        }
        byte[] body = page.body();
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(page.status(), -1);
        } else {
            exchange.sendResponseHeaders(page.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
