package org.sallyport.protocols.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.Outcome;
import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.Reading;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Session;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;

/**
 * A relay without sockets around one session: cuts what each side sends, asks the rules of the test, carries emissions out, and
 * keeps what each side would have received. Checks on the way that every buffer is released once and that nothing follows a close.
 */
public final class Rig implements SessionContext {

    private final ProtocolPlugin plugin;
    private final Limits limits;
    private final Handoffs handoffs;
    private final KnownContacts contacts = new KnownContacts();
    private final Session session;
    private final Map<Side, Codec> codecs = new EnumMap<>(Side.class);
    private final Map<Side, ByteBuf> unread = new EnumMap<>(Side.class);
    private final Map<Side, Held> held = new EnumMap<>(Side.class);
    private final Map<Side, Deque<byte[]>> received = new EnumMap<>(Side.class);
    private final Deque<ImEvent> events = new ArrayDeque<>();
    private final Deque<Called> calls = new ArrayDeque<>();

    private Function<ImEvent, Decision> rules = event -> decided(Verdict.Allow.INSTANCE);
    private UnaryOperator<Address> advertise = UnaryOperator.identity();
    private UnaryOperator<Address> callBack = UnaryOperator.identity();
    private Function<Address, Set<InetAddress>> foundAt = service -> Set.of();
    private ServiceId catalogued = new ServiceId("aim");
    private Opening opening = new Opening(
            "test-1",
            Instant.EPOCH,
            "test",
            new InetSocketAddress("192.0.2.1", 40_000),
            new Address("login.example.com", 5190),
            Opening.NamedBy.CONFIGURATION,
            null,
            false);
    private boolean holding;
    private boolean closed;
    private @Nullable String malformed;

    /** A request on a connection of its own, each byte a character. */
    public record Called(Address to, String latin1) {}

    private record Held(Frame frame, List<Decision> decisions, ByteBuf bytes) {}

    /** With the usual limits. */
    public Rig(ProtocolPlugin plugin) {
        this(plugin, Limits.DEFAULT, new Handoffs(Clock.systemUTC(), 100, Duration.ofMinutes(5)));
    }

    /** With hand-offs that other connections share. */
    public Rig(ProtocolPlugin plugin, Limits limits, Handoffs handoffs) {
        this.plugin = plugin;
        this.limits = limits;
        this.handoffs = handoffs;
        for (Side side : Side.values()) {
            codecs.put(side, plugin.newCodec(side, limits));
            unread.put(side, Unpooled.buffer());
            received.put(side, new ArrayDeque<>());
        }
        session = plugin.newSession(this);
    }

    public static Decision decided(Verdict verdict, Duty... duties) {
        return new Decision.Decided(verdict, List.of("rule"), List.of(duties), "1", List.of());
    }

    public void rules(Function<ImEvent, Decision> now) {
        rules = now;
    }

    public void advertiseAs(UnaryOperator<Address> now) {
        advertise = now;
    }

    public void cataloguedAs(String service) {
        catalogued = new ServiceId(service);
    }

    public Session session() {
        return session;
    }

    /** Frames that arrive from now on wait for {@link #release}. */
    public void hold() {
        holding = true;
    }

    /** Frames that arrive from now on are decided at once; what waits goes on waiting. */
    public void proceed() {
        holding = false;
    }

    /** The decision on a side's frame has come. */
    public void release(Side from) {
        holding = false;
        Held waiting = Objects.requireNonNull(held.remove(from), "no frame waits");
        carryOut(from, waiting.frame(), session.enforce(from, waiting.frame(), waiting.decisions()));
        pump(from);
    }

    public void send(Side from, byte[] bytes) {
        ByteBuf in = of(unread, from);
        in.writeBytes(bytes);
        pump(from);
        in.discardSomeReadBytes();
    }

    /** The side has closed its direction. */
    public void end(Side from) {
        ByteBuf in = of(unread, from);
        if (in.isReadable()) {
            take(from, in, of(codecs, from).decodeLast(in));
        }
    }

    private void pump(Side from) {
        ByteBuf in = of(unread, from);
        while (!held.containsKey(from)
                && in.isReadable()
                && take(from, in, of(codecs, from).decode(in))) {
            // Until nothing whole is left.
        }
    }

    private boolean take(Side from, ByteBuf in, Outcome outcome) {
        switch (outcome) {
            case Outcome.Decoded(Frame frame) -> {
                int length = frame.length();
                frame(from, frame);
                in.skipBytes(length);
                return true;
            }
            case Outcome.Malformed broken -> malformed = broken.why();
            case Outcome.NeedMore more -> {
                // As the name says.
            }
            case Outcome.Opaque opaque -> throw new AssertionError("bytes without frames: " + opaque);
        }
        return false;
    }

