package org.sallyport.protocols.oscar.read;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.oscar.wire.TlvList;
import org.sallyport.protocols.oscar.wire.UserInfo;
import org.sallyport.protocols.oscar.wire.WireReader;

/** Family 04: messages by channel, what became of them, and typing notices. */
final class IcbmReader {

    static final int CHANNEL_IM = 1;
    static final int CHANNEL_RENDEZVOUS = 2;
    static final int CHANNEL_ICQ = 4;

    private static final int ERROR_SUBCODE = 0x0008;

    private IcbmReader() {}

    static Meaning read(Scene scene) {
        int subtype = scene.header().subtype();
        return switch (subtype) {
            case 0x06 -> scene.byClient() ? message(scene) : Meaning.Unclassified.INSTANCE;
            case 0x07 -> scene.byClient() ? Meaning.Unclassified.INSTANCE : message(scene);
            case 0x0B -> clientEvent(scene);
            case 0x14 -> typing(scene);
            case 0x01 -> scene.byClient() ? Meaning.Unclassified.INSTANCE : error(scene);
            case 0x0A -> scene.byClient() ? Meaning.Unclassified.INSTANCE : missed(scene);
            case 0x0C -> scene.byClient() ? Meaning.Unclassified.INSTANCE : acknowledged(scene);
            default -> Meaning.Unclassified.INSTANCE;
        };
    }

    private static Meaning message(Scene scene) {
        WireReader body = scene.body();
        String id = Cookie.hex(body.u64());
        int channel = body.u16();
        String peer = scene.byClient()
                ? body.s8()
                : UserInfo.read(body, scene.limits()).name();
        TlvList tlvs = TlvList.read(body, scene.limits());
        if (body.failed()) {
            return scene.broken();
        }
        Parties parties = scene.with(peer);
        return switch (channel) {
            case CHANNEL_IM -> InstantMessage.read(scene, parties, id, tlvs);
            case CHANNEL_RENDEZVOUS -> Rendezvous.read(scene, parties, id, tlvs);
            case CHANNEL_ICQ -> IcqMessage.read(scene, parties, id, tlvs);
            default -> Meaning.Unclassified.INSTANCE;
        };
    }

    private static Meaning typing(Scene scene) {
        WireReader body = scene.body();
        body.u64();
        body.u16();
        Parties parties = scene.with(body.s8());
        int event = body.u16();
        if (body.failed()) {
            return scene.broken();
        }
        return switch (event) {
            case 0x0 -> typing(scene, parties, ImEvent.Typing.State.FINISHED);
            case 0x1 -> typing(scene, parties, ImEvent.Typing.State.PAUSED);
            case 0x2 -> typing(scene, parties, ImEvent.Typing.State.STARTED);
            case 0xF -> typing(scene, parties, ImEvent.Typing.State.CLOSED);
            default -> Meaning.Unclassified.INSTANCE;
        };
    }

    private static Meaning typing(Scene scene, Parties parties, ImEvent.Typing.State state) {
        return scene.one(new ImEvent.Typing(scene.flow(), parties.from(), parties.to(), state));
    }

    /** The error names no message but the request that carried it. */
    private static Meaning error(Scene scene) {
        int code = scene.body().u16();
        TlvList tlvs = TlvList.read(scene.body(), scene.limits());
        long subcode = tlvs.number(ERROR_SUBCODE, -1);
        String detail = subcode < 0 ? "error " + code : "error " + code + " subcode " + subcode;
        String id = HexFormat.of().toHexDigits((int) scene.header().requestId());
        return scene.one(new ImEvent.Receipt(scene.flow(), null, scene.me(), false, id, detail));
    }

    private static Meaning missed(Scene scene) {
        WireReader body = scene.body();
        List<ImEvent> events = new ArrayList<>();
        while (body.remaining() > 0) {
            if (events.size() == scene.limits().itemsPerFrame()) {
                body.fail();
                break;
            }
            body.u16();
            UserInfo sender = UserInfo.read(body, scene.limits());
            String detail = "missed " + body.u16() + " reason " + body.u16();
            events.add(new ImEvent.Receipt(scene.flow(), sender.screenName(), scene.me(), false, "", detail));
        }
        return scene.all(events);
    }

    /** What follows the name (a message id of the host's own) is not read. */
    private static Meaning acknowledged(Scene scene) {
        String id = Cookie.hex(scene.body().u64());
        int channel = scene.body().u16();
        Parties parties = scene.with(scene.body().s8());
        String detail = "channel " + channel;
        return scene.one(new ImEvent.Receipt(scene.flow(), parties.from(), parties.to(), true, id, detail));
    }

    /**
     * A client's answer to a message. On channel 2 it refuses a rendezvous, acknowledges an ICQ relay message, or carries the
     * away text that was asked for. What was refused is known only to whoever remembers the cookie, so a refusal is told as one
     * of a file, the usual case.
     */
    private static Meaning clientEvent(Scene scene) {
        WireReader body = scene.body();
        String id = Cookie.hex(body.u64());
        int channel = body.u16();
        Parties parties = scene.with(body.s8());
        int code = body.u16();
        if (channel == CHANNEL_RENDEZVOUS && IcqRelay.startsAt(body)) {
            return IcqRelay.answer(scene, parties, id);
        }
        if (channel == CHANNEL_RENDEZVOUS) {
            return scene.one(new ImEvent.FileOffer(
                    scene.flow(),
                    Feature.FILE_TRANSFER,
                    Step.DECLINE,
                    parties.from(),
                    parties.to(),
                    List.of(),
                    Text.EMPTY,
                    id));
        }
        String detail = "channel " + channel + " code " + code;
        return scene.one(new ImEvent.Receipt(scene.flow(), parties.from(), parties.to(), false, id, detail));
    }
}
