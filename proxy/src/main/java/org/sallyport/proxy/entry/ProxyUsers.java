package org.sallyport.proxy.entry;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Authenticator;
import org.sallyport.policy.identity.Person;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the credentials that proxy clients offer, off the event loops. Safe for any thread. Bounded: with
 * {@value #MAX_WAITING} checks waiting, one more is refused.
 */
public final class ProxyUsers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProxyUsers.class);
    private static final int MAX_WAITING = 500;

    private final Authenticator authenticator;
    private final ThreadPoolExecutor threads;

    public ProxyUsers(Authenticator authenticator) {
        this.authenticator = authenticator;
        this.threads = new ThreadPoolExecutor(
                2,
                2,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING),
                new DefaultThreadFactory("proxy-users", true));
        this.threads.allowCoreThreadTimeOut(true);
    }

    /** Checks; {@code then} gets the person, or null, on {@code loop}. */
    public void check(String login, String password, EventLoop loop, Consumer<@Nullable Person> then) {
        try {
            threads.execute(() -> {
                Person accepted = switch (authenticator.authenticate(login, password)) {
                    case Authenticator.Result.Accepted result -> result.person();
                    case Authenticator.Result.Refused refused -> null;
                    case Authenticator.Result.TooMany tooMany -> null;
                    case Authenticator.Result.Unavailable unavailable -> {
                        LOG.warn("a proxy client could not be checked: {}", unavailable.cause());
                        yield null;
                    }
                };
                loop.execute(() -> then.accept(accepted));
            });
        } catch (RejectedExecutionException e) {
            then.accept(null);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
