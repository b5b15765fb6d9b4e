package org.sallyport.protocols.trial;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Outcome;
import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.capture.TcpConnection;

/**
 * What every plugin must pass, with nothing but its golden captures: {@code <name>.pcap} and beside it {@code <name>.events},
 * the lines of {@link CaptureTrial} (blank lines and lines that begin with {@code //} are comments).
 *
 * <p>Each check throws an {@link AssertionError} that says what was promised and what happened.
 */
public final class PluginContract {

    /** So many one-byte segments must not hurt. */
    static final int SEGMENTS = 100_000;

    private static final int SEEDS = 5;

    private final ProtocolPlugin plugin;
    private final Protocols protocols;
    private final Path folder;

    /**
     * @param all the plugins that compete in identification, {@code plugin} among them
     * @param folder of the plugin's golden captures
     */
    public PluginContract(ProtocolPlugin plugin, Protocols all, Path folder) {
        this.plugin = plugin;
        this.protocols = all;
        this.folder = folder;
    }

    /** The golden captures; a plugin without one fails. */
    public List<Recording> recordings() throws IOException {
        List<Recording> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".pcap"))
                        .sorted()
                        .toList()) {
                    found.add(Recording.read(file));
                }
            }
        }
        if (found.isEmpty()) {
            throw new AssertionError(plugin.id() + " has no golden capture in contract/" + plugin.id());
        }
        return found;
    }

    /** The expected lines of a recording. */
    public List<String> expected(Recording recording) throws IOException {
        Path file = folder.resolve(recording.name() + ".events");
        if (!Files.exists(file)) {
            throw new AssertionError(recording.name() + ".pcap has no .events beside it");
        }
        return Files.readAllLines(file).stream()
                .filter(l -> !l.isBlank() && !l.startsWith("//"))
                .toList();
    }

    /** What the plugin says of a recording. */
    public List<String> actual(Recording recording) {
        try (CaptureTrial trial = play(recording, CaptureTrial::whole)) {
            return trial.lines();
        }
    }

    private CaptureTrial play(Recording recording, CaptureTrial.Splitter splitter) {
        return new CaptureTrial(protocols, recording, splitter, ConnectionTrial::allow);
    }

    /** The golden captures give the expected events and identification. */
    public void golden(Recording recording) throws IOException {
        same(recording.name() + ".events", expected(recording), actual(recording));
    }

    /** What nobody objects to comes out byte for byte, however it came in, and means the same. */
    public void untouchedHoweverSplit(Recording recording) {
        List<String> lines = actual(recording);
        List<CaptureTrial.Splitter> splitters = new ArrayList<>();
        splitters.add(CaptureTrial::whole);
        splitters.add(CaptureTrial::byteByByte);
        for (int seed = 0; seed < SEEDS; seed++) {
            splitters.add(CaptureTrial.random(seed));
        }
        for (CaptureTrial.Splitter splitter : splitters) {
            try (CaptureTrial trial = play(recording, splitter)) {
                same(recording.name() + " in other pieces", lines, trial.lines());
                for (TcpConnection connection : recording.connections()) {
                    if (lines.contains("#" + connection.number() + " is unknown")) {
                        continue;
                    }
                    for (Side from : Side.values()) {
                        byte[] sent = recording.stream(connection, from);
                        byte[] out = trial.sentTo(connection, from.other());
                        if (!Arrays.equals(sent, out)) {
                            throw new AssertionError(recording.name() + " #" + connection.number() + ": of "
                                    + sent.length + " bytes from " + from + ", " + out.length
                                    + " came out, the first difference at " + Arrays.mismatch(sent, out));
                        }
                    }
                }
            }
        }
    }

    /** A hundred thousand segments of one byte come to the same as one piece. */
    public void manyTinySegments(Recording recording) {
        Handoffs handoffs = handoffs(recording);
        for (Side from : Side.values()) {
            byte[] stream = longest(recording, from);
            ByteArrayOutputStream repeated = new ByteArrayOutputStream();
            while (repeated.size() < SEGMENTS && stream.length > 0) {
                repeated.writeBytes(stream);
            }
            byte[] all = Arrays.copyOf(repeated.toByteArray(), Math.min(SEGMENTS, repeated.size()));
            try (ConnectionTrial once = trial(handoffs, Limits.DEFAULT);
                    ConnectionTrial often = trial(handoffs, Limits.DEFAULT)) {
                once.feed(from, all);
                ByteBuf bytes = Unpooled.wrappedBuffer(all);
                for (int i = 0; i < all.length; i++) {
                    often.feed(from, bytes.slice(i, 1));
                }
                same(
                        "one byte at a time",
                        once.events().stream().map(EventLine::of).toList(),
                        often.events().stream().map(EventLine::of).toList());
                if (!Arrays.equals(once.sentTo(from.other()), often.sentTo(from.other()))) {
                    throw new AssertionError("one byte at a time, other bytes come out");
                }
            }
        }
    }

    /** Every truncation is NeedMore or Malformed while bytes may follow, and a last frame or Malformed when none do. */
    public void truncations(Recording recording) {
        for (TcpConnection connection : recording.connections()) {
            for (Side from : Side.values()) {
                ByteBuf stream = Unpooled.wrappedBuffer(recording.stream(connection, from));
                for (ByteBuf frame : frames(stream, from)) {
                    for (int length = 1; length < frame.readableBytes(); length++) {
                        truncated(frame.slice(0, length), from);
                    }
                }
            }
        }
    }

    private void truncated(ByteBuf cut, Side from) {
        Codec codec = plugin.newCodec(from, Limits.DEFAULT);
        Outcome outcome = codec.decode(cut);
        if (!(outcome instanceof Outcome.NeedMore) && !(outcome instanceof Outcome.Malformed)) {
            throw new AssertionError("the first " + cut.readableBytes() + " bytes of a frame give " + outcome);
        }
        Outcome last = codec.decodeLast(cut);
        boolean fits = last instanceof Outcome.Decoded d && d.frame().length() == cut.readableBytes();
        if (!fits && !(last instanceof Outcome.Malformed)) {
            throw new AssertionError("a last frame of " + cut.readableBytes() + " bytes gives " + last);
        }
    }

    /** The frames of a stream, as far as the codec cuts any. */
    private List<ByteBuf> frames(ByteBuf stream, Side from) {
        Codec codec = plugin.newCodec(from, Limits.DEFAULT);
        List<ByteBuf> frames = new ArrayList<>();
        while (stream.isReadable() && codec.decode(stream) instanceof Outcome.Decoded decoded) {
            frames.add(stream.readSlice(decoded.frame().length()));
        }
        return frames;
    }

    /** Broken traffic under any policy: never an exception, a leak, or more held than the limits allow. */
    public void mutations(List<Recording> recordings, int rounds) {
        LeakListener.reset();
        for (Recording recording : recordings) {
            Handoffs handoffs = handoffs(recording);
            for (int seed = 0; seed < rounds / recordings.size(); seed++) {
                new Mutation(plugin, recording, handoffs, seed).run();
            }
        }
        LeakListener.assertNoLeaks();
    }

    private Handoffs handoffs(Recording recording) {
        try (CaptureTrial trial = play(recording, CaptureTrial::whole)) {
            return trial.handoffs();
        }
    }

    private static byte[] longest(Recording recording, Side from) {
        byte[] longest = new byte[0];
        for (TcpConnection connection : recording.connections()) {
            byte[] stream = recording.stream(connection, from);
            longest = stream.length > longest.length ? stream : longest;
        }
        return longest;
    }

    private ConnectionTrial trial(Handoffs handoffs, Limits limits) {
        TrialContext context = TrialContext.to(new Address("127.0.0.1", 1), handoffs);
        return new ConnectionTrial(plugin, context.with(limits), ConnectionTrial::allow);
    }

    /** Compares lines and says where the first difference is. */
    static void same(String what, List<String> expected, List<String> actual) {
        for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
            String e = i < expected.size() ? expected.get(i) : "(nothing)";
            String a = i < actual.size() ? actual.get(i) : "(nothing)";
            if (!e.equals(a)) {
                throw new AssertionError(what + ", line " + (i + 1) + "\n  expected: " + e + "\n  but was:  " + a);
            }
        }
    }
}
