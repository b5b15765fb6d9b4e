package org.sallyport.proxy.scan;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.SeenFile;

/**
 * What scans by any scanner on a socket have in common: one connection for one file, what is written while it is being made, and
 * patience that ends. Confined to its event loop.
 *
 * <p><b>Bounds:</b> it is full from {@value #FULL} bytes on that the scanner has not taken; of an answer it reads {@value #LONGEST}
 * bytes.
 */
final class ScannerScan extends ChannelInboundHandlerAdapter implements Scan {

    private static final int FULL = 256 << 10;
    private static final int LONGEST = 8 << 10;

    /** How a scanner wants to be spoken to. One for each scan; it may have a state. */
    interface Dialect {

        /** What is said first. */
        ByteBuf head(Channel channel);

        /** A piece as it is sent. Takes the piece over. */
        ByteBuf piece(Channel channel, ByteBuf piece);

        /** What is said last. */
        ByteBuf tail(Channel channel);

        /**
         * What an answer means.
         *
         * @param answer all that has come so far
         * @param over whether no more will
         * @return null when there must be more of it first
         */
        SeenFile.@Nullable Scan read(String answer, boolean over);
    }

    private final EventLoop loop;
    private final Dialect dialect;
    private final Duration patience;
    private final StringBuilder answer = new StringBuilder();
    private final Queue<ByteBuf> early = new ArrayDeque<>();
    private int earlyBytes;
    private @Nullable Channel channel;
    private @Nullable ScheduledFuture<?> timer;
    private @Nullable Runnable ready;
    private @Nullable Consumer<SeenFile.Scan> then;
    private SeenFile.@Nullable Scan result;
    private boolean ended;

    private ScannerScan(EventLoop loop, Dialect dialect, Duration patience) {
        this.loop = loop;
        this.dialect = dialect;
        this.patience = patience;
    }

    static Scan begin(EventLoop loop, Class<? extends Channel> kind, ScanSettings settings, Dialect dialect) {
        ScannerScan scan = new ScannerScan(loop, dialect, settings.timeout());
        scan.hurry("did not let itself be connected to");
        new Bootstrap()
                .group(loop)
                .channel(kind)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(FULL / 2, FULL))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        Math.min(Integer.MAX_VALUE, settings.timeout().toMillis()))
                .handler(scan)
                .connect(new InetSocketAddress(
                        settings.address().host(), settings.address().port()))
                .addListener((ChannelFuture made) -> {
                    if (made.isSuccess()) {
                        scan.connected(made.channel());
                    } else {
                        scan.fail("can't be reached");
                    }
                });
        return scan;
    }

    private void connected(Channel made) {
        if (result != null) {
            made.close();
            return;
        }
        channel = made;
        made.write(dialect.head(made));
        for (ByteBuf piece = early.poll(); piece != null; piece = early.poll()) {
            made.write(dialect.piece(made, piece));
        }
        earlyBytes = 0;
        if (ended) {
            finish(made);
        } else {
            made.flush();
            calm();
        }
        tellReady();
    }

    @Override
    public void data(ByteBuf piece) {
        Channel open = channel;
        if (result != null || !piece.isReadable()) {
            return;
        }
        if (open == null) {
            early.add(piece.retainedSlice());
            earlyBytes += piece.readableBytes();
        } else {
            open.writeAndFlush(dialect.piece(open, piece.retainedSlice()));
            if (!open.isWritable()) {
                hurry("took no more");
            }
        }
    }

    @Override
    public boolean isFull() {
        Channel open = channel;
        return result == null && (open == null ? earlyBytes >= FULL : !open.isWritable());
    }

    @Override
    public void whenReady(Runnable runnable) {
        ready = runnable;
        if (!isFull()) {
            loop.execute(this::tellReady);
        }
    }

    @Override
    public void end(Consumer<SeenFile.Scan> consumer) {
        ended = true;
        then = consumer;
        Channel open = channel;
        if (result != null) {
            loop.execute(this::tellResult);
        } else if (open != null) {
            finish(open);
        }
    }

    private void finish(Channel open) {
        open.writeAndFlush(dialect.tail(open));
        hurry("did not answer");
    }

    @Override
    public void cancel() {
        then = null;
        ready = null;
        if (result == null) {
            fail("was not asked to the end");
        }
    }

    private void tellReady() {
        Runnable waiting = ready;
        if (waiting != null && !isFull()) {
            ready = null;
            waiting.run();
        }
    }

    private void tellResult() {
        Consumer<SeenFile.Scan> waiting = then;
        SeenFile.Scan told = result;
        if (waiting != null && told != null) {
            then = null;
            waiting.accept(told);
        }
    }

    /** From now on it has its patience and no longer. */
    private void hurry(String otherwise) {
        calm();
        timer = loop.schedule(
                () -> fail(otherwise + " in " + patience.toMillis() + " ms"),
                patience.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void calm() {
        ScheduledFuture<?> running = timer;
        if (running != null) {
            running.cancel(false);
            timer = null;
        }
    }

    private void fail(String why) {
        settle(new SeenFile.Scan(SeenFile.Scan.Result.FAILED, "the scanner " + why));
    }

    private void settle(SeenFile.Scan found) {
        if (result != null) {
            return;
        }
        result = found;
        calm();
        for (ByteBuf piece = early.poll(); piece != null; piece = early.poll()) {
            piece.release();
        }
        Channel open = channel;
        if (open != null) {
            open.close();
        }
        if (ended) {
            tellResult();
        }
        tellReady();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            try {
                int room = Math.min(bytes.readableBytes(), LONGEST - answer.length());
                answer.append(bytes.toString(bytes.readerIndex(), room, StandardCharsets.ISO_8859_1));
            } finally {
                bytes.release();
            }
            understand(answer.length() >= LONGEST);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        understand(true);
        fail("ended the connection");
    }

    private void understand(boolean over) {
        SeenFile.Scan found = result == null ? dialect.read(answer.toString(), over) : null;
        if (found != null) {
            settle(found);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable() && !ended) {
            calm();
        }
        tellReady();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail("broke the connection");
    }
}
