package org.sallyport.protocols.oscar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.trial.Rig;

/** What peers must not be able to do: throw, lose a buffer, or get past. */
class BadInputTest {

    private static final List<Verdict> VERDICTS = List.of(
            Verdict.Allow.INSTANCE,
            new Verdict.Rewrite("other"),
            Verdict.Drop.INSTANCE,
            new Verdict.Deny("no"),
            new Verdict.Disconnect("no"));

    private final Handoffs handoffs = new Handoffs(Clock.systemUTC(), 100, Duration.ofMinutes(5));
    private final Rig rig = new Rig(new OscarPlugin(), Limits.DEFAULT, handoffs);

    @Test
    void takesNoSecondHello() {
        client("ch1 00000001");
        client("ch1 00000001");
        assertThat(rig.malformed()).isEqualTo("second sign-on frame");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ch1",
                "ch1 00000002",
                "ch1 000000",
                "ch1 00000001 0006 00ff 00",
                "ch1 00000001 0006 00",
                "17/02 #1 0001 00ff",
                "17/06 #1 0001 00ff",
                "01/04 #1 00",
                "01/04 #1 000e",
                "01/04 #1 000e {1: 0004 ff 00}",
                "04/06 #1 00",
            })
    void callsABrokenFrameOfTheClientsBroken(String frame) {
        client(frame);
        assertThat(rig.malformed()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "17/03 #0 {1:\"b\"} {5:\"\"} {6:00}",
                "17/03 #0 {1:\"b\"} {5:\"a:b\"} {6:00}",
                "17/03 #0 {1:\"b\"} {5:\"a:0\"} {6:00}",
                "17/03 #0 {1:\"b\"} {5:\"a:99999\"} {6:00}",
                "17/03 #0 {1:\"b\"} {5:\"a:1:2\"} {6:00}",
                "17/03 #0 {1:\"b\"} {5:\"::1\"} {6:00}",
                "17/03 #0 {1:\"b\"} {5:00} {6:00}",
                "17/03 #0 0001",
                "01/05 #0 {5:\"a:b\"} {6:00}",
                "01/05 #0 0005 00ff",
                "01/12 #0 0002 0001",
                "01/0f #0 05 00",
                "04/07 #0 00",
            })
    void callsABrokenFrameOfTheServicesBroken(String frame) {
        rig.send(Side.SERVER, Bytes.flap(frame, 1).toBytes());
        assertThat(rig.malformed()).isNotNull();
        assertThat(handoffs.size()).isZero();
    }

    @Test
    void callsAnExtraBlockThatRunsPastTheEndBroken() {
        client("04/06 #1 !8000 00ff");
        assertThat(rig.malformed()).isEqualTo("SNAC with a broken extra block");
    }

    @Test
    void callsASnacWithoutWholeHeaderBroken() {
        client("ch2 000100060000000000");
        assertThat(rig.malformed()).isEqualTo("SNAC shorter than its header");
    }

    @Test
    void stopsReadingTlvsAtTheLimit() {
        client("17/02 #1 " + "{63:}".repeat(10_000));
        assertThat(rig.malformed()).isEqualTo("login with broken TLVs");
    }

    @Test
    void refusesARedirectThatWouldOutgrowItsFrame() {
        rig.advertiseAs(target -> new Address("a-name-much-longer-than-the-original.example.com", 5190));
        rig.send(
                Side.SERVER,
                Bytes.flap("17/03 #0 {1:\"b\"} {5:\"a:1\"} {6:00} {63:" + "00".repeat(65_400) + "}", 1)
                        .toBytes());
        assertThat(rig.malformed()).isEqualTo("login reply without a usable address");
    }

    @Test
    void repeatsNamesInCancelsOnlyIfTheyFit() {
        rig.rules(event -> Rig.decided(new Verdict.Deny("no")));
        client("04/06 #29 0102030405060708 0002 ff" + "e9".repeat(255)
                + "{3:} {5: 0000 0102030405060708 094613434c7f11d18222444553540000 {a:0001}}");
        assertThat(rig.malformed()).isNull();
        assertThat(rig.all(Side.SERVER)).isEmpty();
        assertThat(rig.all(Side.CLIENT)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"libpurple-authorizer", "libpurple-bos-alice", "libpurple-bos-bobby", "joscar-bos"})
    void standsTruncationsOfRecordedFrames(String name) {
        for (Recorded.Flap flap : Recorded.flaps(name)) {
            int payload = flap.bytes().length - 6;
            for (int keep = 0; keep < payload; keep += 1 + payload / 40) {
                byte[] cut = Arrays.copyOf(flap.bytes(), 6 + keep);
                cut[4] = (byte) (keep >> 8);
                cut[5] = (byte) keep;
                Rig fresh = arrived(name, flap.packet());
                fresh.rules(event -> Rig.decided(new Verdict.Deny("no")));
                fresh.send(flap.from(), cut);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"libpurple-authorizer", "libpurple-bos-alice", "libpurple-bos-bobby", "joscar-bos"})
    void standsMutationsOfRecordedFramesUnderEveryVerdict(String name) {
        Random random = new Random(7);
        List<Recorded.Flap> flaps = Recorded.flaps(name);
        for (int round = 0; round < 400; round++) {
            Rig fresh = new Rig(new OscarPlugin(), Limits.DEFAULT, handoffs);
            fresh.advertiseAs(target -> new Address("gw.example.com", 5190));
            fresh.rules(event -> Rig.decided(VERDICTS.get(random.nextInt(VERDICTS.size() * 4) % VERDICTS.size())));
            for (Recorded.Flap flap : flaps) {
                byte[] bytes = flap.bytes().clone();
                for (int i = 0; i < 3 && bytes.length > 6; i++) {
                    bytes[6 + random.nextInt(bytes.length - 6)] = (byte) random.nextInt(256);
                }
                if (!fresh.closed()) {
                    fresh.send(flap.from(), bytes);
                }
            }
            checkNumbers(fresh.all(Side.CLIENT));
            checkNumbers(fresh.all(Side.SERVER));
            fresh.session().ended();
        }
    }

    /** Whatever was dropped, added or rewritten: each FLAP well formed, and one number after the other. */
    private static void checkNumbers(List<byte[]> flaps) {
        int next = -1;
        for (byte[] flap : flaps) {
            int number = ((flap[2] & 0xFF) << 8) | (flap[3] & 0xFF);
            int length = ((flap[4] & 0xFF) << 8) | (flap[5] & 0xFF);
            assertThat(flap[0]).isEqualTo((byte) 0x2A);
            assertThat(length).isEqualTo(flap.length - 6);
            if (next >= 0) {
                assertThat(number).as(HexFormat.of().formatHex(flap)).isEqualTo(next);
            }
            next = (number + 1) & 0xFFFF;
        }
    }

    private Rig arrived(String name, int beforePacket) {
        Rig fresh = new Rig(new OscarPlugin(), Limits.DEFAULT, handoffs);
        for (Recorded.Flap flap : Recorded.flaps(name)) {
            if (flap.packet() >= beforePacket) {
                break;
            }
            fresh.send(flap.from(), flap.bytes());
        }
        return fresh;
    }

    private void client(String frame) {
        rig.send(Side.CLIENT, Bytes.flap(frame, 1).toBytes());
    }
}
