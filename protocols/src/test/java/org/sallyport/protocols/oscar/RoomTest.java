package org.sallyport.protocols.oscar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.trial.Rig;

/** Redirects to side services and into rooms, and what is said there. */
class RoomTest {

    private static final ServiceId AIM = new ServiceId("aim");

    private final Handoffs handoffs = new Handoffs(Clock.systemUTC(), 100, Duration.ofMinutes(5));
    private final Rig rig = new Rig(new OscarPlugin(), Limits.DEFAULT, handoffs);
    private final Transcript transcript = new Transcript(rig);

    private static final String ASK = "01/04 #17 000e {1: 0004 s8\"4-0-tea\" 0000}";
    private static final String ASKED = "join 4-0-tea | outbound aim:bobby";
    private static final String LINE =
            "0e/05 #9 0102030405060708 0003 {1:} {6:} {5: {1:\"<B>hello</B>\"} {2:\"us-ascii\"} {3:\"en\"}}";
    private static final String SAID = "message group-chat | outbound aim:bobby \"hello\"";

    @Test
    void leadsIntoARoomByWayOfUs() {
        arrive("bos", null);
        rig.advertiseAs(target -> new Address("gw", 9000));
        transcript.play("C> " + ASK + "\nS< " + ASK + "\n* " + ASKED + """

                S> 01/05 #17 {d:000e} {5:"chat.example.com:5190"} {6:0badcafe} {8d:"c"} {8e:01}
                C< 01/05 #17 {d:000e} {5:"gw:9000"} {6:0badcafe} {8d:} {8e:00}
                """);
        assertThat(rig.recall("0badcafe")).isEqualTo(new Handoff(AIM, rig.account(), "chat", "4-0-tea"));
    }

    @Test
    void tellsRoomsOfOneCookieApart() {
        arrive("bos", null);
        String second = ASK.replace("4-0-tea\" 0000", "4-0-tea\" 0001");
        transcript.play("C> " + second + "\nS< " + second + "\n* join 4-0-tea [4-1] | outbound aim:bobby");
    }

    @Test
    void leadsToASideServiceAndLeavesAnAddressAloneThatIsFine() {
        arrive("bos", null);
        transcript.play("""
                C> 01/04 #18 0010
                S< 01/04 #18 0010
                S> 01/05 #18 {5:"bart.example.com"} {6:0badcafe} {d:0010} {8d:} {8e:00}
                C< 01/05 #18 {5:"bart.example.com"} {6:0badcafe} {d:0010} {8d:} {8e:00}
                """);
        assertThat(rig.recall("0badcafe")).isEqualTo(new Handoff(AIM, rig.account(), "bart", null));
    }

    @Test
    void movesTheSessionByWayOfUs() {
        arrive("bos", null);
        rig.advertiseAs(target -> new Address("gw", 9000));
        transcript.play("""
                S> 01/12 #80000000 0000 {5:"bos2.example.com:5190"} {6:0badcafe}
                C< 01/12 #80000000 0000 {5:"gw:9000"} {6:0badcafe}
                S> 01/12 #80000000 0001 0010 {5:"bart2.example.com:5190"} {6:0badcaff}
                C< 01/12 #80000000 0001 0010 {5:"gw:9000"} {6:0badcaff}
                """);
        assertThat(rig.recall("0badcafe")).isEqualTo(new Handoff(AIM, rig.account(), "bos", null));
        assertThat(rig.recall("0badcaff")).isEqualTo(new Handoff(AIM, rig.account(), "bart", null));
    }

    @Test
    void refusesARoom() {
        arrive("bos", null);
        transcript.play("! deny \"No.\"\nC> " + ASK + "\n* " + ASKED + "\nC< 01/01 #17 000d"
                + "\nC< 04/07 #f0000000 ???????????????? 0001 s8\"Sallyport\" 0000 0001 {1:0010}"
                + " {2: {501:01} {101: 0000 0000 \"<HTML><BODY>No.</BODY></HTML>\"}}"
                + "\n! drop\nC> " + ASK + "\n* " + ASKED + "\nC> ch5\nS< ch5");
    }

    @Test
    void forgetsTheEldestOfManyRequests() {
        arrive("bos", null);
        transcript.play("C> " + ASK + "\nS< " + ASK + "\n* " + ASKED);
        for (int i = 0; i < Limits.DEFAULT.trackedItems(); i++) {
            String ask = "01/04 #" + Integer.toHexString(0x100 + i) + " 0010";
            transcript.play("C> " + ask + "\nS< " + ask);
        }
        String answer = "01/05 #17 {d:000e} {5:\"chat:5190\"} {6:0badcafe}";
        transcript.play("S> " + answer + "\nC< " + answer);
        assertThat(rig.recall("0badcafe")).isEqualTo(new Handoff(AIM, rig.account(), "chat", null));
    }

    @Test
    void carriesDecisionsOnLinesOut() {
        arrive("chat", "4-0-tea");
        transcript.play("C> " + LINE + "\nS< " + LINE + "\n* " + SAID
                + "\n! rewrite \"other\"\nC> " + LINE + "\nS< "
                + LINE.replace("<B>hello</B>", "<HTML><BODY>other</BODY></HTML>")
                + "\n* " + SAID
                + "\n! deny \"No.\"\nC> " + LINE + "\n* " + SAID
                + "\nC< 0e/06 #f0000000 ???????????????? 0003 {3: s8\"Sallyport\" 0000 0001 {1:0010}} {1:}"
                + " {5: {1:\"<HTML><BODY>No.</BODY></HTML>\"} {2:\"us-ascii\"} {3:\"en\"}}"
                + "\n! drop\nC> " + LINE + "\n* " + SAID
                + "\nC< 0e/06 #9 0102030405060708 0003 {3: s8\"bobby\" 0000 0001 {1:0010}} {1:}"
                + LINE.substring(LINE.indexOf(" {5:"))
                + "\nC> " + LINE.replace(" {6:}", "") + "\n* " + SAID
                + "\nS> 0e/06 #80000000 0102030405060708 0003 {3: s8\"Alice\" 0000 0000} {1:} {5: {1:\"x\"}}"
                + "\n* message group-chat | inbound aim:alice \"x\"\nC> ch5\nS< ch5\nS> ch5\nC< ch5");
    }

    private void arrive(String purpose, @Nullable String room) {
        handoffs.remember(
                OscarPlugin.ID,
                HexFormat.of().parseHex("c00c1e"),
                new Handoff(AIM, new OscarPlugin().screenName(AIM, "bobby"), purpose, room));
        transcript.play("C> ch1 00000001 {6:c00c1e}\nS< ch1 00000001 {6:c00c1e}\n"
                + (purpose.equals("bos") ? "* sign-on requested cookie null | outbound aim:bobby\n" : "")
                + "S> ch1 00000001\nC< ch1 00000001\nC> 01/02 #16 0001\nS< 01/02 #16 0001");
    }
}
