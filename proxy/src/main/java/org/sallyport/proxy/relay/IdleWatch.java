package org.sallyport.proxy.relay;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Notices when nothing has moved on a connection for a while. Costs a field's write for each read, and one timer a connection
 * that is set anew only when it goes off. Confined to the event loop.
 */
final class IdleWatch {

    private final EventLoop loop;
    private final long limit;
    private final Runnable idle;
    private long last = System.nanoTime();
    private ScheduledFuture<?> timer;

    /** Begins to watch; {@code idle} is called once, when nothing moved for {@code limit}. */
    IdleWatch(EventLoop loop, Duration limit, Runnable idle) {
        this.loop = loop;
        this.limit = limit.toNanos();
        this.idle = idle;
        this.timer = schedule(this.limit);
    }

    /** Something moved. */
    void touch() {
        last = System.nanoTime();
    }

    void stop() {
        timer.cancel(false);
    }

    private ScheduledFuture<?> schedule(long nanos) {
        return loop.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    }

    private void look() {
        long quiet = System.nanoTime() - last;
        if (quiet >= limit) {
            idle.run();
        } else {
            timer = schedule(limit - quiet);
        }
    }
}
