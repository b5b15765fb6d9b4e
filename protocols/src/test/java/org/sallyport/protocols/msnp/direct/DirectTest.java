package org.sallyport.protocols.msnp.direct;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.msnp.deal.Announcements;
import org.sallyport.protocols.msnp.p2p.Nonce;
import org.sallyport.protocols.msnp.p2p.RecordedPackets;
import org.sallyport.protocols.trial.CaptureBuilder;
import org.sallyport.protocols.trial.Rig;
import org.sallyport.protocols.trial.Script;
import org.sallyport.protocols.trial.TcpTalk;

/** Connections written by hand after what libpurple does, with packets it recorded elsewhere inside. */
class DirectTest {

    private static final ServiceId MSN = new ServiceId("msn");
    private static final ScreenName ME = ScreenName.of(MSN, "t1h@hotmail.com");
    private static final ScreenName YOU = ScreenName.of(MSN, "t2h@hotmail.com");
    private static final byte[] NONCE = HexFormat.of().parseHex("33221100554477668899aabbccddeeff");

    private final Handoffs handoffs = new Handoffs(Clock.systemUTC(), 100, Duration.ofMinutes(5));
    private final DirectPlugin plugin = new DirectPlugin();
    private final Rig rig = new Rig(plugin, Limits.DEFAULT, handoffs);

    DirectTest() {
        rig.cataloguedAs("unknown");
    }

    private void announce(byte[] nonce, String purpose) {
        handoffs.remember(Announcements.DIRECT, nonce, new Handoff(MSN, ME, purpose, null, YOU, "{call}"));
    }

    private static byte[] handshake() {
        ByteBuf packet = Unpooled.buffer()
                .writeIntLE(48)
                .writeIntLE(0)
                .writeIntLE(7)
                .writeLongLE(0)
                .writeLongLE(0);
        return ByteBufUtil.getBytes(packet.writeIntLE(0).writeIntLE(0x100).writeBytes(NONCE));
    }

    private static byte[] framed(String name) {
        ByteBuf packet = RecordedPackets.packet(name);
        return ByteBufUtil.getBytes(
                Unpooled.buffer().writeIntLE(packet.readableBytes()).writeBytes(packet));
    }

    private void open() {
        rig.send(Side.CLIENT, DirectPlugin.HELLO);
        rig.send(Side.CLIENT, handshake());
        if (!rig.closed()) {
            rig.send(Side.SERVER, handshake());
        }
    }

    private String event() {
        return Script.describe(Objects.requireNonNull(rig.events().poll(), "no event"));
    }

    @Test
    void tiesAConnectionToItsOffer() {
        announce(NONCE, Announcements.BOTH);
        open();
        assertThat(rig.events())
                .first()
                .isInstanceOfSatisfying(
                        ImEvent.Invite.class, invite -> assertThat(invite.id()).isEqualTo("{call}"));
        assertThat(event())
                .isEqualTo("invite direct-connection begin | outbound msn:t1h@hotmail.com to [msn:t2h@hotmail.com]");
        rig.send(Side.CLIENT, framed("data"));
        rig.send(Side.SERVER, framed("data-empty"));
        assertThat(rig.events()).isEmpty();
        assertThat(rig.malformed()).isNull();
        assertThat(rig.all(Side.SERVER)).hasSize(3);
        assertThat(rig.all(Side.CLIENT)).hasSize(2);
        assertThat(rig.account()).isEqualTo(ME);
    }

    @Test
    void tiesAConnectionToItsOfferByTheHash() {
        announce(Nonce.hash(NONCE), Announcements.OWN);
        open();
        assertThat(event()).contains("begin | outbound msn:t1h@hotmail.com");
    }

    /** The one who connects proves to be the other: the account is the one who was called. */
    @Test
    void tellsTheFlowFromWhoseNonceItIs() {
        announce(Nonce.hash(NONCE), Announcements.PEERS);
        open();
        assertThat(event()).contains("begin | inbound msn:t2h@hotmail.com to [msn:t1h@hotmail.com]");
        rig.send(Side.SERVER, framed("invite-again"));
        assertThat(event()).startsWith("file propose | outbound msn:t1h@hotmail.com");
    }

    @Test
    void anUnannouncedConnectionIsAskedAboutToo() {
        open();
        assertThat(event()).isEqualTo("invite direct-connection begin | outbound ?");
        assertThat(rig.session().account()).isNull();
    }

    @Test
    void closesWhatIsRefused() {
        rig.rules(event -> Rig.decided(new Verdict.Deny(null)));
        open();
        assertThat(rig.closed()).isTrue();
        assertThat(rig.all(Side.SERVER)).hasSize(1);
        rig.send(Side.CLIENT, framed("data"));
        assertThat(rig.all(Side.SERVER)).isEmpty();
    }

