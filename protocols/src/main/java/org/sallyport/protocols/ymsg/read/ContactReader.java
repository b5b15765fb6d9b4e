package org.sallyport.protocols.ymsg.read;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Pair;
import org.sallyport.protocols.ymsg.wire.Status;

/**
 * Reads changes of contact lists. From the client: add (83), remove (84), ignore (85), refuse (86), answer to being added (D6),
 * move (E7), rename a group (89, and 13 from jYMSG). From the service: somebody has added this account, asks to, or has answered
 * (0F up to version 12, D6 after); its echoes of the client's own changes are no news.
 *
 * <p>Sources: libpurple, openymsg, jYMSG, libyahoo2.
 */
public final class ContactReader {

    private ContactReader() {}

    /** What changes. */
    public static List<ImEvent> read(Scene scene) {
        return scene.byClient() ? wanted(scene) : told(scene);
    }

    private static List<ImEvent> wanted(Scene scene) {
        return switch (scene.packet().service()) {
            case ADD_CONTACT -> change(scene, contacts(scene), "add", scene.text(Key.TEXT));
            case REMOVE_CONTACT -> change(scene, contacts(scene), "remove", Text.EMPTY);
            case IGNORE_CONTACT ->
                change(scene, contacts(scene), scene.pairs().is(Key.FLAG, "2") ? "unblock" : "block", Text.EMPTY);
            case REJECT_CONTACT -> change(scene, contacts(scene), "refuse", scene.text(Key.TEXT));
            case ADD_AUTHORISATION -> change(scene, scene.peers(Key.RECIPIENT), answer(scene), scene.text(Key.TEXT));
            case MOVE_CONTACT -> change(scene, contacts(scene), "move", scene.text(Key.GROUP_TO_15));
            case GROUP_RENAME, GROUP_RENAMED -> change(scene, List.of(), "rename", scene.text(Key.GROUP_TO));
            case null, default -> List.of();
        };
    }

    private static List<ImEvent> told(Scene scene) {
        int status = scene.packet().status();
        return switch (scene.packet().service()) {
            case NEW_CONTACT ->
                switch (status) {
                    case Status.ASKED -> heard(scene, scene.peer(Key.USER), "added");
                    case Status.ADD_DENIED -> heard(scene, scene.peer(Key.USER), "refuse");
                    default -> PresenceReader.read(scene);
                };
            case ADD_AUTHORISATION ->
                heard(scene, scene.peer(Key.SENDER), status == Status.ASKED ? "ask" : answer(scene));
            case REJECT_CONTACT -> heard(scene, scene.peer(Key.USER), "refuse");
            case null, default -> List.of();
        };
    }

    /** 13: 1 yes, 2 no. */
    private static String answer(Scene scene) {
        return scene.pairs().is(Key.FLAG, "2") ? "refuse" : "grant";
    }

    /** A contact's network stands behind its name, before the next one. */
    private static List<ScreenName> contacts(Scene scene) {
        List<ScreenName> found = new ArrayList<>(1);
        Pair name = null;
        Pair network = null;
        for (Pair pair : scene.pairs().all()) {
            if (pair.key() == Key.CONTACT) {
                add(found, name, network);
                name = pair;
                network = null;
            } else if (pair.key() == Key.NETWORK) {
                network = pair;
            }
        }
        add(found, name, network);
        return found;
    }

    private static void add(List<ScreenName> found, @Nullable Pair pair, @Nullable Pair network) {
        ScreenName name = Scene.name(pair, Scene.network(network));
        if (name != null) {
            found.add(name);
        }
    }

    private static List<ImEvent> change(Scene scene, List<ScreenName> whom, String action, Text text) {
        return List.of(new ImEvent.ContactChange(scene.flow(), scene.self(), whom, action, text));
    }

    private static List<ImEvent> heard(Scene scene, @Nullable ScreenName by, String action) {
        return List.of(new ImEvent.ContactChange(scene.flow(), by, scene.me(), action, scene.text(Key.TEXT)));
    }
}
