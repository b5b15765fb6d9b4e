package org.sallyport.protocols.oscar;

import io.netty.buffer.ByteBuf;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.ImEvent.Message.Mark;
import org.sallyport.protocols.oscar.read.Cookie;
import org.sallyport.protocols.oscar.wire.Flap;
import org.sallyport.protocols.oscar.wire.LineStyle;
import org.sallyport.protocols.oscar.wire.SnacHeader;
import org.sallyport.protocols.oscar.wire.UserInfo;
import org.sallyport.protocols.oscar.wire.WireReader;
import org.sallyport.protocols.oscar.write.Messages;
import org.sallyport.protocols.oscar.write.Speaker;

/**
 * Who is in the room that a connection is for, so that colleagues can be shown what a colleague says there without the service.
 *
 * <p>The service tells each client who is inside when it comes in, the client itself among them, and from then on who comes and
 * who goes (0E/03, 0E/04; observed with an open server). A line names nobody: it is for all of them. So it stays here only when
 * its sender and each recipient know of the same people, whatever a rule hid from a client. Where anything is in doubt it is for
 * the service, and so is what the service itself answers: dice.
 *
 * <p>Somebody may be in there twice, as when a lost connection is missed later than the next one begins: who came twice and left
 * once is still there.
 *
 * <p>What came in from the service names nobody; held and then released, it is shown to a client that is still there.
 *
 * <p>Bounded: when there are too many people, or somebody has too long a name, nothing is certain any more. Confined to the
 * connection's event loop.
 */
final class Attendance {

    private static final int JOINED = 0x0003;
    private static final int LEFT = 0x0004;

    /** In bytes. Real blocks have some hundred; of longer ones the name alone is kept. */
    private static final int LONGEST_BLOCK = 512;

    /** In characters, as a frame holds them in any charset. */
    private static final int LONGEST_LINE = 30_000;

    private static final int MOST_SEEN = 64;

    /** AIM's command for dice: its sides and their number, in any order. */
    private static final Pattern DICE = Pattern.compile("//roll(-(dice|sides)\\d{1,3}){0,2}\\s*");

    private static final class Occupant {
        private final Speaker speaker;
        private int times;

        Occupant(Speaker speaker) {
            this.speaker = speaker;
        }
    }

    private final Connection connection;
    private final Outlet outlet;

    /** Everybody else inside. */
    private final Map<ScreenName, Occupant> others = new LinkedHashMap<>();

    /** The client itself, as others see it; null until the service has told who is inside. */
    private @Nullable Speaker self;

    /** Somebody could not be kept in mind. */
    private boolean overfull;

    /** Ids of the client's own lines that it has been shown by us. */
    private final Set<String> seen = new LinkedHashSet<>();

    Attendance(Connection connection, Outlet outlet) {
        this.connection = connection;
        this.outlet = outlet;
    }

    private Limits limits() {
        return connection.context().limits();
    }

    /** What the service says of who is inside, in a frame that a reader has found sound. It doesn't depend on a decision. */
    void sees(SnacHeader header, Frame frame) {
        boolean joined = header.is(0x000E, JOINED);
        if (!joined && !header.is(0x000E, LEFT)) {
            return;
        }
        WireReader in = header.body(frame.buffer());
        while (in.remaining() > 0) {
            UserInfo user = UserInfo.read(in, limits());
            if (in.failed()) {
                overfull = true;
            } else if (user.screenName().equals(connection.account())) {
                // That it has gone is told by its connection.
                self = joined ? speaker(user) : self;
            } else if (joined) {
                comes(user);
            } else {
                goes(user.screenName());
            }
        }
    }

    private void comes(UserInfo user) {
        ScreenName name = user.screenName();
        Occupant occupant = others.get(name);
        if (occupant == null) {
            if (others.size() >= limits().trackedItems() || !Voice.fits(user.name())) {
                overfull = true;
                return;
            }
            occupant = new Occupant(speaker(user));
            others.put(name, occupant);
        }
        occupant.times++;
    }

    private void goes(ScreenName name) {
        Occupant occupant = others.get(name);
        if (occupant != null && --occupant.times <= 0) {
            others.remove(name);
        }
    }

    private static Speaker speaker(UserInfo user) {
        return user.end() - user.start() <= LONGEST_BLOCK
                ? Speaker.introduced(user, false)
                : Speaker.named(user.name());
    }

    private boolean isCertain() {
        return self != null && !overfull;
    }

