package org.sallyport.protocols.ymsg.read;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.ImEvent.Message.Mark;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Pair;
import org.sallyport.protocols.ymsg.wire.Service;
import org.sallyport.protocols.ymsg.wire.Status;

/**
 * Reads texts: messages (06), to several at once (17), from a chat room's member to another (20), from the service (14), SMS
 * (2EA); and typing (4B with 49 TYPING).
 *
 * <p>Sources: libyahoo2's notes, libpurple, openymsg; captures of jYMSG.
 */
public final class MessageReader {

    private static final String DOODLE = "doodle";

    private MessageReader() {}

    /** The texts of a packet. */
    public static List<Said> said(Scene scene) {
        return Said.in(scene.pairs(), scene.packet().is(Service.GROUP_MESSAGE));
    }

    /** What a text is. */
    public static ImEvent.Message message(Scene scene, Said said) {
        Pair id = said.id();
        return scene.message(
                feature(scene, said),
                by(scene, said),
                to(scene, said),
                null,
                said.text(),
                marks(scene, said),
                Scene.id(id));
    }

    /** Who says it; null for the service. */
    public static @Nullable ScreenName by(Scene scene, Said said) {
        if (scene.byClient()) {
            return scene.self();
        }
        if (scene.packet().is(Service.SYSTEM_MESSAGE)) {
            return null;
        }
        Pair sender = said.sender() == null ? scene.pairs().first(Key.SENDER) : said.sender();
        return Scene.name(sender == null ? scene.pairs().first(Key.ME) : sender, Scene.network(said.network()));
    }

    /** To whom: never empty when the packet says it. */
    public static List<ScreenName> to(Scene scene, Said said) {
        if (!scene.byClient()) {
            return scene.me();
        }
        ServiceId network = Scene.network(said.network());
        List<ScreenName> to = new ArrayList<>(said.recipients().size());
        for (Pair recipient : said.recipients()) {
            ScreenName name = Scene.name(recipient, network);
            if (name != null) {
                to.add(name);
            }
        }
        return to;
    }

    private static Feature feature(Scene scene, Said said) {
        if (scene.packet().is(Service.SMS)) {
            return Feature.SMS;
        }
        return said.isBuzz() ? Feature.NUDGE : Feature.CHAT;
    }

    private static Set<Mark> marks(Scene scene, Said said) {
        Set<Mark> marks = EnumSet.noneOf(Mark.class);
        if (!scene.byClient() && (said.stored() || scene.packet().status() == Status.STORED)) {
            marks.add(Mark.OFFLINE);
        }
        if (scene.packet().is(Service.CHAT_PRIVATE_MESSAGE)) {
            marks.add(Mark.WHISPER);
        }
        return marks;
    }

    /** The IMVironment that a text brings with it: a picture, a game or a whiteboard around the window. */
    public static ImEvent imvironment(Scene scene, Said said, String name) {
        Feature feature = name.startsWith(DOODLE) ? Feature.WHITEBOARD : Feature.ADD_IN;
        return new ImEvent.Invite(
                scene.flow(), feature, Step.PROPOSE, by(scene, said), to(scene, said), null, Text.EMPTY, name);
    }

    /** A text that the service could not deliver. */
    public static List<ImEvent> undelivered(Scene scene) {
        Pair id = scene.pairs().first(Key.MESSAGE_ID);
        return List.of(new ImEvent.Receipt(
                scene.flow(),
                scene.peer(Key.SENDER),
                scene.me(),
                false,
                Scene.id(id),
                Integer.toString(scene.packet().status())));
    }

    /** Typing: 13 is 1 or 0. */
    public static List<ImEvent> typing(Scene scene) {
        ImEvent.Typing.State state =
                scene.pairs().is(Key.FLAG, "0") ? ImEvent.Typing.State.FINISHED : ImEvent.Typing.State.STARTED;
        return List.of(
                scene.byClient()
                        ? new ImEvent.Typing(scene.flow(), scene.self(), scene.peers(Key.RECIPIENT), state)
                        : new ImEvent.Typing(scene.flow(), scene.peer(Key.SENDER), scene.me(), state));
    }
}
