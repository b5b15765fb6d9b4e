package org.sallyport.protocols.msnp.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Outcome;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.msnp.deal.Announcements;
import org.sallyport.protocols.trial.CaptureBuilder;
import org.sallyport.protocols.trial.Rig;
import org.sallyport.protocols.trial.Script;
import org.sallyport.protocols.trial.TcpTalk;

/** Transfers written by hand after hypothetic.org's description. */
class MsnftpTest {

    private static final ServiceId MSN = new ServiceId("msn");
    private static final ScreenName ME = ScreenName.of(MSN, "me@example.com");
    private static final ScreenName YOU = ScreenName.of(MSN, "you@example.com");

    private final Handoffs handoffs = new Handoffs(Clock.systemUTC(), 100, Duration.ofMinutes(5));
    private final MsnftpPlugin plugin = new MsnftpPlugin();
    private final Rig rig = new Rig(plugin, Limits.DEFAULT, handoffs);

    MsnftpTest() {
        rig.cataloguedAs("unknown");
    }

    private void announce(String purpose) {
        Handoff handoff = new Handoff(MSN, ME, purpose, null, YOU, "33267");
        handoffs.remember(Announcements.FILE, "93301".getBytes(StandardCharsets.US_ASCII), handoff);
    }

    /** The receiver connects, as is usual. */
    private void upToTheFile(Side receiver) {
        say(receiver, "VER MSNFTP\r\n");
        say(receiver.other(), "VER MSNFTP\r\n");
        say(receiver, "USR You@example.com 93301\r\n");
        say(receiver.other(), "FIL 5\r\n");
    }

