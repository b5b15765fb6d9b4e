package org.sallyport.protocols.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Outcome;
import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.capture.TcpConnection;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.trial.ConnectionTrial;
import org.sallyport.protocols.trial.EventLine;
import org.sallyport.protocols.trial.Recording;
import org.sallyport.protocols.trial.TrialContext;

/**
 * A plugin's sessions over its codecs, several connections one after the other, under any policy: never an exception or a leak;
 * what goes out are whole frames that the plugin's own codec accepts; and the same happens however the bytes were cut.
 */
final class SessionTarget implements FuzzTarget {

    private static final int TIGHTLY = 1;
    private static final int ADVERTISE = 2;
    private static final int DISCONNECT = 4;
    private static final int NOTICE = 8;

    /** Of a piece. */
    private static final int FROM_SERVER = 1;

    private static final int NEW_CONNECTION = 2;
    private static final int DELIVER = 4;
    private static final int END = 8;
    private static final int CUT_SHIFT = 4;
    private static final int CUTS = 16;

    /** A piece of a seed must not fill an input. */
    private static final int LONGEST_SEED = 12 * 1024;

    private final ProtocolPlugin plugin;

    SessionTarget(ProtocolPlugin plugin) {
        this.plugin = plugin;
    }

    @Override
    public String name() {
        return "session-" + plugin.id();
    }

    @Override
    public boolean releasesAll() {
        return true;
    }

