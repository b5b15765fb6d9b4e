package org.sallyport.proxy.dns;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sallyport.proxy.dns.DnsMeters.Happened;

/**
 * One question on its way: asked of one resolver after another until one answers. Each attempt has a socket of its own, so the
 * kernel picks a random port for it and takes nothing but what the resolver sends, and an id of its own (RFC 5452, section 9.2).
 * What comes and is no answer to the question is ignored.
 *
 * <p>Confined to its event loop. Ends once: with an answer, without one, or cancelled.
 */
final class Lookup {

    /** The longest message (RFC 1035, section 4.2.2), which is also more than a datagram holds. */
    static final int LONGEST_MESSAGE = 65_535;

    private static final SecureRandom RANDOM = new SecureRandom();

    /** What all look-ups share. */
    record Road(EventLoop loop, Sockets sockets, Servers servers, Duration timeout, DnsMeters meters) {}

    /** Is told how it ended; not called when cancelled. */
    interface Done {

        /**
         * The end.
         *
         * @param answer what the client is to be told, with its own id; belongs to the callee
         * @param good whether a resolver gave it, and it is no failure
         */
        void ended(ByteBuf answer, boolean good);
    }

    private final Road road;
    private final ByteBuf message;
    private final Query query;
    private final boolean stream;
    private final Done done;
    private final int firstServer;
    private int attempt;
    private int sentId;
    private @Nullable Channel channel;
    private @Nullable Future<?> timer;
    /** A failure that a resolver answered with, for when no other does better. */
    private @Nullable ByteBuf failure;

    private boolean over;

    /**
     * @param message the client's; belongs to this
     * @param stream whether to ask over TCP
     */
    Lookup(Road road, ByteBuf message, Query query, boolean stream, Done done) {
        this.road = road;
        this.message = message;
        this.query = query;
        this.stream = stream;
        this.done = done;
        this.firstServer = road.servers().first();
    }

    void start() {
        ask();
    }

    /** Nobody waits for it any more. */
    void cancel() {
        if (!over) {
            over();
            release(failure);
        }
    }

    private void ask() {
        int current = attempt;
        InetSocketAddress server = road.servers().get(firstServer + current);
        sentId = RANDOM.nextInt(1 << 16);
        timer = road.loop().schedule(() -> silent(current), road.timeout().toMillis(), TimeUnit.MILLISECONDS);
        ChannelFuture connecting = bootstrap(current).connect(server);
        channel = connecting.channel();
        connecting.addListener(connected -> {
            if (over || attempt != current) {
                connecting.channel().close();
            } else if (connected.isSuccess()) {
                connecting.channel().writeAndFlush(wire()).addListener(written -> {
                    if (!written.isSuccess()) {
                        silent(current);
                    }
                });
            } else {
                silent(current);
            }
        });
    }

    private Bootstrap bootstrap(int current) {
        Bootstrap bootstrap = new Bootstrap().group(road.loop());
        if (stream) {
            return bootstrap
                    .channel(road.sockets().stream())
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                            road.timeout().toMillis())
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel ch) {
                            ch.pipeline()
                                    .addLast(
                                            new LengthFieldBasedFrameDecoder(LONGEST_MESSAGE + 2, 0, 2, 0, 2),
                                            new Stream(current));
                        }
                    });
        }
        return bootstrap
                .channel(road.sockets().datagram())
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LONGEST_MESSAGE))
                .handler(new Datagrams(current));
    }

    /** The client's bytes but for the id. */
    private ByteBuf wire() {
        int length = message.readableBytes();
        ByteBuf copy = message.alloc().buffer(length + 2);
        if (stream) {
            copy.writeShort(length);
        }
        int start = copy.writerIndex();
        copy.writeBytes(message, message.readerIndex(), length);
        return copy.setShort(start, sentId);
    }

    private final class Datagrams extends SimpleChannelInboundHandler<DatagramPacket> {
        private final int current;

        Datagrams(int current) {
            this.current = current;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, DatagramPacket packet) {
            came(current, packet.content());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            // Nobody listens there, says the network.
            silent(current);
        }
    }

    private final class Stream extends SimpleChannelInboundHandler<ByteBuf> {
        private final int current;

        Stream(int current) {
            this.current = current;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ByteBuf answer) {
            came(current, answer);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            silent(current);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            silent(current);
        }
    }

    private void came(int current, ByteBuf answer) {
        if (over || attempt != current) {
            return;
        }
        if (!query.isAnsweredBy(answer, sentId, message)) {
            road.meters().count(Happened.MISMATCHED);
            return;
        }
        int code = Replies.responseCode(answer);
        ByteBuf own = answer.retainedSlice();
        own.setShort(own.readerIndex(), query.id());
        if (code == Replies.SERVER_FAILURE || code == Replies.REFUSED) {
            release(failure);
            failure = own;
            next();
            return;
        }
        road.servers().answered(firstServer + current);
        release(failure);
        over();
        done.ended(own, true);
    }

    /** The resolver can't be reached, or has had its time. */
    private void silent(int current) {
        if (!over && attempt == current) {
            road.servers().silent(firstServer + current);
            next();
        }
    }

    private void next() {
        attempt++;
        if (attempt < road.servers().attempts()) {
            road.meters().count(Happened.NEXT_SERVER);
            stopAttempt();
            ask();
            return;
        }
        ByteBuf reply =
                failure != null ? failure : Replies.error(message.alloc(), message, query, Replies.SERVER_FAILURE);
        over();
        done.ended(reply, false);
    }

    private void over() {
        over = true;
        stopAttempt();
        message.release();
    }

    private void stopAttempt() {
        if (timer != null) {
            timer.cancel(false);
        }
        if (channel != null) {
            channel.close();
        }
    }

    private static void release(@Nullable ByteBuf buffer) {
        if (buffer != null) {
            buffer.release();
        }
    }
}
