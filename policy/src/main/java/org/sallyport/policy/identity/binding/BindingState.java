package org.sallyport.policy.identity.binding;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;

/**
 * What all changes up to now amount to. One thread at a time changes it; names are found by any, meanwhile. Its bounds are kept
 * by whoever makes the changes.
 */
final class BindingState {

    static final Comparator<ScreenName> BY_NAME =
            Comparator.comparing((ScreenName name) -> name.service().value()).thenComparing(ScreenName::normalized);

    private final ConcurrentSkipListMap<ScreenName, Binding> byName = new ConcurrentSkipListMap<>(BY_NAME);
    private final Map<String, Set<ScreenName>> byPerson = new ConcurrentHashMap<>();
    /** By id, the oldest first; guarded by itself. */
    private final Map<String, BindingConflict> conflicts = new LinkedHashMap<>();

    void apply(BindingChange change) {
        switch (change.kind()) {
            case BOUND -> put(binding(change));
            case UNBOUND -> remove(change.name());
            case CLAIMED -> {
                BindingConflict conflict = conflict(change);
                synchronized (conflicts) {
                    conflicts.put(conflict.id(), conflict);
                }
            }
            case KEPT -> settled(change);
            case HANDED_OVER -> {
                settled(change);
                put(binding(change));
            }
        }
    }

    private void put(Binding binding) {
        remove(binding.name());
        byName.put(binding.name(), binding);
        byPerson.computeIfAbsent(binding.person(), id -> new ConcurrentSkipListSet<>(BY_NAME))
                .add(binding.name());
    }

    private void remove(ScreenName name) {
        Binding before = byName.remove(name);
        if (before != null) {
            byPerson.computeIfPresent(before.person(), (id, names) -> {
                names.remove(name);
                return names.isEmpty() ? null : names;
            });
        }
    }

    private void settled(BindingChange change) {
        synchronized (conflicts) {
            conflicts.remove(conflictId(change.name(), change.person()));
        }
    }

    @Nullable Binding find(ScreenName name) {
        return byName.get(name);
    }

    List<Binding> of(String person) {
        List<Binding> found = new ArrayList<>();
        for (ScreenName name : byPerson.getOrDefault(person, Set.of())) {
            Binding binding = byName.get(name);
            if (binding != null && binding.person().equals(person)) {
                found.add(binding);
            }
        }
        return found;
    }

    void forEach(Consumer<Binding> each) {
        byName.values().forEach(each);
    }

    int size() {
        return byName.size();
    }

    List<BindingConflict> conflicts() {
        synchronized (conflicts) {
            return List.copyOf(conflicts.values());
        }
    }

    @Nullable BindingConflict conflict(String id) {
        synchronized (conflicts) {
            return conflicts.get(id);
        }
    }

    /** The fewest changes that amount to this. */
    List<BindingChange> asChanges() {
        List<BindingChange> changes = new ArrayList<>();
        forEach(b -> changes.add(new BindingChange(
                b.since(),
                BindingChange.Kind.BOUND,
                b.name(),
                b.person(),
                b.login(),
                null,
                null,
                b.source(),
                b.by(),
                b.reason())));
        for (BindingConflict c : conflicts()) {
            changes.add(new BindingChange(
                    c.since(),
                    BindingChange.Kind.CLAIMED,
                    c.name(),
                    c.person(),
                    c.login(),
                    null,
                    null,
                    c.source(),
                    c.by(),
                    c.reason()));
        }
        return changes;
    }

    static Binding binding(BindingChange c) {
        return new Binding(c.name(), c.person(), c.login(), c.source(), c.time(), c.by(), c.reason());
    }

    static BindingConflict conflict(BindingChange c) {
        return new BindingConflict(
                conflictId(c.name(), c.person()),
                c.name(),
                c.person(),
                c.login(),
                c.source(),
                c.time(),
                c.by(),
                c.reason());
    }

    /** The same claim is one conflict, however often it is made. */
    static String conflictId(ScreenName name, String person) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(name.toString().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            byte[] hash = digest.digest(person.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
