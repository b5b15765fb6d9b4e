package org.sallyport.policy.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Things by the condition they stand under, found again by conditions that are as narrow or narrower, so that looking for
 * rules that cover others takes no comparison of each with each. One thread.
 */
final class PartyIndex<T> {

    private final Map<Optional<Party>, T> byParty = new HashMap<>();
    private final Map<KeyTable.Key, List<T>> byKey = new HashMap<>();
    private final Supplier<T> maker;

    /**
     * @param maker makes what stands under a condition that is new
     */
    PartyIndex(Supplier<T> maker) {
        this.maker = maker;
    }

    /** What stands under just this condition; null is the one that asks nothing. */
    T at(@Nullable Party party) {
        T there = byParty.get(Optional.ofNullable(party));
        if (there == null) {
            there = maker.get();
            byParty.put(Optional.ofNullable(party), there);
            for (KeyTable.Key key : KeyTable.keys(party, true)) {
                byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(there);
            }
        }
        return there;
    }

    /** What stands under conditions that may hold wherever this one does. */
    List<T> candidates(@Nullable Party special) {
        List<T> found = new ArrayList<>();
        collect(Optional.empty(), found);
        if (special == null) {
            return found;
        }
        collect(Optional.of(special), found);
        if (special instanceof Party.AllOf all) {
            all.parties().forEach(one -> collect(Optional.of(one), found));
        }
        collect(Optional.of(Party.External.INSTANCE), found);
        collect(Optional.of(new Party.Registered(true)), found);
        // Whatever covers a set of keys has the first of them.
        KeyTable.keys(special, true).stream()
                .limit(1)
                .forEach(key -> found.addAll(byKey.getOrDefault(key, List.of())));
        return found;
    }

    private void collect(Optional<Party> party, List<T> found) {
        T there = byParty.get(party);
        if (there != null) {
            found.add(there);
        }
    }
}
