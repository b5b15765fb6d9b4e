package org.sallyport.policy.rule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.detect.WebHosts;

/**
 * Things by the condition they stand under, found again by conditions that are as narrow or narrower, so that looking for
 * rules that cover others takes no comparison of each with each. One thread.
 */
final class PartyIndex<T> {

    private final Map<Optional<Party>, T> byParty = new HashMap<>();
    private final Map<KeyTable.Key, List<T>> byKey = new HashMap<>();

    /** What stands under conditions without a key that may hold where an unequal one does. */
    private final List<T> wide = new ArrayList<>(0);

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
            Collection<KeyTable.Key> keys = KeyTable.keys(party, true);
            for (KeyTable.Key key : keys) {
                byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(there);
            }
            if (keys.isEmpty() && isWide(party)) {
                wide.add(there);
            }
        }
        return there;
    }

    private static boolean isWide(@Nullable Party party) {
        return party instanceof Party.Names
                || party instanceof Party.Not
                || party instanceof Party.AnyOf
                || party instanceof Party.AllOf;
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
        found.addAll(wide);
        // Whatever covers a set of keys has the first of them, or one that includes it.
        KeyTable.keys(special, true).stream().limit(1).forEach(key -> collect(key, found));
        return found;
    }

    private void collect(KeyTable.Key key, List<T> found) {
        found.addAll(byKey.getOrDefault(key, List.of()));
        if (key.name() instanceof Network network) {
            for (int prefix = network.prefix() - 1; prefix >= 0; prefix--) {
                found.addAll(byKey.getOrDefault(
                        new KeyTable.Key(key.kind(), key.actor(), network.shortened(prefix)), List.of()));
            }
            return;
        }
        // A screen name is in its domain, and a domain in those above it.
        String name = key.name().toString();
        boolean within = key.kind() == KeyTable.Kind.SCREEN_NAME || key.kind() == KeyTable.Kind.DOMAIN;
        int from = within ? name.indexOf(key.kind() == KeyTable.Kind.DOMAIN ? '.' : '@') : -1;
        if (from >= 0) {
            WebHosts.anyDomain(name.substring(from + 1), domain -> {
                found.addAll(
                        byKey.getOrDefault(new KeyTable.Key(KeyTable.Kind.DOMAIN, key.actor(), domain), List.of()));
                return false;
            });
        }
    }

    private void collect(Optional<Party> party, List<T> found) {
        T there = byParty.get(party);
        if (there != null) {
            found.add(there);
        }
    }
}
