package org.sallyport.proxy.entry;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.sallyport.policy.identity.Authenticator;

/**
 * Checks the credentials that proxy clients offer, off the event loops. Safe for any thread. Bounded: with
 * {@value #MAX_WAITING} checks waiting, one more is refused.
 */
public final class ProxyUsers implements AutoCloseable {

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

    /** Checks; {@code then} gets the answer on {@code loop}. */
    public void check(String login, String password, EventLoop loop, Consumer<Authenticator.Result> then) {
        try {
            threads.execute(() -> {
                Authenticator.Result result = authenticate(login, password);
                loop.execute(() -> then.accept(result));
            });
        } catch (RejectedExecutionException e) {
            then.accept(new Authenticator.Result.Unavailable("more than " + MAX_WAITING + " checks are waiting"));
        }
    }

    private Authenticator.Result authenticate(String login, String password) {
        try {
            return authenticator.authenticate(login, password);
        } catch (RuntimeException e) {
            // Whoever asked waits for an answer, come what may. The message might have the login in it.
            return new Authenticator.Result.Unavailable(e.getClass().getSimpleName());
        }
    }

    /** A refusal in words for an administrator. */
    public static String why(Authenticator.Result result) {
        return switch (result) {
            case Authenticator.Result.Accepted accepted -> "it is not";
            case Authenticator.Result.Refused refused -> "the login or the password is wrong";
            case Authenticator.Result.TooMany tooMany ->
                "there were too many wrong passwords for this login, and for "
                        + Math.max(1, tooMany.retryAfter().toSeconds()) + " s no more are looked at";
            case Authenticator.Result.Unavailable unavailable ->
                "its password could not be checked: " + unavailable.cause();
        };
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
