package org.sallyport.protocols.msnp.deal;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.msnp.p2p.P2p;

/**
 * The data of calls, by session. Data of a session that nobody saw arranged is asked about once; handwriting, which needs no call,
 * message by message.
 *
 * <p>Bounds: as many sessions as said, the eldest going first, and asked about again. Confined to one thread.
 */
final class Sessions {

    /** Handwriting has this session, and no call. */
    private static final long INK = 64;

    private final boolean arrangedElsewhere;
    private final Map<Long, Boolean> sessions;

    /** Whose handwriting was refused last. */
    private final Set<Side> refusedInk = EnumSet.noneOf(Side.class);

    /** The session whose data came last, and whether it is refused: most packets are of the same one. */
    private long lastSession = -1;

    private boolean lastRefused;

    Sessions(int most, boolean arrangedElsewhere) {
        this.arrangedElsewhere = arrangedElsewhere;
        this.sessions = new EldestGoes<>(most);
    }

    /** Whether nothing of this session goes through. */
    boolean refused(long session) {
        return session != 0 && Boolean.TRUE.equals(sessions.get(session));
    }

    /** A part of what was agreed on. */
    Dealing data(Parties parties, P2p packet, Supplier<Carriage> carriage) {
        long session = packet.session();
        if (session == INK) {
            return ink(parties, packet);
        }
        if (session != lastSession) {
            Boolean refused = sessions.get(session);
            if (refused == null) {
                return arrangedElsewhere ? Dealing.Pass.INSTANCE : unarranged(parties, packet, carriage.get());
            }
            lastSession = session;
            lastRefused = refused;
        }
        return lastRefused ? new Dealing.Swallow(List.of()) : Dealing.Pass.INSTANCE;
    }

    /** Data of a call that was made elsewhere, or forgotten, or never. */
    private Dealing unarranged(Parties parties, P2p packet, Carriage carriage) {
        long session = packet.session();
        String what = "p2p/" + carriage.application();
        int length = packet.dataEnd() - packet.dataStart();
        return new Dealing.Asks(
                new ImEvent.Unclassified(Flow.from(parties.side()), parties.from(), what, length), ruling -> {
                    boolean refused = !(ruling.verdict() instanceof Verdict.Allow);
                    decided(session, refused);
                    return refused ? Dealing.Carried.DROPPED : Dealing.Carried.ON;
                });
    }

    /** A message in handwriting: its first part says that it is there, and the rest follows that. */
    private Dealing ink(Parties parties, P2p packet) {
        boolean first = switch (packet) {
            case P2p.V1 v1 -> v1.offset() == 0;
            case P2p.V2 v2 -> v2.first();
            case P2p.Malformed malformed -> false;
        };
        if (!first) {
            return refusedInk.contains(parties.side()) ? new Dealing.Swallow(List.of()) : Dealing.Pass.INSTANCE;
        }
        ImEvent event = new ImEvent.Message(
                Flow.from(parties.side()),
                Feature.WHITEBOARD,
                parties.from(),
                parties.to(),
                null,
                Text.EMPTY,
                Set.of(),
                Long.toString(packet.id()));
        return new Dealing.Asks(event, ruling -> {
            if (ruling.verdict() instanceof Verdict.Allow) {
                refusedInk.remove(parties.side());
                return Dealing.Carried.ON;
            }
            refusedInk.add(parties.side());
            return Dealing.Carried.DROPPED;
        });
    }

    /** A call of this session was decided on; 0 is none. */
    void decided(long session, boolean refused) {
        if (session != 0) {
            sessions.remove(session);
            sessions.put(session, refused);
            lastSession = -1;
        }
    }
}
