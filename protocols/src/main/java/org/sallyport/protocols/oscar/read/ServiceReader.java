package org.sallyport.protocols.oscar.read;

import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.oscar.wire.TlvList;

/** Family 01 without sign-on, redirects and migration, which the session reads itself: idle time and status. */
final class ServiceReader {

    private static final int STATUS = 0x0006;

    private ServiceReader() {}

    static Meaning read(Scene scene) {
        return switch (scene.header().subtype()) {
            // The session's: ready, redirect, self info, pause and resume, migration.
            case 0x02, 0x04, 0x0C -> scene.byClient() ? Meaning.Nothing.INSTANCE : Meaning.Unclassified.INSTANCE;
            case 0x05, 0x0B, 0x0D, 0x0F, 0x12 ->
                scene.byClient() ? Meaning.Unclassified.INSTANCE : Meaning.Nothing.INSTANCE;
            case 0x11 -> scene.byClient() ? idle(scene) : Meaning.Unclassified.INSTANCE;
            case 0x1E -> scene.byClient() ? status(scene) : Meaning.Unclassified.INSTANCE;
            default -> Meaning.Unclassified.INSTANCE;
        };
    }

    private static Meaning idle(Scene scene) {
        long seconds = scene.body().u32();
        String status = seconds > 0 ? Status.IDLE : Status.ONLINE;
        return scene.one(new ImEvent.Presence(scene.flow(), scene.account(), status, scene.plain("")));
    }

    private static Meaning status(Scene scene) {
        TlvList tlvs = TlvList.read(scene.body(), scene.limits());
        String words = Status.words(tlvs, scene);
        if (!tlvs.has(STATUS) && words.isEmpty()) {
            // Addresses or times only.
            return scene.nothing();
        }
        String status = Status.icq(tlvs.number(STATUS, 0));
        return scene.one(new ImEvent.Presence(scene.flow(), scene.account(), status, scene.text(words)));
    }
}
