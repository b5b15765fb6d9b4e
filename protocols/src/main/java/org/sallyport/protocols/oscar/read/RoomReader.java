package org.sallyport.protocols.oscar.read;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.ImEvent.Message.Mark;
import org.sallyport.protocols.oscar.wire.LineStyle;
import org.sallyport.protocols.oscar.wire.OscarNames;
import org.sallyport.protocols.oscar.wire.TextCodec;
import org.sallyport.protocols.oscar.wire.Tlv;
import org.sallyport.protocols.oscar.wire.TlvList;
import org.sallyport.protocols.oscar.wire.UserInfo;
import org.sallyport.protocols.oscar.wire.WireReader;

/** Families 0D, making rooms, and 0E, being in one. */
final class RoomReader {

    private static final int PUBLIC = 0x0001;
    private static final int WHISPER_TO = 0x0002;
    private static final int SENDER = 0x0003;
    private static final int CONTENT = 0x0005;
    private static final int AUTO = 0x0007;
    private static final int CONTENT_TEXT = 0x0001;
    private static final int CONTENT_CHARSET = 0x0002;
    private static final int ROOM_NAME = 0x00D3;

    private RoomReader() {}

    static Meaning read(Scene scene) {
        int subtype = scene.header().subtype();
        if (scene.header().family() == 0x0D) {
            return scene.byClient() && subtype == 0x08 ? create(scene) : Meaning.Unclassified.INSTANCE;
        }
        if (scene.byClient()) {
            return subtype == 0x05 ? said(scene) : Meaning.Unclassified.INSTANCE;
        }
        return switch (subtype) {
            case 0x03 -> people(scene, true);
            case 0x04 -> people(scene, false);
            case 0x06 -> said(scene);
            default -> Meaning.Unclassified.INSTANCE;
        };
    }

    private static Meaning create(Scene scene) {
        WireReader body = scene.body();
        body.u16();
        String cookie = body.s8();
        body.u16();
        body.u8();
        TlvList tlvs = TlvList.read(body, body.u16(), scene.limits());
        String name = tlvs.text(ROOM_NAME);
        return scene.one(new ImEvent.RoomJoin(
                scene.flow(),
                scene.account(),
                List.of(),
                scene.plain(name == null ? cookie : name).plain()));
    }

    private static Meaning people(Scene scene, boolean joined) {
        String room = scene.context().room();
        String where = room == null ? "" : room;
        List<ImEvent> events = new ArrayList<>();
        for (UserInfo user : Names.users(scene)) {
            events.add(
                    joined
                            ? new ImEvent.RoomJoin(scene.flow(), user.screenName(), List.of(), where)
                            : new ImEvent.RoomLeave(scene.flow(), user.screenName(), List.of(), where));
        }
        return scene.all(events);
    }

    private static Meaning said(Scene scene) {
        WireReader body = scene.body();
        String id = Cookie.hex(body.u64());
        body.u16();
        TlvList tlvs = TlvList.read(body, scene.limits());
        Set<Mark> marks = EnumSet.noneOf(Mark.class);
        if (tlvs.has(AUTO)) {
            marks.add(Mark.AUTO_RESPONSE);
        }
        if (!tlvs.has(PUBLIC)) {
            marks.add(Mark.WHISPER);
        }
        ScreenName speaker = scene.byClient() ? scene.account() : sender(scene, tlvs);
        if (!scene.byClient() && speaker != null && speaker.equals(scene.account())) {
            marks.add(Mark.REFLECTION);
        }
        Parties parties = new Parties(speaker, whisperedTo(tlvs));
        String words = words(scene, tlvs);
        return scene.one(inStyle(
                scene.message(parties, Feature.GROUP_CHAT, scene.context().room(), words, marks, id),
                style(scene, tlvs)));
    }

    private static ImEvent.Message inStyle(ImEvent.Message said, String style) {
        return new ImEvent.Message(
                said.flow(),
                said.feature(),
                said.from(),
                said.to(),
                said.room(),
                said.text().inStyle(style),
                said.marks(),
                said.id());
    }

    /** Of a line that is in one piece, as all are that clients write; empty for others. */
    private static String style(Scene scene, TlvList tlvs) {
        Tlv content = tlvs.first(CONTENT);
        if (content == null || tlvs.repeats(CONTENT)) {
            return "";
        }
        TlvList parts = TlvList.read(content.reader(), scene.limits());
        return parts.repeats(CONTENT_TEXT) ? "" : LineStyle.of(parts).written();
    }

    private static @Nullable ScreenName sender(Scene scene, TlvList tlvs) {
        Tlv block = tlvs.first(SENDER);
        if (block == null) {
            return null;
        }
        WireReader in = block.reader();
        UserInfo user = UserInfo.read(in, scene.limits());
        scene.inherit(in);
        return user.screenName();
    }

    /** All of them, though clients name one: nobody can say which of several a service takes. */
    private static List<ScreenName> whisperedTo(TlvList tlvs) {
        List<ScreenName> names = new ArrayList<>();
        for (Tlv tlv : tlvs.all()) {
            if (tlv.type() == WHISPER_TO && tlv.length() > 0) {
                names.add(OscarNames.screenName(name(tlv)));
            }
        }
        return names;
    }

    /** The name stands bare or behind its length; nothing tells which but the fit. */
    private static String name(Tlv tlv) {
        WireReader in = tlv.reader();
        boolean counted = in.u8() == in.remaining();
        return counted ? TextCodec.lenient(in.rest()) : tlv.text();
    }

    /** What was said. Several content blocks are read as one text, so that none can hide behind another. */
    private static String words(Scene scene, TlvList tlvs) {
        StringBuilder words = new StringBuilder();
        for (Tlv content : tlvs.all()) {
            if (content.type() != CONTENT) {
                continue;
            }
            WireReader in = content.reader();
            TlvList parts = TlvList.read(in, scene.limits());
            scene.inherit(in);
            String charset = parts.text(CONTENT_CHARSET);
            for (Tlv part : parts.all()) {
                if (part.type() == CONTENT_TEXT) {
                    words.append(TextCodec.decode(charset, part.bytes()));
                }
            }
        }
        return words.toString();
    }
}
