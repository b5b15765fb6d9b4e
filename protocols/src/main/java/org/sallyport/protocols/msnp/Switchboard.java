package org.sallyport.protocols.msnp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.msnp.wire.CommandLine;
import org.sallyport.protocols.msnp.wire.MsnNames;
import org.sallyport.protocols.msnp.write.Commands;

/**
 * Who comes into a conversation and leaves it. Between two that is no event: clients open switchboards when a window opens and
 * close them after a minute's silence, and only what is said in them was done by a person. With a third person it becomes a
 * room, named by the session id; that they are called is an invitation, and that they come makes everybody who is there join,
 * so that the record has them all. When only two are left it is a conversation between two again.
 *
 * <p>A call that is refused is answered as if the person were offline (217). Whoever may not be in a room is taken out of it:
 * hiding from the client that others have come in would let it speak to them unaware.
 *
 * <p>Bounded: of calls without an answer the latest {@link org.sallyport.protocols.Limits#trackedItems()} are remembered.
 * Confined to the connection's event loop.
 */
final class Switchboard {

    private static final int OFFLINE = 217;

    private final Connection connection;
    private final Voice voice;
    private final SignOn signOn;

    /** Who was called and hasn't come yet, by transaction. */
    private final Map<String, ScreenName> called = new LinkedHashMap<>();

    Switchboard(Connection connection, Voice voice, SignOn signOn) {
        this.connection = connection;
        this.voice = voice;
        this.signOn = signOn;
    }

    /** {@code CAL n account}, and {@code CAL n RINGING session}. */
    Finding call(Side from, CommandLine line) {
        if (from == Side.SERVER) {
            if (line.is(2, "RINGING") && line.has(3)) {
                connection.sessionId(line.token(3));
            }
            return Finding.Pass.INSTANCE;
        }
        if (!line.has(2)) {
            return new Finding.Broken("call of nobody");
        }
        ScreenName person = MsnNames.of(line.decoded(2));
        if (person.equals(connection.account()) || connection.roster().has(person)) {
            // Clients of version 16 on call their own account first, for its other places.
            return Finding.Pass.INSTANCE;
        }
        String transaction = line.token(1);
        if (connection.roster().size() == 0 && called.values().stream().allMatch(person::equals)) {
            remember(transaction, person);
            return Finding.Pass.INSTANCE;
        }
        ImEvent invite = new ImEvent.Invite(
                Flow.OUTBOUND,
                Feature.GROUP_CHAT,
                Step.PROPOSE,
                connection.account(),
                List.of(person),
                connection.sessionId(),
                Text.EMPTY,
                transaction);
        return new Finding.Asks(invite, (side, frame, ruling, out) -> enforceCall(transaction, person, ruling, out));
    }

    private void enforceCall(String transaction, ScreenName person, Ruling ruling, List<Emission> out) {
        if (ruling.verdict() instanceof Verdict.Allow) {
            remember(transaction, person);
            out.add(Emission.Forward.INSTANCE);
        } else if (ruling.verdict() instanceof Verdict.Drop) {
            // It rings, and nobody comes.
            voice.toClient(Commands.line("CAL", transaction, "RINGING", connection.sessionId()), out);
        } else {
            voice.toClient(Commands.line(Integer.toString(OFFLINE), transaction), out);
        }
        voice.notices(ruling.notices(), out);
    }

    private void remember(String transaction, ScreenName person) {
        called.remove(transaction);
        called.put(transaction, person);
        if (called.size() > connection.limits().trackedItems()) {
            called.remove(called.keySet().iterator().next());
        }
    }

    /** A refusal of any transaction. */
    void refused(CommandLine line) {
        called.remove(line.token(1));
    }

    /** Who was called and may be about to come. */
    List<ScreenName> awaited() {
        return List.copyOf(called.values());
    }

    /** {@code JOI account name}, or {@code IRO n i total account name}. */
    Finding joins(CommandLine line, int handle) {
        if (!line.has(handle)) {
            return new Finding.Broken("nobody joins");
        }
        ScreenName person = connection.roster().joins(line.decoded(handle), connection.account());
        if (person == null) {
            return Finding.Pass.INSTANCE;
        }
        called.values().removeIf(person::equals);
        if (!connection.roster().several()) {
            return Finding.Pass.INSTANCE;
        }
        List<ImEvent> joins = new ArrayList<>();
        if (connection.roster().size() == 2) {
            // It has just become a room.
            join(connection.account(), joins);
            connection.roster().people().forEach(each -> join(each, joins));
        } else {
            join(person, joins);
        }
        return new Finding.Asks(joins, this::enforceJoin);
    }

    private void join(@Nullable ScreenName person, List<ImEvent> joins) {
        if (person != null) {
            joins.add(new ImEvent.RoomJoin(Flow.INBOUND, person, List.of(), connection.sessionId()));
        }
    }

    private void enforceJoin(Side from, Frame frame, Ruling ruling, List<Emission> out) {
        if (ruling.verdict() instanceof Verdict.Allow) {
            out.add(Emission.Forward.INSTANCE);
            voice.notices(ruling.notices(), out);
        } else {
            signOn.farewell(ruling.notices(), out);
        }
    }

    /** {@code BYE account}. */
    Finding leaves(CommandLine line) {
        boolean room = connection.roster().several();
        ScreenName person = connection.roster().leaves(line.decoded(1));
        return room && person != null ? left(Flow.INBOUND, person) : Finding.Pass.INSTANCE;
    }

    /** {@code OUT}: our client leaves, or the service has it leave. */
    Finding out(Side from) {
        ScreenName account = connection.account();
        boolean room = connection.welcomed() && connection.roster().several();
        return room && account != null ? left(Flow.from(from), account) : Finding.Pass.INSTANCE;
    }

    /** An end is an end, whatever the rules say. */
    private Finding left(Flow flow, ScreenName person) {
        return new Finding.Asks(
                new ImEvent.RoomLeave(flow, person, List.of(), connection.sessionId()),
                (from, frame, ruling, out) -> out.add(Emission.Forward.INSTANCE));
    }
}
