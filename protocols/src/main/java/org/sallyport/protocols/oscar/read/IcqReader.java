package org.sallyport.protocols.oscar.read;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.HtmlText;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.ImEvent.Message.Mark;
import org.sallyport.protocols.oscar.wire.OscarNames;
import org.sallyport.protocols.oscar.wire.TextCodec;
import org.sallyport.protocols.oscar.wire.Tlv;
import org.sallyport.protocols.oscar.wire.TlvList;
import org.sallyport.protocols.oscar.wire.WireReader;

/**
 * Family 15: the old ICQ server behind a curtain. TLV 1 holds, little-endian, u16 length, u32 own number, u16 command,
 * u16 sequence, data.
 */
final class IcqReader {

    private static final int CURTAIN = 0x0001;
    private static final int META = 0x07D0;
    private static final int SMS_HEAD = 22;

    private IcqReader() {}

    static Meaning read(Scene scene) {
        int subtype = scene.header().subtype();
        if (subtype != (scene.byClient() ? 0x02 : 0x03)) {
            return Meaning.Unclassified.INSTANCE;
        }
        TlvList tlvs = TlvList.read(scene.body(), scene.limits());
        Tlv tlv = tlvs.first(CURTAIN);
        if (scene.body().failed()) {
            return scene.broken();
        }
        if (tlv == null || tlvs.repeats(CURTAIN)) {
            return Meaning.Unclassified.INSTANCE;
        }
        WireReader outer = tlv.reader();
        WireReader in = outer.slice(outer.u16le());
        in.u32le();
        int command = in.u16le();
        in.u16le();
        scene.inherit(in);
        if (scene.body().failed()) {
            return scene.broken();
        }
        return scene.byClient() ? asked(scene, command, in) : told(scene, command, in);
    }

    private static Meaning asked(Scene scene, int command, WireReader in) {
        return switch (command) {
            // Ask for stored messages, delete them.
            case 0x003C, 0x003E -> Meaning.Nothing.INSTANCE;
            case META -> meta(scene, in);
            default -> Meaning.Unclassified.INSTANCE;
        };
    }

    private static Meaning told(Scene scene, int command, WireReader in) {
        return switch (command) {
            case 0x0041 -> stored(scene, in);
            // Their end; answers to meta requests.
            case 0x0042, 0x07DA -> Meaning.Nothing.INSTANCE;
            default -> Meaning.Unclassified.INSTANCE;
        };
    }

    /** u32 from, u16 year, u8 month, day, hour, minute, u8 type, u8 flags, s16 text. */
    private static Meaning stored(Scene scene, WireReader in) {
        ScreenName sender = OscarNames.uin(in.u32le());
        in.skip(6);
        int type = in.u8();
        int flags = in.u8();
        byte[] text = in.b16le();
        scene.inherit(in);
        Parties parties = new Parties(sender, scene.me());
        return IcqMessage.meaning(scene, parties, "", type, flags, text, EnumSet.of(Mark.OFFLINE));
    }

    private static Meaning meta(Scene scene, WireReader in) {
        int sub = in.u16le();
        scene.inherit(in);
        if (scene.body().failed()) {
            return scene.broken();
        }
        if (sub >= 0x051F && sub <= 0x0573) {
            return search(scene, sub, in);
        }
        return switch (sub) {
            case 0x04B2, 0x04BA, 0x04D0 -> lookup(scene, in);
            case 0x0C3A -> ownInfo(scene, in);
            case 0x1482 -> sms(scene, in);
            // Permissions, password, XML about the client itself.
            case 0x0424, 0x042E, 0x0898 -> Meaning.Nothing.INSTANCE;
            default -> Meaning.Unclassified.INSTANCE;
        };
    }

    private static Meaning lookup(Scene scene, WireReader in) {
        ScreenName whom = OscarNames.uin(in.u32le());
        scene.inherit(in);
        return scene.one(new ImEvent.Lookup(scene.flow(), scene.account(), List.of(whom), ""));
    }

    /** What the search is for is told by its number; its fields differ from one to the next. */
    private static Meaning search(Scene scene, int sub, WireReader in) {
        List<String> strings = strings(scene, in);
        String query =
                "search " + Integer.toHexString(sub) + (strings.isEmpty() ? "" : " " + String.join(" ", strings));
        return scene.one(new ImEvent.Lookup(
                scene.flow(), scene.account(), List.of(), scene.plain(query).plain()));
    }

    private static Meaning ownInfo(Scene scene, WireReader in) {
        String words = String.join("\n", strings(scene, in));
        if (words.isEmpty()) {
            // Permissions and times only.
            return Meaning.Nothing.INSTANCE;
        }
        return scene.one(new ImEvent.Profile(scene.flow(), scene.account(), "directory", scene.plain(words)));
    }

    /**
     * The strings in a run of little-endian TLVs: values that are themselves s16 with NUL. What is no such run gives none; the
     * older requests have fixed fields.
     */
    private static List<String> strings(Scene scene, WireReader in) {
        List<String> strings = new ArrayList<>();
        int items = 0;
        while (in.remaining() > 0 && items < scene.limits().itemsPerFrame()) {
            items++;
            in.u16le();
            WireReader value = in.slice(in.u16le());
            byte[] text = value.b16le();
            String decoded = TextCodec.withoutNul(TextCodec.lenient(text));
            if (!value.failed() && !decoded.isEmpty()) {
                strings.add(decoded);
            }
        }
        return strings;
    }

    /** A head of 22 bytes and a length of doubtful byte order stand before the XML, so the XML is looked for. */
    private static Meaning sms(Scene scene, WireReader in) {
        if (in.remaining() < SMS_HEAD) {
            return scene.broken();
        }
        in.skip(SMS_HEAD);
        String xml = TextCodec.lenient(in.rest());
        String destination = element(xml, "destination");
        String text = element(xml, "text");
        if (destination.isEmpty() && text.isEmpty()) {
            return Meaning.Unclassified.INSTANCE;
        }
        ScreenName to = ScreenName.of(OscarNames.ICQ, OscarNames.normalize(destination));
        Parties parties = new Parties(scene.account(), List.of(to));
        return scene.one(scene.message(parties, Feature.SMS, null, HtmlText.toPlain(text), Set.of(), ""));
    }

    private static String element(String xml, String name) {
        String open = "<" + name + ">";
        int start = xml.indexOf(open);
        int end = start < 0 ? -1 : xml.indexOf("</" + name + ">", start);
        return end < 0 ? "" : xml.substring(start + open.length(), end);
    }
}
