package org.sallyport.proxy.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.sallyport.proxy.entry.Transport;

/**
 * The service at the far end: greets, and answers each message with one. Checks every byte it gets; a connection on which one is
 * wrong is closed, so that the client counts it as an error. Listens on loopback, on one thread.
 */
final class BenchService implements AutoCloseable {

    private final EventLoopGroup group;
    private final Channel listener;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong wrong = new AtomicLong();

    BenchService(Transport transport) {
        group = transport.newGroup("bench-service", 1);
        listener = new ServerBootstrap()
                .group(group)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, 1_024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        open.incrementAndGet();
                        channel.closeFuture().addListener(closed -> open.decrementAndGet());
                        channel.pipeline().addLast(new Answering());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Waits until nobody is connected; gives up after a while, because a middle may keep a connection in store. */
    void awaitQuiet(long millis) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (open.get() > 0 && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    /** How many frames were not what the client sent. */
    long wrong() {
        return wrong.get();
    }

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private final class Answering extends Talker {
        private final Dialogue.Series messages = Dialogue.Series.messages();
        private final Dialogue.Series answers = Dialogue.Series.answers();
        private final ByteBuf hello = Unpooled.wrappedBuffer(Dialogue.CLIENT_HELLO);
        private boolean greeted;

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(Dialogue.SERVICE_HELLO), ctx.voidPromise());
        }

        @Override
        int expected() {
            return greeted ? messages.length() : Dialogue.CLIENT_HELLO.length;
        }

        @Override
        void take(ChannelHandlerContext ctx, ByteBuf bytes, int at) {
            if (greeted) {
                if (messages.accept(bytes, at)) {
                    ctx.write(answers.take(ctx.alloc()), ctx.voidPromise());
                    return;
                }
            } else if (ByteBufUtil.equals(hello, 0, bytes, at, Dialogue.CLIENT_HELLO.length)) {
                greeted = true;
                ctx.write(Unpooled.wrappedBuffer(Dialogue.WELCOME), ctx.voidPromise());
                return;
            }
            wrong.incrementAndGet();
            ctx.close();
        }

        @Override
        void failed(ChannelHandlerContext ctx, String why) {
            // The client's end of it counts.
        }
    }
}
