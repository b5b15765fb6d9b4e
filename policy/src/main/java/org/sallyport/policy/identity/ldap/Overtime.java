package org.sallyport.policy.identity.ldap;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.PostConnectProcessor;
import com.unboundid.ldap.sdk.ResultCode;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Ends answers that don't come to an end. The library's own time-out is a socket's and begins anew with every byte, so a server
 * that sends one now and then would hold a thread for hours. An answer that has begun in time may take as long again.
 *
 * <p>Safe for any thread. Has one of its own, only while there is something to watch.
 */
final class Overtime implements AutoCloseable {

    private static final long IDLE_SECONDS = 30;

    /** Of a thread that opens a connection: the library opens, signs on and tries the next server in one go. */
    private static final ThreadLocal<@Nullable Watch> SIGNING_ON = new ThreadLocal<>();

    private final Duration limit;
    private final ScheduledThreadPoolExecutor timer;

    @FunctionalInterface
    interface Call<T> {
        T call() throws LDAPException;
    }

    /** @param begin within which an answer has begun */
    Overtime(Duration begin) {
        // The library's own end to a request that can't be sent comes first: only that one works amid a TLS handshake.
        this.limit = begin.multipliedBy(2);
        this.timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("directory-overtime-", 1).factory());
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
    }

    /**
     * Calls, and has the call fail when it takes too long.
     *
     * @param end makes the call fail, from another thread; may come when the call is over already
     */
    <T> T within(Runnable end, Call<T> call) throws LDAPException {
        Watch watch = new Watch(end);
        try {
            return call.call();
        } catch (LDAPException | RuntimeException e) {
            // Whose connection is taken away sees all sorts of things.
            if (watch.ended.get()) {
                throw tooLong(e);
            }
            throw e;
        } finally {
            watch.stop();
        }
    }

    /** What is to be done first with each new connection. */
    PostConnectProcessor signOn() {
        return new PostConnectProcessor() {
            @Override
            public void processPreAuthenticatedConnection(LDAPConnection connection) {
                stop();
                SIGNING_ON.set(new Watch(connection::closeWithoutUnbind));
            }

            @Override
            public void processPostAuthenticatedConnection(LDAPConnection connection) throws LDAPException {
                Watch watch = SIGNING_ON.get();
                stop();
                if (watch != null && watch.ended.get()) {
                    throw tooLong(null);
                }
            }
        };
    }

    /** Opens a connection that {@link #signOn} watches. */
    <T> T signingOn(Call<T> opening) throws LDAPException {
        try {
            return opening.call();
        } catch (LDAPException | RuntimeException e) {
            Watch watch = SIGNING_ON.get();
            if (watch != null && watch.ended.get()) {
                throw tooLong(e);
            }
            throw e;
        } finally {
            stop();
        }
    }

    private void stop() {
        Watch watch = SIGNING_ON.get();
        if (watch != null) {
            watch.stop();
            SIGNING_ON.remove();
        }
    }

    private LDAPException tooLong(@Nullable Exception e) {
        return new LDAPException(
                ResultCode.TIMEOUT, "the directory's answer was not complete after " + limit.toMillis() + " ms", e);
    }

    private final class Watch {

        private final AtomicBoolean ended = new AtomicBoolean();
        private final @Nullable Future<?> end;

        Watch(Runnable end) {
            @Nullable Future<?> scheduled = null;
            try {
                scheduled = timer.schedule(
                        () -> {
                            ended.set(true);
                            // To close a connection with TLS is to write to it, which may take its time.
                            Thread.ofVirtual().start(end);
                        },
                        limit.toNanos(),
                        TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException closed) {
                // Then the connections are closed, too.
            }
            this.end = scheduled;
        }

        void stop() {
            if (end != null) {
                end.cancel(false);
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
