package org.sallyport.policy.identity;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;

/**
 * Who is behind screen names. Safe for any thread.
 *
 * <p>Answers are kept for a while, those of nobody too, in a bounded cache.
 */
public interface People extends AutoCloseable {

    /** The answer, if it is at hand. Never blocks: this is the call for an event loop. */
    @Nullable Identity ifKnown(ScreenName name);

    /**
     * The answer, asked for if need be, on a thread of the directory's own. Completes normally always: a directory that is
     * down, slow or wrong gives {@link Identity.Unavailable}. Callbacks run on that thread, so hop back to your own.
     */
    CompletableFuture<Identity> resolve(ScreenName name);

    /**
     * The same, asked for in any case: nothing that was kept is answered. For whoever has to see a change in the directory soon;
     * each call is a question to it.
     */
    default CompletableFuture<Identity> refresh(ScreenName name) {
        return resolve(name);
    }

    @Override
    void close();
}
