package org.sallyport.proxy.scenario;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sallyport.proxy.testkit.Await;

/** Waits for what clients are to see. Not long: whoever writes a scenario looks at many that fail. */
final class Waiting {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private Waiting() {}

    /** Until there is something. */
    static <T> T forThat(String what, Supplier<@Nullable T> source) throws Exception {
        AtomicReference<@Nullable T> found = new AtomicReference<>();
        until(what, () -> {
            found.set(source.get());
            return found.get() != null;
        });
        T result = found.get();
        if (result == null) {
            throw new AssertionError(what);
        }
        return result;
    }

    /** Until it holds. */
    static void until(String what, Await.Condition condition) throws Exception {
        Await.until(what, LIMIT, condition);
    }
}
