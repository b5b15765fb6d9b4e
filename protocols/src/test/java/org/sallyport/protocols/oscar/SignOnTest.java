package org.sallyport.protocols.oscar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.trial.Rig;
import org.sallyport.protocols.trial.Script;

class SignOnTest {

    private static final String COOKIE = "c00c1e";

    private final Handoffs handoffs = new Handoffs(Clock.systemUTC(), 100, Duration.ofMinutes(5));
    private final Rig rig = new Rig(new OscarPlugin(), Limits.DEFAULT, handoffs);
    private final Transcript transcript = new Transcript(rig);

    private static final String MD5 = """
            C> ch1 00000001
            S< ch1 00000001
            C> 17/06 #1 {1:"Bob By"} {4b:} {5a:}        -- before the service has said hello
            S< 17/06 #1 {1:"Bob By"} {4b:} {5a:}
            S> ch1 00000001
            C< ch1 00000001
            S> 17/07 #0 s16"key"
            C< 17/07 #0 s16"key"
            """;

    @Test
    void signsOnWithAHashAndIsLedToOurAddress() {
        rig.advertiseAs(target -> new Address("gw", target.port() + 1));
        transcript.play(MD5 + """
                C> 17/02 #2 {1:"Bob By"} {25:00112233445566778899aabbccddeeff} {4c:} {3:"Purple/2.10.12"}
                S< 17/02 #2 {1:"Bob By"} {25:00112233445566778899aabbccddeeff} {4c:} {3:"Purple/2.10.12"}
                * sign-on requested bucp-md5 purple/2.10.12 | outbound aim:bobby
                S> 17/03 #0 {1:"BobBy"} {5:"bos.example.com:5190"} {6:c00c1e} {8e:01} {8d:"bos"} {11:"b@example.com"}
                C< 17/03 #0 {1:"BobBy"} {5:"gw:5191"} {6:c00c1e} {8e:00} {8d:} {11:"b@example.com"}
                * sign-on accepted bucp-md5 purple/2.10.12 | inbound aim:bobby
                """);
        Handoff handoff = rig.recall(COOKIE);
        assertThat(handoff.purpose()).isEqualTo("bos");
        assertThat(handoff.account()).isEqualTo(rig.account());
        assertThat(rig.account().display()).isEqualTo("BobBy");
        assertThat(rig.session().ended()).isEmpty();
    }

    @Test
    void leavesAnAnswerAloneThatLeadsWhereTheClientCanGo() {
        transcript.play(MD5 + """
                C> 17/02 #2 {1:"1234567"} {25:00}
                S< 17/02 #2 {1:"1234567"} {25:00}
                * sign-on requested bucp-md5 null | outbound icq:1234567
                S> 17/03 #0 {1:"1234567"} {5:"bos.example.com"} {6:c00c1e} {8e:01}
                C< 17/03 #0 {1:"1234567"} {5:"bos.example.com"} {6:c00c1e} {8e:01}
                * sign-on accepted bucp-md5 null | inbound icq:1234567
                """);
        assertThat(rig.recall(COOKIE).service()).isEqualTo(new ServiceId("icq"));
    }

    @Test
    void recordsARefusalOfTheService() {
        transcript.play(MD5 + """
                C> 17/02 #2 {1:"bobby"} {25:00}
                S< 17/02 #2 {1:"bobby"} {25:00}
                * sign-on requested bucp-md5 null | outbound aim:bobby
                ! deny "No say in it."
                S> 17/03 #0 {1:"bobby"} {8:0005} {4:"http://example.com"}
                C< 17/03 #0 {1:"bobby"} {8:0005} {4:"http://example.com"}
                * sign-on refused bucp-md5 null 0005 | inbound aim:bobby
                """);
        assertThat(handoffs.size()).isZero();
    }

    @Test
    void refusesASignOnAsSuspended() {
        transcript.play(MD5 + """
                ! deny "Go away."
                C> 17/02 #2 {1:"Bob By"} {25:00}
                * sign-on requested bucp-md5 null | outbound aim:bobby
                C< 17/03 #0 {1:"Bob By"} {8:0011}
                closed
                S> 17/03 #0 {1:"BobBy"} {5:"bos.example.com:5190"} {6:c00c1e}     -- too late
                """);
    }

