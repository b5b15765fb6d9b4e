package org.sallyport.proxy.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.sallyport.proxy.entry.Transport;

/**
 * The clients: each sends a message, waits for the answer, checks it, and sends the next. One thread has them all.
 *
 * <p><b>Threading:</b> {@link #measure} blocks its caller and can be interrupted; it is called by one thread.
 */
final class Load implements AutoCloseable {

    /** Signing on in small groups, so that no listener's backlog overflows. */
    private static final int AT_ONCE = 50;

    private static final long SIGN_ON_SECONDS = 15;
    private static final long LAST_ANSWERS_SECONDS = 5;

    private final Transport transport;
    private final EventLoopGroup group;

    Load(Transport transport) {
        this.transport = transport;
        this.group = transport.newGroup("bench-clients", 1);
    }

    /**
     * Signs on, lets it run in, measures, and signs off.
     *
     * @param runIn how long messages flow before they count
     * @param time how long they count
     */
    Sample measure(Middle middle, Dialogue dialogue, int connections, int round, long runIn, long time)
            throws InterruptedException {
        Run run = new Run(middle, dialogue);
        try {
            run.signOn(connections);
            onLoop(run::begin);
            TimeUnit.NANOSECONDS.sleep(runIn);
            double before = middle.cpuNanos().orElse(-1);
            onLoop(run::count);
            TimeUnit.NANOSECONDS.sleep(time);
            onLoop(run::stopCounting);
            double after = middle.cpuNanos().orElse(-1);
            run.awaitLast();
            OptionalDouble cpu = before < 0 || after < 0 ? OptionalDouble.empty() : OptionalDouble.of(after - before);
            return onLoop(() -> run.sample(connections, round, cpu));
        } finally {
            run.close();
        }
    }

    /** Says hello on so many connections and then nothing more, until it is ended. */
    final class Silence {
        private final Run run;

        private Silence(Run run) {
            this.run = run;
        }

        /** What went wrong; empty when all of them stand. */
        String firstError() throws InterruptedException {
            return onLoop(() -> run.firstError);
        }

        void end() throws InterruptedException {
            run.close();
        }
    }

    /** Signs on and stays silent. */
    Silence silence(Middle middle, Dialogue dialogue, int connections) throws InterruptedException {
        Run run = new Run(middle, dialogue);
        run.signOn(connections);
        return new Silence(run);
    }

