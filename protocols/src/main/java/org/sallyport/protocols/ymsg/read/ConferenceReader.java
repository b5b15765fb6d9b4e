package org.sallyport.protocols.ymsg.read;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Packet;
import org.sallyport.protocols.ymsg.wire.Pair;
import org.sallyport.protocols.ymsg.wire.Service;
import org.sallyport.protocols.ymsg.wire.Status;
import org.sallyport.protocols.ymsg.wire.YmsgNames;

/**
 * Conferences: rooms without a place of their own, of people who were invited. An invitation is one event for each who is
 * invited, so that one of them can be left out. Sources: jYMSG, libpurple, openymsg's listings of version 16.
 */
public final class ConferenceReader {

    /** 13 of a conference in which people speak. */
    private static final int VOICE = 256;

    private ConferenceReader() {}

    /** Reads a packet of a conference. */
    public static Meaning read(Scene scene) {
        if (Parties.unclear(
                scene.pairs(), Key.ROOM, Key.CONFERENCE_HOST, Key.CONFERENCE_DECLINED, Key.CONFERENCE_LEFT, Key.FLAG)) {
            return new Meaning.Broken("a conference that says two things");
        }
        Service service = scene.packet().service();
        String room = scene.pairs().text(Key.ROOM);
        boolean failure = !scene.byClient() && scene.packet().status() == Status.ERROR;
        if (room == null || service == null) {
            return failure ? Meaning.Nothing.INSTANCE : Meaning.Unclassified.INSTANCE;
        }
        return switch (service) {
            case CONFERENCE_INVITE, CONFERENCE_ADD_INVITE -> invited(scene, room);
            case CONFERENCE_JOIN -> joined(scene, room);
            case CONFERENCE_DECLINE -> declined(scene, room);
            case CONFERENCE_LEAVE -> left(scene, room);
            case CONFERENCE_MESSAGE -> said(scene, room);
            default -> Meaning.Unclassified.INSTANCE;
        };
    }

    private static Meaning invited(Scene scene, String room) {
        List<ScreenName> who = new ArrayList<>();
        if (scene.byClient()) {
            for (String name : invitees(scene.packet())) {
                who.add(YmsgNames.screenName(name));
            }
            if (who.size() > scene.limits().itemsPerFrame()) {
                return new Meaning.Broken("too many invited");
            }
        } else if (scene.packet().status() == Status.OTHER_INVITED) {
            // Members are told that somebody else was asked; clients show nothing that could be answered.
            return Meaning.Nothing.INSTANCE;
        } else {
            who.addAll(scene.me());
        }
        ScreenName host = scene.byClient() ? scene.self() : scene.peer(Key.CONFERENCE_HOST);
        boolean voice = speaks(scene.packet());
        Text words = scene.text(Key.TOPIC);
        List<ImEvent> events = new ArrayList<>();
        for (ScreenName invitee : who) {
            events.add(invite(scene, Feature.GROUP_CHAT, host, invitee, room, words));
            if (voice) {
                events.add(invite(scene, Feature.VOICE, host, invitee, room, words));
            }
        }
        return events.isEmpty() ? Meaning.Unclassified.INSTANCE : Meaning.of(events);
    }

    private static ImEvent invite(
            Scene scene, Feature feature, @Nullable ScreenName host, ScreenName invitee, String room, Text words) {
        return new ImEvent.Invite(scene.flow(), feature, Step.PROPOSE, host, List.of(invitee), room, words, room);
    }

    /** Whether people speak in it: then each invitation is two events. */
    public static boolean speaks(Packet packet) {
        return (packet.pairs().number(Key.FLAG, 0) & VOICE) != 0;
    }

