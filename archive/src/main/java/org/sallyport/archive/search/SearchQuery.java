package org.sallyport.archive.search;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to look for; all that is given must hold.
 *
 * @param words words of the text, file names included; quoted phrases, {@code -word} and {@code a | b} are understood; empty: any
 * @param person part of a person's name, login or mail; empty: any
 * @param screenName a screen name, spaces and case ignored, {@code *} at the end allowed; empty: any
 * @param service a service's id; null: any
 * @param feature a feature's id; null: any
 * @param verdict a verdict's id, or {@code failed}; null: any
 * @param from the earliest time, inclusive; null: from the beginning
 * @param to the latest time, exclusive; null: until now
 * @param page where to go on, as {@link SearchPage#next} gave it; null: at the newest
 * @param size how many hits, 1 to 200
 */
public record SearchQuery(
        String words,
        String person,
        String screenName,
        @Nullable String service,
        @Nullable String feature,
        @Nullable String verdict,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String page,
        int size) {

    /** @throws IllegalArgumentException when a bound is broken; the message can be shown */
    public SearchQuery {
        if (size < 1 || size > 200) {
            throw new IllegalArgumentException("size must be 1 to 200, is " + size);
        }
        for (String s : List.of(words, person, screenName)) {
            if (s.length() > 500) {
                throw new IllegalArgumentException("a search field takes at most 500 characters");
            }
        }
        if (from != null && to != null && !from.isBefore(to)) {
            throw new IllegalArgumentException("the first day must not be after the last");
        }
    }
}
