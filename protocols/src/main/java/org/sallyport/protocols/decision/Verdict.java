package org.sallyport.protocols.decision;

import org.jspecify.annotations.Nullable;

/** What becomes of an event on the wire, from the mildest to the strictest. */
public sealed interface Verdict {

    /** It goes on. */
    enum Allow implements Verdict {
        INSTANCE
    }

    /**
     * It goes on in other words.
     *
     * @param text plain text to send in place of the original
     */
    record Rewrite(String text) implements Verdict {}

    /** It vanishes; whoever sent it is not told. */
    enum Drop implements Verdict {
        INSTANCE
    }

    /**
     * It is refused in the protocol's own way.
     *
     * @param notice what the person is told besides, if anything
     */
    record Deny(@Nullable String notice) implements Verdict {}

    /**
     * It is refused and the connection ends.
     *
     * @param notice what the person is told first, if anything
     */
    record Disconnect(@Nullable String notice) implements Verdict {}

    /** One lower-case word, as rules and the archive write it. */
    default String id() {
        return switch (this) {
            case Allow a -> "allow";
            case Rewrite r -> "rewrite";
            case Drop d -> "drop";
            case Deny d -> "deny";
            case Disconnect d -> "disconnect";
        };
    }

    /** How strict, for picking one of several verdicts on one frame: higher wins. */
    default int severity() {
        return switch (this) {
            case Allow a -> 0;
            case Rewrite r -> 1;
            case Drop d -> 2;
            case Deny d -> 3;
            case Disconnect d -> 4;
        };
    }
}
