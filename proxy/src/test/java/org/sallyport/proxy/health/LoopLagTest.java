package org.sallyport.proxy.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.sallyport.proxy.entry.Transport;
import org.sallyport.proxy.testkit.Await;

final class LoopLagTest {

    @Test
    void aLoopThatIsStuckShowsWhileItIsAndAfterwards() throws Exception {
        EventLoopGroup loops = Transport.best().newGroup("lag", 2);
        CountDownLatch free = new CountDownLatch(1);
        try (LoopLag lag = LoopLag.watch(loops)) {
            assertThat(lag.loops()).isEqualTo(2);
            assertThat(lag.look(Duration.ofSeconds(60)).level()).isEqualTo(Check.Level.OK);
            loops.next().execute(() -> {
                try {
                    assertThat(free.await(2, TimeUnit.MINUTES)).isTrue();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            Duration patience = Duration.ofMillis(500);
            Await.until("the stuck loop is told of", () -> lag.look(patience).level() == Check.Level.FAILED);
            assertThat(lag.look(patience).message()).contains("of 2 has not answered");
            free.countDown();
            Await.until("it answers again", () -> lag.look(patience).level() == Check.Level.OK);
            assertThat(worst(lag)).isGreaterThanOrEqualTo(patience);
        } finally {
            free.countDown();
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    @Test
    void loopsThatAreShutDownAreNotLate() throws Exception {
        AtomicLong now = new AtomicLong();
        EventLoopGroup loops = Transport.best().newGroup("lag", 1);
        LoopLag lag = LoopLag.watch(loops, now::get);
        now.set(TimeUnit.MINUTES.toNanos(1));
        assertThat(lag.look(Duration.ofSeconds(5)).level()).isEqualTo(Check.Level.FAILED);
        assertThat(lag.lag(0)).isGreaterThan(Duration.ofSeconds(5));
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        assertThat(lag.look(Duration.ofSeconds(5)).level()).isEqualTo(Check.Level.OK);
        lag.close();
        assertThat(lag.lag(0)).isZero();
        // Watching loops that are shut down already does no harm either.
        LoopLag late = LoopLag.watch(loops, now::get);
        assertThat(late.look(Duration.ZERO).level()).isEqualTo(Check.Level.OK);
    }

    private static Duration worst(LoopLag lag) {
        Duration first = lag.lag(0);
        Duration second = lag.lag(1);
        return first.compareTo(second) > 0 ? first : second;
    }
}
