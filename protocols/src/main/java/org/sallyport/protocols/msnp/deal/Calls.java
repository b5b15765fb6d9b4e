package org.sallyport.protocols.msnp.deal;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.msnp.p2p.P2p;
import org.sallyport.protocols.msnp.p2p.Reassembly;
import org.sallyport.protocols.msnp.p2p.Slp;
import org.sallyport.protocols.msnp.p2p.SlpWriter;

/**
 * Calls arranged by MSNSLP, on one connection: invitations, answers, requests for a direct connection, ends, and the data of what
 * was agreed on.
 *
 * <p>A refused call ends for whoever made it as if the other had declined. Whatever else is said in it, and all its data, goes
 * nowhere, from either side; so that nobody waits, the gateway acknowledges it in the other's place, and keeps acknowledgements
 * of its own packets from whoever never sent them. A refused direct connection leaves the call as it is: whoever asked for one is
 * told that there is nobody listening, and sends its data the way the call came.
 *
 * <p>One invitation is asked about once, however often it comes; when it comes again with something else in it, again.
 *
 * <p>Bounds: {@link Limits#trackedItems()} calls, as many sessions, as many requests for direct connections, the eldest going
 * first; {@link Reassembly}'s. Data of a call that went is asked about again. Confined to one thread.
 */
public final class Calls {

    /** With braces it has 38 characters. */
    private static final int LONGEST_GUID = 40;

    private final Limits limits;
    private final Announcements announcements;
    private final Sessions sessions;
    private final Reassembly reassembly = new Reassembly();
    private final Forgeries forgeries = new Forgeries();
    private final Map<String, Call> calls;
    private final Map<String, Boolean> transports;

    /**
     * @param arrangedElsewhere whether data of sessions unknown here is to be expected, as on a direct connection
     */
    public Calls(Limits limits, Announcements announcements, boolean arrangedElsewhere) {
        this.limits = limits;
        this.announcements = announcements;
        this.calls = new EldestGoes<>(limits.trackedItems());
        this.sessions = new Sessions(limits.trackedItems(), arrangedElsewhere);
        this.transports = new EldestGoes<>(limits.trackedItems());
    }

    Forgeries forgeries() {
        return forgeries;
    }

    /**
     * Reads a packet.
     *
     * @param carriage asked at once or not at all, since most packets need no answer
     */
    Dealing read(Parties parties, P2p packet, ByteBuf buffer, Supplier<Carriage> carriage) {
        if (packet instanceof P2p.Malformed malformed) {
            return new Dealing.Broken(malformed.why());
        }
        forgeries.seen(parties.side(), packet.id());
        return switch (packet.kind()) {
            case ACKNOWLEDGEMENT ->
                forgeries.acknowledged(parties.side(), packet.acknowledged()) || sessions.refused(packet.session())
                        ? new Dealing.Swallow(List.of())
                        : Dealing.Pass.INSTANCE;
            case CONTROL -> sessions.refused(packet.session()) ? new Dealing.Swallow(List.of()) : Dealing.Pass.INSTANCE;
            case DATA -> sessions.data(parties, packet, carriage);
            case SLP ->
                switch (reassembly.add(parties.side(), packet, buffer)) {
                    case Reassembly.Result.Partial partial -> Dealing.Pass.INSTANCE;
                    case Reassembly.Result.Broken broken -> new Dealing.Broken(broken.why());
                    case Reassembly.Result.Repeated(Reassembly.Assembly message) ->
                        message.allowed() ? Dealing.Pass.INSTANCE : swallow(carriage.get());
                    case Reassembly.Result.Whole(Reassembly.Assembly message) ->
                        remembering(message, slp(parties, message.bytes(), carriage.get()));
                };
        };
    }

    /** Reads an SLP message that stands alone. */
    Dealing bare(Parties parties, byte[] message) {
        return slp(parties, message, BareCarriage.INSTANCE);
    }

    /** What is repeated goes the way of what it repeats. */
    private static Dealing remembering(Reassembly.Assembly message, Dealing finding) {
        return switch (finding) {
            case Dealing.Pass pass -> {
                message.allow();
                yield pass;
            }
            case Dealing.Swallow swallow -> swallow;
            case Dealing.Broken broken -> broken;
            case Dealing.Asks(List<ImEvent> events, Dealing.Enforcement enforcement) ->
                new Dealing.Asks(events, ruling -> {
                    Dealing.Carried carried = enforcement.carryOut(ruling);
                    if (carried.forward()) {
                        message.allow();
                    }
                    return carried;
                });
        };
    }

