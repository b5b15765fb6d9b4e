package org.sallyport.protocols.ymsg;

import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.ymsg.read.CallReader;
import org.sallyport.protocols.ymsg.read.ChatRoomReader;
import org.sallyport.protocols.ymsg.read.FileReader;
import org.sallyport.protocols.ymsg.read.MessageReader;
import org.sallyport.protocols.ymsg.read.PeerReader;
import org.sallyport.protocols.ymsg.read.Scene;
import org.sallyport.protocols.ymsg.read.SharingReader;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Packet;
import org.sallyport.protocols.ymsg.wire.Pair;
import org.sallyport.protocols.ymsg.wire.Pairs;
import org.sallyport.protocols.ymsg.wire.Service;
import org.sallyport.protocols.ymsg.wire.YmsgView;

/**
 * Takes a packet to the {@link Topic} that understands it: by {@link Use}, and where that isn't enough by key 49.
 *
 * <p>Confined to the connection's event loop.
 */
final class Topics {

    private static final int LONGEST_WEB_SESSION = 1_024;

    private final Connection connection;
    private final Requests requests;
    private final SignOn signOn;
    private final Topic messages;
    private final Topic typing;
    private final Topic presence;
    private final Topic contacts;
    private final Topic conferences;
    private final Topic chatRooms;
    private final Topic files;
    private final Topic calls;
    private final Topic sharing;
    private final Topic peers;
    private final Direct direct;

    Topics(Connection connection, Voice voice, SignOn signOn, Attendance attendance) {
        this.connection = connection;
        this.signOn = signOn;
        this.requests = new Requests(voice);
        this.messages = new Talk(connection, voice);
        this.typing = scene -> Finding.of(MessageReader.typing(scene), requests::enforce);
        this.presence = new Presences(connection, signOn, voice);
        this.contacts = new Contacts(connection, voice);
        Conferences rooms = new Conferences(connection, voice, attendance);
        this.conferences = new Understood(rooms::read, rooms::asks, this::unclassified);
        this.chatRooms = Understood.whole(ChatRoomReader::read, new ChatRooms(connection, voice), this::unclassified);
        this.files = new Understood(FileReader::read, new Files(connection, voice)::asks, this::unclassified);
        this.calls = Understood.whole(CallReader::read, new Calls(connection, voice), this::unclassified);
        this.sharing = Understood.whole(SharingReader::read, requests::enforce, this::unclassified);
        Agreements agreements = new Agreements(connection.context().handoffs());
        this.peers = Understood.whole(PeerReader::read, new Peers(connection, voice, agreements), this::unclassified);
        this.direct = new Direct(connection, agreements);
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
                Pair web = from == Side.CLIENT ? pairs.first(Key.WEB_SESSION) : null;
                if (web != null && web.length() <= LONGEST_WEB_SESSION) {
                    connection.webSession(web.bytes());
                }
                // Only room lists were ever seen to have something behind a NUL; elsewhere it may hide what others
                // read.
                yield pairs.junk() > 0 && !packet.is(Service.CHAT_JOIN)
                        ? new Finding.Broken("bytes behind the end of a body")
                        : read(use, scene(from, packet));
            }
        };
    }

    private Finding read(Use use, Scene scene) {
        Topic topic = topic(use, scene.pairs());
        if (!direct.takes(scene.packet())) {
            return topic.read(scene);
        }
        Finding finding = direct.check(scene);
        if (finding != null) {
            return finding;
        }
        return use.isBetweenPeers()
                ? topic.read(direct.seen(scene))
                : new Finding.Broken("the service's business between peers");
    }

    private Topic topic(Use use, Pairs pairs) {
        return switch (use) {
            case PASS, UNCLASSIFIED -> this::unclassified;
            case SIGN_ON -> signOn;
            case MESSAGES -> messages;
            case NOTIFY, PEER_DATA -> application(use, Application.of(pairs));
            case PRESENCE -> presence;
            case CONTACTS -> contacts;
            case CONFERENCES -> conferences;
            case CHAT_ROOMS -> chatRooms;
            case FILES -> files;
            case CALLS -> calls;
            case SHARING -> sharing;
            case PEERS -> peers;
        };
    }

    /** By what key 49 says. */
    private Topic application(Use use, @Nullable Application application) {
        if (application == null) {
            return this::unclassified;
        }
        boolean notify = use == Use.NOTIFY;
        return switch (application) {
            case TYPING -> notify ? typing : this::unclassified;
            case WEBCAMINVITE -> notify ? calls : this::unclassified;
            case GAME, GAMESINVITE, GAMESSENDDATA -> sharing;
            case IMVIRONMENT -> notify ? this::unclassified : sharing;
            case FILEXFER -> notify ? this::unclassified : files;
            case PEERTOPEER -> notify ? this::unclassified : peers;
        };
    }

    private Scene scene(Side from, Packet packet) {
        return new Scene(
                from, packet, connection.account(), connection.context().limits());
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
