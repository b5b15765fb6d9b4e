package org.sallyport.policy;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a file's bytes, as far as they have passed. Immutable.
 *
 * @param type the media type its first bytes say, such as {@code application/pdf}, in lower case; null: not seen
 * @param sha256 the hash of all of it, 64 lower-case hexadecimal digits; null while it is not whole
 * @param scan what a virus scanner said of all of it; null: none was asked, or not yet
 */
public record SeenFile(
        @Nullable String type,
        @Nullable String sha256,
        @Nullable Scan scan) {

    /** No scanner was asked. */
    public SeenFile(@Nullable String type, @Nullable String sha256) {
        this(type, sha256, null);
    }

    /**
     * A scanner's word.
     *
     * @param result what it is
     * @param detail the name of what was found, or why there was no answer; a scanner's words, cut to 200 characters; empty when
     *     there is nothing to say
     */
    public record Scan(Result result, String detail) {

        private static final int LONGEST = 200;

        public Scan {
            detail = detail.length() <= LONGEST ? detail : detail.substring(0, LONGEST);
        }

        /** What came of it. */
        public enum Result {
            /** The scanner knows nothing against it. */
            CLEAN,
            /** The scanner found something. */
            INFECTED,
            /** The scanner did not answer, or not in time, or would not take it. */
            FAILED;

            /** The word of rules and of the archive. */
            public String id() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

    /** Whether nobody would let this through by saying nothing: something was found, or nobody could tell. */
    public boolean isSuspect() {
        return scan != null && scan.result() != Scan.Result.CLEAN;
    }
}
