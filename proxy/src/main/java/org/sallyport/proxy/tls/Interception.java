package org.sallyport.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslContext;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ServiceId;

/**
 * Looks into TLS connections: which of them, by the rules of the configuration, and how. Without rules it does nothing, needs
 * no authority and makes none.
 *
 * <p>A connection that is to be looked into and can't be is closed, never passed on unread. It is the client that decides
 * whether to accept the gateway's certificate, and the gateway that decides, in the client's place, whether to accept the
 * service's.
 *
 * <p><b>Threading:</b> {@link #open} reads files and is not for an event loop; {@link #plan} is safe for any thread;{@link #begin} belongs to the channels' event loop. Signatures are made and checked by a few threads
 * {@code tls-*}.
 */
public final class Interception implements AutoCloseable {

    /** The handler that encrypts and decrypts, first in the pipeline. */
    static final String TLS = "tls";

    /** Handshakes and certificates that may wait for a thread; more fail. */
    private static final int WAITING = 10_000;

    private final List<Rule> rules;
    private final List<HostPattern> never;
    private final Duration timeout;
    private final @Nullable Running running;
    private final Refusals refusals = new Refusals();

    private record Rule(
            @Nullable HostPattern host, @Nullable ServiceId service, Networks clients) {}

    /** What is there only when something is looked into. */
    private record Running(SslContext upstream, Leaves leaves, ExecutorService tasks) {}

    private Interception(TlsSettings settings, @Nullable Running running) {
        this.rules = settings.intercept().stream()
                .map(rule -> new Rule(
                        rule.host() == null ? null : HostPattern.of(rule.host()),
                        rule.service(),
                        new Networks(rule.clients())))
                .toList();
        this.never = settings.never().stream().map(HostPattern::of).toList();
        this.timeout = settings.handshakeTimeout();
        this.running = running;
    }

    /**
     * Gets everything ready that the rules need.
     *
     * @param directory where the gateway's own authority is kept, and made on first use
     * @throws AuthorityException when there are rules, and the authority or the file of trusted CAs can't be used
     */
    public static Interception open(TlsSettings settings, Path directory, Clock clock) throws AuthorityException {
        if (settings.intercept().isEmpty()) {
            return new Interception(settings, null);
        }
        Authority authority = Authority.open(settings.authority(), directory, clock);
        SslContext upstream = Trust.context(settings.trust(), new NoCertificate());
        ExecutorService tasks = tasks();
        try {
            Leaves leaves = new Leaves(authority, settings.clientProtocols(), tasks);
            return new Interception(settings, new Running(upstream, leaves, tasks));
        } catch (AuthorityException e) {
            tasks.shutdownNow();
            throw e;
        }
    }

    private static ExecutorService tasks() {
        int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                threads,
                threads,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                Thread.ofPlatform().name("tls-", 0).daemon().factory());
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** Whether anything is looked into at all. */
    public boolean isOn() {
        return running != null;
    }

    /**
     * Whether a connection is to be looked into.
     *
     * <p>A rule counts when it fits the name in the client's hello, or the destination, or the service. The name in the hello
     * is a claim of the client's: it can't take a connection out of the rules by one, unless the destination is known by its
     * address only.
     *
     * @param sni the name in the client's hello; null when there is none that can be used
     * @param service the catalogued service of the destination
     * @return null: it passes as it is
     */
    public @Nullable Plan plan(Opening opening, @Nullable String sni, ServiceId service) {
        Running ready = running;
        String destination = HostPattern.normal(opening.destination().host());
        String named = sni == null ? null : HostPattern.normal(sni);
        String host = named != null ? named : destination;
        if (ready == null || host == null || isNever(destination, named)) {
            return null;
        }
        List<String> names = new ArrayList<>(2);
        names.add(host);
        if (destination != null) {
            names.add(destination);
        }
        for (Rule rule : rules) {
            HostPattern pattern = rule.host();
            boolean fits = pattern == null
                    ? service.equals(rule.service())
                    : names.stream().anyMatch(pattern::fits);
            if (fits && rule.clients().fit(opening.client())) {
                return new Plan(
                        opening.connection(),
                        host,
                        opening.destination().port(),
                        ready.upstream(),
                        ready.leaves(),
                        ready.tasks());
            }
        }
        return null;
    }

    private boolean isNever(@Nullable String destination, @Nullable String named) {
        if (destination != null && isNever(destination)) {
            return true;
        }
        // Where the destination has a name, that is where the connection goes, whatever the client says in its hello.
        boolean onlyClaimed = destination == null || HostPattern.isAddress(destination);
        return onlyClaimed && named != null && isNever(named);
    }

    private boolean isNever(String host) {
        return never.stream().anyMatch(pattern -> pattern.fits(host));
    }

    /**
     * Puts TLS in front of two channels: first with the service, then with the client. From then on both give plain text to
     * the handlers that are there and encrypt what is written. May be called in the middle of a connection (STARTTLS), when
     * nothing is under way in either direction.
     *
     * <p>At the end of a peer's data, announced by TLS or by TCP, the handlers get {@code ChannelInputShutdownReadComplete}, as
     * without TLS; the end of ours goes out by {@code HalfClose} or {@code close()}.
     *
     * <p>Failures are logged, with the host and the reason.
     *
     * @param client not reading by itself, half-closure allowed
     * @param hello what the client has said since the last plain text: a whole ClientHello, and what else it sent with it;
     *     released
     * @param server likewise, on the same event loop; nothing of it is waiting to be read
     * @param then is called once, on the event loop, before any plain text arrives. Before that, nothing but {@code
     *     channelInactive} and changes of writability reaches other handlers. After a {@link Result.Failed} both channels are
     *     closed
     * @throws IllegalArgumentException when the channels are on two event loops; {@code hello} is released then too
     */
    public void begin(Plan plan, Channel client, ByteBuf hello, Channel server, Consumer<Result> then) {
        if (client.eventLoop() != server.eventLoop()) {
            hello.release();
            throw new IllegalArgumentException("the channels are on two event loops");
        }
        new Handshakes(plan, client, hello, server, timeout, refusals, then).begin();
    }

    /** Makes no more certificates; handshakes under way fail. */
    @Override
    public void close() {
        if (running != null) {
            running.tasks().shutdownNow();
        }
    }
}
