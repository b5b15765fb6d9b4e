package org.sallyport.protocols.oscar;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.trial.Rig;
import org.sallyport.protocols.trial.Script;

/** The session against bytes of libpurple, joscar and retro-aim-server, so that no two mistakes of ours can agree. */
class RecordedTest {

    private static final ServiceId AIM = new ServiceId("aim");

    private final Handoffs handoffs = new Handoffs(Clock.systemUTC(), 100, Duration.ofMinutes(5));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "libpurple-authorizer",
                "libpurple-bos-alice",
                "libpurple-bos-bobby",
                "libpurple-bart",
                "joscar-authorizer",
                "joscar-bos"
            })
    void passesUnmodifiedTrafficByteForByte(String name) {
        Rig rig = new Rig(new OscarPlugin(), Limits.DEFAULT, handoffs);
        for (Recorded.Flap flap : Recorded.flaps(name)) {
            rig.send(flap.from(), flap.bytes());
            assertThat(rig.next(flap.from().other()))
                    .as("packet %d", flap.packet())
                    .isEqualTo(flap.bytes());
            assertThat(rig.next(flap.from())).isNull();
        }
        assertThat(rig.malformed()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"libpurple-authorizer", "libpurple-bos-alice", "joscar-bos"})
    void tellsTheSameFromSegmentsOfOneByte(String name) {
        Rig whole = new Rig(new OscarPlugin(), Limits.DEFAULT, handoffs);
        Rig split = new Rig(new OscarPlugin(), Limits.DEFAULT, handoffs);
        for (Recorded.Flap flap : Recorded.flaps(name)) {
            whole.send(flap.from(), flap.bytes());
            for (byte one : flap.bytes()) {
                split.send(flap.from(), new byte[] {one});
            }
        }
        assertThat(new ArrayList<>(split.events())).isEqualTo(new ArrayList<>(whole.events()));
        assertThat(split.all(Side.CLIENT)).containsExactlyElementsOf(whole.all(Side.CLIENT));
        assertThat(split.all(Side.SERVER)).containsExactlyElementsOf(whole.all(Side.SERVER));
    }

    @Test
    void followsAliceFromTheAuthorizerToHerSession() {
        assertThat(play("libpurple-authorizer"))
                .containsExactly(
                        "sign-on requested bucp-md5 purple/2.10.12 | outbound aim:bobby",
                        "sign-on accepted bucp-md5 purple/2.10.12 | inbound aim:bobby");
        assertThat(handoffs.size()).isEqualTo(1);
        assertThat(play("libpurple-bos-bobby"))
                .startsWith(
                        "sign-on requested cookie null | outbound aim:bobby",
                        "sign-on accepted cookie null | inbound aim:bobby")
                .contains(
                        "message | inbound aim:alice to [aim:bobby] \"hello b from a bold\"",
                        "message | outbound aim:bobby to [aim:alice] \"hi a, this is b\"",
                        "file propose | inbound aim:alice to [aim:bobby] [fileinfo[name=sendme.txt, size=40, count=1]]",
                        "file accept | outbound aim:bobby to [aim:alice]")
                .endsWith("sign-off by the client | outbound aim:bobby");
        byte[] bart = Arrays.copyOfRange(Recorded.packet("libpurple-bart", 422), 14, 270);
        assertThat(handoffs.recall(OscarPlugin.ID, bart))
                .isEqualTo(new Handoff(AIM, new OscarPlugin().screenName(AIM, "bobby"), "bart", null));
        assertThat(play("libpurple-bart")).noneMatch(event -> event.startsWith("sign-on"));
    }

    @Test
    void leadsLibpurpleToOurAddress() {
        Rig rig = new Rig(new OscarPlugin(), Limits.DEFAULT, handoffs);
        rig.advertiseAs(target -> new Address("10.0.0.1", target.port()));
        for (Recorded.Flap flap : Recorded.flaps("libpurple-authorizer")) {
            rig.send(flap.from(), flap.bytes());
        }
        List<byte[]> received = rig.all(Side.CLIENT);
        byte[] original = Recorded.packet("libpurple-authorizer", 61);
        String expected = HexFormat.of()
                .formatHex(original)
                .replace("0005000f3132372e302e302e313a3235313931", "0005000e31302e302e302e313a3235313931")
                .replaceFirst("^2a020066012a", "2a0200660129");
        assertThat(received.get(received.size() - 1)).isEqualTo(HexFormat.of().parseHex(expected));
    }

    /** The forged acknowledgement must be what the real server sent for the same message (P-aim 638 and 650). */
    @Test
    void forgesTheAcknowledgementThatTheServerSent() {
        Rig rig = arrived("libpurple-bos-alice", 638);
        rig.rules(event -> Rig.decided(Verdict.Drop.INSTANCE));
        rig.send(Side.CLIENT, Recorded.packet("libpurple-bos-alice", 638));
        assertThat(rig.all(Side.SERVER)).isEmpty();
        assertThat(rig.next(Side.CLIENT)).isEqualTo(Recorded.packet("libpurple-bos-alice", 650));
    }

    /** The same for the file that is offered later (P-aim 683 and 698); the cancel follows. */
    @Test
    void acknowledgesAnOfferAsTheServerDidBeforeItIsCancelled() {
        Rig rig = arrived("libpurple-bos-alice", 683);
        rig.rules(event -> Rig.decided(new Verdict.Deny(null)));
        rig.send(Side.CLIENT, Recorded.packet("libpurple-bos-alice", 683));
        assertThat(rig.next(Side.CLIENT)).isEqualTo(Recorded.packet("libpurple-bos-alice", 698));
        byte[] cancel = rig.received(Side.CLIENT);
        assertThat(HexFormat.of().formatHex(cancel))
                .isEqualTo("2a02007e" + "0048" + "0004000700" + "00f0000000" + "3631353631323100" + "0002"
                        + "05626f626279" + "0000" + "0001" + "000100020010" + "00050020" + "0001" + "3631353631323100"
                        + "094613434c7f11d18222444553540000" + "000b00020001");
    }

    /** A rewritten message differs from the recorded one in its words and lengths only (P-aim 638). */
    @Test
    void rewritesARecordedMessage() {
        Rig rig = arrived("libpurple-bos-alice", 638);
        rig.rules(event -> Rig.decided(new Verdict.Rewrite("x")));
        byte[] original = Recorded.packet("libpurple-bos-alice", 638);
        rig.send(Side.CLIENT, original);
        String words = HexFormat.of().formatHex("<HTML><BODY>x</BODY></HTML>".getBytes(StandardCharsets.US_ASCII));
        String hex = HexFormat.of().formatHex(original);
        String head = hex.substring(12, hex.indexOf("00020044"));
        assertThat(HexFormat.of().formatHex(rig.received(Side.SERVER)))
                .isEqualTo("2a020019004d" + head + "0002002b" + "0501000401010102" + "0101001f" + "00000000" + words
                        + "00030000");
    }

    private Rig arrived(String name, int beforePacket) {
        Rig rig = new Rig(new OscarPlugin(), Limits.DEFAULT, handoffs);
        for (Recorded.Flap flap : Recorded.flaps(name)) {
            if (flap.packet() >= beforePacket) {
                break;
            }
            rig.send(flap.from(), flap.bytes());
        }
        rig.all(Side.CLIENT);
        rig.all(Side.SERVER);
        rig.events().clear();
        return rig;
    }

    private List<String> play(String name) {
        Rig rig = new Rig(new OscarPlugin(), Limits.DEFAULT, handoffs);
        for (Recorded.Flap flap : Recorded.flaps(name)) {
            rig.send(flap.from(), flap.bytes());
        }
        List<String> events = new ArrayList<>();
        for (ImEvent event : rig.events()) {
            events.add(Script.describe(event));
        }
        return events;
    }
}