    private void frame(Side from, Frame frame) {
        switch (session.interpret(from, frame)) {
            case Reading.Pass pass -> deliver(from.other(), bytes(frame.view()));
            case Reading.Housekeeping instead -> carryOut(from, frame, instead.emissions());
            case Reading.FilePart part -> {
                if (part.last()) {
                    events.add(part.seen());
                    carryOut(from, frame, session.enforce(from, frame, List.of(rules.apply(part.seen()))));
                } else {
                    deliver(from.other(), bytes(frame.view()));
                }
            }
            case Reading.Malformed broken -> {
                malformed = broken.why();
                deliver(from.other(), bytes(frame.view()));
            }
            case Reading.Events happened -> {
                assertThat(happened.events()).isNotEmpty();
                events.addAll(happened.events());
                List<Decision> decisions = happened.events().stream().map(rules).toList();
                if (holding) {
                    // The relay keeps the bytes while it waits, elsewhere.
                    ByteBuf kept = Unpooled.copiedBuffer(frame.view());
                    held.put(from, new Held(new Frame().point(kept, 0, kept.readableBytes()), decisions, kept));
                } else {
                    carryOut(from, frame, session.enforce(from, frame, decisions));
                }
            }
        }
    }

    public void carryOut(Side from, @Nullable Frame frame, List<Emission> emissions) {
        boolean forwarded = false;
        for (Emission emission : emissions) {
            assertThat(closed).as("an emission after the close").isFalse();
            switch (emission) {
                case Emission.Forward forward -> {
                    assertThat(forwarded).as("forwarded twice").isFalse();
                    forwarded = true;
                    deliver(from.other(), bytes(Objects.requireNonNull(frame).view()));
                }
                case Emission.Send(Side to, ByteBuf bytes) -> {
                    deliver(to, bytes(bytes));
                    assertThat(bytes.refCnt()).isEqualTo(1);
                    bytes.release();
                }
                case Emission.Call(Address to, ByteBuf bytes) -> {
                    calls.add(new Called(to, bytes.toString(StandardCharsets.ISO_8859_1)));
                    bytes.release();
                }
                case Emission.Close close -> closed = true;
            }
        }
    }

    private void deliver(Side to, byte[] bytes) {
        of(received, to).add(bytes);
    }

    private static <T> T of(Map<Side, T> both, Side side) {
        return Objects.requireNonNull(both.get(side));
    }

    private static byte[] bytes(ByteBuf buffer) {
        return ByteBufUtil.getBytes(buffer);
    }

    /** What the side has received and not been asked for yet, the next frame of it; null when there is none. */
    public byte @Nullable [] next(Side side) {
        return of(received, side).poll();
    }

    /** What the side has received next, which must be something. */
    public byte[] received(Side side) {
        return Objects.requireNonNull(next(side), "nothing was received");
    }

    /** Whose connection it is, which must be known. */
    public ScreenName account() {
        return Objects.requireNonNull(session.account(), "no account");
    }

    /** The hand-off for a cookie in hexadecimal, which must have been remembered. */
    public Handoff recall(String cookie) {
        Handoff handoff = handoffs.recall(plugin.id(), HexFormat.of().parseHex(cookie));
        return Objects.requireNonNull(handoff, "no hand-off");
    }

    /** Everything the side has received and not been asked for yet. */
    public List<byte[]> all(Side side) {
        List<byte[]> all = new ArrayList<>(of(received, side));
        of(received, side).clear();
        return all;
    }

    public Deque<ImEvent> events() {
        return events;
    }

    public boolean closed() {
        return closed;
    }

    public @Nullable String malformed() {
        return malformed;
    }

    @Override
    public Opening opening() {
        return opening;
    }

    /** What was asked for on connections of their own, the eldest first. */
    public Deque<Called> calls() {
        return calls;
    }

    /** What the service's calls reach instead of the client. */
    public void callBackAs(UnaryOperator<Address> now) {
        callBack = now;
    }

    /** Where services are found. */
    public void foundAt(Function<Address, Set<InetAddress>> now) {
        foundAt = now;
    }

    /** How the connection came in; before the first byte. */
    public void openedAs(Opening now) {
        opening = now;
    }

    @Override
    public Address callBack(Address target) {
        return callBack.apply(target);
    }

    @Override
    public Set<InetAddress> foundAt(Address service) {
        return foundAt.apply(service);
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public ServiceId catalogued() {
        return catalogued;
    }

    @Override
    public Address advertise(Address target) {
        return advertise.apply(target);
    }

    @Override
    public Handoffs handoffs() {
        return handoffs;
    }

    @Override
    public KnownContacts contactLists() {
        return contacts;
    }

    @Override
    public String noticeName() {
        return "Sallyport";
    }

    @Override
    public Clock clock() {
        return Clock.fixed(Instant.ofEpochSecond(0x6B000000L), ZoneOffset.UTC);
    }
}
