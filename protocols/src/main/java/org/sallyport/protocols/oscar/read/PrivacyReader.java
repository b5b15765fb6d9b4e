package org.sallyport.protocols.oscar.read;

import java.util.List;
import org.sallyport.protocols.ScreenName;

/** Family 09: who may see and write, kept on the client's side. */
final class PrivacyReader {

    private PrivacyReader() {}

    static Meaning read(Scene scene) {
        if (!scene.byClient()) {
            return Meaning.Unclassified.INSTANCE;
        }
        return switch (scene.header().subtype()) {
            case 0x04 -> classes(scene);
            case 0x05, 0x0A -> change(scene, "permit");
            case 0x06, 0x0B -> change(scene, "unpermit");
            case 0x07 -> change(scene, "deny");
            case 0x08 -> change(scene, "undeny");
            default -> Meaning.Unclassified.INSTANCE;
        };
    }

    /** Whole classes of users by a bit mask. */
    private static Meaning classes(Scene scene) {
        scene.body().u32();
        return scene.one(scene.contact(new Parties(scene.account(), List.of()), "privacy", ""));
    }

    /** An empty list is how clients switch a mode on, so it is an event as well. */
    private static Meaning change(Scene scene, String action) {
        List<ScreenName> names = Names.list(scene);
        return scene.one(scene.contact(new Parties(scene.account(), names), action, ""));
    }
}
