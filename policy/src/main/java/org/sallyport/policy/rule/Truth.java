package org.sallyport.policy.rule;

/**
 * What a condition says of an event. A directory that does not answer makes it {@link #UNKNOWN}, and the operators keep it
 * so wherever the answer would have mattered (Kleene's three-valued logic): {@code not: {group: legal}} is not true of
 * somebody of whom nothing is known.
 */
enum Truth {
    FALSE,
    UNKNOWN,
    TRUE;

    static Truth of(boolean truth) {
        return truth ? TRUE : FALSE;
    }

    Truth not() {
        return switch (this) {
            case FALSE -> TRUE;
            case UNKNOWN -> UNKNOWN;
            case TRUE -> FALSE;
        };
    }

    Truth and(Truth other) {
        return compareTo(other) <= 0 ? this : other;
    }

    Truth or(Truth other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
