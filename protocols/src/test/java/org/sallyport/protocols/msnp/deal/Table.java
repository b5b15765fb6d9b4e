package org.sallyport.protocols.msnp.deal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Reading;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.msnp.mime.Mime;
import org.sallyport.protocols.msnp.mime.MimeMessage;
import org.sallyport.protocols.trial.Rig;
import org.sallyport.protocols.trial.Script;

/** Two people, the deals between them, and the rules. */
final class Table {

    static final ServiceId MSN = new ServiceId("msn");
    static final ScreenName HERE = ScreenName.of(MSN, "t1h@hotmail.com");
    static final ScreenName THERE = ScreenName.of(MSN, "t2h@hotmail.com");

    final Handoffs handoffs = new Handoffs(Clock.systemUTC(), 100, Duration.ofMinutes(5));
    final Deque<String> events = new ArrayDeque<>();
    final Deque<Heard> heard = new ArrayDeque<>();
    private final Deals deals;
    private Function<ImEvent, Verdict> rules = event -> Verdict.Allow.INSTANCE;

    /** What somebody got of the gateway's own. */
    record Heard(Side side, String latin1) {
        MimeMessage message() {
            return Table.message(latin1.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    Table() {
        this(Limits.DEFAULT);
    }

    Table(Limits limits) {
        deals = new Deals(limits, new Announcements(handoffs, () -> MSN));
    }

    void rules(Function<ImEvent, Verdict> now) {
        rules = now;
    }

    void rule(Verdict verdict) {
        rules = event -> verdict;
    }

    static Parties parties(Side from) {
        return from == Side.CLIENT ? new Parties(from, HERE, List.of(THERE)) : new Parties(from, THERE, List.of(HERE));
    }

    static MimeMessage message(byte[] payload) {
        return (MimeMessage) Mime.read(Unpooled.wrappedBuffer(payload), 0, payload.length);
    }

    /** Sends a message: {@code on}, {@code dropped}, {@code broken} or {@code nothing}. */
    String send(Side from, byte[] payload) {
        return Mime.read(Unpooled.wrappedBuffer(payload), 0, payload.length) instanceof MimeMessage message
                ? outcome(deals.read(parties(from), message))
                : "no head";
    }

    String bare(Side from, String slp) {
        ByteBuf text = Unpooled.copiedBuffer(slp, StandardCharsets.UTF_8);
        return outcome(deals.bare(parties(from), text, 0, text.readableBytes()));
    }

    String invitation(Side from, String... lines) {
        String head = "MIME-Version: 1.0\r\nContent-Type: text/x-msmsgsinvite; charset=UTF-8\r\n\r\n";
        String body = String.join("\r\n", lines) + "\r\n\r\n";
        return send(from, (head + body).getBytes(StandardCharsets.UTF_8));
    }

    private String outcome(@Nullable Dealing finding) {
        return switch (finding) {
            case null -> "nothing";
            case Dealing.Pass pass -> "on";
            case Dealing.Broken broken -> "broken";
            case Dealing.Swallow(List<Said> said) -> {
                hear(said);
                yield "dropped";
            }
            case Dealing.Piece piece -> {
                if (!piece.last()) {
                    yield "on";
                }
                ImEvent seen = new Reading.FilePart(piece.file(), 0, piece.length(), true).seen();
                events.add(Script.describe(seen));
                Dealing.Carried carried =
                        piece.enforcement().carryOut(Ruling.of(List.of(seen), List.of(Rig.decided(rules.apply(seen)))));
                hear(carried.said());
                yield carried.forward() ? "on" : "dropped";
            }
            case Dealing.Asks(List<ImEvent> happened, Dealing.Enforcement enforcement) -> {
                List<Decision> decisions = new ArrayList<>();
                for (ImEvent event : happened) {
                    events.add(Script.describe(event));
                    decisions.add(Rig.decided(rules.apply(event)));
                }
                Dealing.Carried carried = enforcement.carryOut(Ruling.of(happened, decisions));
                hear(carried.said());
                yield carried.forward() ? "on" : "dropped";
            }
        };
    }

    private void hear(List<Said> all) {
        for (Said said : all) {
            heard.add(new Heard(
                    said.to(), new String(ByteBufUtil.getBytes(said.payload()), StandardCharsets.ISO_8859_1)));
            said.payload().release();
        }
    }

    String event() {
        return Objects.requireNonNull(events.poll(), "no event");
    }

    Heard said() {
        return Objects.requireNonNull(heard.poll(), "nothing was said");
    }
}
