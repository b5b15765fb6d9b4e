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
import java.net.InetSocketAddress;
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

    private final Channel channel;
    private final User user;
    private boolean detached;

    private Line(Channel channel, User user) {
        this.channel = channel;
        this.user = user;
    }

    /** Puts a line on a channel that has no handlers yet and belongs to the loop. */
    static Line on(Channel channel, User user) {
        Line line = new Line(channel, user);
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
        connecting.addListener(done -> then.accept(done.isSuccess() ? on(connecting.channel(), user) : null));
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

    /** Closes it; its user hears no more of it. */
    void close() {
        detached = true;
        channel.close();
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
        if (message instanceof HttpObject part && !detached) {
            user.answered(this, part);
        } else {
            ReferenceCountUtil.release(message);
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
