package org.sallyport.protocols.ymsg;

import java.util.HexFormat;
import java.util.List;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.ymsg.read.MessageReader;
import org.sallyport.protocols.ymsg.read.Scene;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Pairs;
import org.sallyport.protocols.ymsg.wire.Packet;
import org.sallyport.protocols.ymsg.wire.Service;
import org.sallyport.protocols.ymsg.wire.YmsgView;

/**
 * Takes a packet to the {@link Topic} that understands it: by {@link Use}, and where that isn't enough by key 49.
 *
 * <p>Confined to the connection's event loop.
 */
final class Topics {

    private final Connection connection;
    private final Requests requests;
    private final SignOn signOn;
    private final Topic messages;
    private final Topic typing;
    private final Topic presence;
    private final Topic contacts;

    Topics(Connection connection, Voice voice, SignOn signOn) {
        this.connection = connection;
        this.signOn = signOn;
        this.requests = new Requests(voice);
        this.messages = new Talk(connection, voice);
        this.typing = scene -> Finding.of(MessageReader.typing(scene), requests::enforce);
        this.presence = new Presences(connection, signOn, voice);
        this.contacts = new Contacts(connection, voice);
    }

    /** Understands a packet whose use isn't {@link Use#PASS}. */
    Finding read(Use use, Side from, Frame frame) {
        if (use == Use.UNCLASSIFIED) {
            // Its body may have any shape.
            return unclassified(from, frame);
        }
        return switch (Pairs.read(frame, connection.context().limits())) {
            case Pairs.Parsed.Broken(String why) -> new Finding.Broken(why);
            case Pairs.Parsed.Whole(Pairs pairs) -> {
                Packet packet = Packet.of(frame, pairs);
                // Only room lists were ever seen to have something behind a NUL; elsewhere it may hide what others read.
                yield pairs.junk() > 0 && !packet.is(Service.CHAT_JOIN)
                        ? new Finding.Broken("bytes behind the end of a body")
                        : topic(use, pairs).read(scene(from, packet));
            }
        };
    }

    private Topic topic(Use use, Pairs pairs) {
        return switch (use) {
            case PASS, UNCLASSIFIED -> this::unclassified;
            case SIGN_ON -> signOn;
            case MESSAGES -> messages;
            case NOTIFY -> application(pairs);
            case PRESENCE -> presence;
            case CONTACTS -> contacts;
        };
    }

    /** By what key 49 says. */
    private Topic application(Pairs pairs) {
        String name = pairs.text(Key.APPLICATION);
        return switch (name == null ? "" : name) {
            case "TYPING" -> typing;
            default -> this::unclassified;
        };
    }

    private Scene scene(Side from, Packet packet) {
        return new Scene(from, packet, connection.account(), connection.context().limits());
    }

    /** A packet without a name here: rules and archive can tell by its service's number. */
    Finding unclassified(Scene scene) {
        return unclassified(scene.from(), scene.packet().frame());
    }

    private Finding unclassified(Side from, Frame frame) {
        String opcode = HexFormat.of().withUpperCase().toHexDigits((short) YmsgView.service(frame));
        ImEvent event = new ImEvent.Unclassified(
                Flow.from(from), from == Side.CLIENT ? connection.account() : null, opcode, frame.length());
        return new Finding.Asks(List.of(event), requests::enforce);
    }
}
