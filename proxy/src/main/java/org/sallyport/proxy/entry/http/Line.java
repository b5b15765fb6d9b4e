package org.sallyport.proxy.entry.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.proxy.entry.Transport;

/**
 * A connection on which requests are sent and answered: one to LittleProxy, or, for what LittleProxy can't carry, one to the
 * service itself. On the client's event loop; reads only when told to.
 */
final class Line extends ChannelInboundHandlerAdapter {

    /** Who uses it. */
    interface User {

        /** A part of a response, to be released. */
        void answered(Line line, HttpObject part);

        /** What could be read for now was read. */
        void lineRead(Line line);

        /** It takes more, or it doesn't. */
        void lineWritable(Line line);

        /** It is gone. */
        void lineEnded(Line line);
    }

    /** How long LittleProxy may take to say something to a client that is gone. */
    private static final int PATIENCE_SECONDS = 10;

    private final Channel channel;
    private final User user;
    /** Whether whoever is at the other end must not be left while it may still be connecting. */
    private final boolean gentle;

    private boolean heard;
    private boolean detached;

    private Line(Channel channel, User user, boolean gentle) {
        this.channel = channel;
        this.user = user;
        this.gentle = gentle;
    }

    /** Puts a line on a channel that has no handlers yet and belongs to the loop. */
    static Line on(Channel channel, User user) {
        return on(channel, user, false);
    }

    private static Line on(Channel channel, User user, boolean gentle) {
        Line line = new Line(channel, user, gentle);
        channel.pipeline()
                .addLast(new HttpClientCodec(RequestHead.MAX_BYTES, 2 * RequestHead.MAX_BYTES, RequestHead.MAX_BYTES))
                .addLast(line);
        return line;
    }

    /** Connects on {@code loop}; {@code then} is called on it, with null when it doesn't work. */
    static void open(
            EventLoop loop, Transport transport, InetSocketAddress to, User user, Consumer<@Nullable Line> then) {
        ChannelFuture connecting = new Bootstrap()
                .group(loop)
                .channel(transport.channel())
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(to);
        connecting.addListener(done -> then.accept(done.isSuccess() ? on(connecting.channel(), user, true) : null));
    }

    Channel channel() {
        return channel;
    }

    int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    boolean isActive() {
        return channel.isActive();
    }

    boolean isWritable() {
        return channel.isWritable();
    }

    /** The line owns what it is given. */
    void write(Object part) {
        channel.write(part, channel.voidPromise());
    }

    void flush() {
        channel.flush();
    }

    void read() {
        channel.read();
    }

    /**
     * Closes it; its user hears no more of it. LittleProxy is left only once it has said something: when its client goes while it
     * connects, one of its few threads waits for that connection for half a minute, and others wait for the thread.
     */
    void close() {
        detached = true;
        if (heard || !gentle || !channel.isActive()) {
            channel.close();
            return;
        }
        channel.flush();
        channel.config().setAutoRead(true);
        ScheduledFuture<?> patience =
                channel.eventLoop().schedule(() -> channel.close(), PATIENCE_SECONDS, TimeUnit.SECONDS);
        channel.closeFuture().addListener(closed -> patience.cancel(false));
    }

    /** Leaves the channel to {@code next}, with what was read beyond the last response. */
    void leave(Bridge next) {
        detached = true;
        channel.pipeline().addLast(next);
        channel.pipeline().remove(this);
        channel.pipeline().remove(HttpClientCodec.class);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        heard = true;
        if (message instanceof HttpObject part && !detached) {
            user.answered(this, part);
        } else {
            ReferenceCountUtil.release(message);
            if (gentle && detached) {
                ctx.close();
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!detached) {
            user.lineRead(this);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!detached) {
            user.lineWritable(this);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownReadComplete && !detached) {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!detached) {
            detached = true;
            user.lineEnded(this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
