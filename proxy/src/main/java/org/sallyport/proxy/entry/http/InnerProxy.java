package org.sallyport.proxy.entry.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.littleshoot.proxy.ChainedProxyAdapter;
import org.littleshoot.proxy.ChainedProxyType;
import org.littleshoot.proxy.HttpFilters;
import org.littleshoot.proxy.HttpFiltersAdapter;
import org.littleshoot.proxy.HttpFiltersSourceAdapter;
import org.littleshoot.proxy.HttpProxyServer;
import org.littleshoot.proxy.impl.DefaultHttpProxyServer;
import org.littleshoot.proxy.impl.ThreadPoolConfiguration;

/**
 * LittleProxy, on a port of loopback that only our own connections may use: they are known by their ports. It is told of a host
 * and no more of a target, which the filter puts in as the last thing; so it has none to put in its log.
 */
final class InnerProxy implements AutoCloseable {

    /** How long the racing end of a connection attempt is waited for; it takes a few instructions. */
    private static final long RACE_MILLIS = 5_000;

    private final HttpProxyServer server;
    private final Map<Integer, Passage> passages = new ConcurrentHashMap<>();

    /**
     * @param exit where it finds the services' connections
     * @param idle how long a connection stays on which nothing moves
     */
    InnerProxy(InetSocketAddress exit, Duration idle) {
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        server = DefaultHttpProxyServer.bootstrap()
                .withName("http")
                .withAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .withThreadPoolConfiguration(new ThreadPoolConfiguration()
                        .withAcceptorThreads(1)
                        .withClientToProxyWorkerThreads(threads)
                        .withProxyToServerWorkerThreads(threads))
                // Fields are left alone: the front has taken out what is not for the service.
                .withTransparent(true)
                .withIdleConnectionTimeout(idle)
                .withMaxInitialLineLength(RequestHead.MAX_BYTES)
                .withMaxHeaderSize(2 * RequestHead.MAX_BYTES)
                .withMaxChunkSize(RequestHead.MAX_BYTES)
                .withChainProxyManager((request, proxies, client) -> {
                    Passage passage = passage(client.getClientAddress());
                    if (passage != null) {
                        proxies.add(new ToExit(exit, passage));
                    }
                })
                .withFiltersSource(new HttpFiltersSourceAdapter() {
                    @Override
                    public HttpFilters filterRequest(HttpRequest request, ChannelHandlerContext ctx) {
                        return new Filters(request, ctx, passage((InetSocketAddress)
                                ctx.channel().remoteAddress()));
                    }
                })
                .start();
    }

    private @Nullable Passage passage(@Nullable InetSocketAddress client) {
        return client == null ? null : passages.get(client.getPort());
    }

    InetSocketAddress address() {
        return server.getListenAddress();
    }

    /** Lets a connection in, before it says anything, until {@link #forget}. */
    void expect(int port, Passage passage) {
        passages.put(port, passage);
    }

    void forget(int port) {
        passages.remove(port);
    }

    @Override
    public void close() {
        server.abort();
    }

    private static final class ToExit extends ChainedProxyAdapter {

        private final InetSocketAddress exit;
        private final Passage passage;
        private boolean headIsOut;

        ToExit(InetSocketAddress exit, Passage passage) {
            this.exit = exit;
            this.passage = passage;
        }

        @Override
        public InetSocketAddress getChainedProxyAddress() {
            return exit;
        }

        @Override
        public ChainedProxyType getChainedProxyType() {
            return ChainedProxyType.SOCKS5;
        }

        @Override
        public String getUsername() {
            return passage.token();
        }

        @Override
        public String getPassword() {
            return passage.token();
        }

        /**
         * When a connection has just been made, one thread sends the head while another may be about to send the body already.
         * The head goes first.
         */
        @Override
        public synchronized void filterRequest(HttpObject part) {
            if (part instanceof HttpRequest) {
                headIsOut = true;
                notifyAll();
            }
            long until = System.nanoTime() + RACE_MILLIS * 1_000_000;
            try {
                while (!headIsOut && System.nanoTime() < until) {
                    wait(RACE_MILLIS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (part instanceof LastHttpContent) {
                headIsOut = false;
            }
        }
    }

    private static final class Filters extends HttpFiltersAdapter {

        private final @Nullable Passage passage;
        private final boolean toHead;
        private boolean fromService;

        Filters(HttpRequest request, ChannelHandlerContext ctx, @Nullable Passage passage) {
            super(request, ctx);
            this.passage = passage;
            this.toHead = request.method().equals(HttpMethod.HEAD);
        }

        @Override
        public @Nullable HttpResponse clientToProxyRequest(HttpObject part) {
            return passage == null ? answer(HttpResponseStatus.FORBIDDEN) : null;
        }

        @Override
        public @Nullable HttpResponse proxyToServerRequest(HttpObject part) {
            if (part instanceof HttpRequest request && passage != null) {
                request.setUri(passage.wire());
            }
            return null;
        }

        @Override
        public HttpObject serverToProxyResponse(HttpObject part) {
            fromService = true;
            if (part instanceof HttpResponse response && toHead) {
                // There is no body, but LittleProxy would send the end of one in chunks.
                response.headers().remove(HttpHeaderNames.TRANSFER_ENCODING);
            }
            return part;
        }

        @Override
        public HttpObject proxyToClientResponse(HttpObject part) {
            if (part instanceof HttpResponse && !fromService && passage != null) {
                passage.failInside();
                return answer(HttpResponseStatus.BAD_GATEWAY);
            }
            return part;
        }

        private static HttpResponse answer(HttpResponseStatus status) {
            DefaultFullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
            response.headers()
                    .set(HttpHeaderNames.CONTENT_LENGTH, 0)
                    .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            return response;
        }
    }
}
