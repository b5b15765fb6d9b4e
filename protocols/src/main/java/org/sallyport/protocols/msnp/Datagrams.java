package org.sallyport.protocols.msnp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.ImEvent.Message.Mark;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.msnp.deal.Said;
import org.sallyport.protocols.msnp.mime.Mime;
import org.sallyport.protocols.msnp.mime.MimeMessage;
import org.sallyport.protocols.msnp.mime.MimeWriter;
import org.sallyport.protocols.msnp.read.Tags;
import org.sallyport.protocols.msnp.wire.Command;
import org.sallyport.protocols.msnp.wire.CommandLine;
import org.sallyport.protocols.msnp.wire.MsnNames;
import org.sallyport.protocols.msnp.write.Commands;
import org.sallyport.protocols.msnp.write.Wording;

/**
 * Version 21, which has no switchboards: messages ({@code SDG}) and what people publish ({@code PUT}, {@code DEL}, and {@code NFY}
 * from the service) have three heads, each ended by a blank line: routing, reliability, and what it is about. Names: {@code
 * 1:user@host;epid={guid}}, {@code 9:guid@live.com} for a circle and {@code 10:guid@live.com} for a group; circles use the same
 * commands since version 18. Sources: MSNPSharp, Escargot.
 *
 * <p>{@code From} is the client's own word: a name other than the account's is a forgery.
 *
 * <p>Confined to the connection's event loop.
 */
final class Datagrams {

    private final Connection connection;
    private final Voice voice;
    private final Contents contents;
    private final Requests requests;
    private final Presences presences;
    private final Negotiations negotiations;

    Datagrams(
            Connection connection,
            Voice voice,
            Contents contents,
            Requests requests,
            Presences presences,
            Negotiations negotiations) {
        this.connection = connection;
        this.voice = voice;
        this.contents = contents;
        this.requests = requests;
        this.presences = presences;
        this.negotiations = negotiations;
    }

    /**
     * The three heads.
     *
     * @param content the last, and the body
     */
    private record Envelope(MimeMessage routing, MimeMessage reliability, MimeMessage content) {

        static @Nullable Envelope read(CommandLine line) {
            int end = line.payloadEnd();
            if (Mime.read(line.buffer(), line.payloadStart(), end) instanceof MimeMessage routing
                    && Mime.read(line.buffer(), routing.bodyStart(), end) instanceof MimeMessage reliability
                    && Mime.read(line.buffer(), reliability.bodyStart(), end) instanceof MimeMessage content) {
                return new Envelope(routing, reliability, content);
            }
            return null;
        }

        String to() {
            String to = routing.first("To");
            return to == null ? "" : to;
        }

        String from() {
            String from = routing.first("From");
            return from == null ? "" : from;
        }

        /** The circle or group it goes to or comes through; null when it goes from one to another. */
        @Nullable String room() {
            for (String handle : List.of(to(), from())) {
                int via = handle.indexOf(";via=");
                String through = via < 0 ? handle : handle.substring(via + ";via=".length());
                if (through.startsWith("9:") || through.startsWith("10:")) {
                    return MsnNames.bare(through).toLowerCase(Locale.ROOT);
                }
            }
            return null;
        }
    }

    /** {@code SDG}. */
    Finding message(Side from, CommandLine line) {
        if (line.payloadLength() == 0) {
            return Finding.Pass.INSTANCE;
        }
        Envelope envelope = Envelope.read(line);
        if (envelope == null) {
            return new Finding.Broken("datagram without its three heads");
        }
        Finding forged = forged(from, envelope);
        if (forged != null) {
            return forged;
        }
        Post post = post(from, line, envelope);
        String type = envelope.content().first("Message-Type");
        boolean bare = "Signal/P2P".equalsIgnoreCase(type);
        return bare || "Data".equalsIgnoreCase(type)
                ? negotiations.datagram(from, line, post, bare, this::inTheSameWay)
                : contents.readTyped(post, this::enforce);
    }

    /** A datagram like the one at hand, to the same place or back to where it came from. */
    private @Nullable ByteBuf inTheSameWay(Said said, CommandLine line) {
        Envelope envelope = Envelope.read(line);
        if (envelope == null) {
            return null;
        }
        boolean fromClient = line.number(1) > 0;
        boolean back = fromClient == (said.to() == Side.CLIENT);
        ByteBuf routing = MimeWriter.like(envelope.routing())
                .header("To", back ? envelope.from() : envelope.to())
                .header("From", back ? envelope.to() : envelope.from())
                .body("")
                .toBuffer();
        ByteBuf reliability = MimeWriter.like(envelope.reliability()).body("").toBuffer();
        ByteBuf content = MimeWriter.like(envelope.content())
                .header("Content-Length", Integer.toString(said.payload().readableBytes()))
                .body(said.payload())
                .toBuffer();
        said.payload().release();
        String command = "SDG " + (said.to() == Side.SERVER ? negotiations.ownTransaction() : "0");
        return Commands.joined(command, Unpooled.wrappedBuffer(routing, reliability, content));
    }

    private @Nullable Finding forged(Side from, Envelope envelope) {
        ScreenName account = connection.account();
        if (from == Side.SERVER || account == null || envelope.from().isEmpty()) {
            return null;
        }
        ScreenName claimed = MsnNames.of(envelope.from());
        return claimed.equals(account)
                ? null
                : new Finding.Asks(
                        new ImEvent.Forged(Flow.OUTBOUND, claimed, List.of(account), "message of another account"),
                        requests::enforce);
    }

