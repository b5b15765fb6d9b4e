package org.sallyport.protocols.oscar.read;

import java.util.ArrayList;
import java.util.List;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.oscar.wire.UserInfo;

/** Family 03: client-side contact lists, and who comes and goes. */
final class BuddyReader {

    private BuddyReader() {}

    static Meaning read(Scene scene) {
        int subtype = scene.header().subtype();
        if (scene.byClient()) {
            return switch (subtype) {
                case 0x04, 0x0F -> change(scene, "add");
                case 0x05, 0x10 -> change(scene, "remove");
                default -> Meaning.Unclassified.INSTANCE;
            };
        }
        return switch (subtype) {
            case 0x0A -> rejected(scene);
            case 0x0B -> presence(scene, true);
            case 0x0C -> presence(scene, false);
            default -> Meaning.Unclassified.INSTANCE;
        };
    }

    private static Meaning change(Scene scene, String action) {
        Parties parties = new Parties(scene.account(), Names.list(scene));
        return parties.to().isEmpty() ? scene.nothing() : scene.one(scene.contact(parties, action, ""));
    }

    private static Meaning rejected(Scene scene) {
        return scene.one(scene.contact(new Parties(null, Names.list(scene)), "rejected", ""));
    }

    private static Meaning presence(Scene scene, boolean there) {
        List<ImEvent> events = new ArrayList<>();
        for (UserInfo user : Names.users(scene)) {
            String status = there ? Status.of(user) : Status.OFFLINE;
            String words = Status.words(user.tlvs(), scene);
            events.add(new ImEvent.Presence(scene.flow(), user.screenName(), status, scene.text(words)));
        }
        return scene.all(events);
    }
}
