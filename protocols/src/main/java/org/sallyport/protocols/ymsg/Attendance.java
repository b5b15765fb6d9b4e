package org.sallyport.protocols.ymsg;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.ymsg.read.Scene;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Packet;
import org.sallyport.protocols.ymsg.wire.Pair;
import org.sallyport.protocols.ymsg.wire.Service;
import org.sallyport.protocols.ymsg.wire.Status;
import org.sallyport.protocols.ymsg.wire.YmsgNames;
import org.sallyport.protocols.ymsg.write.Messages;

/**
 * Which conferences the client is in, and who else, so that colleagues can be shown what a colleague says there without the
 * service.
 *
 * <p>The service keeps no list of members: each client tells it with every text whom it is for (libpurple, openymsg). So a text
 * stays here only when its sender and each recipient know of the same people, whatever a rule hid from a client: members are
 * those who invited and those who were said to have joined, and not those who were only invited. Where anything is in doubt it is
 * for the service.
 *
 * <p>What came in from the service names nobody; held and then released, it is shown to a client that is still there.
 *
 * <p>Bounded: of rooms the eldest is forgotten, and of a room with too many people, or too long a name, nothing is certain.
 * Confined to the connection's event loop.
 */
final class Attendance {

    private static final int LONGEST_ROOM = 255;
    private static final int LONGEST_NAME = 255;

    /** Well within a packet. Longer ones can't be shown whole. */
    private static final int LONGEST_TEXT = 16_000;

    private static final class Room {
        /** Whether the client is in it, or only invited. */
        private boolean entered;

        /** Somebody could not be kept in mind. */
        private boolean overfull;

        /** Everybody else in it, as the service spells them. */
        private final Map<ScreenName, String> members = new LinkedHashMap<>();

        boolean has(Set<ScreenName> people) {
            return entered && !overfull && !people.isEmpty() && members.keySet().equals(people);
        }
    }

    private final Connection connection;
    private final Voice voice;
    private final Map<String, Room> rooms = new LinkedHashMap<>();

    Attendance(Connection connection, Voice voice) {
        this.connection = connection;
        this.voice = voice;
    }

    /** What the service says, and that the client goes: neither depends on a decision. */
    void sees(Scene scene) {
        Packet packet = scene.packet();
        Service service = packet.service();
        String name = packet.pairs().text(Key.ROOM);
        if (name == null || service == null) {
            return;
        }
        switch (service) {
            case CONFERENCE_INVITE, CONFERENCE_ADD_INVITE -> {
                if (!scene.byClient()) {
                    invited(packet, name);
                }
            }
            case CONFERENCE_JOIN -> {
                Room room = rooms.get(name);
                if (!scene.byClient() && room != null) {
                    join(room, packet.pairs().all(Key.CONFERENCE_JOINED));
                }
            }
            case CONFERENCE_DECLINE, CONFERENCE_LEAVE -> {
                if (scene.byClient()) {
                    rooms.remove(name);
                } else {
                    leave(name, packet.pairs().all(Key.CONFERENCE_LEFT));
                }
            }
            default -> {
                // Nobody comes or goes.
            }
        }
    }

    private void invited(Packet packet, String name) {
        if (packet.status() == Status.ERROR) {
            rooms.remove(name);
            return;
        }
        if (packet.status() == Status.OTHER_INVITED) {
            return;
        }
        Room room = room(name);
        if (room != null) {
            join(room, packet.pairs().all(Key.CONFERENCE_HOST));
            join(room, packet.pairs().all(Key.CONFERENCE_JOINED));
        }
    }

    /** The client opened a conference, and no rule minded. */
    void opens(String name) {
        Room room = room(name);
        if (room != null) {
            room.entered = true;
        }
    }

    /** The client went into one, and no rule minded. */
    void enters(String name) {
        Room room = rooms.get(name);
        if (room != null) {
            // Else nobody said who is in there.
            room.entered = true;
        }
    }

    /** The gateway declined in the client's name. */
    void staysOut(String name) {
        rooms.remove(name);
    }

    private @Nullable Room room(String name) {
        if (name.length() > LONGEST_ROOM) {
            return null;
        }
        Room room = rooms.computeIfAbsent(name, unknown -> new Room());
        if (rooms.size() > most()) {
            rooms.remove(rooms.keySet().iterator().next());
        }
        return room;
    }

    private int most() {
        return connection.context().limits().trackedItems();
    }

    private void join(Room room, List<Pair> names) {
        for (Pair pair : names) {
            ScreenName name = Scene.name(pair, YmsgNames.YAHOO);
            if (name == null || name.equals(connection.account()) || room.members.containsKey(name)) {
                continue;
            }
            if (room.members.size() < most() && name.display().length() <= LONGEST_NAME) {
                room.members.put(name, name.display());
            } else {
                room.overfull = true;
            }
        }
    }

    private void leave(String name, List<Pair> names) {
        Room room = rooms.get(name);
        for (Pair pair : names) {
            ScreenName who = Scene.name(pair, YmsgNames.YAHOO);
            if (room != null && who != null) {
                room.members.remove(who);
            }
        }
    }

    private @Nullable Room at(@Nullable String name) {
        return name == null ? null : rooms.get(name);
    }

    /** Whether the client is where it says this, and names everybody who is there. */
    boolean vouches(ImEvent event) {
        Room room = at(event.room());
        return room != null && room.has(Set.copyOf(event.to()));
    }

    /** Whether {@link #deliver} would say it: whole, to a client that is in this conference with the same people. */
    boolean takes(ImEvent event) {
        return event instanceof ImEvent.Message message && connection.inSession() && sender(message) != null;
    }

    /** The name of whoever says it, as the client knows it; null where it isn't certain that the client should be shown it. */
    private @Nullable String sender(ImEvent.Message message) {
        Room room = at(message.room());
        ScreenName from = message.from();
        if (room == null
                || from == null
                || message.feature() != Feature.GROUP_CHAT
                || message.marks().contains(ImEvent.Message.Mark.CUT)
                || words(message).length() > LONGEST_TEXT) {
            return null;
        }
        if (message.to().isEmpty()) {
            return room.entered && from.display().length() <= LONGEST_NAME ? from.display() : null;
        }
        Set<ScreenName> others = new HashSet<>(message.to());
        boolean forClient = others.remove(connection.account());
        others.add(from);
        return forClient && room.has(others) ? room.members.get(from) : null;
    }

    /** HTML is another network's; formatting of our own stays. */
    private static String words(ImEvent.Message message) {
        return message.text().html() ? message.text().plain() : message.text().source();
    }

    /** A colleague's text in a conference. Nothing is added where {@link #takes} says no. */
    void deliver(ImEvent.Message message, List<Emission> out) {
        String name = message.room();
        ScreenName account = connection.account();
        String sender = sender(message);
        if (name != null && account != null && sender != null && connection.inSession()) {
            voice.toClient(
                    Messages.inConference(
                            voice.asService(Service.CONFERENCE_MESSAGE, Messages.STATUS),
                            account.display(),
                            sender,
                            name,
                            words(message)),
                    out);
        }
    }
}
