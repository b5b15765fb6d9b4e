package org.sallyport.protocols.oscar.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.oscar.wire.OscarNames;
import org.sallyport.protocols.oscar.wire.TextCodec;
import org.sallyport.protocols.oscar.wire.Tlv;
import org.sallyport.protocols.oscar.wire.TlvList;

/**
 * Families with one or two SNACs of interest: 06 invitation by mail, 07 account administration, 08 pop-ups, 0A and 0F search,
 * 10 icons.
 */
final class OddReader {

    private static final int INVITE_MAIL = 0x0011;
    private static final int INVITE_TEXT = 0x0015;
    private static final int ADMIN_NAME = 0x0001;
    private static final int ADMIN_PASSWORD = 0x0002;
    private static final int ADMIN_MAIL = 0x0011;
    private static final int POPUP_TEXT = 0x0001;
    private static final int POPUP_URL = 0x0002;

    private OddReader() {}

    static Meaning read(Scene scene) {
        int family = scene.header().family();
        int subtype = scene.header().subtype();
        if (!scene.byClient()) {
            return family == 0x08 && subtype == 0x02 ? popup(scene) : Meaning.Unclassified.INSTANCE;
        }
        if (family == 0x07 && subtype == 0x04) {
            return admin(scene);
        }
        if (subtype != 0x02) {
            return Meaning.Unclassified.INSTANCE;
        }
        return switch (family) {
            case 0x06 -> invitation(scene);
            case 0x0A -> searchByMail(scene);
            case 0x0F -> searchDirectory(scene);
            case 0x10 -> upload(scene);
            default -> Meaning.Unclassified.INSTANCE;
        };
    }

    private static Meaning invitation(Scene scene) {
        TlvList tlvs = TlvList.read(scene.body(), scene.limits());
        String mail = tlvs.text(INVITE_MAIL);
        String words = tlvs.text(INVITE_TEXT);
        Parties parties = new Parties(scene.account(), mail == null ? List.of() : List.of(OscarNames.screenName(mail)));
        return scene.one(scene.contact(parties, "invite", words == null ? "" : words));
    }

    /** Passwords are in here: that one is changed is all that is said of it. */
    private static Meaning admin(Scene scene) {
        TlvList tlvs = TlvList.read(scene.body(), scene.limits());
        List<ImEvent> events = new ArrayList<>();
        for (Tlv tlv : tlvs.all()) {
            switch (tlv.type()) {
                case ADMIN_NAME ->
                    events.add(new ImEvent.Profile(scene.flow(), scene.account(), "name", scene.plain(tlv.text())));
                case ADMIN_MAIL ->
                    events.add(new ImEvent.Profile(scene.flow(), scene.account(), "mail", scene.plain(tlv.text())));
                case ADMIN_PASSWORD ->
                    events.add(new ImEvent.Profile(scene.flow(), scene.account(), "password", scene.plain("")));
                default -> {
                    // The old password, the registration status.
                }
            }
        }
        return scene.all(events);
    }

    private static Meaning popup(Scene scene) {
        TlvList tlvs = TlvList.read(scene.body(), scene.limits());
        String text = tlvs.text(POPUP_TEXT);
        String url = tlvs.text(POPUP_URL);
        String words = (text == null ? "" : text) + (url == null ? "" : "\n" + url);
        Feature feature = url == null ? Feature.CHAT : Feature.URL;
        return scene.one(scene.message(new Parties(null, scene.me()), feature, null, words, Set.of(), ""));
    }

    private static Meaning searchByMail(Scene scene) {
        String mail = TextCodec.lenient(scene.body().rest());
        return scene.one(new ImEvent.Lookup(
                scene.flow(), scene.account(), List.of(), scene.plain(mail).plain()));
    }

    private static Meaning searchDirectory(Scene scene) {
        TlvList tlvs = TlvList.read(scene.body(), scene.limits());
        String query = tlvs.all().stream()
                .filter(tlv -> tlv.length() > 2)
                .map(Tlv::text)
                .collect(Collectors.joining(" "));
        return scene.one(new ImEvent.Lookup(
                scene.flow(), scene.account(), List.of(), scene.plain(query).plain()));
    }

    /** A picture or sound for others to fetch: u16 type, s16 data. */
    private static Meaning upload(Scene scene) {
        int type = scene.body().u16();
        scene.body().skip(scene.body().u16());
        return scene.one(new ImEvent.Invite(
                scene.flow(),
                Feature.BUDDY_ICON,
                Step.PROPOSE,
                scene.account(),
                List.of(),
                null,
                scene.plain(""),
                "bart-" + type));
    }
}
