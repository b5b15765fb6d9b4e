package org.sallyport.policy.history;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.Sha256;

/**
 * One version of a policy, as it was published. Immutable.
 *
 * @param number from 1, without gaps
 * @param time when it was published, to the millisecond
 * @param author who wrote it
 * @param publisher who published it; the author too where nobody else has to look at it
 * @param reason why, in the words of its author or publisher; may be empty
 * @param restores the number of the version that it brings back; 0: none
 * @param text the whole document, comments and all
 * @param previous the hash of the version before; of the first, 64 zeros
 * @param hash of all the others: whoever changes one version must change all that follow
 */
public record PolicyVersion(
        int number,
        Instant time,
        String author,
        String publisher,
        String reason,
        int restores,
        String text,
        String previous,
        String hash) {

    static final String NO_PREVIOUS = "0".repeat(64);

    static PolicyVersion after(
            @Nullable PolicyVersion before,
            Instant time,
            String author,
            String publisher,
            String reason,
            int restores,
            String text) {
        PolicyVersion open = new PolicyVersion(
                before == null ? 1 : before.number + 1,
                Instant.ofEpochMilli(time.toEpochMilli()),
                author,
                publisher,
                reason,
                restores,
                text,
                before == null ? NO_PREVIOUS : before.hash,
                "");
        return new PolicyVersion(
                open.number, open.time, author, publisher, reason, restores, text, open.previous, open.expectedHash());
    }

    /** The hash that its content makes. */
    String expectedHash() {
        StringBuilder all = new StringBuilder(text.length() + 512);
        for (String part : new String[] {
            previous,
            Integer.toString(number),
            Long.toString(time.toEpochMilli()),
            author,
            publisher,
            reason,
            Integer.toString(restores),
            text
        }) {
            // With its length, so that no text can move from one part to the next.
            all.append(part.length()).append(':').append(part).append('\n');
        }
        return Sha256.hex(all.toString());
    }
}
