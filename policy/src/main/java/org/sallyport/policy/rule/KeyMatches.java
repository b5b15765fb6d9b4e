package org.sallyport.policy.rule;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The lists of rules that an event meets by the keys of its people. One thread, one event. */
final class KeyMatches {

    static final int[][] NOTHING = {};
    static final int[] NOWHERE = {};

    /** With more lists than this, going through them side by side costs more than making one of them. */
    private static final int MOST_LISTS = 16;

    private int[][] lists = new int[4][];
    private int size;

    /** Takes a list of rules, ascending; the same list once, however many of the others lead to it. */
    void add(int @Nullable [] numbers) {
        if (numbers == null) {
            return;
        }
        for (int i = 0; i < size; i++) {
            if (lists[i] == numbers) {
                return;
            }
        }
        if (size == MOST_LISTS) {
            lists[0] = merged();
            size = 1;
        }
        if (size == lists.length) {
            lists = Arrays.copyOf(lists, size * 2);
        }
        lists[size++] = numbers;
    }

    int[][] lists() {
        return size == lists.length ? lists : Arrays.copyOf(lists, size);
    }

    private int[] merged() {
        return Arrays.stream(lists, 0, size)
                .flatMapToInt(Arrays::stream)
                .sorted()
                .distinct()
                .toArray();
    }
}