    private Post post(Side from, CommandLine line, Envelope envelope) {
        boolean ours = from == Side.CLIENT;
        String room = envelope.room();
        ScreenName account = connection.account();
        List<ScreenName> to = new ArrayList<>();
        if (!ours && account != null) {
            to.add(account);
        } else if (ours && room == null && !envelope.to().isEmpty()) {
            to.add(MsnNames.of(envelope.to()));
        }
        String channel = envelope.routing().first("Service-Channel");
        boolean offline = "IM/Offline".equalsIgnoreCase(channel);
        boolean mobile = "IM/Mobile".equalsIgnoreCase(channel);
        return new Post(
                "SDG",
                Flow.from(from),
                ours ? account : MsnNames.of(envelope.from()),
                to,
                room != null ? Feature.GROUP_CHAT : mobile ? Feature.SMS : Feature.CHAT,
                room,
                ours ? line.token(1) : "",
                offline ? Set.of(Mark.OFFLINE) : Set.of(),
                envelope.content());
    }

    private void enforce(Side from, Frame frame, Ruling ruling, List<Emission> out) {
        CommandLine line = CommandLine.of(frame);
        Optional<ByteBuf> rewritten =
                ruling.verdict() instanceof Verdict.Rewrite(String text) ? rewrite(line, text) : Optional.empty();
        if (rewritten.isPresent()) {
            out.add(new Emission.Send(from.other(), rewritten.get()));
            voice.notices(ruling.notices(), out);
        } else {
            requests.enforce(from, frame, ruling, out);
        }
    }

    private static Optional<ByteBuf> rewrite(CommandLine line, String text) {
        Envelope envelope = Envelope.read(line);
        if (envelope == null || !"Text".equalsIgnoreCase(envelope.content().first("Message-Type"))) {
            return Optional.empty();
        }
        return Wording.rewrite(envelope.content(), text).map(content -> {
            int start = line.payloadStart();
            ByteBuf payload = Unpooled.buffer();
            payload.writeBytes(line.buffer(), start, envelope.content().start() - start);
            payload.writeBytes(content);
            content.release();
            return Commands.withPayload(line, payload);
        });
    }

    /** {@code PUT} and {@code DEL} of our client, {@code NFY PUT} and {@code NFY DEL} of the service. */
    Finding publication(Side from, Command command, CommandLine line) {
        if (line.payloadLength() == 0) {
            return Finding.Pass.INSTANCE;
        }
        Envelope envelope = Envelope.read(line);
        if (envelope == null) {
            return new Finding.Broken("publication without its three heads");
        }
        boolean ends = command == Command.DEL || line.is(1, "DEL");
        String uri = envelope.content().first("Uri");
        String type = envelope.content().contentType();
        List<ImEvent> events = type.contains("circles") || type.contains("multiparty") || "/circle".equals(uri)
                ? people(from, envelope, ends)
                : ownWords(from, envelope, ends);
        return events.isEmpty() ? Finding.Pass.INSTANCE : new Finding.Asks(events, requests::enforce);
    }

    /** {@code <user><s n="IM"><Status>NLN</Status></s><s n="PE"><FriendlyName>..</FriendlyName><PSM>..</PSM></s></user>}. */
    private List<ImEvent> ownWords(Side from, Envelope envelope, boolean ends) {
        boolean ours = from == Side.CLIENT;
        ScreenName account = connection.account();
        ScreenName person = ours || envelope.from().isEmpty() ? connection.actor(from) : MsnNames.of(envelope.from());
        if (!ours && person != null && person.equals(account)) {
            return List.of();
        }
        Flow flow = Flow.from(from);
        if (ends) {
            // Of our client it ends one place of several; the end of a session is OUT.
            return ours ? List.of() : List.of(new ImEvent.Presence(flow, person, "offline", Text.EMPTY));
        }
        String xml = envelope.content().bodyText();
        List<ImEvent> events = new ArrayList<>();
        String status = Tags.textOf(xml, "Status");
        if (status != null && !status.isBlank()) {
            events.add(new ImEvent.Presence(flow, person, Presences.status(status.strip()), Text.EMPTY));
        }
        events.addAll(presences.profile(flow, person, xml));
        return events;
    }

    /** {@code <circle><roster><id>IM</id><user><id>1:user@host</id></user></roster></circle>}. */
    private List<ImEvent> people(Side from, Envelope envelope, boolean ends) {
        Flow flow = Flow.from(from);
        String named = envelope.room();
        String room = named == null ? "" : named;
        List<ImEvent> events = new ArrayList<>();
        Tags tags = new Tags(envelope.content().bodyText());
        while (tags.next() && events.size() < connection.limits().itemsPerFrame()) {
            String id = tags.is("id") ? tags.text() : "";
            if (id.indexOf('@') > 0) {
                ScreenName person = MsnNames.of(id);
                if (ends) {
                    events.add(new ImEvent.RoomLeave(flow, person, List.of(), room));
                } else if (from == Side.SERVER || person.equals(connection.account())) {
                    events.add(new ImEvent.RoomJoin(flow, person, List.of(), room));
                } else {
                    events.add(new ImEvent.Invite(
                            flow,
                            Feature.GROUP_CHAT,
                            Step.PROPOSE,
                            connection.account(),
                            List.of(person),
                            room,
                            Text.EMPTY,
                            room));
                }
            }
        }
        return events;
    }
}
