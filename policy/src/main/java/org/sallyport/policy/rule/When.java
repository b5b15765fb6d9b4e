package org.sallyport.policy.rule;

import java.time.Instant;
import java.util.List;

/** When a rule holds. Immutable; equal when they say the same. */
sealed interface When permits TimeWindow, When.AnyOf, When.Not {

    /** Whether it is the time. */
    boolean contains(Instant instant);

    /** At one of these times. */
    record AnyOf(List<When> times) implements When {
        public AnyOf {
            times = List.copyOf(times);
        }

        @Override
        public boolean contains(Instant instant) {
            for (When time : times) {
                if (time.contains(instant)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** At any other time. */
    record Not(When time) implements When {
        @Override
        public boolean contains(Instant instant) {
            return !time.contains(instant);
        }
    }
}
