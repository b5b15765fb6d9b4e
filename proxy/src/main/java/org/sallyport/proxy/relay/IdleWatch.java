package org.sallyport.proxy.relay;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Notices when nothing has moved on a connection for a while: not before the limit, and at most an eighth of it later. Costs a
 * field's write for each read, and one timer a connection that goes off {@value #LOOKS} times within the limit: nobody looks at
 * the clock for each read. Confined to the event loop.
 */
final class IdleWatch {

    private static final int LOOKS = 8;

    private final EventLoop loop;
    private final long betweenLooks;
    private final Runnable idle;
    private boolean moved = true;
    private int quietLooks;
    private ScheduledFuture<?> timer;

    /** Begins to watch; {@code idle} is called once, when nothing moved for {@code limit}. */
    IdleWatch(EventLoop loop, Duration limit, Runnable idle) {
        this.loop = loop;
        this.betweenLooks = Math.ceilDiv(limit.toNanos(), LOOKS);
        this.idle = idle;
        this.timer = schedule();
    }

    /** Something moved. */
    void touch() {
        moved = true;
    }

    void stop() {
        timer.cancel(false);
    }

    private ScheduledFuture<?> schedule() {
        return loop.schedule(this::look, betweenLooks, TimeUnit.NANOSECONDS);
    }

    private void look() {
        quietLooks = moved ? 0 : quietLooks + 1;
        moved = false;
        if (quietLooks == LOOKS) {
            idle.run();
        } else {
            timer = schedule();
        }
    }
}