    @Test
    void greetsBeforeItRefusesAClientThatWasFasterThanTheService() {
        rig.rules(event -> Rig.decided(new Verdict.Deny(null)));
        rig.send(Side.CLIENT, Bytes.flap("ch1 00000001 {1:\"bobby\"} {2:92}", 1).toBytes());
        assertThat(rig.all(Side.SERVER)).isEmpty();
        // The service's numbers aren't known yet, so ours begin with 1.
        assertThat(rig.next(Side.CLIENT))
                .isEqualTo(Bytes.flap("ch1 00000001", 1).toBytes());
        assertThat(rig.next(Side.CLIENT))
                .isEqualTo(Bytes.flap("ch4 {1:\"bobby\"} {8:0011}", 2).toBytes());
        assertThat(rig.closed()).isTrue();
    }

    @Test
    void refusesAnAcceptedSignOnTheSameWay() {
        transcript.play(MD5 + """
                C> 17/02 #2 {1:"bobby"} {25:00}
                S< 17/02 #2 {1:"bobby"} {25:00}
                * sign-on requested bucp-md5 null | outbound aim:bobby
                ! disconnect "Bye."
                S> 17/03 #0 {1:"bobby"} {5:"bos.example.com:5190"} {6:c00c1e}
                * sign-on accepted bucp-md5 null | inbound aim:bobby
                C< 17/03 #0 {1:"bobby"} {8:0011}
                closed
                """);
        assertThat(handoffs.size()).isZero();
    }

    @Test
    void signsOnWithARoastedPassword() {
        rig.advertiseAs(target -> new Address("gw", 1));
        transcript.play("""
                S> ch1 00000001
                C< ch1 00000001
                C> ch1 00000001 {1:"bobby"} {2:9244} {3:"Old"}
                S< ch1 00000001 {1:"bobby"} {2:9244} {3:"Old"}
                * sign-on requested roasted old | outbound aim:bobby
                S> ch4 {1:"bobby"} {5:"bos.example.com:5190"} {6:c00c1e}
                C< ch4 {1:"bobby"} {5:"gw:1"} {6:c00c1e}
                * sign-on accepted roasted old | inbound aim:bobby
                """);
        assertThat(handoffs.size()).isEqualTo(1);
    }

    @Test
    void refusesARoastedPasswordOnChannelFour() {
        transcript.play("""
                S> ch1 00000001
                C< ch1 00000001
                ! deny
                C> ch1 00000001 {1:"bobby"} {2:9244} {3:"Old"}
                * sign-on requested roasted old | outbound aim:bobby
                C< ch4 {1:"bobby"} {8:0011}
                closed
                """);
    }

    @Test
    void recordsARefusedRoastedPassword() {
        transcript.play("""
                S> ch1 00000001
                C< ch1 00000001
                C> ch1 00000001 {1:"bobby"} {2:9244}
                S< ch1 00000001 {1:"bobby"} {2:9244}
                * sign-on requested roasted null | outbound aim:bobby
                S> ch4 {1:"bobby"} {4:"http://x"} {8:0001}
                C< ch4 {1:"bobby"} {4:"http://x"} {8:0001}
                * sign-on refused roasted null 0001 | inbound aim:bobby
                """);
    }

    @Test
    void knowsWhoBringsACookieAndSaysWhenTheyLeave() {
        remember("bos", "Bob By");
        transcript.play("""
                C> ch1 00000001 {6:c00c1e} {3:"Purple"}
                S< ch1 00000001 {6:c00c1e} {3:"Purple"}
                * sign-on requested cookie purple | outbound aim:bobby
                S> ch1 00000001
                C< ch1 00000001
                S> 01/0f #6 s8"BobBy" 0000 0000
                C< 01/0f #6 s8"BobBy" 0000 0000
                * sign-on accepted cookie purple | inbound aim:bobby
                S> 01/0f #6 s8"BobBy" 0000 0000     -- pushed again: nothing new
                C< 01/0f #6 s8"BobBy" 0000 0000
                C> 01/02 #16 0001
                S< 01/02 #16 0001
                ! deny "An end is an end."
                C> ch4
                S< ch4
                * sign-off by the client | outbound aim:bobby
                """);
        assertThat(rig.session().ended()).isEmpty();
    }

    @Test
    void saysWhoWasThereWhenTheConnectionIsLost() {
        remember("bos", "bobby");
        transcript.play("""
                C> ch1 00000001 {6:c00c1e}
                S< ch1 00000001 {6:c00c1e}
                * sign-on requested cookie null | outbound aim:bobby
                C> 01/02 #16 0001
                S< 01/02 #16 0001
                """);
        assertThat(rig.session().ended())
                .singleElement()
                .satisfies(event ->
                        assertThat(Script.describe(event)).isEqualTo("sign-off connection lost | outbound aim:bobby"));
        assertThat(rig.session().ended()).isEmpty();
    }

