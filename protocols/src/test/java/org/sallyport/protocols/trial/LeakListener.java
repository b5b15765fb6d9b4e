package org.sallyport.protocols.trial;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Collects what Netty's leak detector finds, so that a test can fail for it. Installed by the test launcher before any buffer
 * class is loaded; works only at detection level paranoid, which the build sets.
 */
public final class LeakListener implements LauncherSessionListener {

    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();
    private static final int ROUNDS = 3;
    private static final long GC_MILLIS = 10_000;

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(new Factory());
    }

    /** Forgets what others leaked. */
    public static void reset() {
        find();
        LEAKS.clear();
    }

    /** @throws AssertionError when a buffer was dropped without release since {@link #reset} */
    public static void assertNoLeaks() {
        find();
        if (!LEAKS.isEmpty()) {
            throw new AssertionError(LEAKS.size() + " buffers leaked; the first: " + LEAKS.peek());
        }
    }

    /** A buffer counts as leaked once the collector has taken it: have it run, and the detector look. */
    private static void find() {
        for (int i = 0; i < ROUNDS; i++) {
            collect();
            // The detector looks at its queue whenever it is asked to track another buffer.
            ByteBufAllocator.DEFAULT.buffer(16).release();
        }
    }

    private static void collect() {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        WeakReference<Object> canary = new WeakReference<>(new Object(), queue);
        System.gc();
        try {
            if (queue.remove(GC_MILLIS) != canary) {
                throw new AssertionError("the garbage collector does not run: leaks can't be seen");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static final class Factory extends ResourceLeakDetectorFactory {

        // Abstract in Netty for as long as it is there at all.
        @SuppressWarnings("deprecation")
        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int interval, long maxActive) {
            return newResourceLeakDetector(resource, interval);
        }

        @Override
        public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int interval) {
            ResourceLeakDetector<T> detector = new ResourceLeakDetector<>(resource, interval);
            detector.setLeakListener((type, records) -> LEAKS.add(type + records));
            return detector;
        }
    }
}
