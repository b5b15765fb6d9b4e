package org.sallyport.protocols.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Outcome;
import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.Reading;
import org.sallyport.protocols.Session;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.event.ImEvent;

/** The trial itself on trial: a good plugin passes, and every kind of bad one is caught. */
class PluginContractTest {

    private static final int ROUNDS = 1_000;

    @TempDir
    private Path folder;

    @BeforeEach
    void record() throws IOException {
        CaptureBuilder capture = CaptureBuilder.ethernet();
        TcpTalk first = new TcpTalk(capture, "10.0.0.1", 40_000, "10.0.0.2", 7000, TrialContext.TIME);
        TcpTalk second = new TcpTalk(capture, "10.0.0.1", 40_001, "10.0.0.2", 7001, TrialContext.TIME.plusSeconds(1));
        first.open().say(Side.CLIENT, TinyPlugin.frame("HI alice")).say(Side.SERVER, TinyPlugin.frame("TICKET 42"));
        first.fin(Side.CLIENT).fin(Side.SERVER);
        second.open().say(Side.CLIENT, TinyPlugin.frame("AS 42") + TinyPlugin.frame("MSG bobby hello \"B\""));
        second.say(Side.SERVER, TinyPlugin.frame("MSG bobby hi A")).say(Side.SERVER, TinyPlugin.frame("PING"));
        capture.write(folder.resolve("chat.pcap"));
        Files.write(
                folder.resolve("chat.events"),
                List.of(
                        "// A ticket from the first connection names the second.",
                        "#1 opens to port 7000",
                        "#1 is tiny",
                        "#1 > sign-on from=tiny-chat:alice requested method=name",
                        "#1 > sign-off from=tiny-chat:alice detail=\"gone\"",
                        "#2 opens to port 7001",
                        "#2 is tiny",
                        "#2 > sign-on from=tiny-chat:alice accepted method=cookie",
                        "#2 > message from=tiny-chat:alice to=tiny-chat:bobby feature=chat id=0"
                                + " text=\"hello \\\"B\\\"\"",
                        "#2 < message from=tiny-chat:bobby to=tiny-chat:alice feature=chat id=0 text=\"hi A\"",
                        "#2 > sign-off from=tiny-chat:alice detail=\"gone\""));
    }

    private PluginContract contract(ProtocolPlugin plugin) {
        return new PluginContract(plugin, new Protocols(List.of(plugin)), folder);
    }

    private void runAll(ProtocolPlugin plugin) throws IOException {
        PluginContract contract = contract(plugin);
        List<Recording> recordings = contract.recordings();
        for (Recording recording : recordings) {
            contract.golden(recording);
            contract.untouchedHoweverSplit(recording);
            contract.manyTinySegments(recording);
            contract.truncations(recording);
        }
        contract.mutations(recordings, ROUNDS);
    }

    private void assertCaught(ProtocolPlugin plugin, String how) {
        assertThatThrownBy(() -> runAll(plugin))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(how);
    }

    @Test
    void aGoodPluginPasses() throws IOException {
        runAll(new TinyPlugin());
    }

    @Test
    void aPluginWithoutACaptureFails() throws IOException {
        Files.delete(folder.resolve("chat.pcap"));
        assertCaught(new TinyPlugin(), "no golden capture");
    }

    @Test
    void otherEventsAreCaught() throws IOException {
        Path file = folder.resolve("chat.events");
        Files.writeString(file, Files.readString(file).replace("hi A", "hi B"));
        assertCaught(new TinyPlugin(), "line 9");
    }

    @Test
    void aSessionThatThrowsIsCaught() {
        assertCaught(
                with(context -> new TinyPlugin.TinySession(context) {
                    @Override
                    public Reading interpret(Side from, Frame frame) {
                        // Fine with every frame of the capture.
                        if (frame.length() < 7) {
                            throw new IllegalStateException("too short for me");
                        }
                        return super.interpret(from, frame);
                    }
                }),
                "too short for me");
    }

    @Test
    void aSessionThatChangesAllowedBytesIsCaught() {
        assertCaught(
                with(context -> new TinyPlugin.TinySession(context) {
                    @Override
                    public List<Emission> enforce(Side from, Frame frame, List<Decision> decisions) {
                        frame.buffer().setByte(frame.offset() + frame.length() - 1, '!');
                        return super.enforce(from, frame, decisions);
                    }
                }),
                "first difference");
    }

    @Test
    void aLeakIsCaught() {
        assertCaught(
                with(context -> new TinyPlugin.TinySession(context) {
                    @Override
                    public List<Emission> deliver(ImEvent.Message message) {
                        ByteBuf forgotten = PooledByteBufAllocator.DEFAULT.directBuffer(64);
                        return forgotten.isReadable() ? List.of() : super.deliver(message);
                    }
                }),
                "leaked");
    }

    @Test
    void aCodecThatHoldsTooMuchIsCaught() {
        assertCaught(
                withCodec(() -> new TinyPlugin.TinyCodec() {
                    @Override
                    public Outcome decode(ByteBuf in) {
                        Outcome outcome = super.decode(in);
                        return outcome instanceof Outcome.Malformed ? Outcome.NeedMore.INSTANCE : outcome;
                    }
                }),
                "the codec holds");
    }

    @Test
    void aCodecThatMovesIndicesIsCaught() {
        assertCaught(
                withCodec(() -> new TinyPlugin.TinyCodec() {
                    @Override
                    public Outcome decode(ByteBuf in) {
                        in.readByte();
                        return Outcome.NeedMore.INSTANCE;
                    }
                }),
                "moved an index");
    }

    @Test
    void whatIsFedComesOut() {
        try (ConnectionTrial trial = new ConnectionTrial(
                new TinyPlugin(),
                TrialContext.to(new org.sallyport.protocols.Address("x", 1), TrialContext.newHandoffs()),
                ConnectionTrial::allow)) {
            trial.feed(Side.CLIENT, TinyPlugin.frame("PING").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(trial.sentTo(Side.SERVER)).asString().isEqualTo("~004PING");
        }
    }

    private interface Sessions {
        Session of(SessionContext context);
    }

    private static ProtocolPlugin with(Sessions sessions) {
        return new TinyPlugin() {
            @Override
            public Session newSession(SessionContext context) {
                return sessions.of(context);
            }
        };
    }

    private static ProtocolPlugin withCodec(Supplier<Codec> codec) {
        return new TinyPlugin() {
            @Override
            public Codec newCodec(Side from, Limits limits) {
                return codec.get();
            }
        };
    }
}
