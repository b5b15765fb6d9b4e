package org.sallyport.policy.rule;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a rule asks about the client software, which says itself what it is. Immutable.
 *
 * <p>Not saying it opens no door: a client of no known version is older than any, and never as new as any.
 *
 * @param names its name must match one of these; none: not asked
 * @param below its version must be before this; null: not asked
 * @param atLeast its version must be this or later; null: not asked
 * @param told whether it must have said what it is; null: not asked
 */
record Software(
        List<Glob> names,
        @Nullable ClientVersion below,
        @Nullable ClientVersion atLeast,
        @Nullable Boolean told) {
    Software {
        names = List.copyOf(names);
    }

    /** Whether it holds for what a client calls itself; null: it has not. */
    boolean test(@Nullable String client) {
        if (told != null && told != (client != null)) {
            return false;
        }
        if (!names.isEmpty() && (client == null || !anyName(client))) {
            return false;
        }
        if (below == null && atLeast == null) {
            return true;
        }
        ClientVersion version = client == null ? null : ClientVersion.in(client).orElse(null);
        return (below == null || version == null || version.compareTo(below) < 0)
                && (atLeast == null || (version != null && version.compareTo(atLeast) >= 0));
    }

    private boolean anyName(String client) {
        String folded = client.toLowerCase(Locale.ROOT);
        for (Glob name : names) {
            if (name.matches(folded)) {
                return true;
            }
        }
        return false;
    }
}
