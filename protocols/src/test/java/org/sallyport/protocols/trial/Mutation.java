package org.sallyport.protocols.trial;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.capture.TcpConnection;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;

/** One connection of a recording, damaged, under an erratic policy. The same seed does the same. */
final class Mutation {

    /** A piece of one side's stream. */
    private static final class Piece {
        private final Side from;
        private final byte[] bytes;

        Piece(Side from, byte[] bytes) {
            this.from = from;
            this.bytes = bytes;
        }
    }

    private static final Limits TIGHT = new Limits(2_048, 16, 16, 128);

    private final ProtocolPlugin plugin;
    private final Recording recording;
    private final Handoffs handoffs;
    private final long seed;
    private final Random random;

    Mutation(ProtocolPlugin plugin, Recording recording, Handoffs handoffs, long seed) {
        this.plugin = plugin;
        this.recording = recording;
        this.handoffs = handoffs;
        this.seed = seed;
        this.random = new Random(seed);
    }

    void run() {
        List<TcpConnection> connections = recording.connections();
        TcpConnection connection = connections.get(random.nextInt(connections.size()));
        List<Piece> pieces = new ArrayList<>();
        for (Recording.Said said : recording.said(connection)) {
            pieces.add(new Piece(said.from(), ByteBufUtil.getBytes(said.bytes())));
        }
        for (int i = random.nextInt(6); i >= 0; i--) {
            damage(pieces);
        }
        TrialContext context = TrialContext.to(new Address("127.0.0.1", 1), handoffs);
        if (random.nextInt(3) == 0) {
            context = context.with(TIGHT);
        }
        if (random.nextInt(3) == 0) {
            context = context.with(target -> new Address("gateway.example.com", 15_190));
        }
        boolean erratic = random.nextBoolean();
        try (ConnectionTrial trial =
                new ConnectionTrial(plugin, context, erratic ? this::any : ConnectionTrial::allow)) {
            for (Piece piece : pieces) {
                feed(trial, piece);
                if (random.nextInt(20) == 0) {
                    trial.deliver(message());
                }
            }
            if (random.nextInt(4) == 0) {
                trial.disconnect(random.nextBoolean() ? "Goodbye." : null);
            }
            trial.end(Side.CLIENT);
            trial.end(Side.SERVER);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    recording.name() + " #" + connection.number() + ", mutation " + seed + ": " + e, e);
        }
    }

    private void feed(ConnectionTrial trial, Piece piece) {
        ByteBuf bytes = Unpooled.wrappedBuffer(piece.bytes);
        // Receive buffers rarely begin and end where segments do; now and then that must show.
        int cut = piece.bytes.length > 1 && random.nextInt(4) == 0 ? random.nextInt(piece.bytes.length) : 0;
        trial.feed(piece.from, bytes.slice(0, cut));
        trial.feed(piece.from, bytes.slice(cut, piece.bytes.length - cut));
    }

    private void damage(List<Piece> pieces) {
        if (pieces.isEmpty()) {
            return;
        }
        int at = random.nextInt(pieces.size());
        Piece piece = pieces.get(at);
        byte[] bytes = piece.bytes.clone();
        int where = random.nextInt(bytes.length);
        switch (random.nextInt(10)) {
            case 0 -> bytes[where] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[where] = (byte) random.nextInt();
            // Lengths and counts like to break at their ends.
            case 2 -> bytes[where] = (byte) (random.nextBoolean() ? 0xFF : 0);
            case 3 -> bytes = Arrays.copyOf(bytes, where);
            case 4 -> bytes = spliced(bytes, where, random.nextInt(32));
            case 5 -> pieces.add(random.nextInt(pieces.size()), piece);
            case 6 -> Collections.swap(pieces, at, random.nextInt(pieces.size()));
            case 7 -> {
                byte[] noise = new byte[random.nextInt(64)];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, bytes, where, Math.min(noise.length, bytes.length - where));
            }
            // Longer than any tight limit: what waits for its end must give up.
            case 8 -> bytes = Arrays.copyOf(bytes, bytes.length + 3_000);
            default -> {
                pieces.remove(at);
                return;
            }
        }
        int index = pieces.indexOf(piece);
        if (bytes.length == 0) {
            pieces.remove(index);
        } else {
            pieces.set(index, new Piece(piece.from, bytes));
        }
    }

    /** The bytes with some taken out. */
    private static byte[] spliced(byte[] bytes, int at, int length) {
        int end = Math.min(bytes.length, at + length);
        byte[] out = Arrays.copyOf(bytes, bytes.length - (end - at));
        System.arraycopy(bytes, end, out, at, bytes.length - end);
        return out;
    }

    private Decision any(ImEvent event) {
        String text = random.nextBoolean() ? "other words \u20ac" : "x".repeat(9_000);
        return switch (random.nextInt(8)) {
            case 0 -> ConnectionTrial.decided(new Verdict.Rewrite(text));
            case 1 -> ConnectionTrial.decided(Verdict.Drop.INSTANCE);
            case 2 -> ConnectionTrial.decided(new Verdict.Deny("No."));
            case 3 -> ConnectionTrial.decided(new Verdict.Deny(null));
            case 4 -> new Decision.Failed("trial", new Verdict.Deny(null));
            case 5 ->
                random.nextInt(10) == 0
                        ? ConnectionTrial.decided(new Verdict.Disconnect("Out."))
                        : ConnectionTrial.allow(event);
            default -> ConnectionTrial.allow(event);
        };
    }

    private ImEvent.Message message() {
        ServiceId service = plugin.services().iterator().next();
        ScreenName from = plugin.screenName(service, "Some Colleague");
        return new ImEvent.Message(
                Flow.INBOUND, Feature.CHAT, from, List.of(), null, Text.plain("from next door"), Set.of(), "1");
    }
}
