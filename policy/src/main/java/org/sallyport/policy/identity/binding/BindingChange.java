package org.sallyport.policy.identity.binding;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;

/**
 * One line of a name's history.
 *
 * @param time when
 * @param kind what happened
 * @param name the account
 * @param person whose it became, or stopped being, or who claims it, by directory id
 * @param login the same by login
 * @param formerPerson who lost it when it was handed over, by directory id; null otherwise
 * @param formerLogin the same by login
 * @param source how the binding or claim came about
 * @param by who did it, by login
 * @param reason why, in their words; may be empty
 */
public record BindingChange(
        Instant time,
        Kind kind,
        ScreenName name,
        String person,
        String login,
        @Nullable String formerPerson,
        @Nullable String formerLogin,
        Binding.Source source,
        String by,
        String reason) {

    /** What happened. */
    public enum Kind {
        /** The name became somebody's. */
        BOUND,
        /** The name is nobody's any more. */
        UNBOUND,
        /** Somebody claimed the name of another. */
        CLAIMED,
        /** A claim was settled: the name stays where it is. */
        KEPT,
        /** A claim was settled: the name is the claimant's now. */
        HANDED_OVER;

        /** One lower-case word. */
        public String id() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** Whether it is about this person. */
    boolean concerns(String id) {
        return id.equals(person) || id.equals(formerPerson);
    }
}
