package org.sallyport.policy.rule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;

/**
 * What a rule does. Immutable.
 *
 * @param then the verdict
 * @param notice what people are told, if anything
 * @param duties what else is asked for
 */
record Action(Then then, @Nullable Notice notice, List<Duty> duties) {

    Action {
        duties = List.copyOf(duties);
    }

    /** The words of {@code then}. */
    enum Then {
        ALLOW,
        REWRITE,
        DROP,
        QUARANTINE,
        DENY,
        DISCONNECT;

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What people are told.
     *
     * @param text as it is shown
     * @param audience who is told
     * @param once what it is remembered by, when it is not said every time
     * @param every how long one telling is good for; null: for as long as it is remembered
     */
    record Notice(
            String text,
            Duty.Audience audience,
            @Nullable String once,
            @Nullable Duration every) {

        Duty duty() {
            return once == null ? new Duty.Notice(audience, text) : new Duty.Disclaimer(once, audience, text, every);
        }
    }

    /**
     * The verdict.
     *
     * @param rewritten the text of a rewrite; not looked at otherwise
     */
    Verdict verdict(String rewritten) {
        String told = notice == null || !tellsWithVerdict(notice) ? null : notice.text();
        return switch (then) {
            case ALLOW -> Verdict.Allow.INSTANCE;
            case REWRITE -> new Verdict.Rewrite(rewritten);
            case DROP -> Verdict.Drop.INSTANCE;
            // Whoever is told anything may as well hear of the refusal from the protocol.
            case QUARANTINE -> notice == null ? Verdict.Drop.INSTANCE : new Verdict.Deny(told);
            case DENY -> new Verdict.Deny(told);
            case DISCONNECT -> new Verdict.Disconnect(told);
        };
    }

    List<Duty> allDuties() {
        if (notice == null || tellsWithVerdict(notice)) {
            return duties;
        }
        List<Duty> all = new ArrayList<>();
        all.add(notice.duty());
        all.addAll(duties);
        return List.copyOf(all);
    }

    /** A refusal carries its own notice to whoever acted; anything else is a duty, or the same words would come twice. */
    private boolean tellsWithVerdict(Notice said) {
        return switch (then) {
            case DISCONNECT -> true;
            case DENY, QUARANTINE -> said.audience() == Duty.Audience.SENDER;
            case ALLOW, REWRITE, DROP -> false;
        };
    }
}