    @Test
    void takesTheShortCloseForASignOff() {
        remember("bos", "bobby");
        transcript.play("""
                C> ch1 00000001 {6:c00c1e}
                S< ch1 00000001 {6:c00c1e}
                * sign-on requested cookie null | outbound aim:bobby
                S> ch1 00000001
                C< ch1 00000001
                C> 01/02 #16 0001
                S< 01/02 #16 0001
                """);
        rig.send(Side.SERVER, HexFormat.of().parseHex("2a040065"));
        rig.end(Side.SERVER);
        assertThat(rig.next(Side.CLIENT)).isEqualTo(HexFormat.of().parseHex("2a040065"));
        transcript.play("* sign-off by the service | inbound aim:bobby");
    }

    @Test
    void learnsTheNameOfAnUnknownCookieFromTheService() {
        transcript.play("""
                C> ch1 00000001 {6:c00c1e}
                S< ch1 00000001 {6:c00c1e}
                * sign-on requested cookie null | outbound ?
                S> ch1 00000001
                C< ch1 00000001
                S> 01/03 #80000000 0001 0004 0013
                C< 01/03 #80000000 0001 0004 0013
                ! deny
                S> 01/0f #6 s8"1234567" 0000 0000
                * sign-on accepted cookie null | inbound icq:1234567
                C< ch4
                closed
                """);
    }

    @Test
    void refusesACookieWithAClose() {
        remember("bos", "bobby");
        transcript.play("""
                S> ch1 00000001
                C< ch1 00000001
                ! deny
                C> ch1 00000001 {6:c00c1e}
                * sign-on requested cookie null | outbound aim:bobby
                C< ch4
                closed
                """);
    }

    @Test
    void asksNothingForASideServiceAndKnowsItsAccount() {
        remember("bart", "bobby");
        transcript.play("""
                C> ch1 00000001 {6:c00c1e}
                S< ch1 00000001 {6:c00c1e}
                S> 01/0f #6 s8"BobBy" 0000 0000
                C< 01/0f #6 s8"BobBy" 0000 0000
                S> ch4
                C< ch4
                """);
        assertThat(rig.account().normalized()).isEqualTo("bobby");
        assertThat(rig.session().ended()).isEmpty();
    }

    @Test
    void takesAnUntoldConnectionForASessionWhenItIsNamed() {
        transcript.play("""
                C> ch1 00000001 {6:c00c1e}
                S< ch1 00000001 {6:c00c1e}
                * sign-on requested cookie null | outbound ?
                S> 01/0f #6 s8"bobby" 0000 0000
                C< 01/0f #6 s8"bobby" 0000 0000
                * sign-on accepted cookie null | inbound aim:bobby
                """);
    }

    @Test
    void believesNoNameThatIsTypedBehindACookie() {
        remember("bos", "bobby");
        transcript.play("""
                C> ch1 00000001 {6:c00c1e}
                S< ch1 00000001 {6:c00c1e}
                * sign-on requested cookie null | outbound aim:bobby
                C> 17/06 #1 {1:"alice"}
                S< 17/06 #1 {1:"alice"}
                * unclassified 0017/0006 | outbound aim:bobby
                C> 17/02 #1 {1:"alice"}
                S< 17/02 #1 {1:"alice"}
                * unclassified 0017/0002 | outbound aim:bobby
                """);
        assertThat(rig.account().normalized()).isEqualTo("bobby");
    }

    @Test
    void saysWhenSomebodySignedOnElsewhere() {
        remember("bos", "bobby");
        transcript.play("""
                C> ch1 00000001 {6:c00c1e}
                S< ch1 00000001 {6:c00c1e}
                * sign-on requested cookie null | outbound aim:bobby
                C> 01/02 #16 0001
                S< 01/02 #16 0001
                S> ch4 {9:0001}
                C< ch4 {9:0001}
                * sign-off signed on elsewhere | inbound aim:bobby
                """);
    }

    @Test
    void usesTheCataloguesServiceUntilANameTells() {
        rig.cataloguedAs("icq");
        assertThat(rig.session().service()).isEqualTo(new ServiceId("icq"));
        transcript.play("""
                C> 17/06 #1 {1:"bobby"}
                S< 17/06 #1 {1:"bobby"}
                """);
        assertThat(rig.session().service()).isEqualTo(new ServiceId("aim"));
    }

    private void remember(String purpose, String name) {
        handoffs.remember(
                OscarPlugin.ID,
                HexFormat.of().parseHex(COOKIE),
                new Handoff(
                        new ServiceId("aim"), new OscarPlugin().screenName(new ServiceId("aim"), name), purpose, null));
    }
}
