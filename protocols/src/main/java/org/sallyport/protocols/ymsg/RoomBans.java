package org.sallyport.protocols.ymsg;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who may not be in which conference. Bounded: of rooms, and of names in one room, the eldest is forgotten first; it can be
 * invited again, which is decided on anew.
 */
final class RoomBans {

    private final int most;
    private final Map<String, Set<String>> byRoom = new LinkedHashMap<>();

    /** @param most the most rooms, and the most names in one */
    RoomBans(int most) {
        this.most = most;
    }

    void add(String room, String name) {
        Set<String> names = byRoom.computeIfAbsent(room, r -> new LinkedHashSet<>());
        names.add(name);
        if (names.size() > most) {
            names.remove(names.iterator().next());
        }
        if (byRoom.size() > most) {
            byRoom.remove(byRoom.keySet().iterator().next());
        }
    }

    void lift(String room, String name) {
        Set<String> names = byRoom.get(room);
        if (names != null && names.remove(name) && names.isEmpty()) {
            byRoom.remove(room);
        }
    }

    /** The names of a room. */
    Set<String> of(String room) {
        return Set.copyOf(byRoom.getOrDefault(room, Set.of()));
    }
}
