package org.sallyport.protocols.ymsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.trial.Rig;

/** What peers must not be able to do: throw, lose a buffer, or get past. */
class BadInputTest {

    private static final List<Verdict> VERDICTS = List.of(
            Verdict.Allow.INSTANCE,
            new Verdict.Rewrite("other"),
            Verdict.Drop.INSTANCE,
            new Verdict.Deny("no"),
            new Verdict.Disconnect("no"));

    private final Rig rig = Transcript.rig();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "06 1=alice 5=bob raw=3134c080",
                "06 raw=303134c0806869c080",
                "06 1=alice 5=bob raw=3134c0806869c080736563726574c080",
                "06 1=alice 5=bob raw=003134c0806869c080",
                "83 1=alice raw=78",
                "4b raw=34c080",
                "54 raw=3031",
            })
    void callsABrokenPacketBroken(String packet) {
        rig.send(Side.CLIENT, Packets.bytes(packet, 12));
        assertThat(rig.malformed()).isNotNull();
        assertThat(rig.events()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"57 1=carol", "54 0=carol 6=x 96=y 1=carol", "226 0=carol 1=carol 6=cookies"})
    void nobodyGoesOnUnderAnotherName(String packet) {
        new Transcript(rig, 12).online("alice");
        rig.send(Side.CLIENT, Packets.bytes(packet, 12));
        assertThat(rig.malformed()).isEqualTo("second sign-on");
        assertThat(rig.account()).hasToString("yahoo:alice");
    }

    @Test
    void nobodySignsOnTwiceAtOnce() {
        rig.send(Side.CLIENT, Packets.bytes("57 1=alice", 12));
        rig.send(Side.CLIENT, Packets.bytes("54 1=alice", 12));
        rig.send(Side.CLIENT, Packets.bytes("54 1=carol", 12));
        assertThat(rig.malformed()).isEqualTo("second sign-on");
        assertThat(rig.account()).hasToString("yahoo:alice");
    }

    @Test
    void readsARoomListThatRunsIntoJunk() {
        rig.send(Side.SERVER, Packets.bytes("98 st=5 104=room raw=00ffff", 0));
        assertThat(rig.malformed()).isNull();
    }

    @Test
    void readsNoMorePairsThanItMay() {
        byte[] packet = Packets.bytes("06 5=bob " + "14=a ".repeat(9_000), 12);
        assertThat(packet.length).isLessThan(65_536);
        rig.send(Side.CLIENT, packet);
        assertThat(rig.malformed()).isEqualTo("too many pairs");
    }

    @Test
    void aHundredThousandPairsFitNoPacket() {
        byte[] packets = new byte[0];
        byte[] one = Packets.bytes("06 raw=" + "37c08061c080".repeat(10_000), 12);
        for (int i = 0; i < 10; i++) {
            int at = packets.length;
            packets = Arrays.copyOf(packets, at + one.length);
            System.arraycopy(one, 0, packets, at, one.length);
        }
        rig.send(Side.CLIENT, packets);
        assertThat(rig.malformed()).isEqualTo("too many pairs");
        assertThat(rig.all(Side.SERVER)).hasSize(10);
    }

    @Test
    void aLyingLengthEndsTheDirection() {
        rig.send(Side.CLIENT, Packets.bytes("06 len=4 5=bob 14=hi", 12));
        assertThat(rig.malformed()).isEqualTo("no YMSG packet begins here");
    }

    @Test
    void saysNothingTooLongForAPacket() {
        Transcript transcript = new Transcript(rig, 16).online("alice");
        String id = "9".repeat(65_500);
        rig.rules(event -> Rig.decided(Verdict.Drop.INSTANCE));
        rig.send(Side.CLIENT, Packets.bytes("06 5=bob 14=hi 429=" + id, 16));
        assertThat(rig.events().removeLast()).isInstanceOf(ImEvent.Message.class);
        transcript.play("S> 12 st=1\nC< 12 st=1");
    }

    @Test
    void neverThrowsOnAnything() {
        String[] packets = {
            "57 1=alice",
            "54 0=alice 1=alice 277=a 278=b",
            "55 88= 89=alice,bob 3=alice",
            "01 0=alice 7=bob 10=0 13=1",
            "06 1=alice 4=bob 5=alice 14=hi 429=AB 450=0 63=doodle;106 241=2",
            "06 st=5 31=6 4=bob 5=alice 14=a 31=6 14=b",
            "17 1=alice 5=bob 5=carol 14=x",
            "4b st=1 49=TYPING 4=a 5=b 13=1",
            "c6 10=99 19=x 47=1",
            "f0 302=315 7=bob 10=0",
            "83 1=alice 7=bob 65=G 14=x",
            "d6 st=3 4=bob 5=alice 14=x",
            "0f st=3 1=alice 3=bob",
            "2ea 1=alice 5=+1 14=x",
            "fb 1=a 430=b",
            "02 st=ffffffff",
            "7d1",
            "14 14=x",
            "ffff 1=2"
        };
        Random random = new Random(7);
        for (int round = 0; round < 20_000; round++) {
            Rig broken = Transcript.rig(new Limits(2_048, 16, 16, 128));
            Verdict verdict = VERDICTS.get(random.nextInt(VERDICTS.size()));
            broken.rules(event -> Rig.decided(verdict));
            for (int i = 0; i < 4 && !broken.closed() && broken.malformed() == null; i++) {
                byte[] bytes = Packets.bytes(packets[random.nextInt(packets.length)], random.nextInt(20));
                for (int damage = random.nextInt(3); damage > 0; damage--) {
                    int at = 10 + random.nextInt(bytes.length - 10);
                    bytes[at] = (byte)
                            (random.nextBoolean()
                                    ? random.nextInt(256)
                                    : "0123456789\u00C0\u0080\0".charAt(random.nextInt(13)));
                }
                broken.send(random.nextBoolean() ? Side.CLIENT : Side.SERVER, bytes);
            }
            broken.session().ended();
        }
    }
}
