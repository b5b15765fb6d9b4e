package org.sallyport.proxy.alert;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Brings digests to one target. Confined to one thread, which it may block for as long as its time-outs allow; an interrupt may
 * end it early. Must not throw for anything that the other side does.
 */
public interface Courier extends AutoCloseable {

    /** Tries once. */
    Outcome deliver(Digest digest);

    /** Where it goes, for people: a host, never a URL or an account, which may be secret. */
    String destination();

    @Override
    default void close() {}

    /** What came of one try. */
    sealed interface Outcome {

        /** @param note what is amiss all the same, for an administrator; null: nothing */
        record Delivered(@Nullable String note) implements Outcome {}

        /**
         * It is to be tried again.
         *
         * @param cause why, in words for an administrator; nothing of alerts or secrets
         * @param pause how long the other side wants to be left alone; null: it did not say
         */
        record Failed(String cause, @Nullable Duration pause) implements Outcome {
            public Failed {
                // Causes quote what servers said.
                cause = OneLine.of(cause, 300);
            }
        }
    }

    /** Makes the courier of a target. Does not connect. */
    interface Maker {
        Courier make(AlertSettings.Target target);
    }
}
