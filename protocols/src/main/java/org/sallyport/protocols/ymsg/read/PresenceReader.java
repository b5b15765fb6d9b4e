package org.sallyport.protocols.ymsg.read;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Pair;
import org.sallyport.protocols.ymsg.wire.Service;

/**
 * Reads who is there: LOGON (01), LOGOFF (02), away and back (03, 04), the status of version 12 on (C6), that of lists (F0), being
 * invisible (C5), to all or to one (B9, BA).
 *
 * <p>A contact's record begins with key 7, and what follows is about that contact: the status in 10, words in 19, their kind in 47
 * (0 available, 1 away, 2 idle), 13 of 0 for gone. Sources: libyahoo2's notes, libpurple, openymsg; captures of jYMSG.
 */
public final class PresenceReader {

    private static final String ONLINE = "online";
    private static final String AWAY = "away";
    private static final String BUSY = "busy";
    private static final String IDLE = "idle";
    private static final String INVISIBLE = "invisible";
    private static final String OFFLINE = "offline";

    private static final long UNSAID = Long.MIN_VALUE;
    private static final long CUSTOM = 99;

    private PresenceReader() {}

    /** Who is there now. */
    public static List<ImEvent> read(Scene scene) {
        Service service = scene.packet().service();
        if (service == Service.STEALTH_PERMANENT || service == Service.STEALTH_SESSION) {
            return stealth(scene);
        }
        if (service == Service.VISIBILITY) {
            return visibility(scene);
        }
        return scene.byClient() ? own(scene) : contacts(scene);
    }

    private static List<ImEvent> own(Scene scene) {
        Pair code = scene.pairs().first(Key.PRESENCE);
        Pair kind = scene.pairs().first(Key.AWAY_KIND);
        Pair words = scene.pairs().first(Key.STATUS_TEXT);
        boolean away = scene.packet().is(Service.IS_AWAY);
        String status = code == null ? (away ? AWAY : ONLINE) : word(code.number(0), kind);
        return List.of(new ImEvent.Presence(scene.flow(), scene.self(), status, scene.text(words)));
    }

    /** 13: 1 visible, 2 invisible. */
    private static List<ImEvent> visibility(Scene scene) {
        String status = scene.pairs().is(Key.FLAG, "2") ? INVISIBLE : ONLINE;
        ScreenName who = scene.byClient() ? scene.self() : scene.peer(Key.CONTACT);
        return List.of(new ImEvent.Presence(scene.flow(), who, status, Text.EMPTY));
    }

    /** 31: 1 hidden from those in 7, 2 shown again. */
    private static List<ImEvent> stealth(Scene scene) {
        String status = scene.pairs().is(Key.STORED, "2") ? ONLINE : INVISIBLE;
        return List.of(new ImEvent.Presence(scene.flow(), scene.self(), status, Text.EMPTY));
    }

    private static List<ImEvent> contacts(Scene scene) {
        List<ImEvent> found = new ArrayList<>();
        Draft draft = null;
        for (Pair pair : scene.pairs().all()) {
            if (pair.key() == Key.CONTACT) {
                if (draft != null) {
                    draft.addTo(found, scene);
                }
                draft = new Draft(pair);
            } else if (draft != null) {
                draft.take(pair);
            }
        }
        if (draft != null) {
            draft.addTo(found, scene);
        }
        return found;
    }

    private static final class Draft {

        private final Pair name;
        private @Nullable Pair network;
        private @Nullable Pair words;
        private @Nullable Pair kind;
        private long code = UNSAID;
        private long where = UNSAID;

        Draft(Pair name) {
            this.name = name;
        }

        void take(Pair pair) {
            switch (pair.key()) {
                case Key.PRESENCE -> code = pair.number(0);
                case Key.FLAG -> where = pair.number(1);
                case Key.STATUS_TEXT -> words = pair;
                case Key.AWAY_KIND -> kind = pair;
                case Key.NETWORK -> network = pair;
                default -> {
                    // Not about presence.
                }
            }
        }

        void addTo(List<ImEvent> found, Scene scene) {
            ScreenName who = Scene.name(name, Scene.network(network));
            boolean gone = where == 0 || scene.packet().is(Service.LOGOFF);
            if (who == null || (!gone && code == UNSAID)) {
                return;
            }
            String status = gone ? OFFLINE : word(code, kind);
            found.add(new ImEvent.Presence(scene.flow(), who, status, scene.text(words)));
        }
    }

    private static String word(long code, @Nullable Pair kind) {
        if (code == CUSTOM) {
            long detail = kind == null ? 0 : kind.number(0);
            return detail == 2 ? IDLE : detail == 1 ? AWAY : ONLINE;
        }
        if (code == 0) {
            return ONLINE;
        }
        if (code == 2 || code == 6) {
            return BUSY;
        }
        if (code == 12) {
            return INVISIBLE;
        }
        if (code == 999) {
            return IDLE;
        }
        return code == -1 || code == 0x5A55_AA56L ? OFFLINE : AWAY;
    }
}
