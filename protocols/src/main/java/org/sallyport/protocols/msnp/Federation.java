package org.sallyport.protocols.msnp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
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
import org.sallyport.protocols.msnp.mime.Mime;
import org.sallyport.protocols.msnp.mime.MimeMessage;
import org.sallyport.protocols.msnp.read.Tags;
import org.sallyport.protocols.msnp.wire.CommandLine;
import org.sallyport.protocols.msnp.wire.MsnNames;
import org.sallyport.protocols.msnp.write.Commands;
import org.sallyport.protocols.msnp.write.Wording;

/**
 * What goes from person to person by way of the notification server: messages to and from other networks and to people who are
 * away ({@code UUM}, {@code UBM}), telephones ({@code PAG}, {@code PGD}, {@code IPG}), and the notes by which clients set calls up
 * ({@code UUN}, {@code UBN}). Sources: libpurple, aMSN, Escargot.
 *
 * <p>Confined to the connection's event loop.
 */
final class Federation {

    private static final String PASSPORT = "1";
    private static final String TELEPHONE = "4";

    private final Connection connection;
    private final Voice voice;
    private final Contents contents;
    private final Requests requests;
    private final SignOn signOn;
    private final Negotiations negotiations;

    Federation(
            Connection connection,
            Voice voice,
            Contents contents,
            Requests requests,
            SignOn signOn,
            Negotiations negotiations) {
        this.connection = connection;
        this.voice = voice;
        this.contents = contents;
        this.requests = requests;
        this.signOn = signOn;
        this.negotiations = negotiations;
    }

    /** {@code UUM n account network type length}; {@code UBM account network mine my-network type length}. */
    Finding message(Side from, CommandLine line) {
        if (line.payloadLength() == 0) {
            return Finding.Pass.INSTANCE;
        }
        int at = from == Side.CLIENT ? 2 : 1;
        String network = line.number(at + 1) < 0 ? "" : line.token(at + 1);
        ScreenName other = network.isEmpty() ? MsnNames.of(line.decoded(at)) : MsnNames.of(line.decoded(at), network);
        return switch (Mime.read(line.buffer(), line.payloadStart(), line.payloadEnd())) {
            case Mime.Malformed broken -> new Finding.Broken(broken.why());
            case MimeMessage mime -> contents.read(post(from, line, other, network, mime), this::enforceMessage);
        };
    }

    private Post post(Side from, CommandLine line, ScreenName other, String network, MimeMessage mime) {
        boolean ours = from == Side.CLIENT;
        ScreenName account = connection.account();
        // To somebody who could be met on a switchboard it is what waits until they are back.
        Set<Mark> marks = network.equals(PASSPORT) ? Set.of(Mark.OFFLINE) : Set.of();
        return new Post(
                line.token(0),
                Flow.from(from),
                ours ? account : other,
                ours ? List.of(other) : listOf(account),
                network.equals(TELEPHONE) ? Feature.SMS : Feature.CHAT,
                null,
                ours ? line.token(1) : "",
                marks,
                mime);
    }

    private static List<ScreenName> listOf(@Nullable ScreenName name) {
        return name == null ? List.of() : List.of(name);
    }

    private void enforceMessage(Side from, Frame frame, Ruling ruling, List<Emission> out) {
        CommandLine line = CommandLine.of(frame);
        Optional<ByteBuf> rewritten = ruling.verdict() instanceof Verdict.Rewrite(String text)
                        && Mime.read(line.buffer(), line.payloadStart(), line.payloadEnd()) instanceof MimeMessage mime
                ? Wording.rewrite(mime, text)
                : Optional.empty();
        if (rewritten.isPresent()) {
            out.add(new Emission.Send(from.other(), Commands.withPayload(line, rewritten.get())));
            voice.notices(ruling.notices(), out);
        } else {
            requests.enforce(from, frame, ruling, out);
        }
    }

    /** {@code PAG n account length}, {@code PGD n account|tel:+n 1 length}: words for a telephone, in XML or bare. */
    Finding page(CommandLine line) {
        return sms(Flow.OUTBOUND, connection.account(), List.of(MsnNames.of(line.decoded(2))), line, line.token(1));
    }

