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
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.trial.LeakListener;
import org.sallyport.protocols.trial.Rig;
import org.sallyport.protocols.trial.TrialContext;

/** Rooms, files, calls and direct connections by people who mean harm. */
class HostilePeersTest {

    private static final List<String> SEEDS = List.of(
            "18 id=77 1=alice 50=alice 57=alice-7 58=\"come in\" 97=1 52=bob 52=carol 13=256",
            "1c st=1 id=77 1=alice 57=alice-7 51=dave,erin 53=bob 52=carol 58=now 97=1 13=0 50=bob",
            "19 id=77 1=alice 3=bob 53=bob 57=bob-7",
            "1a id=77 1=alice 3=bob 54=bob 57=bob-7 14=no",
            "1b id=77 1=alice 3=bob 56=bob 57=bob-7",
            "1d id=77 1=alice 3=bob 53=bob 57=bob-7 14=hi 97=1",
            "98 id=77 1=alice 104=Linux:1 13=1 109=alice 109=bob 129=5",
            "97 id=77 109=bob 1=alice 62=2",
            "a8 id=77 1=alice 104=Linux:1 117=hi 124=1 109=bob",
            "9d id=77 1=alice 118=dave 104=Linux:1 117=come 119=bob",
            "9b id=77 104=Linux:1 109=alice 108=1 112=0",
            "dc id=77 1=alice 4=bob 5=bob 265=X 222=1 266=1 302=268 300=268 27=a 28=5 301=268 303=268",
            "dc id=77 1=alice 4=bob 5=bob 265=X 222=3",
            "dd id=77 1=alice 4=bob 5=bob 265=X 27=a.txt 249=1 250=http://192.0.2.1/a",
            "de id=77 1=alice 4=bob 5=bob 265=X 27=a.txt 249=3 251=t",
            "4d id=77 5=bob 4=alice 49=FILEXFER 13=1 20=http://192.0.2.1:80/M.x 27=a.txt 28=5 53=token",
            "46 st=1 id=77 4=bob 5=alice 14=look 38=604800 20=http://f.example.com/d/c.exe?k=1",
            "4b st=16 id=77 49=WEBCAMINVITE 14=\" \" 13=0 1=alice 4=bob 5=bob",
            "4a id=77 4=alice 5=bob 57=ch/alice::1 13=1",
            "50 id=77 1=alice 5=bob",
            "be id=77 1=alice 4=bob 5=bob 13=1",
            "4d id=77 49=IMVIRONMENT 1=alice 4=bob 5=bob 13=0 14=1 63=doodle;106",
            "4f id=77 1=alice 4=alice 12=MTY3NzczNDM= 61=0 5=bob 11=4242 13=0 49=PEERTOPEER",
            "4d id=77 4=alice 5=bob 11=119 13=1 49=PEERTOPEER");

    private static final Limits TIGHT = new Limits(2_048, 64, 16, 128);

    private static Decision anything(Random random, ImEvent event) {
        assertThat(event.text().plain().length()).isLessThanOrEqualTo(TIGHT.textChars());
        return Rig.decided(
                switch (random.nextInt(5)) {
                    case 0 -> new Verdict.Deny("No.");
                    case 1 -> Verdict.Drop.INSTANCE;
                    case 2 -> new Verdict.Rewrite("other");
                    default -> Verdict.Allow.INSTANCE;
                });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void standsMutationsUnderAnyPolicy(boolean signedOn) {
        LeakListener.reset();
        Random random = new Random(5);
        int asked = 0;
        for (int round = 0; round < 600; round++) {
            Rig rig = new Rig(new YmsgPlugin(), TIGHT, TrialContext.newHandoffs());
            if (signedOn) {
                new Transcript(rig, 16).online("alice");
            }
            rig.rules(event -> anything(random, event));
            for (int i = 0; i < 40 && !rig.closed(); i++) {
                byte[] packet = Packets.bytes(SEEDS.get(random.nextInt(SEEDS.size())), 16);
                try {
                    rig.send(random.nextBoolean() ? Side.CLIENT : Side.SERVER, damaged(packet, random));
                } catch (RuntimeException e) {
                    throw new AssertionError("round " + round + ", packet " + i + ": " + e, e);
                }
            }
            asked += rig.events().size();
        }
        assertThat(asked).as("events that could still be read").isGreaterThan(5_000);
        LeakListener.assertNoLeaks();
    }

    /** Keeps the length true, so that more than the codec is tried. */
    private static byte[] damaged(byte[] packet, Random random) {
        byte[] out = packet.clone();
        for (int i = random.nextInt(4); i > 0 && out.length > 21; i--) {
            int at = 20 + random.nextInt(out.length - 20);
            switch (random.nextInt(4)) {
                case 0 -> out[at] = (byte) random.nextInt(256);
                case 1 -> out = Arrays.copyOf(out, at);
                case 2 -> {
                    byte[] twice = Arrays.copyOf(out, out.length * 2 - at);
                    System.arraycopy(out, at, twice, out.length, out.length - at);
                    out = twice;
                }
                default -> out[10 + random.nextInt(6)] = (byte) random.nextInt(256);
            }
        }
        out[8] = (byte) ((out.length - 20) >> 8);
        out[9] = (byte) (out.length - 20);
        return out;
    }

    @Test
    void answersNoMoreThanItMust() {
        Rig rig = Transcript.rig();
        new Transcript(rig, 16).online("alice");
        rig.rules(event -> Rig.decided(new Verdict.Deny(null)));
        String many = "18 id=77 1=alice 50=alice 57=" + "r".repeat(20_000) + " 58=x" + " 52=bob".repeat(1_000);
        rig.send(Side.CLIENT, Packets.bytes(many, 16));
        assertThat(rig.all(Side.CLIENT)).hasSize(64);
        assertThat(rig.next(Side.SERVER) == null).isTrue();
    }

    @Test
    void buildsNothingThatDoesNotFit() {
        Rig rig = Transcript.rig();
        new Transcript(rig, 16).online("alice");
        rig.rules(event -> Rig.decided(new Verdict.Deny("x".repeat(1_000))));
        String room = "r".repeat(65_500);
        rig.send(Side.CLIENT, Packets.bytes("18 1=alice 57=" + room + " 52=bob", 16));
        rig.send(Side.SERVER, Packets.bytes("18 1=alice 50=bob 57=" + room, 0));
        rig.send(Side.CLIENT, Packets.bytes("98 104=" + room, 16));
        rig.send(Side.CLIENT, Packets.bytes("dc 1=alice 5=bob 222=1 265=" + room, 16));
        rig.send(Side.CLIENT, Packets.bytes("4a 1=alice 5=bob 13=1 57=" + room, 16));
        assertThat(rig.malformed()).isNull();
        assertThat(rig.next(Side.SERVER) == null).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4d 1=alice 5=bob 49=FILEXFER 49=TYPING 13=1",
                "4b 1=alice 5=bob 49=XGAME 13=1",
                "4d 1=alice 5=bob 49=TYPING 13=1",
                "4b 1=alice 5=bob 49=PEERTOPEER 13=1",
                "4b 1=alice 5=bob 13=1",
                "dc 1=alice 5=bob 222=7",
                "1d 1=alice 57=r",
                "18 1=alice 57=r",
            })
    void givesNoNameToWhatNobodyKnows(String packet) {
        Rig rig = Transcript.rig();
        new Transcript(rig, 16).online("alice");
        rig.send(Side.CLIENT, Packets.bytes(packet, 16));
        assertThat(rig.events().stream().map(event -> event.feature().id()).toList())
                .containsExactly("unclassified");
    }
}
