package org.sallyport.policy.identity;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Who people are, by what stays theirs whatever their screen names, for event loops: the counterpart of {@link People}, with
 * the same answers and the same promises. Of {@link Identity}, {@link Identity.Unregistered} means that nobody has it, or more
 * than one has. Safe for any thread.
 */
public interface Persons {

    /** Where there is no directory: everybody is unavailable. */
    Persons NONE = new Persons() {
        @Override
        public Identity ifKnown(PersonKey key) {
            return new Identity.Unavailable("there is no directory");
        }

        @Override
        public CompletableFuture<Identity> resolve(PersonKey key) {
            return CompletableFuture.completedFuture(ifKnown(key));
        }

        @Override
        public CompletableFuture<Identity> refresh(PersonKey key) {
            return resolve(key);
        }
    };

    /** The answer, if it is at hand. Never blocks. */
    @Nullable Identity ifKnown(PersonKey key);

    /** The answer, asked for if need be, on a thread of the directory's own. Completes normally always. */
    CompletableFuture<Identity> resolve(PersonKey key);

    /** The same, asked for in any case: nothing that was kept is answered. */
    CompletableFuture<Identity> refresh(PersonKey key);
}