    /** What the client says to the room, addressed to everybody there; as it was where that isn't known, or it names somebody. */
    ImEvent addressed(ImEvent event) {
        if (!(event instanceof ImEvent.Message line)
                || !isAloud(line)
                || !line.to().isEmpty()
                || !isCertain()) {
            return event;
        }
        return new ImEvent.Message(
                line.flow(),
                line.feature(),
                line.from(),
                List.copyOf(others.keySet()),
                line.room(),
                line.text(),
                line.marks(),
                line.id());
    }

    private static boolean isAloud(ImEvent.Message line) {
        return !line.marks().contains(Mark.WHISPER);
    }

    /** Whether the client is where it says this, and it names everybody whom it would reach. */
    boolean vouches(ImEvent event) {
        if (!(event instanceof ImEvent.Message line) || !isHere(line) || !isCertain()) {
            return false;
        }
        return isAloud(line)
                ? isForAll(line) && !DICE.matcher(line.text().plain()).matches()
                : line.to().size() == 1 && others.containsKey(line.to().getFirst());
    }

    private boolean isForAll(ImEvent.Message line) {
        return isCertain() && Set.copyOf(line.to()).equals(others.keySet());
    }

    /** Whether what was said to a room and held would reach the same people now, as far as it was known who they are. */
    boolean isForTheSame(ImEvent.Message line) {
        return line.to().isEmpty() || isForAll(line);
    }

    private boolean isHere(ImEvent.Message line) {
        return line.feature() == Feature.GROUP_CHAT && connection.isIn(line.room());
    }

    /**
     * Whether {@link #deliver} would say it: whole, to a client that is in this room with the same people. Or it is the client's own
     * line, which was held and has now been said to them, and which it has not been shown.
     */
    boolean takes(ImEvent event) {
        if (!(event instanceof ImEvent.Message line)
                || !isHere(line)
                || !connection.isListening()
                || line.marks().contains(Mark.CUT)
                || line.text().source().length() > LONGEST_LINE) {
            return false;
        }
        ScreenName from = line.from();
        if (line.to().isEmpty()) {
            return from == null || Voice.fits(from.display());
        }
        if (from == null || !isCertain()) {
            return false;
        }
        if (from.equals(connection.account())) {
            return isAloud(line) && isForAll(line) && !hasSeen(line);
        }
        Set<ScreenName> there = new HashSet<>(line.to());
        boolean forClient = there.remove(connection.account());
        if (!isAloud(line)) {
            return forClient && there.isEmpty() && others.containsKey(from);
        }
        there.add(from);
        return forClient && there.equals(others.keySet());
    }

    /** A colleague's line, written as its author wrote it. Nothing is added where {@link #takes} says no. */
    void deliver(ImEvent.Message line, List<Emission> out) {
        if (!takes(line)) {
            return;
        }
        ScreenName from = line.from();
        if (from != null && from.equals(connection.account()) && !line.to().isEmpty()) {
            isShown(line.id());
        }
        ByteBuf snac = Messages.inRoom(
                outlet.idForClient(),
                // Services pass the author's on.
                Cookie.of(line.id()).orElseGet(() -> ThreadLocalRandom.current().nextLong()),
                speaker(from),
                isAloud(line),
                Voice.asWritten(line),
                LineStyle.parse(line.text().style()));
        out.add(outlet.send(Side.CLIENT, Flap.DATA, snac));
    }

    private Speaker speaker(@Nullable ScreenName from) {
        Occupant occupant = from == null ? null : others.get(from);
        if (occupant != null) {
            return occupant.speaker;
        }
        Speaker own = self;
        return own != null && from != null && from.equals(connection.account())
                ? own
                : Speaker.named(from == null ? connection.context().noticeName() : from.display());
    }

    /**
     * The client's own line goes no further, and nobody is told: clients that show their own lines only when the service says
     * them too are shown it.
     */
    void reflect(Frame frame, List<Emission> out) {
        SnacHeader header = SnacHeader.read(frame.buffer(), FlapView.payload(frame), FlapView.end(frame));
        ScreenName account = connection.account();
        if (header == null || account == null) {
            return;
        }
        Messages.reflection(header, frame.buffer(), speaker(account), limits()).ifPresent(snac -> {
            out.add(outlet.send(Side.CLIENT, Flap.DATA, snac));
            isShown(Cookie.hex(header.body(frame.buffer()).u64()));
        });
    }

    private void isShown(String id) {
        seen.add(id);
        if (seen.size() > MOST_SEEN) {
            seen.remove(seen.iterator().next());
        }
    }

    /** Whether the client has been shown this line of its own already. */
    boolean hasSeen(ImEvent.Message line) {
        return seen.contains(line.id());
    }
}
