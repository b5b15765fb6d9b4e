package org.sallyport.proxy.entry;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks4ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.proxy.entry.Upstreams.Reason;
import org.sallyport.proxy.entry.Upstreams.Result;

/**
 * Tries one address after the other until a connection stands, with the handshakes of a proxy and of TLS done. All of it has
 * one deadline; each address has an equal share of what is left, so that one that is dead leaves time for the others.
 *
 * <p>Confined to one event loop, which also calls back, once.
 */
final class Dial {

    /** @param name what the certificate must say */
    record Tls(SslContext context, String name) {}

    /**
     * What is to be dialled.
     *
     * @param addresses of the service or, if there is one, of the proxy; at least one
     * @param target for the proxy: the service, by name unless the client gave an address
     * @param source the address to call from, where the service can be called from there and no proxy is between; null: the
     *     gateway's
     */
    record Plan(
            List<InetSocketAddress> addresses,
            InetSocketAddress target,
            @Nullable ParentProxy proxy,
            @Nullable Tls tls,
            @Nullable InetSocketAddress source) {}

    private final Transport transport;
    private final EventLoop loop;
    private final Plan plan;
    private final Consumer<Result> then;
    private final long deadline;
    private int next;

    Dial(Transport transport, EventLoop loop, Plan plan, Duration timeout, Consumer<Result> then) {
        this.transport = transport;
        this.loop = loop;
        this.plan = plan;
        this.then = then;
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    void start() {
        new Attempt(plan.addresses().get(next++)).start();
    }

    private void failed(Reason reason, String message) {
        if (next < plan.addresses().size() && System.nanoTime() < deadline) {
            start();
        } else {
            then.accept(new Result.Failed(reason, message));
        }
    }

    /** Time for the address at hand, in milliseconds. */
    private long share() {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        return Math.max(1, left / (plan.addresses().size() - next + 1));
    }

    /** One address. */
    private final class Attempt {
        private final InetSocketAddress to;
        private boolean over;
        private @Nullable Channel channel;
        private @Nullable ScheduledFuture<?> timer;

        Attempt(InetSocketAddress to) {
            this.to = to;
        }

        private void start() {
            boolean plain = plan.proxy() == null && plan.tls() == null;
            long millis = share();
            ProxyHandler proxy = plan.proxy() == null ? null : handler(plan.proxy(), to);
            Bootstrap bootstrap = new Bootstrap()
                    .group(loop)
                    .channel(transport.channel())
                    // A name that goes to a proxy is the proxy's to look up.
                    .disableResolver()
                    .option(ChannelOption.AUTO_READ, false)
                    // Who closes in the middle of a handshake has ended it.
                    .option(ChannelOption.ALLOW_HALF_CLOSURE, plain)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.SO_KEEPALIVE, true)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) millis)
                    .handler(plain ? new ChannelInboundHandlerAdapter() : handlers(proxy));
            ChannelFuture connecting = proxy == null
                    ? Tproxy.connect(bootstrap, to, Tproxy.source(plan.source(), to))
                    : bootstrap.connect(plan.target());
            channel = connecting.channel();
            timer = loop.schedule(
                    () -> fail(new ConnectTimeoutException("no answer in time")), millis, TimeUnit.MILLISECONDS);
            connecting.addListener(done -> {
                if (!done.isSuccess()) {
                    fail(done.cause());
                } else if (proxy == null) {
                    connected(connecting.channel());
                } else {
                    proxy.connectFuture().addListener(tunnel -> {
                        if (tunnel.isSuccess()) {
                            connected(connecting.channel());
                        } else {
                            fail(tunnel.cause());
                        }
                    });
                }
            });
        }

        /** The way to the service stands. */
        private void connected(Channel ready) {
            Tls tls = plan.tls();
            if (over) {
                ready.close();
                return;
            }
            if (plan.proxy() != null) {
                ready.pipeline().remove(ProxyHandler.class);
                ready.attr(Upstreams.THROUGH_PROXY).set(true);
            }
            if (tls == null) {
                stands(ready);
                return;
            }
            SslHandler handler = tls.context()
                    .newHandler(ready.alloc(), tls.name(), plan.target().getPort());
            // The attempt's own timer is the one that counts.
            handler.setHandshakeTimeoutMillis(0);
            ready.pipeline().addBefore(Early.NAME, Upstreams.TLS, handler);
            ready.pipeline().addBefore(Early.NAME, null, new TlsEnd());
            handler.handshakeFuture().addListener(done -> {
                if (done.isSuccess()) {
                    stands(ready);
                } else {
                    fail(done.cause());
                }
            });
        }

        private void stands(Channel ready) {
            if (over) {
                ready.close();
                return;
            }
            over();
            ready.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
            then.accept(new Result.Connected(ready));
        }

        private void fail(@Nullable Throwable cause) {
            if (over) {
                return;
            }
            over();
            if (channel != null) {
                channel.close();
            }
            Reason reason = cause instanceof ConnectTimeoutException ? Reason.TIMEOUT : Reason.UNREACHABLE;
            String message = cause == null || cause.getMessage() == null ? reason.name() : cause.getMessage();
            failed(reason, plan.proxy() == null ? message : "through " + plan.proxy() + ": " + message);
        }

        private void over() {
            over = true;
            if (timer != null) {
                timer.cancel(false);
            }
        }
    }

    private static ChannelHandler handlers(@Nullable ProxyHandler proxy) {
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                if (proxy != null) {
                    channel.pipeline().addLast(proxy);
                }
                channel.pipeline().addLast(Early.NAME, new Early());
            }
        };
    }

    private static ProxyHandler handler(ParentProxy proxy, InetSocketAddress at) {
        String user = proxy.user();
        String password = proxy.password();
        ProxyHandler handler = switch (proxy.kind()) {
            case SOCKS4 -> new Socks4ProxyHandler(at, user);
            case SOCKS5 -> new Socks5ProxyHandler(at, user, password);
            case HTTP ->
                user == null || password == null ? new HttpProxyHandler(at) : new HttpProxyHandler(at, user, password);
        };
        // The attempt's own timer is the one that counts.
        handler.setConnectTimeoutMillis(0);
        return handler;
    }

    /**
     * A service that says in TLS that it is done may leave the TCP connection open until we are, too: the relay hears of the end
     * when it is said, and not a second time.
     */
    private static final class TlsEnd extends ChannelInboundHandlerAdapter {
        private boolean ended;

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            boolean shut =
                    event instanceof ChannelInputShutdownEvent || event instanceof ChannelInputShutdownReadComplete;
            if (event instanceof SslCloseCompletionEvent closed
                    && closed.isSuccess()
                    && ctx.channel().isActive()) {
                if (!ended) {
                    ended = true;
                    ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
                    ctx.fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
                }
            } else if (!shut || !ended) {
                ctx.fireUserEventTriggered(event);
            }
        }
    }
}