    /** A second file, offered where the first one went. */
    @Test
    void decidesOnCallsMadeHere() {
        announce(NONCE, Announcements.BOTH);
        open();
        rig.events().clear();
        rig.all(Side.SERVER);
        rig.all(Side.CLIENT);
        rig.rules(event -> Rig.decided(new Verdict.Deny(null)));
        rig.send(Side.CLIENT, framed("invite-again"));
        assertThat(event()).contains("file propose | outbound").contains("name=sendme.txt, size=40");
        assertThat(rig.all(Side.SERVER)).isEmpty();
        ByteBuf ack = Unpooled.wrappedBuffer(rig.received(Side.CLIENT));
        assertThat(ack.readIntLE()).isEqualTo(48);
        ByteBuf no = Unpooled.wrappedBuffer(rig.received(Side.CLIENT));
        assertThat(no.readIntLE()).isEqualTo(no.readableBytes());
        assertThat(no.toString(StandardCharsets.UTF_8)).contains("603 Decline");
        rig.send(Side.CLIENT, framed("data"));
        assertThat(rig.all(Side.SERVER)).isEmpty();
    }

    @Test
    void lengthsAreBounded() {
        rig.send(Side.CLIENT, new byte[] {0, 0, 0, 0x10});
        assertThat(rig.malformed()).isNotNull();
    }

    @Test
    void isRecognisedFromWhoConnects() {
        assertThat(detect(DirectPlugin.HELLO, "")).isEqualTo(Detection.Match.CERTAIN);
        assertThat(detect(new byte[] {4, 0, 0}, "")).isEqualTo(Detection.NeedMore.INSTANCE);
        assertThat(detect(new byte[] {4, 0, 0, 0, 'f', 'o', 'o', '.'}, "")).isEqualTo(Detection.NoMatch.INSTANCE);
        assertThat(detect(new byte[0], "hi")).isEqualTo(Detection.NoMatch.INSTANCE);
    }

    private Detection detect(byte[] client, String server) {
        FirstBytes first = new FirstBytes(
                Unpooled.wrappedBuffer(client), Unpooled.copiedBuffer(server, StandardCharsets.US_ASCII));
        return plugin.detect(rig.opening(), first);
    }

    @Test
    void damageNeverThrows() {
        Random random = new Random(23);
        for (int i = 0; i < 5_000; i++) {
            Rig fresh = new Rig(plugin, Limits.DEFAULT, handoffs);
            fresh.rules(event -> Rig.decided(random.nextInt(3) == 0 ? new Verdict.Deny(null) : Verdict.Allow.INSTANCE));
            fresh.send(Side.CLIENT, DirectPlugin.HELLO);
            for (String name : new String[] {"invite-again", "ok", "ack", "data", "data-end"}) {
                byte[] frame = random.nextInt(5) == 0 ? handshake() : framed(name);
                frame[4 + random.nextInt(frame.length - 4)] = (byte) random.nextInt(256);
                fresh.send(Side.values()[random.nextInt(2)], frame);
            }
        }
    }

    /** The golden capture is this, byte for byte: no recording of a direct connection is to be had. */
    @Test
    void theGoldenCaptureIsBuiltFromWhatIsKnown() throws Exception {
        CaptureBuilder capture = CaptureBuilder.ethernet();
        new TcpTalk(capture, "192.0.2.10", 40_200, "198.51.100.7", 30_000, Instant.ofEpochSecond(1_200_000_000L))
                .open()
                .say(Side.CLIENT, DirectPlugin.HELLO)
                .say(Side.CLIENT, handshake())
                .say(Side.SERVER, handshake())
                .say(Side.CLIENT, framed("invite-again"))
                .say(Side.SERVER, framed("ack"))
                .say(Side.SERVER, framed("ok-again"))
                .say(Side.CLIENT, framed("ack-ok"))
                .say(Side.CLIENT, framed("data"))
                .fin(Side.CLIENT)
                .fin(Side.SERVER);
        if (Boolean.getBoolean("sallyport.golden.write")) {
            capture.write(Path.of(System.getProperty("sallyport.root"))
                    .resolve("protocols/src/test/resources/contract/msn-direct/libpurple.pcap"));
        }
        Path stored =
                Path.of(Objects.requireNonNull(DirectTest.class.getResource("/contract/msn-direct/libpurple.pcap"))
                        .toURI());
        assertThat(Files.readAllBytes(stored)).isEqualTo(capture.bytes());
    }
}