    @Override
    public List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        // What everybody may, what nobody may, and a little of everything.
        List<byte[]> policies = List.of(
                new byte[] {0},
                new byte[] {3, 3, 3, 3, 3, 3, 3, 3},
                new byte[] {0, 1, 0, 4, 0, 9, 0x20, 2},
                new byte[] {1, 1, 1, 1, 1, 1, 1, 1});
        for (Recording recording : Recordings.of(plugin)) {
            for (byte[] policy : policies) {
                FuzzInput.Builder all = FuzzInput.with(ADVERTISE, policy);
                for (TcpConnection connection : recording.connections()) {
                    byte[] one = add(FuzzInput.with(ADVERTISE, policy), recording, connection)
                            .build();
                    if (one.length <= LONGEST_SEED) {
                        seeds.add(one);
                    }
                    add(all, recording, connection);
                }
                seeds.add(all.build());
            }
            for (TcpConnection connection : recording.connections()) {
                for (Side from : Side.values()) {
                    for (byte[] frame : Recordings.frames(plugin, from, recording.stream(connection, from))) {
                        seeds.add(FuzzInput.with(NOTICE, (byte) 1, (byte) 0x24)
                                .piece(from == Side.SERVER ? FROM_SERVER : 0, frame)
                                .build());
                    }
                }
            }
        }
        return seeds;
    }

    private static FuzzInput.Builder add(FuzzInput.Builder input, Recording recording, TcpConnection connection) {
        int first = NEW_CONNECTION;
        for (Recording.Said said : recording.said(connection)) {
            byte[] bytes = new byte[said.bytes().readableBytes()];
            said.bytes().getBytes(said.bytes().readerIndex(), bytes);
            input.piece(first | (said.from() == Side.SERVER ? FROM_SERVER : 0) | 7 << CUT_SHIFT, bytes);
            first = 0;
        }
        return input;
    }

    @Override
    public void run(byte[] bytes) {
        FuzzInput input = FuzzInput.of(bytes);
        List<String> whole = new Run(input, false).outcome();
        List<String> split = new Run(input, true).outcome();
        if (!whole.equals(split)) {
            int i = 0;
            while (i < Math.min(whole.size(), split.size()) && whole.get(i).equals(split.get(i))) {
                i++;
            }
            throw new AssertionError("in pieces something else happened, line " + (i + 1) + "\n  whole: "
                    + (i < whole.size() ? whole.get(i) : "(nothing)") + "\n  split: "
                    + (i < split.size() ? split.get(i) : "(nothing)"));
        }
    }

    /** All connections of an input. */
    private final class Run {
        private final FuzzInput input;
        private final boolean cutting;
        private final Handoffs handoffs = TrialContext.newHandoffs();
        private final List<String> lines = new ArrayList<>();
        private int decisions;

        Run(FuzzInput input, boolean cutting) {
            this.input = input;
            this.cutting = cutting;
        }

        List<String> outcome() {
            List<FuzzInput.Piece> pieces = input.pieces();
            int next = 0;
            while (next < pieces.size()) {
                try (ConnectionTrial trial = new ConnectionTrial(plugin, context(), this::decide)) {
                    do {
                        say(trial, pieces.get(next++));
                    } while (next < pieces.size() && !pieces.get(next).is(NEW_CONNECTION));
                    if (input.flag(DISCONNECT)) {
                        trial.disconnect(input.flag(NOTICE) ? "Goodbye." : null);
                    }
                    finish(trial);
                }
            }
            return lines;
        }

        private TrialContext context() {
            TrialContext context = TrialContext.to(new Address("127.0.0.1", 1), handoffs);
            context = input.flag(TIGHTLY) ? context.with(CodecTarget.TIGHT) : context;
            return input.flag(ADVERTISE) ? context.with(to -> new Address("gateway.example.com", 15_190)) : context;
        }

        private void say(ConnectionTrial trial, FuzzInput.Piece piece) {
            Side from = piece.is(FROM_SERVER) ? Side.SERVER : Side.CLIENT;
            ByteBuf bytes = Unpooled.wrappedBuffer(piece.bytes());
            int length = bytes.readableBytes();
            int cut = cutting ? length * (piece.kind() >> CUT_SHIFT) / CUTS : 0;
            trial.feed(from, bytes.slice(0, cut));
            if (cutting && length - cut > 1) {
                // And the last byte by itself.
                trial.feed(from, bytes.slice(cut, length - cut - 1));
                cut = length - 1;
            }
            trial.feed(from, bytes.slice(cut, length - cut));
            if (piece.is(DELIVER)) {
                trial.deliver(message());
            }
            if (piece.is(END)) {
                trial.end(from);
            }
        }

        private void finish(ConnectionTrial trial) {
            trial.close();
            trial.happenings().forEach(happening -> lines.add(EventLine.of(happening.event())));
            for (Side to : Side.values()) {
                byte[] sent = trial.sentTo(to);
                checkFrames(to, Arrays.copyOf(sent, trial.understoodBy(to)));
                // What the gateway says by itself has ids that nobody can foresee.
                lines.add(sent.length + " bytes to " + to + (speaks() ? "" : ": " + Arrays.hashCode(sent)));
            }
            trial.session().account();
            trial.session().service();
        }

        /** Whether the gateway may have something to say in this input. */
        private boolean speaks() {
            boolean refuses = false;
            for (int i = 0; i < FuzzInput.CHOICES; i++) {
                refuses |= input.choice(i) != 0;
            }
            return refuses || input.flag(DISCONNECT) || input.pieces().stream().anyMatch(piece -> piece.is(DELIVER));
        }

        private void checkFrames(Side to, byte[] sent) {
            Codec codec = plugin.newCodec(to.other(), Limits.DEFAULT);
            ByteBuf in = Unpooled.wrappedBuffer(sent);
            while (in.isReadable()) {
                switch (codec.decode(in)) {
                    case Outcome.Decoded decoded -> in.skipBytes(decoded.frame().length());
                    case Outcome.Opaque opaque -> in.skipBytes((int) Math.min(opaque.length(), in.readableBytes()));
                    case Outcome.NeedMore more -> {
                        // Unless it is one that only the end of the stream completes.
                        if (!(codec.decodeLast(in) instanceof Outcome.Decoded)) {
                            throw new AssertionError(in.readableBytes() + " bytes to " + to + " are no whole frame");
                        }
                        return;
                    }
                    case Outcome.Malformed malformed ->
                        throw new AssertionError("what went to " + to + " breaks the rules: " + malformed);
                }
            }
        }

        private Decision decide(ImEvent event) {
            int choice = input.choice(decisions++);
            Verdict verdict = switch (choice & 7) {
                case 1 -> new Verdict.Rewrite((choice & 8) == 0 ? "other words €" : "a\r\n\u0000<b>&amp;\t");
                case 2 -> Verdict.Drop.INSTANCE;
                case 3 -> new Verdict.Deny("No.");
                case 4 -> new Verdict.Deny(null);
                case 5 -> new Verdict.Rewrite("x".repeat(9_000));
                case 6 -> (choice & 8) == 0 ? Verdict.Allow.INSTANCE : new Verdict.Disconnect("Out.");
                default -> Verdict.Allow.INSTANCE;
            };
            if ((choice & 0x10) != 0) {
                return new Decision.Failed("fuzz", verdict);
            }
            List<Duty> duties =
                    (choice & 0x20) == 0 ? List.of() : List.of(new Duty.Notice(Duty.Audience.BOTH, "Mind\r\nthis."));
            return new Decision.Decided(verdict, List.of("fuzz"), duties, "fuzz", List.of());
        }
    }

    private ImEvent.Message message() {
        ServiceId service = plugin.services().iterator().next();
        ScreenName from = plugin.screenName(service, "Some Colleague");
        return new ImEvent.Message(
                Flow.INBOUND, Feature.CHAT, from, List.of(), null, Text.plain("from next door"), Set.of(), "1");
    }
}
