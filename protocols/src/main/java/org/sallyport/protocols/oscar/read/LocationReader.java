package org.sallyport.protocols.oscar.read;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.oscar.wire.OscarNames;
import org.sallyport.protocols.oscar.wire.TextCodec;
import org.sallyport.protocols.oscar.wire.Tlv;
import org.sallyport.protocols.oscar.wire.TlvList;
import org.sallyport.protocols.oscar.wire.UserInfo;

/** Family 02: profiles and away texts, one's own and other people's. */
final class LocationReader {

    private static final int PROFILE_MIME = 0x0001;
    private static final int PROFILE = 0x0002;
    private static final int AWAY_MIME = 0x0003;
    private static final int AWAY = 0x0004;
    /** In directory info: whether others may search for it; the only TLV there that is no text. */
    private static final int SEARCHABLE = 0x000A;

    private LocationReader() {}

    static Meaning read(Scene scene) {
        int subtype = scene.header().subtype();
        if (scene.byClient()) {
            return switch (subtype) {
                case 0x04 -> ownInfo(scene);
                case 0x05 -> lookup(scene, 2);
                case 0x15 -> lookup(scene, 4);
                case 0x0B -> lookup(scene, 0);
                case 0x09 -> directory(scene, "directory");
                case 0x0F -> directory(scene, "keywords");
                default -> Meaning.Unclassified.INSTANCE;
            };
        }
        return subtype == 0x06 ? theirInfo(scene) : Meaning.Unclassified.INSTANCE;
    }

    private static Meaning ownInfo(Scene scene) {
        TlvList tlvs = TlvList.read(scene.body(), scene.limits());
        List<ImEvent> events = texts(scene, scene.account(), tlvs);
        Tlv away = tlvs.first(AWAY);
        if (away != null && away.length() == 0) {
            events.add(new ImEvent.Presence(scene.flow(), scene.account(), Status.ONLINE, scene.plain("")));
        }
        return scene.all(events);
    }

    private static Meaning theirInfo(Scene scene) {
        UserInfo user = UserInfo.read(scene.body(), scene.limits());
        TlvList tlvs = TlvList.read(scene.body(), scene.limits());
        return scene.all(texts(scene, user.screenName(), tlvs));
    }

    private static List<ImEvent> texts(Scene scene, @Nullable ScreenName whose, TlvList tlvs) {
        List<ImEvent> events = new ArrayList<>();
        String profileCharset = charset(tlvs, PROFILE_MIME);
        String awayCharset = charset(tlvs, AWAY_MIME);
        for (Tlv tlv : tlvs.all()) {
            if (tlv.type() == PROFILE) {
                // An empty one too: the profile was taken away.
                String words = TextCodec.decode(profileCharset, tlv.bytes());
                events.add(new ImEvent.Profile(scene.flow(), whose, "profile", scene.text(words)));
            } else if (tlv.type() == AWAY && tlv.length() > 0) {
                String words = TextCodec.decode(awayCharset, tlv.bytes());
                events.add(new ImEvent.Profile(scene.flow(), whose, "away", scene.text(words)));
            }
        }
        return events;
    }

    private static @Nullable String charset(TlvList tlvs, int type) {
        String mime = tlvs.text(type);
        return mime == null ? null : TextCodec.charsetOfMime(mime);
    }

    /** @param wanted bytes of bits in front of the name */
    private static Meaning lookup(Scene scene, int wanted) {
        scene.body().skip(wanted);
        ScreenName whom = OscarNames.screenName(scene.body().s8());
        return scene.one(new ImEvent.Lookup(scene.flow(), scene.account(), List.of(whom), ""));
    }

    private static Meaning directory(Scene scene, String part) {
        TlvList tlvs = TlvList.read(scene.body(), scene.limits());
        String words = tlvs.all().stream()
                .filter(tlv -> tlv.type() != SEARCHABLE && tlv.length() > 0)
                .map(Tlv::text)
                .collect(Collectors.joining("\n"));
        return scene.one(new ImEvent.Profile(scene.flow(), scene.account(), part, scene.plain(words)));
    }
}
