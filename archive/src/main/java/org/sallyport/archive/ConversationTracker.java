package org.sallyport.archive;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;

/**
 * Says which conversation an event belongs to: the same participants, or the same room, and no gap longer than the idle limit.
 *
 * <p>Participants are a set, so whoever speaks and whichever of the two connections an event was seen on, it is the same
 * conversation. Its id is a hash of who takes part and when it began: the same events give the same ids.
 *
 * <p>Confined to one thread. Bounded: when full, the conversation that was silent longest is forgotten, and what is said in it
 * later begins a new one.
 */
public final class ConversationTracker {

    /** Longer keys are replaced by their hash, so that a peer's long names don't fill the memory. */
    private static final int LONGEST_KEY = 256;

    private static final int ID_BYTES = 16;

    private static final class Ongoing {
        private final String id;
        private Instant last;

        Ongoing(String id, Instant last) {
            this.id = id;
            this.last = last;
        }
    }

    private final Duration idle;
    private final Map<String, Ongoing> ongoing;

    /** 30 minutes idle, 50,000 conversations. */
    public ConversationTracker() {
        this(Duration.ofMinutes(30), 50_000);
    }

    /**
     * @param idle the longest gap within a conversation; positive
     * @param capacity how many conversations are remembered; at least 1
     * @throws IllegalArgumentException when a bound is broken
     */
    public ConversationTracker(Duration idle, int capacity) {
        if (idle.isNegative() || idle.isZero()) {
            throw new IllegalArgumentException("the idle limit must be positive, is " + idle);
        }
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1, is " + capacity);
        }
        this.idle = idle;
        this.ongoing = new LinkedHashMap<>(1024, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Ongoing> eldest) {
                return size() > capacity;
            }
        };
    }

    /** The id of the conversation, 32 hexadecimal digits; null for events outside any, such as presence. */
    public @Nullable String conversationOf(ArchiveRecord record) {
        String key = key(record);
        if (key == null) {
            return null;
        }
        Ongoing one = ongoing.get(key);
        if (one == null || Duration.between(one.last, record.time()).compareTo(idle) > 0) {
            one = new Ongoing(id(key, record.time()), record.time());
            ongoing.put(key, one);
        } else if (record.time().isAfter(one.last)) {
            // Events of two connections may come a little out of order: the clock of a conversation never goes back.
            one.last = record.time();
        }
        return one.id;
    }

    /**
     * Takes up a conversation again after a restart, as an archived document tells it. Call it oldest first.
     *
     * @param room the room; null outside rooms
     * @param participants everybody named in the event
     * @param id the conversation's id
     * @param time when the event happened
     */
    public void resume(
            ServiceId service, @Nullable String room, Collection<ScreenName> participants, String id, Instant time) {
        String key = room == null ? keyOf(participants) : keyOf(service, room);
        if (key != null) {
            ongoing.put(key, new Ongoing(id, time));
        }
    }

    /** How many conversations are remembered. */
    public int size() {
        return ongoing.size();
    }

    /** Everybody who takes part, as far as the event and its connection tell. */
    static Collection<ScreenName> participants(ArchiveRecord record) {
        ImEvent event = record.event();
        LinkedHashMap<ScreenName, ScreenName> names = new LinkedHashMap<>();
        if (event.from() != null) {
            names.put(event.from(), event.from());
        }
        event.to().forEach(name -> names.put(name, name));
        // One end is often left unsaid on the wire: it is the connection's own account.
        ScreenName account = record.account();
        boolean senderUnsaid = event.from() == null && event.flow() == Flow.OUTBOUND;
        if (account != null && (names.size() < 2 || senderUnsaid)) {
            names.putIfAbsent(account, account);
        }
        return names.values();
    }

    private static @Nullable String key(ArchiveRecord record) {
        return switch (record.event()) {
            case ImEvent.Message m -> threadKey(record);
            case ImEvent.Typing t -> threadKey(record);
            case ImEvent.FileOffer f -> threadKey(record);
            case ImEvent.Invite i -> threadKey(record);
            case ImEvent.RoomJoin j -> threadKey(record);
            case ImEvent.RoomLeave l -> threadKey(record);
            case ImEvent.Receipt r -> threadKey(record);
            case ImEvent.SignOn s -> null;
            case ImEvent.SignOff s -> null;
            case ImEvent.Presence p -> null;
            case ImEvent.Profile p -> null;
            case ImEvent.ContactChange c -> null;
            case ImEvent.Lookup l -> null;
            case ImEvent.Unread u -> null;
            case ImEvent.Forged f -> null;
            case ImEvent.Unclassified u -> null;
            case ImEvent.Malformed m -> null;
        };
    }

    private static @Nullable String threadKey(ArchiveRecord record) {
        String room = record.event().room();
        return room == null ? keyOf(participants(record)) : keyOf(record.service(), room);
    }

    private static String keyOf(ServiceId service, String room) {
        return bounded("room " + service + " " + room);
    }

    /** Lengths are part of the key, so that no name can be made to look like two. */
    private static @Nullable String keyOf(Collection<ScreenName> participants) {
        if (participants.isEmpty()) {
            return null;
        }
        TreeSet<String> sorted = new TreeSet<>();
        for (ScreenName name : participants) {
            sorted.add(name.toString());
        }
        StringBuilder key = new StringBuilder("chat");
        for (String name : sorted) {
            key.append(' ').append(name.length()).append(' ').append(name);
        }
        return bounded(key.toString());
    }

    private static String bounded(String key) {
        return key.length() <= LONGEST_KEY ? key : hash(key, 32);
    }

    private static String id(String key, Instant first) {
        return hash(key + " " + ChronoUnit.MICROS.between(Instant.EPOCH, first), ID_BYTES);
    }

    private static String hash(String text, int bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
