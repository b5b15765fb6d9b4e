package org.sallyport.proxy.bench;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
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
import org.sallyport.proxy.entry.Transport;

/**
 * The service at the far end: greets, and answers each message with one. Checks every byte it gets; a connection on which one is
 * wrong is closed, so that the client counts it as an error. Listens on loopback. The group is its caller's.
 */
final class BenchService implements AutoCloseable {

    private final Channel listener;
    private final AtomicInteger open = new AtomicInteger();

    private final Dialogue dialogue;

    BenchService(Transport transport, EventLoopGroup group, Dialogue dialogue) {
        this.dialogue = dialogue;
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

    @Override
    public void close() {
        listener.close().syncUninterruptibly();
    }

    private final class Answering extends Talker {
        private final Dialogue.Series messages = dialogue.messages();
        private final Dialogue.Series answers = dialogue.answers();
        private boolean greeted;

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(dialogue.serviceHello()), ctx.voidPromise());
        }

        @Override
        int expected() {
            return greeted ? messages.length() : dialogue.clientHello().length;
        }

        @Override
        boolean matches(int position, ByteBuf in, int at, int n) {
            return greeted ? messages.matches(position, in, at, n) : same(dialogue.clientHello(), position, in, at, n);
        }

        @Override
        void complete(ChannelHandlerContext ctx) {
            if (greeted) {
                messages.next();
                answers.write(ctx);
            } else {
                greeted = true;
                ctx.write(Unpooled.wrappedBuffer(dialogue.welcome()), ctx.voidPromise());
            }
        }

        @Override
        void failed(ChannelHandlerContext ctx, String why) {
            // The client's end of it counts: it sees the connection end.
            ctx.close();
        }
    }
}
