package org.sallyport.protocols.oscar.read;

import java.util.EnumSet;
import java.util.Set;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.event.ImEvent.Message.Mark;
import org.sallyport.protocols.oscar.wire.Fragments;
import org.sallyport.protocols.oscar.wire.Tlv;
import org.sallyport.protocols.oscar.wire.TlvList;
import org.sallyport.protocols.oscar.wire.WireReader;

/** Channel 1: the plain instant message of AIM, and of ICQ since 2003. */
final class InstantMessage {

    static final int FRAGMENTS = 0x0002;

    private static final int AUTO_RESPONSE = 0x0004;
    /** From the client: keep it if the other is away. From the service: it was kept. */
    private static final int STORED = 0x0006;

    private InstantMessage() {}

    static Meaning read(Scene scene, Parties parties, String id, TlvList tlvs) {
        Set<Mark> marks = EnumSet.noneOf(Mark.class);
        if (tlvs.has(AUTO_RESPONSE)) {
            marks.add(Mark.AUTO_RESPONSE);
        }
        if (!scene.byClient() && tlvs.has(STORED)) {
            marks.add(Mark.OFFLINE);
        }
        return scene.one(scene.message(parties, Feature.CHAT, null, words(scene, tlvs), marks, id));
    }

    /** Clients differ in which of several TLVs 2 they show, so all of them are read. */
    private static String words(Scene scene, TlvList tlvs) {
        StringBuilder words = new StringBuilder();
        for (Tlv tlv : tlvs.all()) {
            if (tlv.type() == FRAGMENTS) {
                WireReader in = tlv.reader();
                words.append(Fragments.read(in, scene.limits()).text(in));
                scene.inherit(in);
            }
        }
        return words.toString();
    }
}
