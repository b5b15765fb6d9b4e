package org.sallyport.protocols.msnp.direct;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Reading;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Session;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.msnp.deal.Announcements;
import org.sallyport.protocols.msnp.deal.Dealing;
import org.sallyport.protocols.msnp.deal.DirectDeals;
import org.sallyport.protocols.msnp.deal.Parties;
import org.sallyport.protocols.msnp.deal.Said;
import org.sallyport.protocols.msnp.p2p.Nonce;
import org.sallyport.protocols.msnp.p2p.V1Header;

/**
 * A direct connection: {@code foo}, a packet from each end with its nonce, and then all that a switchboard carries, further calls
 * included, which are decided as there.
 *
 * <p>The nonce of who connects ties it to its offer. The gateway asks once, at the first packet: nothing but {@code foo} goes
 * through before. Where only the hash of a nonce was announced, that tells whose it is, and so which end is the account's; where
 * both ends show the same nonce, or nobody announced it, who connected is taken for the one behind the gateway.
 *
 * <p><b>Threading:</b> confined to the connection's event loop. <b>Bounds:</b> {@link DirectDeals}'. <b>Bad input:</b>
 * {@link Reading.Malformed}.
 */
final class DirectSession implements Session {

    private static final Reading SWALLOWED = new Reading.Housekeeping(List.of());
    private static final int FLAGS = 28;
    private static final int NONCE = 32;

    private final SessionContext context;
    private final DirectDeals deals;
    private @Nullable Handoff handoff;

    /** The side of the account's end. */
    private Side here = Side.CLIENT;

    private boolean begun;
    private boolean closing;
    private @Nullable Pending fromClient;
    private @Nullable Pending fromServer;

    private record Pending(List<ImEvent> events, Dealing.@Nullable Enforcement enforcement) {}

    DirectSession(SessionContext context) {
        this.context = context;
        this.deals = new DirectDeals(context.limits(), new Announcements(context.handoffs(), this::service));
    }

    @Override
    public Reading interpret(Side from, Frame frame) {
        if (closing) {
            return SWALLOWED;
        }
        int start = frame.offset() + DirectCodec.HEAD;
        int end = frame.offset() + frame.length();
        if (end - start <= DirectPlugin.HELLO.length - DirectCodec.HEAD) {
            return Reading.Pass.INSTANCE;
        }
        if (!begun) {
            return begins(from, frame.buffer(), start, end);
        }
        return reading(from, frame, deals.read(parties(from), frame.buffer(), start, end));
    }

    private Reading begins(Side from, ByteBuf buffer, int start, int end) {
        if (from == Side.CLIENT && isHandshake(buffer, start, end)) {
            byte[] nonce = new byte[Nonce.LENGTH];
            buffer.getBytes(start + NONCE, nonce);
            handoff = context.handoffs().recall(Announcements.DIRECT, nonce);
            if (handoff == null) {
                handoff = context.handoffs().recall(Announcements.DIRECT, Nonce.hash(nonce));
            }
            here = handoff != null && handoff.purpose().equals(Announcements.PEERS) ? Side.SERVER : Side.CLIENT;
        }
        Parties parties = parties(from);
        ImEvent event = new ImEvent.Invite(
                Flow.from(parties.side()),
                Feature.DIRECT_CONNECTION,
                Step.BEGIN,
                parties.from(),
                parties.to(),
                null,
                Text.EMPTY,
                handoff == null || handoff.offer() == null ? "" : handoff.offer());
        return asks(from, new Pending(List.of(event), null));
    }

    private static boolean isHandshake(ByteBuf buffer, int start, int end) {
        return end - start == V1Header.LENGTH && (buffer.getUnsignedIntLE(start + FLAGS) & V1Header.HANDSHAKE) != 0;
    }

    private Reading reading(Side from, Frame frame, Dealing finding) {
        return switch (finding) {
            case Dealing.Pass pass -> Reading.Pass.INSTANCE;
            case Dealing.Swallow(List<Said> said) -> new Reading.Housekeeping(sends(said));
            case Dealing.Asks(List<ImEvent> events, Dealing.Enforcement enforcement) ->
                asks(from, new Pending(events, enforcement));
            case Dealing.Piece piece -> {
                asks(from, new Pending(List.of(piece.file()), piece.enforcement()));
                yield new Reading.FilePart(piece.file(), piece.start() - frame.offset(), piece.length(), piece.last());
            }
            case Dealing.Broken(String why) -> new Reading.Malformed(why);
        };
    }

    private Reading asks(Side from, Pending pending) {
        if (from == Side.CLIENT) {
            fromClient = pending;
        } else {
            fromServer = pending;
        }
        return new Reading.Events(pending.events());
    }

    @Override
    public List<Emission> enforce(Side from, Frame frame, List<Decision> decisions) {
        Pending pending = from == Side.CLIENT ? fromClient : fromServer;
        if (pending == null || closing) {
            return List.of();
        }
        Ruling ruling = Ruling.of(pending.events(), decisions);
        Dealing.Enforcement enforcement = pending.enforcement();
        boolean allowed = ruling.verdict() instanceof Verdict.Allow;
        if (ruling.verdict() instanceof Verdict.Disconnect || (enforcement == null && !allowed)) {
            closing = true;
            return List.of(Emission.Close.INSTANCE);
        }
        if (enforcement == null) {
            begun = true;
            return List.of(Emission.Forward.INSTANCE);
        }
        Dealing.Carried carried = enforcement.carryOut(ruling);
        List<Emission> out = new ArrayList<>(3);
        if (carried.forward()) {
            out.add(Emission.Forward.INSTANCE);
        }
        out.addAll(sends(carried.said()));
        return out;
    }

    private List<Emission> sends(List<Said> all) {
        return all.stream()
                .<Emission>map(said -> new Emission.Send(real(said.to()), said.payload()))
                .toList();
    }

    /** The side as rules see it: the account's is the client's, whoever connected. */
    private Side real(Side side) {
        return here == Side.CLIENT ? side : side.other();
    }

    private Parties parties(Side from) {
        ScreenName account = handoff == null ? null : handoff.account();
        ScreenName peer = handoff == null ? null : handoff.peer();
        Side side = real(from);
        ScreenName to = side == Side.CLIENT ? peer : account;
        return new Parties(side, side == Side.CLIENT ? account : peer, to == null ? List.of() : List.of(to));
    }

    @Override
    public List<Emission> disconnect(@Nullable String notice) {
        closing = true;
        return List.of(Emission.Close.INSTANCE);
    }

    @Override
    public @Nullable ScreenName account() {
        return handoff == null ? null : handoff.account();
    }

    @Override
    public ServiceId service() {
        if (handoff != null) {
            return handoff.service();
        }
        ServiceId catalogued = context.catalogued();
        return catalogued.equals(ServiceId.UNKNOWN) ? DirectPlugin.MSN : catalogued;
    }
}
