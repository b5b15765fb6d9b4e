package org.sallyport.protocols.ymsg;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.ymsg.read.ConferenceReader;
import org.sallyport.protocols.ymsg.read.Meaning;
import org.sallyport.protocols.ymsg.read.Scene;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Packet;
import org.sallyport.protocols.ymsg.wire.PacketBuilder;
import org.sallyport.protocols.ymsg.wire.PacketEdit;
import org.sallyport.protocols.ymsg.wire.Pair;
import org.sallyport.protocols.ymsg.wire.Service;
import org.sallyport.protocols.ymsg.wire.Status;
import org.sallyport.protocols.ymsg.wire.YmsgNames;
import org.sallyport.protocols.ymsg.write.Rewording;

/**
 * Carries decisions on conferences out. Who may not be invited is taken out of the invitation, and the host is told that they
 * have declined; from then on they are left out of the lists of members that the client sends along. An invitation that our own
 * client may not have is declined in its name. A drop does the same and tells nobody.
 *
 * <p>Confined to the connection's event loop.
 */
final class Conferences {

    private static final String UTF8 = "1";
    private static final int LONGEST_REASON = 200;

    /** No client invites as many at once; who invites more is not told of all. */
    private static final int MOST_ANSWERS = 64;

    private final Connection connection;
    private final Voice voice;

    /** Rooms, and who of those invited may not come. */
    private final RoomBans bans;

    private final Attendance attendance;

    Conferences(Connection connection, Voice voice, Attendance attendance) {
        this.connection = connection;
        this.voice = voice;
        this.attendance = attendance;
        this.bans = new RoomBans(limits().trackedItems());
    }

    private Limits limits() {
        return connection.context().limits();
    }

    /** Reads a packet of a conference, and keeps in mind who comes and goes. */
    Meaning read(Scene scene) {
        Meaning meaning = ConferenceReader.read(scene);
        if (!(meaning instanceof Meaning.Broken)) {
            attendance.sees(scene);
        }
        return meaning;
    }

    /** A question about what happened in a conference. */
    Finding asks(List<ImEvent> events) {
        return new Finding.AsksEach(
                events, (from, frame, decisions, out) -> enforce(from, frame, events, decisions, out));
    }

    private void enforce(Side from, Frame frame, List<ImEvent> events, List<Decision> decisions, List<Emission> out) {
        Ruling ruling = Ruling.of(events, decisions);
        Packet packet = Packet.read(frame, limits());
        Pair room = packet == null ? null : packet.pairs().first(Key.ROOM);
        if (packet == null || room == null) {
            return;
        }
        boolean invites = packet.is(Service.CONFERENCE_INVITE) || packet.is(Service.CONFERENCE_ADD_INVITE);
        if (invites && from == Side.CLIENT) {
            invite(packet, room, ruling, decisions, out);
            return;
        }
        List<Pair> dropped = dropped(packet, events, decisions);
        switch (dropped.isEmpty() ? ruling.verdict() : rest(events, decisions)) {
            case Verdict.Allow allow -> {
                if (from == Side.CLIENT && packet.is(Service.CONFERENCE_JOIN)) {
                    attendance.enters(room.text());
                }
                pass(from, packet, room, dropped, out);
            }
            case Verdict.Rewrite(String text)
            when packet.is(Service.CONFERENCE_MESSAGE) ->
                Rewording.of(packet, Key.TEXT, text, limits())
                        .ifPresent(reworded -> voice.instead(from, reworded, out));
            case Verdict.Drop drop -> {
                // Nobody is told.
            }
            case Verdict.Rewrite rewrite -> refuse(from, packet, room, invites, out);
            case Verdict.Deny deny -> refuse(from, packet, room, invites, out);
            case Verdict.Disconnect disconnect -> {
                // The session's own business.
            }
        }
        voice.notices(ruling.notices(), out);
    }

    /**
     * The texts that are dropped where another one isn't. Of two texts in a packet one may have been delivered to colleagues, and
     * the other not.
     */
    private static List<Pair> dropped(Packet packet, List<ImEvent> events, List<Decision> decisions) {
        List<Pair> texts =
                packet.is(Service.CONFERENCE_MESSAGE) ? packet.pairs().all(Key.TEXT) : List.of();
        List<Pair> dropped = new ArrayList<>();
        if (texts.size() == events.size() && decisions.size() == events.size()) {
            for (int i = 0; i < texts.size(); i++) {
                if (decisions.get(i).verdict() instanceof Verdict.Drop) {
                    dropped.add(texts.get(i));
                }
            }
        }
        return dropped.size() < texts.size() ? dropped : List.of();
    }

