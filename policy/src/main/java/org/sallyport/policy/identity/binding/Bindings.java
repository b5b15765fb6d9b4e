package org.sallyport.policy.identity.binding;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;

/**
 * Which screen name is whose, besides what the directory says. A person may have many names; a name is one person's at a time,
 * and keeps its past.
 *
 * <p>Safe for any thread. {@link #find} never blocks; everything that changes something, and histories, wait for the disk, so
 * they are not for event loops. Nothing throws for bad input: the {@link Outcome} tells.
 */
public interface Bindings {

    /** The most entries {@link #list} gives at once. */
    int LARGEST_PAGE = 1_000;

    /** The longest name, login and reason, in characters. */
    int LONGEST_NAME = 256;

    /** The longest reason, in characters. */
    int LONGEST_REASON = 1_000;

    /** Whose name this is; null when nobody has bound it. Never blocks. */
    @Nullable Binding find(ScreenName name);

    /** The names of a person, by directory id, in their order. Does not block. */
    List<Binding> of(String person);

    /**
     * Some bindings, by service and name.
     *
     * @param offset how many of those that fit are passed over
     * @param most how many are wanted, 1 to {@link #LARGEST_PAGE}
     */
    Page list(Filter filter, int offset, int most);

    /** Binds a name, unless it is another's: then the claim waits for an administrator. */
    Outcome bind(Claim claim);

    /**
     * Binds several at once: all of them are on the disk, or, when the outcomes are {@link Outcome.Failed}, none.
     *
     * @return an outcome for each, in order
     */
    List<Outcome> bindAll(List<Claim> claims);

    /**
     * Makes a name nobody's.
     *
     * @param by who does it, by login
     * @param reason why; at most {@link #LONGEST_REASON} characters
     */
    Outcome unbind(ScreenName name, String by, String reason);

    /** The claims to names of others that nobody has settled, the oldest first. */
    List<BindingConflict> conflicts();

    /**
     * Settles a claim.
     *
     * @param conflict its id
     * @param settlement who has the name from now on
     * @param by who says so, by login
     * @param reason why; at most {@link #LONGEST_REASON} characters
     */
    Outcome settle(String conflict, Settlement settlement, String by, String reason);

    /** What became of a name, the newest first. */
    List<BindingChange> history(ScreenName name, int most);

    /** What became of the names of a person, by directory id, the newest first. */
    List<BindingChange> historyOf(String person, int most);

    /**
     * A name that is to be somebody's.
     *
     * @param name the account
     * @param person whose
     * @param source how it comes about
     * @param by who says so, by login
     * @param reason why; may be empty
     */
    record Claim(ScreenName name, Person person, Binding.Source source, String by, String reason) {}

    /** Who has a disputed name from now on. */
    enum Settlement {
        /** Whoever has it. */
        KEEP,
        /** Whoever claims it. */
        HAND_OVER
    }

    /**
     * What is listed.
     *
     * @param service only names at this service; null: at any
     * @param text only where the name or the login has this in it, whatever its case; empty: any
     * @param source only what came about so; null: however
     */
    record Filter(@Nullable ServiceId service, String text, Binding.@Nullable Source source) {

        /** Everything. */
        public static final Filter ALL = new Filter(null, "", null);
    }

    /**
     * A part of a list.
     *
     * @param bindings the part
     * @param total how many fit in all
     */
    record Page(List<Binding> bindings, int total) {
        public Page {
            bindings = List.copyOf(bindings);
        }
    }

    /** What came of it. */
    sealed interface Outcome {

        /** It is done, and on the disk. */
        record Done(BindingChange change) implements Outcome {}

        /** It was so before; nothing was written. */
        record Unchanged() implements Outcome {}

        /** The name is another's: an administrator has to settle it. */
        record Disputed(BindingConflict conflict) implements Outcome {}

        /** It can't be; {@code why} is for whoever tried. */
        record Refused(String why) implements Outcome {}

        /** The disk did not take it; nothing has changed. */
        record Failed(String cause) implements Outcome {}
    }
}
