package org.sallyport.policy.document;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Everything wrong with a document, in the order of its lines. Immutable.
 *
 * @param list at most {@link #LIMIT} of them
 * @param omitted how many more there were
 */
public record Problems(List<Problem> list, int omitted) {

    /** How many are kept: nobody reads more at once, and a document must not make the list grow without end. */
    public static final int LIMIT = 200;

    /** None. */
    public static final Problems NONE = new Problems(List.of(), 0);

    public Problems {
        list = List.copyOf(list);
    }

    /** Whether the document is fine. */
    public boolean isEmpty() {
        return list.isEmpty();
    }

    /** These and some more, such as those of a file that the document names. */
    public Problems plus(List<Problem> more) {
        List<Problem> all = new ArrayList<>(list);
        int room = LIMIT - all.size();
        all.addAll(more.subList(0, Math.min(room, more.size())));
        return new Problems(all, omitted + Math.max(0, more.size() - room));
    }

    /** One problem a line. */
    @Override
    public String toString() {
        String lines = list.stream().map(Problem::toString).collect(Collectors.joining("\n"));
        return omitted == 0 ? lines : lines + "\n... and " + omitted + " more";
    }
}
