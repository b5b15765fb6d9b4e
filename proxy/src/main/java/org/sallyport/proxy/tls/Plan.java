package org.sallyport.proxy.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is to be looked into, and what that takes. Made by {@link Interception#plan}; immutable, safe for any
 * thread.
 */
public final class Plan {

    private final String connection;
    private final String host;
    private final int port;
    private final SslContext upstream;
    private final Leaves leaves;
    private final Executor tasks;

    Plan(String connection, String host, int port, SslContext upstream, Leaves leaves, Executor tasks) {
        this.connection = connection;
        this.host = host;
        this.port = port;
        this.upstream = upstream;
        this.leaves = leaves;
        this.tasks = tasks;
    }

    /** The gateway's id of the connection. */
    String connection() {
        return connection;
    }

    /** Whose certificate the service must have, and the client is shown: a host name in lower case, or an IP literal. */
    public String host() {
        return host;
    }

    /**
     * The client's side of a connection to the service. Its certificate must be for {@link #host()}, valid, and signed by
     * somebody trusted, or the handshake fails.
     *
     * @param alpn the protocols to offer; empty: the extension is left out
     */
    public SslHandler towardsService(ByteBufAllocator allocator, List<String> alpn) {
        // Signatures take milliseconds, which are not the event loop's.
        return speaking(upstream.newHandler(allocator, host, port, tasks), alpn);
    }

    /**
     * The service's side of the connection to the client, with a certificate of the gateway's own.
     *
     * @param loop where {@code then} is called
     * @param alpn the protocol to choose, which the client must have offered; null: none is chosen
     * @param then gets null when there is no certificate, which was logged
     */
    public void towardsClient(
            EventLoop loop, ByteBufAllocator allocator, @Nullable String alpn, Consumer<@Nullable SslHandler> then) {
        leaves.leaf(host, loop, context -> then.accept(context == null ? null : serving(context, allocator, alpn)));
    }

    /** Has the certificate made, so that it is there when {@link #towardsClient} is called. */
    void prepare(EventLoop loop) {
        leaves.leaf(host, loop, context -> {});
    }

    private SslHandler serving(SslContext context, ByteBufAllocator allocator, @Nullable String alpn) {
        return speaking(context.newHandler(allocator, tasks), alpn == null ? List.of() : List.of(alpn));
    }

    private static SslHandler speaking(SslHandler handler, List<String> alpn) {
        SSLEngine engine = handler.engine();
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setApplicationProtocols(alpn.toArray(new String[0]));
        engine.setSSLParameters(parameters);
        // Whoever begins the handshakes watches over the time that both take.
        handler.setHandshakeTimeoutMillis(0);
        return handler;
    }
}
