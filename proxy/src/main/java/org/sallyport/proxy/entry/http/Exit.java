package org.sallyport.proxy.entry.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.socksx.v5.DefaultSocks5CommandResponse;
import io.netty.handler.codec.socksx.v5.DefaultSocks5InitialResponse;
import io.netty.handler.codec.socksx.v5.DefaultSocks5PasswordAuthResponse;
import io.netty.handler.codec.socksx.v5.Socks5AddressType;
import io.netty.handler.codec.socksx.v5.Socks5AuthMethod;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequest;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;
import io.netty.handler.codec.socksx.v5.Socks5CommandType;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequest;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5Message;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthRequest;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthStatus;
import io.netty.handler.codec.socksx.v5.Socks5ServerEncoder;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.proxy.entry.Transport;

/**
 * The last door: LittleProxy comes here, on loopback, by SOCKS 5 (RFC 1928, RFC 1929) with the token of a {@link Passage}, and
 * gets the connection that is parked there for the address it names. Nobody else gets anything, and no connection is made here.
 *
 * <p>Safe for any thread.
 */
final class Exit implements AutoCloseable {

    private static final int HANDSHAKE_SECONDS = 10;

    private final Map<String, Passage> passages = new ConcurrentHashMap<>();
    private final Channel listener;

    Exit(EventLoopGroup group, Transport transport) throws IOException {
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(transport.serverChannel())
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(Socks5ServerEncoder.DEFAULT, new Socks5InitialRequestDecoder())
                                .addLast(new Handshake());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException("there is no free port on loopback for plain HTTP", bound.cause());
        }
        listener = bound.channel();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Lets a passage out until {@link #forget}. */
    void expect(Passage passage) {
        passages.put(passage.token(), passage);
    }

    void forget(Passage passage) {
        passages.remove(passage.token());
    }

    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
    }

    /** Tells a passage of the first that is read, and leaves. */
    private static final class FirstRead extends ChannelInboundHandlerAdapter {

        private final @Nullable Passage passage;

        FirstRead(@Nullable Passage passage) {
            this.passage = passage;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ctx.pipeline().remove(this);
            if (passage != null) {
                passage.flows();
            }
            ctx.fireChannelRead(message);
        }
    }

    private final class Handshake extends SimpleChannelInboundHandler<Socks5Message> {

        private @Nullable Passage passage;
        private @Nullable ScheduledFuture<?> timer;

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            timer = ctx.executor().schedule(() -> ctx.close(), HANDSHAKE_SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            if (timer != null) {
                timer.cancel(false);
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, Socks5Message message) {
            if (message.decoderResult().isFailure()) {
                ctx.close();
                return;
            }
            switch (message) {
                case Socks5InitialRequest hello -> {
                    ctx.pipeline()
                            .replace(
                                    Socks5InitialRequestDecoder.class,
                                    "password",
                                    new Socks5PasswordAuthRequestDecoder());
                    ctx.writeAndFlush(new DefaultSocks5InitialResponse(Socks5AuthMethod.PASSWORD));
                }
                case Socks5PasswordAuthRequest credentials -> {
                    passage = passages.get(credentials.username());
                    if (passage == null) {
                        // Said in words: of a connection that just ends, LittleProxy's threads wait for more.
                        ctx.writeAndFlush(new DefaultSocks5PasswordAuthResponse(Socks5PasswordAuthStatus.FAILURE))
                                .addListener(ChannelFutureListener.CLOSE);
                        return;
                    }
                    ctx.pipeline().replace("password", "command", new Socks5CommandRequestDecoder());
                    ctx.writeAndFlush(new DefaultSocks5PasswordAuthResponse(Socks5PasswordAuthStatus.SUCCESS));
                }
                case Socks5CommandRequest command -> connect(ctx, command);
                default -> ctx.close();
            }
        }

        private void connect(ChannelHandlerContext ctx, Socks5CommandRequest command) {
            Passage known = passage;
            Channel service = known == null || !command.type().equals(Socks5CommandType.CONNECT)
                    ? null
                    : known.take(new Address(command.dstAddr(), command.dstPort()).toString());
            if (service == null || !service.isActive()) {
                ctx.writeAndFlush(new DefaultSocks5CommandResponse(
                                Socks5CommandStatus.HOST_UNREACHABLE, Socks5AddressType.IPv4, "0.0.0.0", 0))
                        .addListener(ChannelFutureListener.CLOSE);
                return;
            }
            Channel inner = ctx.channel();
            inner.config().setAutoRead(false);
            // The service's channel lives on the client's loop.
            service.eventLoop().execute(() -> {
                service.pipeline().addLast(new Bridge(inner, true));
                inner.eventLoop().execute(() -> connected(ctx, service));
            });
        }

        private void connected(ChannelHandlerContext ctx, Channel service) {
            ctx.writeAndFlush(new DefaultSocks5CommandResponse(
                    Socks5CommandStatus.SUCCESS, Socks5AddressType.IPv4, "0.0.0.0", 0));
            Channel inner = ctx.channel();
            inner.pipeline().addLast(new FirstRead(passage), new Bridge(service, false));
            inner.pipeline().remove(Socks5ServerEncoder.DEFAULT);
            inner.pipeline().remove("command");
            inner.pipeline().remove(this);
            if (!inner.isActive() || !service.isActive()) {
                inner.close();
                service.close();
                return;
            }
            inner.config().setAutoRead(true);
            service.config().setAutoRead(true);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
