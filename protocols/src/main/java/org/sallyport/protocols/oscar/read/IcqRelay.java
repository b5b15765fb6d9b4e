package org.sallyport.protocols.oscar.read;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.oscar.wire.TextCodec;
import org.sallyport.protocols.oscar.wire.Tlv;
import org.sallyport.protocols.oscar.wire.WireReader;

/**
 * ICQ messages by way of the service: what ICQ 2001 and later put in TLV 2711 of a rendezvous. Little-endian throughout: two
 * blocks behind a u16 length each, 1B and 0E bytes; then u8 type, u8 flags, u16 status, u16 priority, s16 text with NUL, and
 * what the type adds.
 */
final class IcqRelay {

    private static final int FIRST_BLOCK = 0x1B;
    private static final int GUID = 16;
    private static final int AFTER_PLUGIN_NAME = 15;

    private IcqRelay() {}

    /** Whether a relay block follows; moves nothing. */
    static boolean startsAt(WireReader in) {
        return in.remaining() >= 2 + FIRST_BLOCK && in.buffer().getUnsignedShortLE(in.position()) == FIRST_BLOCK;
    }

    /** A message; without data it is one whose content is unknown. */
    static Meaning message(Scene scene, Parties parties, String id, @Nullable Tlv data) {
        if (data == null) {
            return Meaning.Unclassified.INSTANCE;
        }
        WireReader in = data.reader();
        Head head = Head.read(in);
        scene.inherit(in);
        if (scene.body().failed()) {
            return scene.broken();
        }
        if (head.type() == IcqMessage.TYPE_PLUGIN) {
            return plugin(scene, parties, id, in);
        }
        return IcqMessage.meaning(scene, parties, id, head.type(), head.flags(), head.text(), Set.of());
    }

    /** The other client's answer: usually empty, at times an away text or an X-Status. */
    static Meaning answer(Scene scene, Parties parties, String id) {
        WireReader in = scene.body();
        Head head = Head.read(in);
        if (in.failed()) {
            return scene.broken();
        }
        boolean away = head.type() >= 0xE8 && head.type() <= 0xEC;
        if (head.type() == IcqMessage.TYPE_PLUGIN) {
            return plugin(scene, parties, id, in);
        }
        String words = TextCodec.withoutNul(TextCodec.lenient(head.text()));
        if (!words.isEmpty()) {
            // An answer has a text only where one was asked for; any other is read as what it would be by itself.
            return away
                    ? scene.one(new ImEvent.Profile(scene.flow(), parties.from(), "away", scene.text(words)))
                    : IcqMessage.meaning(scene, parties, id, head.type(), head.flags(), head.text(), Set.of());
        }
        return scene.one(new ImEvent.Receipt(scene.flow(), parties.from(), parties.to(), true, id, "channel 2"));
    }

    @SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
    private record Head(int type, int flags, byte[] text) {

        static Head read(WireReader in) {
            in.skip(in.u16le());
            in.skip(in.u16le());
            int type = in.u8();
            int flags = in.u8();
            in.u16le();
            in.u16le();
            return new Head(type, flags, in.b16le());
        }
    }

    /**
     * A plug-in's message: s16 block {GUID, u16 function, s32 name, 15 bytes}, then u32 length of what follows, s32 text. The
     * name says what it is.
     */
    private static Meaning plugin(Scene scene, Parties parties, String id, WireReader in) {
        WireReader block = in.slice(in.u16le());
        block.skip(GUID);
        block.u16le();
        String name = s32(block);
        block.skip(AFTER_PLUGIN_NAME);
        in.u32le();
        String words = TextCodec.withoutNul(s32(in));
        scene.inherit(block);
        scene.inherit(in);
        String kind = name.toLowerCase(Locale.ROOT);
        if (kind.contains("script")) {
            // Questions for an X-Status and answers to them, in XML.
            return scene.one(new ImEvent.Profile(scene.flow(), parties.from(), "xtraz", scene.text(words)));
        }
        if (kind.contains("file")) {
            return scene.one(new ImEvent.FileOffer(
                    scene.flow(),
                    Feature.FILE_TRANSFER,
                    Step.PROPOSE,
                    parties.from(),
                    parties.to(),
                    List.of(),
                    scene.text(words),
                    id));
        }
        int type = kind.contains("url") || kind.contains("web page") ? 0x04 : kind.contains("contacts") ? 0x13 : 0x01;
        return IcqMessage.meaning(scene, parties, id, type, 0, IcqMessage.utf8(words), Set.of());
    }

    private static String s32(WireReader in) {
        long length = in.u32le();
        if (length > in.remaining()) {
            in.fail();
            return "";
        }
        return TextCodec.lenient(in.bytes((int) length));
    }
}
