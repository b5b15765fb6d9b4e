package org.sallyport.protocols.oscar.read;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.oscar.wire.OscarNames;
import org.sallyport.protocols.oscar.wire.TextCodec;
import org.sallyport.protocols.oscar.wire.TlvList;
import org.sallyport.protocols.oscar.wire.WireReader;

/** Family 13: the contact list kept by the service, and permission to be on one. Stateless, safe for any thread. */
public final class FeedbagReader {

    private static final int ALIAS = 0x0131;

    private static final int BUDDY = 0x0000;
    /** People outside the service, such as telephones. */
    private static final int OUTSIDE = 0x0010;

    private FeedbagReader() {}

    static Meaning read(Scene scene) {
        // Edits go both ways: the service tells of those made elsewhere under the same name.
        return switch (scene.header().subtype()) {
            case 0x08 -> items(scene, Edit.ADD);
            case 0x09 -> items(scene, Edit.UPDATE);
            case 0x0A -> items(scene, Edit.REMOVE);
            default -> scene.byClient() ? fromClient(scene) : fromServer(scene);
        };
    }

    private static Meaning fromClient(Scene scene) {
        return switch (scene.header().subtype()) {
            case 0x14 -> request(scene, "grant");
            case 0x16 -> named(scene, "withdraw");
            case 0x18 -> request(scene, "ask");
            case 0x1A -> answer(scene);
            default -> Meaning.Unclassified.INSTANCE;
        };
    }

    private static Meaning fromServer(Scene scene) {
        return switch (scene.header().subtype()) {
            case 0x15 -> request(scene, "grant");
            case 0x19 -> request(scene, "ask");
            case 0x1B -> answer(scene);
            case 0x1C -> named(scene, "added");
            default -> Meaning.Unclassified.INSTANCE;
        };
    }

    /**
     * The people on a list that the service tells (06): u8 version, u16 how many items, items, u32 when it last changed. Groups,
     * those who may or may not see the account, those it ignores and its settings are items too. Sources: the OSCAR documents,
     * libpurple; captures of libpurple and joscar.
     *
     * @param body of 13/06
     * @return as far as whole items go, and no further than as many as a frame may have
     */
    public static List<ScreenName> people(WireReader body, Limits limits) {
        List<ScreenName> people = new ArrayList<>();
        body.u8();
        int items = Math.min(body.u16(), limits.itemsPerFrame());
        for (int i = 0; i < items; i++) {
            WireReader name = body.slice(body.u16());
            body.skip(4);
            int kind = body.u16();
            body.skip(body.u16());
            if (body.failed()) {
                break;
            }
            if ((kind == BUDDY || kind == OUTSIDE) && name.remaining() > 0) {
                people.add(OscarNames.screenName(TextCodec.lenient(name.rest())));
            }
        }
        return people;
    }

    private enum Edit {
        ADD,
        UPDATE,
        REMOVE
    }

    private static Meaning items(Scene scene, Edit edit) {
        WireReader body = scene.body();
        List<ImEvent> events = new ArrayList<>();
        int items = 0;
        while (body.remaining() > 0) {
            if (++items > scene.limits().itemsPerFrame()) {
                body.fail();
                break;
            }
            String name = body.s16();
            int group = body.u16();
            body.u16();
            int kind = body.u16();
            WireReader data = body.slice(body.u16());
            TlvList tlvs = TlvList.read(data, scene.limits());
            scene.inherit(data);
            ImEvent event = item(scene, edit, name, group, kind, tlvs);
            if (event != null) {
                events.add(event);
            }
        }
        return scene.all(events);
    }

    private static @Nullable ImEvent item(Scene scene, Edit edit, String name, int group, int kind, TlvList tlvs) {
        return switch (kind) {
            case BUDDY, OUTSIDE -> person(scene, verb(edit), name, tlvs);
            case 0x0002 -> person(scene, edit == Edit.REMOVE ? "unpermit" : "permit", name, tlvs);
            case 0x0003 -> person(scene, edit == Edit.REMOVE ? "undeny" : "deny", name, tlvs);
            case 0x000E -> person(scene, edit == Edit.REMOVE ? "unignore" : "ignore", name, tlvs);
            // The root group, number 0, only keeps the order of the others.
            case 0x0001 -> group == 0 ? null : scene.contact(new Parties(scene.account(), List.of()), verb(edit), name);
            case 0x0004 -> scene.contact(new Parties(scene.account(), List.of()), "privacy", "");
            default -> null;
        };
    }

    private static String verb(Edit edit) {
        return switch (edit) {
            case ADD -> "add";
            case UPDATE -> "update";
            case REMOVE -> "remove";
        };
    }

    private static ImEvent person(Scene scene, String action, String name, TlvList tlvs) {
        String alias = tlvs.text(ALIAS);
        Parties parties = new Parties(scene.account(), List.of(OscarNames.screenName(name)));
        return scene.contact(parties, action, alias == null ? "" : alias);
    }

    private static Meaning request(Scene scene, String action) {
        String name = scene.body().s8();
        String words = TextCodec.lenient(scene.body().b16());
        return scene.one(scene.contact(scene.with(name), action, words));
    }

    private static Meaning answer(Scene scene) {
        String name = scene.body().s8();
        boolean yes = scene.body().u8() == 1;
        String words = TextCodec.lenient(scene.body().b16());
        return scene.one(scene.contact(scene.with(name), yes ? "grant" : "refuse", words));
    }

    private static Meaning named(Scene scene, String action) {
        return scene.one(scene.contact(scene.with(scene.body().s8()), action, ""));
    }
}
