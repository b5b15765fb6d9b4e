package org.sallyport.protocols.oscar.read;

import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.oscar.wire.Capability;
import org.sallyport.protocols.oscar.wire.OscarNames;
import org.sallyport.protocols.oscar.wire.TextCodec;
import org.sallyport.protocols.oscar.wire.Tlv;
import org.sallyport.protocols.oscar.wire.TlvList;
import org.sallyport.protocols.oscar.wire.WireReader;

/**
 * Channel 2: two clients arrange something else. TLV 5 holds u16 type, the cookie again, the capability it is about, and TLVs;
 * TLV 2711 in there is the capability's own.
 */
final class Rendezvous {

    static final int BLOCK = 0x0005;
    static final int SERVICE_DATA = 0x2711;

    private static final int TYPE_PROPOSE = 0;
    private static final int TYPE_CANCEL = 1;
    private static final int TYPE_ACCEPT = 2;
    private static final int TYPE_REFUSE = 3;
    private static final int PROPOSAL_NUMBER = 0x000A;
    private static final int INVITATION = 0x000C;
    private static final int CHARSET = 0x000D;
    private static final int FILE_NAME_CHARSET = 0x2712;

    private Rendezvous() {}

    static Meaning read(Scene scene, Parties parties, String id, TlvList outer) {
        Tlv block = block(outer);
        if (block == null) {
            return Meaning.Unclassified.INSTANCE;
        }
        WireReader in = block.reader();
        int type = in.u16();
        in.u64();
        Capability capability = Capability.read(in);
        TlvList tlvs = TlvList.read(in, scene.limits());
        scene.inherit(in);
        if (scene.body().failed()) {
            return scene.broken();
        }
        if (tlvs.repeats(SERVICE_DATA)) {
            return Meaning.Unclassified.INSTANCE;
        }
        if (capability.equals(Capability.ICQ_RELAY)) {
            return type == TYPE_PROPOSE
                    ? IcqRelay.message(scene, parties, id, tlvs.first(SERVICE_DATA))
                    : scene.nothing();
        }
        Step step = step(type, tlvs);
        Feature feature = capability.feature();
        if (step == null || feature == null) {
            return Meaning.Unclassified.INSTANCE;
        }
        Text words = invitation(scene, tlvs);
        Tlv data = tlvs.first(SERVICE_DATA);
        return switch (feature) {
            case FILE_TRANSFER, FILE_SHARING -> {
                List<FileInfo> files = files(scene, feature, step, data, tlvs);
                yield scene.one(new ImEvent.FileOffer(
                        scene.flow(), feature, step, parties.from(), parties.to(), files, words, id));
            }
            case CONTACT_LIST -> contacts(scene, parties, step, data);
            default -> {
                String room = feature == Feature.GROUP_CHAT && data != null ? room(scene, data) : null;
                yield scene.one(
                        new ImEvent.Invite(scene.flow(), feature, step, parties.from(), parties.to(), room, words, id));
            }
        };
    }

    /** The block of channels 2 and 4; null when there is none, or several. */
    static @Nullable Tlv block(TlvList outer) {
        return outer.repeats(BLOCK) ? null : outer.first(BLOCK);
    }

    private static @Nullable Step step(int type, TlvList tlvs) {
        return switch (type) {
            case TYPE_PROPOSE -> tlvs.number(PROPOSAL_NUMBER, 1) > 1 ? Step.COUNTER : Step.PROPOSE;
            case TYPE_CANCEL -> Step.CANCEL;
            case TYPE_ACCEPT -> Step.ACCEPT;
            case TYPE_REFUSE -> Step.DECLINE;
            default -> null;
        };
    }

    private static Text invitation(Scene scene, TlvList tlvs) {
        Tlv tlv = tlvs.first(INVITATION);
        return tlv == null ? Text.EMPTY : scene.text(TextCodec.decode(tlvs.text(CHARSET), tlv.bytes()));
    }

    private static List<FileInfo> files(Scene scene, Feature feature, Step step, @Nullable Tlv data, TlvList tlvs) {
        boolean described = feature == Feature.FILE_TRANSFER && (step == Step.PROPOSE || step == Step.COUNTER);
        if (data == null || data.length() == 0 || !described) {
            // The data of file sharing names no file.
            return List.of();
        }
        WireReader in = data.reader();
        in.u16();
        int count = in.u16();
        long size = in.u32();
        byte[] name = in.rest();
        scene.inherit(in);
        String decoded = TextCodec.decode(tlvs.text(FILE_NAME_CHARSET), untilNul(name));
        return List.of(new FileInfo(scene.plain(decoded).plain(), size, count));
    }

    private static byte[] untilNul(byte[] name) {
        int end = 0;
        while (end < name.length && name[end] != 0) {
            end++;
        }
        return Arrays.copyOf(name, end);
    }

    /** u16 exchange, s8 cookie, u16 instance; called as every later step calls the room. */
    private static String room(Scene scene, Tlv data) {
        WireReader in = data.reader();
        int exchange = in.u16();
        String cookie = in.s8();
        int instance = in.u16();
        scene.inherit(in);
        return scene.plain(OscarNames.room(exchange, cookie, instance)).plain();
    }

    /** Groups of {s16 name, u16 count, names}. Only the offer itself says anything. */
    private static Meaning contacts(Scene scene, Parties parties, Step step, @Nullable Tlv data) {
        if (step != Step.PROPOSE || data == null) {
            return scene.nothing();
        }
        WireReader in = data.reader();
        StringJoiner names = new StringJoiner("\n");
        int items = 0;
        while (in.remaining() > 0) {
            names.add(in.s16());
            int count = in.u16();
            for (int i = 0; i < count && !in.failed(); i++) {
                if (++items > scene.limits().itemsPerFrame()) {
                    in.fail();
                }
                names.add("  " + in.s16());
            }
        }
        scene.inherit(in);
        return scene.one(scene.contact(parties, "send", names.toString()));
    }
}
