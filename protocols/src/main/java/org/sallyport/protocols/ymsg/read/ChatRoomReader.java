package org.sallyport.protocols.ymsg.read;

import java.util.ArrayList;
import java.util.List;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Service;
import org.sallyport.protocols.ymsg.wire.Status;

/**
 * Chat rooms that the service keeps, named such as {@code Linux:1}. Sources: libyahoo2's notes on chat rooms, libpurple, jYMSG.
 */
public final class ChatRoomReader {

    private ChatRoomReader() {}

    /** Reads a packet of a chat room. */
    public static Meaning read(Scene scene) {
        if (Parties.unclear(scene.pairs(), Key.CHAT_ROOM)) {
            return new Meaning.Broken("a chat room that says two things");
        }
        Service service = scene.packet().service();
        String named = scene.pairs().text(Key.CHAT_ROOM);
        String room = named == null ? "" : named;
        if (service == null) {
            return Meaning.Unclassified.INSTANCE;
        }
        return switch (service) {
            case CHAT_GOTO ->
                scene.byClient()
                        ? Meaning.of(new ImEvent.RoomJoin(
                                scene.flow(), scene.self(), ConferenceReader.members(scene, Key.CHAT_USER), room))
                        : Meaning.Nothing.INSTANCE;
            case CHAT_JOIN, CHAT_CREATE_ROOM -> joined(scene, room);
            case CHAT_EXIT, CHAT_LEAVE -> left(scene, room);
            case CHAT_ADD_INVITE -> invited(scene, room);
            case COMMENT -> {
                ScreenName from = scene.byClient() ? scene.self() : scene.peer(Key.CHAT_USER);
                yield ConferenceReader.words(scene, Key.CHAT_TEXT, from, List.of(), room);
            }
            default -> Meaning.Unclassified.INSTANCE;
        };
    }

    /** From the service: a refusal; else all who are there, when the account has come in, or one who came later. */
    private static Meaning joined(Scene scene, String room) {
        if (scene.byClient()) {
            return Meaning.of(new ImEvent.RoomJoin(scene.flow(), scene.self(), List.of(), room));
        }
        if (scene.packet().status() == Status.ERROR) {
            return Meaning.Nothing.INSTANCE;
        }
        List<ImEvent> events = new ArrayList<>();
        for (ScreenName who : ConferenceReader.members(scene, Key.CHAT_USER)) {
            if (!who.equals(scene.account())) {
                events.add(new ImEvent.RoomJoin(scene.flow(), who, List.of(), room));
            }
        }
        return Meaning.of(events);
    }

    private static Meaning left(Scene scene, String room) {
        if (scene.byClient()) {
            return Meaning.of(new ImEvent.RoomLeave(scene.flow(), scene.self(), List.of(), room));
        }
        List<ImEvent> events = new ArrayList<>();
        for (ScreenName who : ConferenceReader.members(scene, Key.CHAT_USER)) {
            events.add(new ImEvent.RoomLeave(scene.flow(), who, List.of(), room));
        }
        return Meaning.of(events);
    }

    private static Meaning invited(Scene scene, String room) {
        ScreenName from = scene.byClient() ? scene.self() : scene.peer(Key.CHAT_INVITER);
        List<ScreenName> to = scene.byClient() ? ConferenceReader.members(scene, Key.CHAT_INVITED) : scene.me();
        return Meaning.of(new ImEvent.Invite(
                scene.flow(), Feature.GROUP_CHAT, Step.PROPOSE, from, to, room, scene.text(Key.CHAT_TEXT), room));
    }
}
