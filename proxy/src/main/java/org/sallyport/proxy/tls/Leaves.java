package org.sallyport.proxy.tls;

import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates that clients see, one a host, made when first asked for and kept. All of them have one key, made when the
 * process starts and never stored: whoever could read one from the process's memory could read all, and the authority's, so
 * keys of their own would protect nothing and cost, with RSA, a tenth of a second each.
 *
 * <p><b>Threading:</b> safe for any thread. Certificates are made by the executor.
 */
final class Leaves {

    private static final Logger LOG = LoggerFactory.getLogger(Leaves.class);

    /** The least recently used one goes; a client that asks for it again waits for a new one. */
    static final int MAX = 1_000;

    /** How long before its end a certificate is replaced: no connection's certificate expires while it lasts. */
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);

    private static final Duration LEAST_USE = Duration.ofMinutes(1);

    private final Authority authority;
    private final KeyPair pair;
    private final List<String> protocols;
    private final Executor executor;

    private final Map<String, Leaf> byHost = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Leaf> eldest) {
            return size() > MAX;
        }
    };

    private record Leaf(CompletableFuture<SslContext> context, Instant renewAt) {}

    Leaves(Authority authority, List<String> protocols, Executor executor) throws AuthorityException {
        this.authority = authority;
        this.protocols = protocols;
        this.executor = executor;
        try {
            this.pair = Certificates.newKey(authority.algorithm(), false);
        } catch (GeneralSecurityException e) {
            throw new AuthorityException("no key can be made for the certificates of hosts: " + e.getMessage(), e);
        }
    }

    /**
     * What a client that wants this host is shown.
     *
     * @param host as {@link HostPattern#normal} gives it
     * @param loop where {@code then} is called, at once if the certificate is there and this is the loop's thread
     * @param then gets null when there is none: too many are being made, or making it failed, which is logged
     */
    void leaf(String host, EventLoop loop, Consumer<@Nullable SslContext> then) {
        CompletableFuture<SslContext> context = find(host);
        if (context.isDone() && loop.inEventLoop()) {
            then.accept(context.isCompletedExceptionally() ? null : context.resultNow());
            return;
        }
        context.whenComplete((made, failure) -> {
            try {
                loop.execute(() -> then.accept(failure == null ? made : null));
            } catch (RejectedExecutionException e) {
                LOG.debug("the event loop has ended: nobody is left to be shown a certificate");
            }
        });
    }

    private CompletableFuture<SslContext> find(String host) {
        Instant now = authority.now();
        Leaf fresh;
        synchronized (byHost) {
            Leaf found = byHost.get(host);
            if (found != null
                    && now.isBefore(found.renewAt())
                    && !found.context().isCompletedExceptionally()) {
                return found.context();
            }
            fresh = new Leaf(new CompletableFuture<>(), renewal(now));
            byHost.put(host, fresh);
        }
        try {
            executor.execute(() -> make(host, fresh.context()));
        } catch (RejectedExecutionException e) {
            LOG.warn("too much is waiting for TLS: no certificate for {}", host);
            fresh.context().completeExceptionally(e);
        }
        return fresh.context();
    }

    private Instant renewal(Instant now) {
        Instant end = authority.certificate().getNotAfter().toInstant();
        Instant usual = now.plus(Certificates.LEAF_LIFETIME);
        Instant renew = (usual.isBefore(end) ? usual : end).minus(RENEW_BEFORE);
        // With an authority near its end, each would have to be renewed at once, for nothing.
        Instant soonest = now.plus(LEAST_USE);
        return renew.isBefore(soonest) ? soonest : renew;
    }

    private void make(String host, CompletableFuture<SslContext> context) {
        try {
            X509Certificate[] chain = authority.issue(host, pair).toArray(new X509Certificate[0]);
            context.complete(SslContextBuilder.forServer(pair.getPrivate(), chain)
                    .sslProvider(SslProvider.JDK)
                    .protocols(protocols)
                    .build());
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            LOG.error("no certificate could be made for {}", host, e);
            context.completeExceptionally(e);
        }
    }

    /** How many are kept. */
    int size() {
        synchronized (byHost) {
            return byHost.size();
        }
    }
}
