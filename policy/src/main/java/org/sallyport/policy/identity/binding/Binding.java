package org.sallyport.policy.identity.binding;

import java.time.Instant;
import java.util.Locale;
import org.sallyport.protocols.ScreenName;

/**
 * A screen name that is somebody's here.
 *
 * @param name the account; what its display holds is a stranger's text
 * @param person the id of the directory entry, see {@link org.sallyport.policy.identity.Person#id}
 * @param login what the person signed in with when it was bound, to show where the directory is not asked
 * @param source how it came to be
 * @param since from when
 * @param by who bound it, by login
 * @param reason why, in their words; may be empty
 */
public record Binding(
        ScreenName name, String person, String login, Source source, Instant since, String by, String reason) {

    /** How a binding came to be. */
    public enum Source {
        /** Its owner registered it with a code. */
        REGISTRATION,
        /** An administrator entered it. */
        ADMINISTRATOR,
        /** It was in an imported file. */
        CSV;

        /** One lower-case word. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
