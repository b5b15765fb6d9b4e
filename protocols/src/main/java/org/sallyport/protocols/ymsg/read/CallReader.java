package org.sallyport.protocols.ymsg.read;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Service;

/**
 * Voice and webcams. Sound and pictures have connections of their own; here people agree on them, and the service hands out what
 * they need for it. Sources: libyahoo2, GyachI.
 */
public final class CallReader {

    /** The answer in 13 of {@link Service#VOICE_CHAT} that is a no. */
    public static final int REFUSED = 3;

    private static final int INVITES = 1;

    /** What {@link Service#VOICE_CHAT} has when it tells of somebody's presence. */
    private static final int PRESENCE_ECHO = 4;

    private CallReader() {}

    /** Reads a packet about voice or a webcam. */
    public static Meaning read(Scene scene) {
        if (Parties.unclear(scene.pairs(), Key.SENDER, Key.RECIPIENT, Key.APPLICATION, Key.FLAG, Key.TEXT, Key.ROOM)) {
            return new Meaning.Broken("a call that says two things");
        }
        Service service = scene.packet().service();
        if (service == null) {
            return Meaning.Unclassified.INSTANCE;
        }
        return switch (service) {
            case NOTIFY -> webcamInvitation(scene);
            case WEBCAM, CHAT_WEBCAM -> webcam(scene);
            case VOICE_CHAT -> voice(scene);
            case VOICE_CRUMB -> call(scene, Feature.VOICE, Step.BEGIN, null);
            default -> Meaning.Unclassified.INSTANCE;
        };
    }

    /** A blank text asks the other to watch. */
    private static Meaning webcamInvitation(Scene scene) {
        String said = scene.pairs().text(Key.TEXT);
        Step step = switch (said == null ? "" : said.strip()) {
            case "1" -> Step.ACCEPT;
            case "-1" -> Step.DECLINE;
            default -> Step.PROPOSE;
        };
        return call(scene, Feature.VIDEO, step, null);
    }

    /** With a name the client asks to watch somebody, else to be watched; the service answers either with a token. */
    private static Meaning webcam(Scene scene) {
        if (!scene.byClient()) {
            return Meaning.of(event(scene, Feature.VIDEO, Step.BEGIN, null, scene.me(), null));
        }
        List<ScreenName> whom = scene.peers(Key.RECIPIENT);
        Step step = whom.isEmpty() ? Step.BEGIN : Step.PROPOSE;
        return Meaning.of(event(scene, Feature.VIDEO, step, scene.self(), whom, null));
    }

    private static Meaning voice(Scene scene) {
        long flag = scene.pairs().number(Key.FLAG, -1);
        if (flag == INVITES || flag == REFUSED) {
            String room = scene.pairs().text(Key.ROOM);
            return call(scene, Feature.VOICE, flag == INVITES ? Step.PROPOSE : Step.DECLINE, room);
        }
        return !scene.byClient() && scene.packet().status() == PRESENCE_ECHO && flag < 0
                ? Meaning.Nothing.INSTANCE
                : Meaning.Unclassified.INSTANCE;
    }

    private static Meaning call(Scene scene, Feature feature, Step step, @Nullable String room) {
        Parties parties = Parties.of(scene);
        return Meaning.of(event(scene, feature, step, parties.from(), parties.to(), room));
    }

    private static ImEvent event(
            Scene scene,
            Feature feature,
            Step step,
            @Nullable ScreenName from,
            List<ScreenName> to,
            @Nullable String room) {
        return new ImEvent.Invite(scene.flow(), feature, step, from, to, room, Text.EMPTY, room == null ? "" : room);
    }
}