    /** Whom a client invites, in the order of the events: one to a pair, or all in one with commas between. */
    public static List<String> invitees(Packet packet) {
        List<String> names = new ArrayList<>();
        for (Pair pair : packet.pairs().all(Key.CONFERENCE_INVITEES)) {
            names.addAll(names(pair));
        }
        if (packet.is(Service.CONFERENCE_INVITE)) {
            for (Pair pair : packet.pairs().all(Key.CONFERENCE_INVITED)) {
                names.addAll(names(pair));
            }
        }
        return names;
    }

    /** The names in a pair. */
    public static List<String> names(Pair pair) {
        List<String> names = new ArrayList<>();
        for (String name : pair.text().split(",", -1)) {
            if (!name.isBlank()) {
                names.add(name.strip());
            }
        }
        return names;
    }

    private static Meaning joined(Scene scene, String room) {
        return scene.byClient()
                ? Meaning.of(new ImEvent.RoomJoin(scene.flow(), scene.self(), members(scene, Key.USER), room))
                : each(scene, Key.CONFERENCE_JOINED, who -> new ImEvent.RoomJoin(scene.flow(), who, List.of(), room));
    }

    private static Meaning left(Scene scene, String room) {
        return scene.byClient()
                ? Meaning.of(new ImEvent.RoomLeave(scene.flow(), scene.self(), members(scene, Key.USER), room))
                : each(scene, Key.CONFERENCE_LEFT, who -> new ImEvent.RoomLeave(scene.flow(), who, List.of(), room));
    }

    private static Meaning each(Scene scene, int key, Function<ScreenName, ImEvent> event) {
        List<ImEvent> events = new ArrayList<>();
        for (ScreenName who : members(scene, key)) {
            events.add(event.apply(who));
        }
        return events.isEmpty() ? Meaning.Unclassified.INSTANCE : Meaning.of(events);
    }

    private static Meaning declined(Scene scene, String room) {
        Text words = scene.text(Key.TEXT);
        ScreenName from = scene.byClient() ? scene.self() : scene.peer(Key.CONFERENCE_DECLINED);
        List<ScreenName> to = scene.byClient() ? members(scene, Key.USER) : scene.me();
        return Meaning.of(
                new ImEvent.Invite(scene.flow(), Feature.GROUP_CHAT, Step.DECLINE, from, to, room, words, room));
    }

    private static Meaning said(Scene scene, String room) {
        ScreenName from = scene.byClient() ? scene.self() : scene.peer(Key.USER);
        List<ScreenName> to = scene.byClient() ? named(scene, from) : List.of();
        return words(scene, Key.TEXT, from, to, room);
    }

    /** Everybody whom a client names as a member, but for itself: libpurple names itself as well, and others say it otherwise. */
    private static List<ScreenName> named(Scene scene, @Nullable ScreenName self) {
        Set<ScreenName> named = new LinkedHashSet<>(members(scene, Key.CONFERENCE_JOINED));
        named.addAll(members(scene, Key.CONFERENCE_INVITED));
        named.addAll(members(scene, Key.USER));
        named.remove(self);
        return List.copyOf(named);
    }

    /** One message for each text there is, so that none can hide behind another. */
    static Meaning words(Scene scene, int key, @Nullable ScreenName from, List<ScreenName> to, String room) {
        boolean own = !scene.byClient() && from != null && from.equals(scene.account());
        Set<ImEvent.Message.Mark> marks = own ? Set.of(ImEvent.Message.Mark.REFLECTION) : Set.of();
        List<ImEvent> events = new ArrayList<>();
        for (Pair words : scene.pairs().all(key)) {
            events.add(scene.message(Feature.GROUP_CHAT, from, to, room, words, marks, ""));
        }
        return events.isEmpty() ? Meaning.Unclassified.INSTANCE : Meaning.of(events);
    }

    /** The names in all pairs with a key. */
    static List<ScreenName> members(Scene scene, int key) {
        List<ScreenName> members = new ArrayList<>();
        for (Pair pair : scene.pairs().all(key)) {
            ScreenName name = Scene.name(pair, YmsgNames.YAHOO);
            if (name != null) {
                members.add(name);
            }
        }
        return members;
    }
}
