package org.sallyport.protocols.msnp.deal;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.msnp.p2p.P2p;

/**
 * The data of calls, by session. That of a file is a file's pieces. Data of a session that nobody saw arranged is asked about once; handwriting, which needs no call,
 * message by message.
 *
 * <p>Bounds: as many sessions as said, the eldest going first, and asked about again. Confined to one thread.
 */
final class Sessions {

    /** Handwriting has this session, and no call. */
    private static final long INK = 64;

    private final boolean arrangedElsewhere;
    private final Map<Long, State> sessions;

    /** Whose handwriting was refused last. */
    private final Set<Side> refusedInk = EnumSet.noneOf(Side.class);

    /** The session whose data came last: most packets are of the same one. */
    private long lastSession = -1;

    private State last = State.OPEN;

    /**
     * What becomes of a session's data.
     *
     * @param refused whether nothing of it goes through
     * @param file the file that it is; null when it is none
     */
    private record State(boolean refused, @Nullable FileStream file) {
        static final State OPEN = new State(false, null);
    }

    /** What a piece of a file that is refused leads to. */
    interface Refusal {
        Dealing.Carried refuse(FileStream file, Ruling ruling, Carriage carriage);
    }

    /** What another connection knows of a session; null when none does. */
    interface Elsewhere {
        @Nullable FileStream file(long session);
    }

    Sessions(int most, boolean arrangedElsewhere) {
        this.arrangedElsewhere = arrangedElsewhere;
        this.sessions = new EldestGoes<>(most);
    }

    /** Whether nothing of this session goes through. */
    boolean refused(long session) {
        State state = session == 0 ? null : sessions.get(session);
        return state != null && state.refused();
    }

    /**
     * A part of what was agreed on.
     *
     * @param elsewhere asked where a session is arranged on another connection
     */
    Dealing data(Parties parties, P2p packet, Supplier<Carriage> carriage, Elsewhere elsewhere, Refusal refusal) {
        long session = packet.session();
        if (session == INK) {
            return ink(parties, packet);
        }
        if (session != lastSession) {
            State state = sessions.get(session);
            if (state == null) {
                if (!arrangedElsewhere) {
                    return unarranged(parties, packet, carriage.get());
                }
                state = new State(false, elsewhere.file(session));
                sessions.put(session, state);
            }
            lastSession = session;
            last = state;
        }
        if (last.refused()) {
            return new Dealing.Swallow(List.of());
        }
        FileStream file = last.file();
        int length = packet.dataEnd() - packet.dataStart();
        return file == null || length == 0 ? Dealing.Pass.INSTANCE : piece(parties, packet, file, carriage, refusal);
    }

    private Dealing piece(Parties parties, P2p packet, FileStream file, Supplier<Carriage> carriage, Refusal refusal) {
        String wrong = file.piece(parties.side(), packet);
        if (wrong != null) {
            return new Dealing.Broken(wrong);
        }
        long session = packet.session();
        // Only what is decided on needs an answer, and by then the message has to be known no more.
        Carriage answers = carriage.get();
        return new Dealing.Piece(
                file.file, packet.dataStart(), packet.dataEnd() - packet.dataStart(), file.isWhole(), ruling -> {
                    if (ruling.verdict() instanceof Verdict.Allow) {
                        return Dealing.Carried.ON;
                    }
                    decided(session, true);
                    return refusal.refuse(file, ruling, answers);
                });
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
        State known = sessions.get(session);
        put(session, new State(refused, known == null ? null : known.file()));
    }

    /** A call of this session begins, and was decided on. */
    void begins(long session, boolean refused, @Nullable FileStream file) {
        put(session, new State(refused, file));
    }

    private void put(long session, State state) {
        if (session != 0) {
            sessions.remove(session);
            sessions.put(session, state);
            lastSession = -1;
        }
    }
}