    private Dealing slp(Parties parties, byte[] message, Carriage carriage) {
        return switch (Slp.read(message)) {
            case Slp.Malformed malformed -> new Dealing.Broken(malformed.why());
            case Slp.Request(String method, Slp.Head head) -> request(parties, method, head, carriage);
            case Slp.Response(int status, Slp.Head head) -> response(parties, status, head, carriage);
        };
    }

    private Dealing request(Parties parties, String method, Slp.Head head, Carriage carriage) {
        Call call = calls.get(key(head));
        if (method.equals("INVITE") && head.contentType().equals(Slp.SESSION)) {
            return invited(parties, head, call, carriage);
        }
        if (call != null && call.refused) {
            return method.equals("INVITE") ? swallow(carriage, decline(parties, head, carriage)) : swallow(carriage);
        }
        return switch (method) {
            case "BYE" -> ended(parties, call, Step.CANCEL, carriage);
            case "INVITE" ->
                switch (head.contentType()) {
                    case Slp.TRANSPORT -> transport(parties, head, Step.PROPOSE, carriage);
                    case Slp.TRANSPORT_ANSWER -> transport(parties, head, Step.COUNTER, carriage);
                    default -> call == null ? unknown(parties, "slp/invite", carriage) : Dealing.Pass.INSTANCE;
                };
            default -> Dealing.Pass.INSTANCE;
        };
    }

    private Dealing invited(Parties parties, Slp.Head head, @Nullable Call known, Carriage carriage) {
        Subject subject = Subject.ofCall(head.body(), limits.textChars());
        long session = number(head.body().get("SessionID"));
        if (known != null && known.saysAgain(parties.side(), subject, session)) {
            return known.refused ? swallow(carriage, decline(parties, head, carriage)) : Dealing.Pass.INSTANCE;
        }
        Call call = new Call(subject, parties.side(), head.brief(), session);
        List<ImEvent> events = new ArrayList<>(2);
        if (speaksForAnother(parties, head)) {
            events.add(new ImEvent.Forged(
                    Flow.from(parties.side()), parties.from(), parties.to(), "invitation in another's name"));
        }
        events.addAll(subject.events(parties, Step.PROPOSE, head.callId()));
        return new Dealing.Asks(List.copyOf(events), ruling -> {
            calls.remove(key(head));
            calls.put(key(head), call);
            call.refused = !allows(ruling);
            sessions.decided(session, call.refused);
            return carried(ruling, carriage, () -> List.of(decline(parties, head, carriage)));
        });
    }

    /** The address before the machine's GUID is the sender's own, or somebody lies. */
    private static boolean speaksForAnother(Parties parties, Slp.Head head) {
        String address = head.from().split(";", 2)[0];
        return parties.from() != null
                && !address.isEmpty()
                && !parties.from().normalized().equalsIgnoreCase(address);
    }

    private Dealing response(Parties parties, int status, Slp.Head head, Carriage carriage) {
        Call call = calls.get(key(head));
        if (call != null && call.refused) {
            return swallow(carriage);
        }
        boolean yes = status / 100 == 2;
        if (head.contentType().equals(Slp.TRANSPORT_ANSWER) && yes) {
            boolean listens = head.body().get("Listening").equalsIgnoreCase("true");
            return transport(parties, head, listens ? Step.ACCEPT : Step.DECLINE, carriage);
        }
        if (head.contentType().equals(Slp.TRANSPORT) || status < 200) {
            // No direct connection comes of it, and the call goes on.
            return Dealing.Pass.INSTANCE;
        }
        if (!yes) {
            return ended(parties, call, Step.DECLINE, carriage);
        }
        if (call == null) {
            return unknown(parties, "slp/200", carriage);
        }
        return call.accepted ? Dealing.Pass.INSTANCE : accepted(parties, head, call, carriage);
    }

