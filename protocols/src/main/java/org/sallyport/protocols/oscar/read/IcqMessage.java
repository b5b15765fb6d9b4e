package org.sallyport.protocols.oscar.read;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.ImEvent.Message.Mark;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.oscar.wire.OscarNames;
import org.sallyport.protocols.oscar.wire.TextCodec;
import org.sallyport.protocols.oscar.wire.Tlv;
import org.sallyport.protocols.oscar.wire.TlvList;
import org.sallyport.protocols.oscar.wire.WireReader;

/**
 * ICQ's typed messages, which travel in three wrappers: channel 4, the relay on channel 2, and stored messages in family 15.
 * The type says what the text is; parts of it are separated by the byte FE.
 */
final class IcqMessage {

    static final int TYPE_PLUGIN = 0x1A;

    private static final int FLAG_AUTO = 0x03;
    private static final byte SEPARATOR = (byte) 0xFE;

    private IcqMessage() {}

    /** Channel 4: u32LE sender, u8 type, u8 flags, s16LE text with NUL. */
    static Meaning read(Scene scene, Parties parties, String id, TlvList outer) {
        Tlv block = Rendezvous.block(outer);
        if (block == null) {
            return Meaning.Unclassified.INSTANCE;
        }
        WireReader in = block.reader();
        long sender = in.u32le();
        int type = in.u8();
        int flags = in.u8();
        if (!in.failed() && type == TYPE_PLUGIN) {
            // No length in the usual place, and a layout that nothing recorded shows.
            return Meaning.Unclassified.INSTANCE;
        }
        byte[] text = in.b16le();
        scene.inherit(in);
        // Where both are named they are the same, except in messages made by the service on somebody's behalf.
        Parties told = scene.byClient() || sender == 0 ? parties : new Parties(OscarNames.uin(sender), parties.to());
        return meaning(scene, told, id, type, flags, text, Set.of());
    }

    /**
     * What a typed message means.
     *
     * @param text with or without the NUL at its end
     * @param marks what the wrapper says of it
     */
    static Meaning meaning(Scene scene, Parties parties, String id, int type, int flags, byte[] text, Set<Mark> marks) {
        if (scene.body().failed()) {
            return scene.broken();
        }
        Set<Mark> all = EnumSet.noneOf(Mark.class);
        all.addAll(marks);
        if (flags == FLAG_AUTO) {
            all.add(Mark.AUTO_RESPONSE);
        }
        String words = join(text, "\n");
        return switch (type) {
            // Text, from the server, web pager, mail express.
            case 0x01, 0x09, 0x0D, 0x0E -> scene.one(scene.message(parties, Feature.CHAT, null, words, all, id));
            case 0x04 -> scene.one(scene.message(parties, Feature.URL, null, words, all, id));
            case 0x02 ->
                scene.one(new ImEvent.Invite(
                        scene.flow(),
                        Feature.GROUP_CHAT,
                        Step.PROPOSE,
                        parties.from(),
                        parties.to(),
                        null,
                        scene.text(words),
                        id));
            case 0x03 ->
                scene.one(new ImEvent.FileOffer(
                        scene.flow(),
                        Feature.FILE_TRANSFER,
                        Step.PROPOSE,
                        parties.from(),
                        parties.to(),
                        List.of(),
                        scene.text(words),
                        id));
            case 0x06 -> scene.one(scene.contact(parties, "ask", words));
            case 0x07 -> scene.one(scene.contact(parties, "refuse", words));
            case 0x08 -> scene.one(scene.contact(parties, "grant", words));
            case 0x0C -> scene.one(scene.contact(parties, "added", words));
            case 0x13 -> scene.one(scene.contact(parties, "send", words));
            case 0x12 -> scene.nothing();
            case 0xE8, 0xE9, 0xEA, 0xEB, 0xEC -> awayText(scene, parties, words);
            default -> Meaning.Unclassified.INSTANCE;
        };
    }

    /** Without text it asks, with text it answers. */
    private static Meaning awayText(Scene scene, Parties parties, String words) {
        return words.isEmpty()
                ? scene.one(new ImEvent.Lookup(scene.flow(), parties.from(), parties.to(), "away"))
                : scene.one(new ImEvent.Profile(scene.flow(), parties.from(), "away", scene.text(words)));
    }

    /** The parts, each decoded by itself: FE in the middle would make any of them invalid UTF-8. */
    private static String join(byte[] text, String between) {
        int end = text.length;
        while (end > 0 && text[end - 1] == 0) {
            end--;
        }
        StringBuilder joined = new StringBuilder(end);
        int start = 0;
        for (int i = 0; i <= end; i++) {
            if (i == end || text[i] == SEPARATOR) {
                if (i > start) {
                    joined.append(joined.isEmpty() ? "" : between)
                            .append(TextCodec.lenient(Arrays.copyOfRange(text, start, i)));
                }
                start = i + 1;
            }
        }
        return joined.toString();
    }

    /** Bytes already decoded by someone who knew the charset, back in a form {@link #meaning} reads. */
    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