    private <T> T onLoop(Callable<T> task) throws InterruptedException {
        try {
            return group.submit(task).get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the clients' thread is stuck or failed", e);
        }
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /** All clients of one measurement; its fields belong to the clients' thread. */
    private final class Run {
        private final Middle middle;
        private final Dialogue dialogue;
        private final Latencies latencies = new Latencies();
        private final List<Client> clients = new ArrayList<>();
        private final Semaphore signedOn = new Semaphore(0);
        private final Semaphore finished = new Semaphore(0);
        private boolean counting;
        private boolean stopping;
        private long began;
        private long ended;
        private long errors;
        private String firstError = "";

        Run(Middle middle, Dialogue dialogue) {
            this.middle = middle;
            this.dialogue = dialogue;
        }

        void signOn(int connections) throws InterruptedException {
            Bootstrap bootstrap = new Bootstrap()
                    .group(group)
                    .channel(transport.channel())
                    .option(ChannelOption.TCP_NODELAY, true)
                    .handler(new ChannelInitializer<SocketChannel>() {
                        @Override
                        protected void initChannel(SocketChannel channel) {
                            Client client = new Client(Run.this, channel);
                            clients.add(client);
                            channel.pipeline().addLast(client);
                        }
                    });
            for (int done = 0; done < connections; done += AT_ONCE) {
                int some = Math.min(AT_ONCE, connections - done);
                for (int i = 0; i < some; i++) {
                    ChannelFuture connecting = bootstrap.connect(middle.entry(dialogue));
                    connecting.addListener(connected -> {
                        if (!connected.isSuccess()) {
                            of(connecting.channel())
                                    .forEach(client -> client.failed("no connection: " + connected.cause()));
                        }
                    });
                }
                if (!signedOn.tryAcquire(some, SIGN_ON_SECONDS, TimeUnit.SECONDS)) {
                    group.execute(() -> error("not signed on after " + SIGN_ON_SECONDS + " s"));
                    return;
                }
            }
        }

        private List<Client> of(Channel channel) {
            return clients.stream().filter(client -> client.channel == channel).toList();
        }

        boolean begin() {
            clients.forEach(Client::begin);
            return true;
        }

        boolean count() {
            counting = true;
            began = System.nanoTime();
            return true;
        }

        /** What is under way is still waited for, but doesn't count. */
        boolean stopCounting() {
            ended = System.nanoTime();
            counting = false;
            stopping = true;
            return true;
        }

        void awaitLast() throws InterruptedException {
            int running = onLoop(clients::size);
            if (!finished.tryAcquire(running, LAST_ANSWERS_SECONDS, TimeUnit.SECONDS)) {
                int missing = running - finished.availablePermits();
                group.execute(() -> {
                    error("answers that never came");
                    errors += missing - 1;
                });
            }
        }

        void error(String what) {
            errors++;
            if (firstError.isEmpty()) {
                firstError = what;
            }
        }

        Sample sample(int connections, int round, OptionalDouble cpu) {
            return new Sample(
                    dialogue.name(),
                    middle.name(),
                    connections,
                    round,
                    latencies.count(),
                    latencies.count() * dialogue.roundTripBytes(),
                    ended - began,
                    latencies.percentile(0.50),
                    latencies.percentile(0.99),
                    cpu,
                    errors,
                    firstError);
        }

        void close() throws InterruptedException {
            List<ChannelFuture> closing = onLoop(() -> {
                stopping = true;
                return clients.stream().map(client -> client.channel.close()).toList();
            });
            for (ChannelFuture each : closing) {
                each.await();
            }
        }
    }

    private static final class Client extends Talker {

        /** Where the conversation is. */
        private enum Phase {
            HELLO,
            WELCOME,
            READY,
            TALKING,
            DONE
        }

        private final Run run;
        private final Channel channel;
        private final Dialogue dialogue;
        private final Dialogue.Series messages;
        private final Dialogue.Series answers;
        private Phase phase = Phase.HELLO;
        private long sent;

        Client(Run run, Channel channel) {
            this.run = run;
            this.channel = channel;
            this.dialogue = run.dialogue;
            this.messages = dialogue.messages();
            this.answers = dialogue.answers();
        }

        @Override
        int expected() {
            return switch (phase) {
                case HELLO -> dialogue.serviceHello().length;
                case WELCOME -> dialogue.welcome().length;
                case TALKING -> answers.length();
                case READY, DONE -> 0;
            };
        }

        @Override
        boolean matches(int position, ByteBuf in, int at, int n) {
            return switch (phase) {
                case HELLO -> same(dialogue.serviceHello(), position, in, at, n);
                case WELCOME -> same(dialogue.welcome(), position, in, at, n);
                case TALKING -> answers.matches(position, in, at, n);
                case READY, DONE -> false;
            };
        }

        @Override
        void complete(ChannelHandlerContext ctx) {
            switch (phase) {
                case HELLO -> {
                    phase = Phase.WELCOME;
                    ctx.write(Unpooled.wrappedBuffer(dialogue.clientHello()), ctx.voidPromise());
                }
                case WELCOME -> {
                    phase = Phase.READY;
                    run.signedOn.release();
                }
                case TALKING -> answered(ctx);
                case READY, DONE -> {
                    // Nothing is expected then, so nothing gets complete.
                }
            }
        }

        void begin() {
            if (phase == Phase.READY) {
                phase = Phase.TALKING;
                say(channel.pipeline().context(this));
                channel.flush();
            } else if (phase != Phase.DONE) {
                failed("not signed on");
            }
        }

        private void say(ChannelHandlerContext ctx) {
            sent = System.nanoTime();
            messages.write(ctx);
        }

        private void answered(ChannelHandlerContext ctx) {
            long took = System.nanoTime() - sent;
            answers.next();
            if (run.counting) {
                run.latencies.add(took);
            }
            if (run.stopping) {
                phase = Phase.DONE;
                run.finished.release();
            } else {
                say(ctx);
            }
        }

        @Override
        void failed(ChannelHandlerContext ctx, String why) {
            failed(why);
            ctx.close();
        }

        private void failed(String why) {
            if (phase == Phase.DONE) {
                return;
            }
            if (phase == Phase.HELLO || phase == Phase.WELCOME) {
                run.signedOn.release();
            }
            phase = Phase.DONE;
            run.error(why);
            run.finished.release();
        }
    }
}
