package org.sallyport.proxy.entry;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.sallyport.protocols.Address;
import org.sallyport.proxy.relay.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls of the gateway's own, each on a connection that ends when an answer has begun to come, and after five seconds at the latest.
 *
 * <p>Safe for any thread. Bounded: {@value #MOST} at a time; one more is not made, and logged.
 */
public final class Calls implements Caller {

    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

    private static final int MOST = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Upstreams upstreams;
    private final AtomicInteger underWay = new AtomicInteger();

    /** Calls made by way of {@code upstreams}. */
    public Calls(Upstreams upstreams) {
        this.upstreams = upstreams;
    }

    @Override
    public Set<InetAddress> foundAt(Address service) {
        return upstreams.foundAt(service);
    }

    @Override
    public void call(EventLoop loop, String from, Address to, ByteBuf bytes) {
        if (underWay.incrementAndGet() > MOST) {
            underWay.decrementAndGet();
            bytes.release();
            LOG.warn("connection {}: {} was not called: {} calls are under way", from, to, MOST);
            return;
        }
        upstreams.connect(loop, Upstreams.Wanted.of(to), result -> {
            switch (result) {
                case Upstreams.Result.Connected connected -> speak(connected.channel(), bytes);
                case Upstreams.Result.Failed failed -> {
                    underWay.decrementAndGet();
                    bytes.release();
                    LOG.info("connection {}: {} could not be called: {}", from, to, failed.message());
                }
            }
        });
    }

    private void speak(Channel channel, ByteBuf bytes) {
        channel.closeFuture().addListener(closed -> underWay.decrementAndGet());
        channel.pipeline().addLast(new Answer());
        channel.config().setAutoRead(true);
        channel.writeAndFlush(bytes);
        channel.eventLoop().schedule(() -> channel.close(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whatever it says: there is nothing to be made of it. */
    private static final class Answer extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf answer) {
            ctx.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
