package org.sallyport.proxy.tls;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.tls.ClientHello;
import org.sallyport.proxy.entry.Transport;
import org.sallyport.proxy.relay.HalfClose;
import org.sallyport.proxy.testkit.Await;

/** As little of a gateway as can relay: plain bytes go both ways, and a ClientHello of the client's begins an interception. */
final class Harness implements AutoCloseable {

    private static final int HANDSHAKE = 22;

    private final Interception interception;
    private final String host;
    private final int upstreamPort;
    private final EventLoopGroup group;
    private final Transport transport;
    private final Channel listener;
    private final BlockingQueue<Result> results = new LinkedBlockingQueue<>();

    /** The first pieces of plain text, of both directions. */
    private final Queue<String> plain = new ConcurrentLinkedQueue<>();

    Harness(Transport transport, Interception interception, String host, int upstreamPort) throws Exception {
        this.transport = transport;
        this.interception = interception;
        this.host = host;
        this.upstreamPort = upstreamPort;
        this.group = transport.newGroup("harness", 1);
        this.listener = new ServerBootstrap()
                .group(group)
                .channel(transport.serverChannel())
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel client) {
                        connect(client);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
    }

    int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** How the next interception ended. */
    Result result() throws InterruptedException {
        Result result = results.poll(Await.LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (result == null) {
            throw new AssertionError("no result");
        }
        return result;
    }

    /** The beginning of all that went through in plain text. */
    String plain() {
        return String.join("", plain);
    }

    private void connect(Channel client) {
        new Bootstrap()
                .group(client.eventLoop())
                .channel(transport.channel())
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(InetAddress.getLoopbackAddress(), upstreamPort)
                .addListener((io.netty.channel.ChannelFuture connected) -> {
                    Channel server = connected.channel();
                    server.pipeline().addLast("end", new End(client, null));
                    client.pipeline().addLast("end", new End(server, new Holding(client, server)));
                    server.read();
                    client.read();
                });
    }

    /** The client's first bytes under TLS, until the hello is whole. */
    private final class Holding {
        private final Channel client;
        private final Channel server;
        private ByteBuf held = Unpooled.buffer();
        private boolean begun;

        Holding(Channel client, Channel server) {
            this.client = client;
            this.server = server;
        }

        /** Whether the bytes were taken. */
        boolean take(ByteBuf bytes) {
            if (begun || (!held.isReadable() && bytes.getByte(bytes.readerIndex()) != HANDSHAKE)) {
                return false;
            }
            held.writeBytes(bytes);
            bytes.release();
            if (ClientHello.read(held) == ClientHello.NeedMore.INSTANCE) {
                return true;
            }
            begun = true;
            @Nullable String sni =
                    ClientHello.read(held) instanceof ClientHello.Hello(ClientHello hello) ? hello.serverName() : null;
            Opening opening = new Opening(
                    "test-1",
                    Instant.EPOCH,
                    "test",
                    (InetSocketAddress) client.remoteAddress(),
                    new Address(host, upstreamPort),
                    Opening.NamedBy.SOCKS,
                    null,
                    true);
            Plan plan = interception.plan(opening, sni, ServiceId.UNKNOWN);
            if (plan == null) {
                throw new IllegalStateException("no plan");
            }
            ByteBuf given = held;
            held = Unpooled.EMPTY_BUFFER;
            interception.begin(plan, client, given, server, result -> {
                results.add(result);
                if (result instanceof Result.Established) {
                    client.read();
                    server.read();
                }
            });
            return true;
        }
    }

    /** One end of the relay. */
    private final class End extends ChannelInboundHandlerAdapter {
        private final Channel peer;
        private final @Nullable Holding holding;

        End(Channel peer, @Nullable Holding holding) {
            this.peer = peer;
            this.holding = holding;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            if (holding != null && holding.take(bytes)) {
                return;
            }
            if (plain.size() < 10) {
                plain.add(bytes.toString(java.nio.charset.StandardCharsets.ISO_8859_1));
            }
            peer.writeAndFlush(bytes).addListener(written -> ctx.read());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            if (holding != null && !holding.begun) {
                ctx.read();
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent) {
                ctx.read();
            } else if (event instanceof ChannelInputShutdownReadComplete) {
                peer.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> HalfClose.output(peer));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            peer.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    @Override
    public void close() {
        listener.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(20, TimeUnit.SECONDS);
    }
}
