package org.sallyport.protocols.msnp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.msnp.deal.Deals;
import org.sallyport.protocols.msnp.mime.Mime;
import org.sallyport.protocols.msnp.mime.MimeMessage;
import org.sallyport.protocols.msnp.wire.CommandLine;
import org.sallyport.protocols.msnp.wire.MsnNames;
import org.sallyport.protocols.msnp.write.Commands;
import org.sallyport.protocols.msnp.write.Wording;

/**
 * What is said in a switchboard ({@code MSG n class length} and {@code MSG account name length}), and how a ruling on it is
 * carried out.
 *
 * <p>What the client is owed depends on the class it chose. A refused message gets {@code NAK}, upon which clients show that it
 * was not delivered; one that vanishes gets the {@code ACK} that classes A and D wait for (libpurple reports a timeout after a
 * minute without it), and class N nothing. Class U is never answered. An incoming message that is stopped leaves no trace: the
 * service waits for no answer. What has no place for other words is refused when it should be rewritten, and so is a text that
 * gets too long for one message.
 *
 * <p>Confined to the connection's event loop.
 */
final class Talk {

    private final Connection connection;
    private final Voice voice;
    private final Contents contents;
    private final Switchboard switchboard;
    private final Negotiations negotiations;
    private final Chunks fromClient;
    private final Chunks fromServer;

    Talk(Connection connection, Voice voice, Contents contents, Switchboard switchboard, Negotiations negotiations) {
        this.connection = connection;
        this.voice = voice;
        this.contents = contents;
        this.switchboard = switchboard;
        this.negotiations = negotiations;
        this.fromClient = new Chunks(connection.limits());
        this.fromServer = new Chunks(connection.limits());
    }

    /** {@code MSG} of either side. */
    Finding message(Side from, Frame frame, CommandLine line) {
        if (line.payloadLength() == 0) {
            return Finding.Pass.INSTANCE;
        }
        return switch (Mime.read(line.buffer(), line.payloadStart(), line.payloadEnd())) {
            case Mime.Malformed broken -> new Finding.Broken(broken.why());
            case MimeMessage mime ->
                Chunks.isPart(mime) && !Deals.arranges(mime)
                        ? part(from, frame, line, mime)
                        : whole(from, line, post(from, line, mime));
        };
    }

    private Finding whole(Side from, CommandLine line, Post post) {
        Finding arranged = negotiations.message(from, line, post);
        return arranged == null ? contents.read(post, this::enforce) : arranged;
    }

    private Finding part(Side from, Frame frame, CommandLine line, MimeMessage mime) {
        Chunks chunks = from == Side.CLIENT ? fromClient : fromServer;
        return switch (chunks.take(from == Side.CLIENT ? "" : line.token(1), frame, mime)) {
            case Chunks.Part.Kept kept -> new Finding.Instead(List.of());
            case Chunks.Part.Odd odd -> new Finding.Broken(odd.why());
            case Chunks.Part.Whole(Chunks.Joined joined) -> {
                Finding finding = contents.read(
                        post(from, line, joined.mime()),
                        (side, last, ruling, out) -> enforceJoined(side, last, joined, ruling, out));
                yield finding instanceof Finding.Pass ? new Finding.Instead(released(from, joined)) : finding;
            }
        };
    }

    private Post post(Side from, CommandLine line, MimeMessage mime) {
        boolean ours = from == Side.CLIENT;
        ScreenName speaker = ours ? connection.account() : MsnNames.of(line.decoded(1));
        return new Post(
                "MSG",
                Flow.from(from),
                speaker,
                audience(speaker, ours),
                connection.chat(),
                connection.room(),
                ours ? line.token(1) : "",
                Set.of(),
                mime);
    }

    /** Everybody but the speaker. Before anybody has come, who was called. */
    private List<ScreenName> audience(@Nullable ScreenName speaker, boolean ours) {
        List<ScreenName> audience = new ArrayList<>();
        ScreenName account = connection.account();
        if (!ours && account != null) {
            audience.add(account);
        }
        audience.addAll(connection.roster().people());
        if (ours && audience.isEmpty()) {
            audience.addAll(switchboard.awaited());
        }
        audience.remove(speaker);
        return audience;
    }

    void enforce(Side from, Frame frame, Ruling ruling, List<Emission> out) {
        CommandLine line = CommandLine.of(frame);
        switch (ruling.verdict()) {
            case Verdict.Allow allow -> out.add(Emission.Forward.INSTANCE);
            case Verdict.Rewrite(String text) -> {
                Optional<ByteBuf> rewritten = rewrite(line, text);
                if (rewritten.isPresent()) {
                    out.add(new Emission.Send(from.other(), rewritten.get()));
                } else {
                    answer(from, line, false, out);
                }
            }
            case Verdict.Drop drop -> answer(from, line, true, out);
            case Verdict.Deny deny -> answer(from, line, false, out);
            case Verdict.Disconnect disconnect -> answer(from, line, false, out);
        }
        voice.notices(ruling.notices(), out);
    }

    private static Optional<ByteBuf> rewrite(CommandLine line, String text) {
        return Mime.read(line.buffer(), line.payloadStart(), line.payloadEnd()) instanceof MimeMessage mime
                ? Wording.rewrite(mime, text).map(payload -> Commands.withPayload(line, payload))
                : Optional.empty();
    }

    private void enforceJoined(Side from, Frame last, Chunks.Joined joined, Ruling ruling, List<Emission> out) {
        CommandLine line = CommandLine.of(last);
        Optional<ByteBuf> rewritten = ruling.verdict() instanceof Verdict.Rewrite(String text)
                ? Wording.rewrite(joined.mime(), text)
                : Optional.empty();
        if (ruling.verdict() instanceof Verdict.Allow) {
            out.addAll(released(from, joined));
        } else {
            boolean taken = rewritten.isPresent() || ruling.verdict() instanceof Verdict.Drop;
            for (ByteBuf earlier : joined.earlier()) {
                answer(from, Chunks.line(earlier), taken, out);
            }
            if (rewritten.isPresent()) {
                out.add(new Emission.Send(from.other(), Commands.withPayload(line, rewritten.get())));
            } else {
                answer(from, line, taken, out);
            }
        }
        voice.notices(ruling.notices(), out);
    }

    /** All parts, the last being the frame at hand. */
    private static List<Emission> released(Side from, Chunks.Joined joined) {
        ByteBuf earlier = Unpooled.buffer();
        joined.earlier().forEach(frame -> earlier.writeBytes(frame, 0, frame.readableBytes()));
        return List.of(new Emission.Send(from.other(), earlier), Emission.Forward.INSTANCE);
    }

    /** What the client of a message that goes no further waits for. */
    private void answer(Side from, CommandLine line, boolean taken, List<Emission> out) {
        if (from == Side.SERVER) {
            return;
        }
        boolean acknowledged = line.is(2, "A") || line.is(2, "D");
        if (taken && acknowledged) {
            voice.ack(line.token(1), out);
        } else if (!taken && (acknowledged || line.is(2, "N"))) {
            voice.nak(line.token(1), out);
        }
    }
}
