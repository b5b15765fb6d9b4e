package org.sallyport.policy.rule;

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
 * @param audience who is told
 * @param alert who else is told, if anybody
 * @param review whose list it goes on, if any
 */
record Action(
        Then then,
        @Nullable String notice,
        Duty.Audience audience,
        Duty.@Nullable Alert alert,
        Duty.@Nullable Review review) {

    /** The words of {@code then}. */
    enum Then {
        ALLOW,
        REWRITE,
        DROP,
        DENY,
        DISCONNECT;

        String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The verdict.
     *
     * @param rewritten the text of a rewrite; not looked at otherwise
     */
    Verdict verdict(String rewritten) {
        return switch (then) {
            case ALLOW -> Verdict.Allow.INSTANCE;
            case REWRITE -> new Verdict.Rewrite(rewritten);
            case DROP -> Verdict.Drop.INSTANCE;
            case DENY -> new Verdict.Deny(tellsWithVerdict() ? notice : null);
            case DISCONNECT -> new Verdict.Disconnect(notice);
        };
    }

    List<Duty> duties() {
        List<Duty> duties = new ArrayList<>();
        if (notice != null && !tellsWithVerdict()) {
            duties.add(new Duty.Notice(audience, notice));
        }
        if (alert != null) {
            duties.add(alert);
        }
        if (review != null) {
            duties.add(review);
        }
        return List.copyOf(duties);
    }

    /** A refusal carries its own notice to whoever acted; anything else is a duty, or the same words would come twice. */
    private boolean tellsWithVerdict() {
        return then == Then.DISCONNECT || (then == Then.DENY && audience == Duty.Audience.SENDER);
    }
}