    /** The verdict on those that aren't dropped. */
    private static Verdict rest(List<ImEvent> events, List<Decision> decisions) {
        List<ImEvent> others = new ArrayList<>();
        List<Decision> theirs = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            if (!(decisions.get(i).verdict() instanceof Verdict.Drop)) {
                others.add(events.get(i));
                theirs.add(decisions.get(i));
            }
        }
        return Ruling.of(others, theirs).verdict();
    }

    private void refuse(Side from, Packet packet, Pair room, boolean invites, List<Emission> out) {
        if (invites || from == Side.CLIENT && packet.is(Service.CONFERENCE_JOIN)) {
            attendance.staysOut(room.text());
            declineForClient(packet, room, out);
        }
    }

    /** Our client goes on without those who may not be there, and without some of its texts. */
    private void pass(Side from, Packet packet, Pair room, List<Pair> dropped, List<Emission> out) {
        Set<String> banned = from == Side.CLIENT ? bans.of(room.text()) : Set.of();
        PacketEdit edit = PacketEdit.of(packet.frame());
        dropped.forEach(edit::remove);
        boolean shorter = !banned.isEmpty() && leaveOut(packet, banned, edit, List.of());
        if (dropped.isEmpty() && !shorter) {
            out.add(Emission.Forward.INSTANCE);
            return;
        }
        edit.build(limits()).ifPresent(rest -> voice.instead(from, rest, out));
    }

    /** Takes members out of all lists but the edited ones; whether any was there. */
    private static boolean leaveOut(Packet packet, Set<String> banned, PacketEdit edit, List<Pair> edited) {
        boolean any = false;
        for (Pair pair : packet.pairs().all()) {
            boolean member = pair.key() == Key.USER
                    || pair.key() == Key.CONFERENCE_JOINED
                    || pair.key() == Key.CONFERENCE_INVITED;
            if (member && !edited.contains(pair) && banned.contains(normalized(pair.text()))) {
                edit.remove(pair);
                any = true;
            }
        }
        return any;
    }

    private static String normalized(String name) {
        return YmsgNames.screenName(name).normalized();
    }

    private void invite(Packet packet, Pair room, Ruling ruling, List<Decision> decisions, List<Emission> out) {
        if (packet.is(Service.CONFERENCE_INVITE)) {
            attendance.opens(room.text());
        }
        List<String> names = ConferenceReader.invitees(packet);
        int events = ConferenceReader.speaks(packet) ? 2 : 1;
        Set<String> refused = new HashSet<>();
        String reason = ruling.notices().isEmpty() ? "" : ruling.notices().getFirst();
        List<Emission> answers = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            int severity = severity(decisions, i * events, events);
            if (severity == Verdict.Allow.INSTANCE.severity()) {
                bans.lift(room.text(), normalized(name));
            } else {
                refused.add(normalized(name));
                bans.add(room.text(), normalized(name));
                if (severity != Verdict.Drop.INSTANCE.severity()) {
                    declined(packet, room, name, reason, answers);
                }
            }
        }
        if (refused.isEmpty()) {
            pass(Side.CLIENT, packet, room, List.of(), out);
        } else if (names.stream().anyMatch(name -> !refused.contains(normalized(name)))) {
            without(packet, bans.of(room.text()), refused).ifPresent(rest -> voice.instead(Side.CLIENT, rest, out));
        }
        out.addAll(answers);
        if (answers.isEmpty()) {
            // Else they stand in the answers.
            voice.notices(ruling.notices(), out);
        }
    }

    /** How strict the verdict on one invitee is, of whom there are several events; as strict as can be where none was made. */
    private static int severity(List<Decision> decisions, int first, int events) {
        int strictest = Verdict.Allow.INSTANCE.severity();
        for (int i = first; i < first + events; i++) {
            Verdict verdict = i < decisions.size() ? decisions.get(i).verdict() : new Verdict.Deny(null);
            strictest = Math.max(strictest, verdict.severity());
        }
        return strictest;
    }

    /** The invitation without some. */
    private Optional<ByteBuf> without(Packet packet, Set<String> banned, Set<String> refused) {
        PacketEdit edit = PacketEdit.of(packet.frame());
        List<Pair> edited = new ArrayList<>();
        for (Pair pair : packet.pairs().all()) {
            boolean list = pair.key() == Key.CONFERENCE_INVITEES
                    || pair.key() == Key.CONFERENCE_INVITED && packet.is(Service.CONFERENCE_INVITE);
            if (!list) {
                continue;
            }
            List<String> names = ConferenceReader.names(pair);
            List<String> left = names.stream()
                    .filter(name -> !refused.contains(normalized(name)))
                    .toList();
            if (left.size() < names.size()) {
                edited.add(pair);
                if (left.isEmpty()) {
                    edit.remove(pair);
                } else {
                    edit.replace(pair, String.join(",", left));
                }
            }
        }
        leaveOut(packet, banned, edit, edited);
        return edit.build(limits());
    }

    /** To our client, as if somebody whom it invited had declined. */
    private void declined(Packet packet, Pair room, String name, String reason, List<Emission> out) {
        Pair me = packet.pairs().first(Key.ME);
        if (me == null || out.size() >= MOST_ANSWERS) {
            return;
        }
        int end = Math.min(reason.length(), LONGEST_REASON);
        boolean split = end < reason.length() && Character.isHighSurrogate(reason.charAt(end - 1));
        PacketBuilder answer = voice.asService(Service.CONFERENCE_DECLINE, Status.NOTIFY)
                .pair(Key.ME, me)
                .pair(Key.CONFERENCE_DECLINED, name)
                .pair(Key.ROOM, room)
                .pair(Key.TEXT, reason.substring(0, split ? end - 1 : end))
                .pair(Key.UTF8, UTF8);
        if (answer.fits()) {
            voice.toClient(answer, out);
        }
    }

    /** To the service, as if our client had declined: to everybody that the packet names. */
    private void declineForClient(Packet packet, Pair room, List<Emission> out) {
        Pair me = packet.pairs().first(Key.ME);
        if (me == null) {
            return;
        }
        PacketBuilder answer =
                voice.asClient(Service.CONFERENCE_DECLINE, Status.OK).pair(Key.ME, me);
        for (Pair pair : packet.pairs().all()) {
            boolean member = pair.key() == Key.CONFERENCE_HOST
                    || pair.key() == Key.CONFERENCE_INVITED
                    || pair.key() == Key.CONFERENCE_JOINED
                    || pair.key() == Key.USER;
            if (member && !normalized(pair.text()).equals(normalized(me.text()))) {
                answer.pair(Key.USER, pair);
            }
        }
        answer.pair(Key.ROOM, room).pair(Key.TEXT, "").pair(Key.UTF8, UTF8);
        if (answer.fits()) {
            voice.toServer(answer, out);
        }
    }
}