    /** {@code IPG length}: what came from a telephone, and whose number stands in {@code <FROM name="tel:+1...">}. */
    Finding paged(CommandLine line) {
        Tags tags = new Tags(line.payload());
        ScreenName sender = null;
        while (sender == null && tags.next()) {
            sender = tags.is("FROM") && !tags.attribute("name").isEmpty() ? MsnNames.of(tags.attribute("name")) : null;
        }
        return sms(Flow.INBOUND, sender, listOf(connection.account()), line, "");
    }

    private Finding sms(
            Flow flow, @Nullable ScreenName from, List<ScreenName> to, CommandLine line, String transaction) {
        String payload = line.payload();
        String text = Tags.textOf(payload, "TEXT");
        String words = text == null ? payload : text;
        String cut =
                words.substring(0, Math.min(words.length(), connection.limits().textChars()));
        Set<Mark> marks = cut.length() < words.length() ? Set.of(Mark.CUT) : Set.of();
        return new Finding.Asks(
                new ImEvent.Message(flow, Feature.SMS, from, to, null, Text.plain(cut), marks, transaction),
                requests::enforce);
    }

    /**
     * {@code UUN n account type length}, {@code UBN account type length}. Types: 1 shares a folder, 2 rings for a call, 3
     * negotiates from client to client, 4 signs another place of one's own off, 5 and 6 say that a window was closed or that
     * lists have changed, 11 and 12 belong to calls.
     */
    Finding note(Side from, CommandLine line) {
        if (line.payloadLength() == 0) {
            return Finding.Pass.INSTANCE;
        }
        int at = from == Side.CLIENT ? 2 : 1;
        ScreenName other = MsnNames.of(line.decoded(at));
        String type = line.token(at + 1);
        return switch (type) {
            case "1" -> invite(from, line, other, Feature.FILE_SHARING, Step.PROPOSE);
            case "2" -> invite(from, line, other, Feature.VOICE, Step.PROPOSE);
            case "3" -> negotiations.note(from, line, other);
            case "4" ->
                from == Side.SERVER && other.equals(connection.account()) && connection.inSession()
                        ? signOn.left(from, "signed off from another place")
                        : Finding.Pass.INSTANCE;
            case "5", "6" -> Finding.Pass.INSTANCE;
            case "11" -> invite(from, line, other, Feature.VIDEO, Step.PROPOSE);
            case "12" -> tunnelled(from, line, other);
            default ->
                new Finding.Asks(
                        new ImEvent.Unclassified(
                                Flow.from(from),
                                from == Side.CLIENT ? connection.account() : other,
                                line.number(at + 1) < 0 ? line.token(0) : line.token(0) + " " + type,
                                line.payloadLength()),
                        requests::enforce);
        };
    }

    /** {@code <sip e="base64" ..><msg>...</msg></sip>}: SIP as it would stand on a wire of its own. */
    private Finding tunnelled(Side from, CommandLine line, ScreenName other) {
        String encoded = Tags.textOf(line.payload(), "msg");
        String sip = encoded == null ? line.payload() : decoded(encoded);
        if (sip.startsWith("INVITE ")) {
            Feature feature = sip.contains("m=video") ? Feature.VIDEO : Feature.VOICE;
            return invite(from, line, other, feature, Step.PROPOSE);
        }
        if (sip.startsWith("BYE ") || sip.startsWith("CANCEL ")) {
            return invite(from, line, other, Feature.VOICE, Step.CANCEL);
        }
        if (sip.startsWith("SIP/2.0 2")) {
            return invite(from, line, other, Feature.VOICE, Step.ACCEPT);
        }
        if (sip.startsWith("SIP/2.0 4") || sip.startsWith("SIP/2.0 6")) {
            return invite(from, line, other, Feature.VOICE, Step.DECLINE);
        }
        if (sip.startsWith("SIP/2.0 ") || sip.startsWith("ACK ")) {
            return Finding.Pass.INSTANCE;
        }
        return invite(from, line, other, Feature.VOICE, Step.COUNTER);
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private Finding invite(Side from, CommandLine line, ScreenName other, Feature feature, Step step) {
        boolean ours = from == Side.CLIENT;
        ScreenName account = connection.account();
        return new Finding.Asks(
                new ImEvent.Invite(
                        Flow.from(from),
                        feature,
                        step,
                        ours ? account : other,
                        ours ? List.of(other) : listOf(account),
                        null,
                        Text.EMPTY,
                        ours ? line.token(1) : ""),
                requests::enforce);
    }
}
