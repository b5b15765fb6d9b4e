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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Opening;
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
    private final @Nullable RedirectPorts ports;
    private final @Nullable String advertiseHost;
    private final Predicate<String> inTheWay;
    private final AtomicBoolean told = new AtomicBoolean();
    private final AtomicInteger underWay = new AtomicInteger();

    /** Calls made by way of {@code upstreams}, and none taken. */
    public Calls(Upstreams upstreams) {
        this(upstreams, null, null, entry -> true);
    }

    /**
     * @param upstreams how calls are made
     * @param ports where services call clients back; null: they call them straight
     * @param advertiseHost the gateway's name there; null for the address by which each client reaches it
     * @param inTheWay whether what calls the clients of an entry comes through the gateway by itself
     */
    public Calls(
            Upstreams upstreams,
            @Nullable RedirectPorts ports,
            @Nullable String advertiseHost,
            Predicate<String> inTheWay) {
        this.upstreams = upstreams;
        this.ports = ports;
        this.advertiseHost = advertiseHost;
        this.inTheWay = inTheWay;
    }

    @Override
    public Address callBack(Opening opening, Channel client, Address target) {
        if (inTheWay.test(opening.entry())) {
            return target;
        }
        if (ports == null) {
            if (told.compareAndSet(false, true)) {
                LOG.warn(
                        "clients of '{}' are called back by their service past the gateway: give 'call-back-ports' a count",
                        opening.entry());
            }
            return target;
        }
        return ports.advertise(opening.entry(), advertiseHost, client, target);
    }

    @Override
    public Set<InetAddress> foundAt(Address service) {
        return upstreams.foundAt(service);
    }

    @Override
    public void call(EventLoop loop, String from, Address to, ByteBuf bytes, Consumer<Boolean> taken) {
        if (underWay.incrementAndGet() > MOST) {
            underWay.decrementAndGet();
            bytes.release();
            taken.accept(false);
            LOG.warn("connection {}: {} was not called: {} calls are under way", from, to, MOST);
            return;
        }
        upstreams.connect(loop, Upstreams.Wanted.of(to), result -> {
            switch (result) {
                case Upstreams.Result.Connected connected -> speak(connected.channel(), bytes, taken);
                case Upstreams.Result.Failed failed -> {
                    underWay.decrementAndGet();
                    bytes.release();
                    taken.accept(false);
                    LOG.info("connection {}: {} could not be called: {}", from, to, failed.message());
                }
            }
        });
    }

    private void speak(Channel channel, ByteBuf bytes, Consumer<Boolean> taken) {
        Answer answer = new Answer(taken);
        channel.closeFuture().addListener(closed -> {
            underWay.decrementAndGet();
            answer.means(false);
        });
        channel.pipeline().addLast(answer);
        channel.config().setAutoRead(true);
        channel.writeAndFlush(bytes).addListener(written -> answer.written(written.isSuccess()));
        channel.eventLoop().schedule(() -> answer.late(channel), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Of what it says only the status counts (RFC 9112, 4): whether it has taken what it was told. */
    private static final class Answer extends SimpleChannelInboundHandler<ByteBuf> {

        private static final int STATUS_AT = "HTTP/1.1 ".length();

        private final Consumer<Boolean> taken;
        private final StringBuilder begun = new StringBuilder();
        private boolean written;
        private boolean told;

        Answer(Consumer<Boolean> taken) {
            this.taken = taken;
        }

        void written(boolean all) {
            written = all;
        }

        void means(boolean yes) {
            if (!told) {
                told = true;
                taken.accept(yes);
            }
        }

        void late(Channel channel) {
            means(written && channel.isActive());
            channel.close();
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf answer) {
            while (answer.isReadable() && begun.length() <= STATUS_AT) {
                begun.append((char) answer.readUnsignedByte());
            }
            if (begun.length() > STATUS_AT) {
                means(begun.indexOf("HTTP/1.") == 0 && begun.charAt(STATUS_AT) == '2');
                ctx.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