    private void say(Side from, String latin1) {
        rig.send(from, latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String event() {
        return Script.describe(Objects.requireNonNull(rig.events().poll(), "no event"));
    }

    @Test
    void tiesAFileToItsOffer() {
        announce(Announcements.RECEIVES);
        upToTheFile(Side.CLIENT);
        assertThat(rig.events())
                .first()
                .isInstanceOfSatisfying(
                        ImEvent.FileOffer.class, offer -> assertThat(offer.id()).isEqualTo("33267"));
        assertThat(event())
                .isEqualTo("file begin | inbound msn:you@example.com to [msn:me@example.com]"
                        + " [fileinfo[name=, size=5, count=1]]");
        say(Side.CLIENT, "TFR\r\n");
        say(Side.SERVER, "\0\5\0hello\1\0\0");
        say(Side.CLIENT, "BYE 16777989\r\n");
        assertThat(rig.malformed()).isNull();
        assertThat(rig.all(Side.SERVER)).hasSize(4);
        assertThat(rig.all(Side.CLIENT)).hasSize(4);
        assertThat(rig.account()).isEqualTo(ME);
        assertThat(rig.session().service()).isEqualTo(MSN);
    }

    /** The flow is the account's, whoever connects. */
    @Test
    void tellsTheFlowFromTheOffer() {
        announce(Announcements.SENDS);
        upToTheFile(Side.CLIENT);
        assertThat(event()).startsWith("file begin | outbound msn:me@example.com to [msn:you@example.com]");
    }

    @Test
    void tellsTheFlowFromTheSenderWhereNothingWasAnnounced() {
        upToTheFile(Side.SERVER);
        assertThat(event()).startsWith("file begin | outbound ? to [msn:you@example.com]");
        assertThat(rig.session().account()).isNull();
    }

    @Test
    void closesWhatIsRefused() {
        rig.rules(event -> Rig.decided(new Verdict.Deny("no")));
        upToTheFile(Side.CLIENT);
        assertThat(rig.closed()).isTrue();
        assertThat(rig.all(Side.CLIENT)).hasSize(1);
        say(Side.SERVER, "\0\5\0hello");
        assertThat(rig.all(Side.CLIENT)).isEmpty();
    }

    @Test
    void noDataBeforeADecision() {
        say(Side.CLIENT, "VER MSNFTP\r\n");
        say(Side.SERVER, "VER MSNFTP\r\n\0\5\0hello");
        assertThat(rig.malformed()).contains("before any file was named");
    }

    @Test
    void whoAsksForAFileSendsNone() {
        upToTheFile(Side.CLIENT);
        say(Side.CLIENT, "FIL 7\r\n");
        assertThat(rig.malformed()).isNotNull();
    }

    @Test
    void refusesBrokenLines() {
        for (String line : new String[] {"FIL x\r\n", "FIL -1\r\n", "FIL \r\n", "USR a\r\n", "\2\0\0", "ver\r\n"}) {
            Rig fresh = new Rig(plugin, Limits.DEFAULT, handoffs);
            fresh.send(Side.SERVER, line.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(fresh.malformed()).as(line).isNotNull();
        }
    }

    @Test
    void asksAboutUnknownCommands() {
        say(Side.CLIENT, "VER MSNFTP\r\nXYZ 1\r\n");
        assertThat(event()).startsWith("unclassified xyz");
    }

    @Test
    void aLineIsBounded() {
        ByteBuf endless = Unpooled.copiedBuffer("A".repeat(MsnftpCodec.LONGEST_LINE), StandardCharsets.US_ASCII);
        assertThat(new MsnftpCodec(Limits.DEFAULT).decode(endless)).isInstanceOf(Outcome.Malformed.class);
        assertThat(new MsnftpCodec(Limits.DEFAULT).decode(endless.slice(0, MsnftpCodec.LONGEST_LINE - 1)))
                .isEqualTo(Outcome.NeedMore.INSTANCE);
    }

    @Test
    void isRecognisedFromEitherSide() {
        assertThat(detect("VER MSNFTP\r\n", "")).isEqualTo(Detection.Match.CERTAIN);
        assertThat(detect("", "VER MSNFTP\r\n")).isEqualTo(Detection.Match.CERTAIN);
        assertThat(detect("", "")).isEqualTo(Detection.NeedMore.INSTANCE);
        assertThat(detect("VER MSNFTP", "")).isEqualTo(Detection.NeedMore.INSTANCE);
        assertThat(detect("VER MSNP8", "")).isEqualTo(Detection.NoMatch.INSTANCE);
        assertThat(detect("VER MSNFTP\r\n", "220 hello")).isEqualTo(Detection.NoMatch.INSTANCE);
    }

    private Detection detect(String client, String server) {
        FirstBytes first = new FirstBytes(
                Unpooled.copiedBuffer(client, StandardCharsets.US_ASCII),
                Unpooled.copiedBuffer(server, StandardCharsets.US_ASCII));
        return plugin.detect(rig.opening(), first);
    }

    @Test
    void damageNeverThrows() {
        Random random = new Random(2);
        byte[] stream = "VER MSNFTP\r\nUSR a@b 1\r\nFIL 5\r\n\0\5\0hello\1\0\0".getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 10_000; i++) {
            byte[] damaged = stream.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            Rig fresh = new Rig(plugin, Limits.DEFAULT, handoffs);
            fresh.send(Side.values()[random.nextInt(2)], damaged);
            fresh.send(Side.values()[random.nextInt(2)], stream);
        }
    }

    /** The golden captures are this, byte for byte: no recording of a real client is to be had. */
    @Test
    void goldenCapturesAreBuiltFromTheDescription() throws Exception {
        CaptureBuilder received = CaptureBuilder.ethernet();
        talk(received, Side.CLIENT, "16777989");
        CaptureBuilder sent = CaptureBuilder.ethernet();
        talk(sent, Side.SERVER, "16777987");
        same("received", received);
        same("sent", sent);
    }

    private static void talk(CaptureBuilder capture, Side receiver, String bye) {
        byte[] first = new byte[2048];
        byte[] last = new byte[3 + 4];
        for (int i = 3; i < first.length; i++) {
            first[i] = (byte) i;
        }
        first[1] = (byte) 0xFD;
        first[2] = 7;
        last[1] = 4;
        new TcpTalk(capture, "192.0.2.10", 40_100, "198.51.100.7", 6891, Instant.ofEpochSecond(1_100_000_000L))
                .open()
                .say(receiver, "VER MSNFTP\r\n")
                .say(receiver.other(), "VER MSNFTP\r\n")
                .say(receiver, "USR bob@example.com 93301\r\n")
                .say(receiver.other(), "FIL 2049\r\n")
                .say(receiver, "TFR\r\n")
                .say(receiver.other(), first)
                .say(receiver.other(), last)
                .say(receiver.other(), new byte[] {1, 0, 0})
                .say(receiver, "BYE " + bye + "\r\n")
                .fin(Side.CLIENT)
                .fin(Side.SERVER);
    }

    private static void same(String name, CaptureBuilder built) throws Exception {
        if (Boolean.getBoolean("sallyport.golden.write")) {
            built.write(Path.of(System.getProperty("sallyport.root"))
                    .resolve("protocols/src/test/resources/contract/msnftp/" + name + ".pcap"));
        }
        Path stored = Path.of(Objects.requireNonNull(MsnftpTest.class.getResource("/contract/msnftp/" + name + ".pcap"))
                .toURI());
        assertThat(Files.readAllBytes(stored)).isEqualTo(built.bytes());
    }
}
