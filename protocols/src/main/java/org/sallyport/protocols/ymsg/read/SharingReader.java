package org.sallyport.protocols.ymsg.read;

import java.util.Locale;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Service;

/**
 * What people do together beside talking: pictures of themselves, photos, games, and the small programs called IMVironments, one of
 * which is a whiteboard. Sources: libpurple, GyachI and its notes on photo sharing, the official client's names for services.
 */
public final class SharingReader {

    private static final String WHITEBOARD = "doodle;";

    /** An IMVironment's command that opens one, or with {@link #NO_IMVIRONMENT} closes it. */
    private static final int OPENS = 0;

    private static final String NO_IMVIRONMENT = ";0";

    private SharingReader() {}

    /** Reads a packet about pictures, photos, games or IMVironments. */
    public static Meaning read(Scene scene) {
        if (Parties.unclear(
                scene.pairs(), Key.SENDER, Key.RECIPIENT, Key.APPLICATION, Key.FLAG, Key.URL, Key.IMVIRONMENT)) {
            return new Meaning.Broken("an invitation that says two things");
        }
        Service service = scene.packet().service();
        if (service == null) {
            return Meaning.Unclassified.INSTANCE;
        }
        return switch (service) {
            case PICTURE -> picture(scene);
            case PICTURE_UPLOAD -> event(scene, Feature.BUDDY_ICON, Step.BEGIN, Text.EMPTY);
            case PICTURE_CHECKSUM, PICTURE_UPDATE, AVATAR_UPDATE, AVATAR, AVATAR_FILE, AVATAR_HASH ->
                event(scene, Feature.BUDDY_ICON, Step.PROPOSE, Text.EMPTY);
            case PHOTO_PANEL -> event(scene, Feature.IMAGE, Step.PROPOSE, Text.EMPTY);
            case PHOTO_PREVIEW, PHOTO_SELECT, PHOTO_DELETE, PHOTO_REQUEST, PHOTO_POINTER ->
                event(scene, Feature.IMAGE, Step.BEGIN, Text.EMPTY);
            case GAME_LOGON, GAME_INVITE -> event(scene, Feature.GAME, Step.PROPOSE, scene.text(Key.TEXT));
            case GAME_MESSAGE, GAME_DATA -> event(scene, Feature.GAME, Step.BEGIN, scene.text(Key.TEXT));
            case GAME_LOGOFF -> event(scene, Feature.GAME, Step.CANCEL, Text.EMPTY);
            // 13 says whether the game begins or ends.
            case NOTIFY -> event(scene, Feature.GAME, isZero(scene) ? Step.CANCEL : Step.PROPOSE, Text.EMPTY);
            case PEER_DATA -> betweenPeers(scene);
            default -> Meaning.Unclassified.INSTANCE;
        };
    }

    private static boolean isZero(Scene scene) {
        return scene.pairs().is(Key.FLAG, "0");
    }

    /** 13 is 1 for a question and 2 for the answer, which says where the picture is. */
    private static Meaning picture(Scene scene) {
        boolean answer = scene.pairs().is(Key.FLAG, "2") || scene.pairs().has(Key.URL);
        return event(scene, Feature.BUDDY_ICON, answer ? Step.ACCEPT : Step.PROPOSE, Text.EMPTY);
    }

    private static Meaning betweenPeers(Scene scene) {
        String application = scene.pairs().text(Key.APPLICATION);
        String name = application == null ? "" : application.toUpperCase(Locale.ROOT);
        if (name.startsWith("GAMESINVITE")) {
            return event(scene, Feature.GAME, Step.PROPOSE, scene.text(Key.TEXT));
        }
        if (name.startsWith("GAMES")) {
            return event(scene, Feature.GAME, Step.BEGIN, scene.text(Key.TEXT));
        }
        String imvironment = scene.pairs().text(Key.IMVIRONMENT);
        boolean whiteboard =
                imvironment != null && imvironment.toLowerCase(Locale.ROOT).startsWith(WHITEBOARD);
        boolean closes = imvironment == null || imvironment.equals(NO_IMVIRONMENT);
        boolean opens = scene.pairs().number(Key.FLAG, -1) == OPENS;
        Step step = closes ? Step.CANCEL : opens ? Step.PROPOSE : Step.BEGIN;
        // What is drawn is numbers; what others send may be words.
        return whiteboard
                ? event(scene, Feature.WHITEBOARD, step, Text.EMPTY)
                : event(scene, Feature.ADD_IN, step, scene.text(Key.TEXT));
    }

    private static Meaning event(Scene scene, Feature feature, Step step, Text words) {
        Parties parties = Parties.of(scene);
        String imvironment = scene.pairs().text(Key.IMVIRONMENT);
        return Meaning.of(new ImEvent.Invite(
                scene.flow(),
                feature,
                step,
                parties.from(),
                parties.to(),
                null,
                words,
                imvironment == null ? "" : imvironment));
    }
}