    private Dealing accepted(Parties parties, Slp.Head head, Call call, Carriage carriage) {
        return new Dealing.Asks(call.subject.events(parties, Step.ACCEPT, call.invitation.callId()), ruling -> {
            call.accepted = true;
            call.refused = !allows(ruling);
            sessions.decided(call.session, call.refused);
            return carried(
                    ruling,
                    carriage,
                    () -> List.of(
                            carriage.slp(parties.side(), SlpWriter.bye(head)),
                            carriage.slp(parties.side().other(), SlpWriter.decline(call.invitation))));
        });
    }

    private Dealing ended(Parties parties, @Nullable Call call, Step step, Carriage carriage) {
        if (call == null || call.over) {
            // It ends what nobody here knows of, or once more what has ended.
            return Dealing.Pass.INSTANCE;
        }
        Step how = call.accepted || call.inviter == parties.side() ? Step.CANCEL : step;
        return new Dealing.Asks(call.subject.events(parties, how, call.invitation.callId()), ruling -> {
            call.over = true;
            if (!allows(ruling)) {
                call.refused = true;
                sessions.decided(call.session, true);
            }
            return carried(ruling, carriage, List::of);
        });
    }

    /** A request for a direct connection, or an answer to one. */
    private Dealing transport(Parties parties, Slp.Head head, Step step, Carriage carriage) {
        String key = String.join(
                " ",
                key(head),
                head.branch(),
                Integer.toString(head.sequence()),
                parties.side().name(),
                step.name(),
                cut(head.body().get("Nonce")),
                cut(head.body().get("Hashed-Nonce")));
        Boolean known = transports.get(key);
        if (known != null) {
            return known ? swallow(carriage) : Dealing.Pass.INSTANCE;
        }
        return new Dealing.Asks(Subject.direct().events(parties, step, head.callId()), ruling -> {
            transports.put(key, !allows(ruling));
            if (allows(ruling)) {
                announcements.direct(
                        parties, head.body().first("Nonce"), head.body().first("Hashed-Nonce"), head.callId());
            }
            return carried(ruling, carriage, () -> staysHere(parties, head, step, carriage));
        });
    }

    /** Whoever asked hears that nobody listens. */
    private static List<Said> staysHere(Parties parties, Slp.Head head, Step step, Carriage carriage) {
        return switch (step) {
            case PROPOSE -> List.of(carriage.slp(parties.side(), SlpWriter.notListening(head)));
            case ACCEPT, DECLINE ->
                List.of(carriage.slp(parties.side().other(), SlpWriter.notListening(head.turned())));
            case COUNTER, BEGIN, SEEN, CANCEL -> List.of();
        };
    }

    private static Dealing unknown(Parties parties, String what, Carriage carriage) {
        ImEvent event = new ImEvent.Unclassified(Flow.from(parties.side()), parties.from(), what, 0);
        return new Dealing.Asks(event, ruling -> carried(ruling, carriage, List::of));
    }

    /** Forwarded; or refused, with an answer unless whoever sent it shall hear none. */
    private static Dealing.Carried carried(Ruling ruling, Carriage carriage, Supplier<List<Said>> no) {
        if (allows(ruling)) {
            return Dealing.Carried.ON;
        }
        List<Said> said = new ArrayList<>(acknowledgement(carriage));
        if (!(ruling.verdict() instanceof Verdict.Drop)) {
            said.addAll(no.get());
        }
        return new Dealing.Carried(false, List.copyOf(said));
    }

    private static Said decline(Parties parties, Slp.Head invitation, Carriage carriage) {
        return carriage.slp(parties.side(), SlpWriter.decline(invitation));
    }

    private static Dealing swallow(Carriage carriage, Said... more) {
        List<Said> said = new ArrayList<>(acknowledgement(carriage));
        said.addAll(List.of(more));
        return new Dealing.Swallow(List.copyOf(said));
    }

    private static List<Said> acknowledgement(Carriage carriage) {
        Said said = carriage.acknowledgement();
        return said == null ? List.of() : List.of(said);
    }

    private static boolean allows(Ruling ruling) {
        return ruling.verdict() instanceof Verdict.Allow;
    }

    private static String key(Slp.Head head) {
        return head.callId().toUpperCase(Locale.ROOT);
    }

    private static String cut(String guid) {
        return guid.length() <= LONGEST_GUID ? guid : guid.substring(0, LONGEST_GUID);
    }

    private static long number(String written) {
        try {
            long number = Long.parseLong(written);
            return number > 0 && number <= 0xFFFF_FFFFL ? number : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
