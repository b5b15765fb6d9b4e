package org.sallyport.protocols.ymsg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.trial.Rig;

/** Conferences: who is invited, who comes, what is said, and how each is refused. */
class ConferenceTest {

    private static final String INVITE =
            "18 id=77 1=alice 50=alice 57=alice-7 58=\"come in\" 97=1 52=bob 52=carol 13=0";
    private static final String BOB = "* invite group-chat propose | outbound yahoo:alice to [yahoo:bob] \"come in\"\n";
    private static final String CAROL = BOB.replace("bob", "carol");
    private static final String INVITED =
            "18 st=1 id=77 1=alice 13=0 50=bob 52=dave 57=bob-7 58=tea 97=1 233=x 234=bob-7";

    private final Rig rig = Transcript.rig();
    private final Transcript transcript = new Transcript(rig, 16);

    @BeforeEach
    void signOn() {
        transcript.online("alice");
    }

    private static Decision unlessTo(String name, ImEvent event) {
        boolean to = event.to().stream()
                .anyMatch(screenName -> screenName.normalized().equals(name));
        return Rig.decided(to ? new Verdict.Deny("Not with " + name) : Verdict.Allow.INSTANCE);
    }

    @Test
    void readsAConferenceThatMayBe() {
        transcript.play("C> " + INVITE + "\nS< " + INVITE + "\n" + BOB + CAROL + """
                S> 19 st=1 id=77 1=alice 53=bob 57=alice-7
                C< 19 st=1 id=77 1=alice 53=bob 57=alice-7
                * join alice-7 | inbound yahoo:bob
                S> 1a st=1 id=77 1=alice 54=carol 57=alice-7 14="too late" 97=1
                C< 1a st=1 id=77 1=alice 54=carol 57=alice-7 14="too late" 97=1
                * invite group-chat decline | inbound yahoo:carol to [yahoo:alice] "too late"
                C> 1d id=77 1=alice 53=bob 57=alice-7 14="<b>hi</b> all" 97=1
                S< 1d id=77 1=alice 53=bob 57=alice-7 14="<b>hi</b> all" 97=1
                * message group-chat | outbound yahoo:alice to [yahoo:bob] "hi all"
                S> 1d st=1 id=77 1=alice 3=bob 57=alice-7 14=hello 97=1
                C< 1d st=1 id=77 1=alice 3=bob 57=alice-7 14=hello 97=1
                * message group-chat | inbound yahoo:bob "hello"
                C> 1c id=77 1=alice 57=alice-7 51=dave,erin 53=bob 52=carol 58=now 97=1 13=0
                S< 1c id=77 1=alice 57=alice-7 51=dave,erin 53=bob 52=carol 58=now 97=1 13=0
                * invite group-chat propose | outbound yahoo:alice to [yahoo:dave] "now"
                * invite group-chat propose | outbound yahoo:alice to [yahoo:erin] "now"
                S> 1c st=b id=77 1=alice 50=bob 51=frank 57=alice-7
                C< 1c st=b id=77 1=alice 50=bob 51=frank 57=alice-7
                S> 1b st=1 id=77 1=alice 56=bob 57=alice-7 302=3 3=alice 303=3
                C< 1b st=1 id=77 1=alice 56=bob 57=alice-7 302=3 3=alice 303=3
                * leave | inbound yahoo:bob
                C> 1b id=77 1=alice 3=bob 57=alice-7
                S< 1b id=77 1=alice 3=bob 57=alice-7
                * leave | outbound yahoo:alice to [yahoo:bob]
                S> 18 st=ffffffff id=77 1=alice 16="no such room"
                C< 18 st=ffffffff id=77 1=alice 16="no such room"
                """);
    }

    @Test
    void namesTheRoomInEachEvent() {
        transcript.play("S> " + INVITED + "\nC< " + INVITED
                + "\n* invite group-chat propose | inbound yahoo:bob to [yahoo:alice] \"tea\"");
        rig.rules(event -> {
            assertThat(event.room()).isEqualTo("bob-7");
            return Rig.decided(Verdict.Allow.INSTANCE);
        });
        transcript.play("""
                C> 19 id=77 1=alice 3=bob 3=dave 57=bob-7
                S< 19 id=77 1=alice 3=bob 3=dave 57=bob-7
                * join bob-7 | outbound yahoo:alice to [yahoo:bob, yahoo:dave]
                C> 1d id=77 1=alice 53=bob 57=bob-7 14=hi
                S< 1d id=77 1=alice 53=bob 57=bob-7 14=hi
                * message group-chat | outbound yahoo:alice to [yahoo:bob] "hi"
                """);
    }

    @Test
    void declinesForEverybodyWhoMayNotBeInvited() {
        transcript.play(
                "! deny \"Not here.\"\nC> " + INVITE + "\n" + BOB + CAROL + """
                C< 1a st=1 id=77 1=alice 54=bob 57=alice-7 14="Not here." 97=1
                C< 1a st=1 id=77 1=alice 54=carol 57=alice-7 14="Not here." 97=1
                ! drop
                """ + "C> " + INVITE + "\n" + BOB + CAROL);
    }

    @Test
    void leavesOneOutOfAnInvitationAndOfAllThatFollows() {
        rig.rules(event -> unlessTo("carol", event));
        transcript.play("C> " + INVITE + "\n" + BOB + CAROL + """
                S< 18 id=77 1=alice 50=alice 57=alice-7 58="come in" 97=1 52=bob 13=0
                C< 1a st=1 id=77 1=alice 54=carol 57=alice-7 14="Not with carol" 97=1
                C> 1c id=77 1=alice 57=alice-7 51="dave, Carol,erin" 53=bob 52=carol 58=now 97=1 13=0
                * invite group-chat propose | outbound yahoo:alice to [yahoo:dave] "now"
                * invite group-chat propose | outbound yahoo:alice to [yahoo:carol] "now"
                * invite group-chat propose | outbound yahoo:alice to [yahoo:erin] "now"
                S< 1c id=77 1=alice 57=alice-7 51=dave,erin 53=bob 58=now 97=1 13=0
                C< 1a st=1 id=77 1=alice 54=Carol 57=alice-7 14="Not with carol" 97=1
                """);
        transcript.play("""
                ! allow
                C> 1d id=77 1=alice 53=bob 53=CAROL 57=alice-7 14=hi
                S< 1d id=77 1=alice 53=bob 57=alice-7 14=hi
                * message group-chat | outbound yahoo:alice to [yahoo:bob, yahoo:carol] "hi"
                C> 1d id=77 1=alice 53=bob 53=carol 57=alice-8 14=hi
                S< 1d id=77 1=alice 53=bob 53=carol 57=alice-8 14=hi
                * message group-chat | outbound yahoo:alice to [yahoo:bob, yahoo:carol] "hi"
                C> 1c id=77 1=alice 57=alice-7 51=carol 53=bob 58=now
                S< 1c id=77 1=alice 57=alice-7 51=carol 53=bob 58=now
                * invite group-chat propose | outbound yahoo:alice to [yahoo:carol] "now"
                C> 1d id=77 1=alice 53=bob 53=carol 57=alice-7 14=hi
                S< 1d id=77 1=alice 53=bob 53=carol 57=alice-7 14=hi
                * message group-chat | outbound yahoo:alice to [yahoo:bob, yahoo:carol] "hi"
                """);
    }

    @Test
    void declinesInTheNameOfTheClient() {
        String asked = "* invite group-chat propose | inbound yahoo:bob to [yahoo:alice] \"tea\"\n";
        transcript.play("! deny \"Not here.\"\nS> " + INVITED + "\n" + asked
                + "S< 1a id=77 1=alice 3=bob 3=dave 57=bob-7 14= 97=1\n" + notice("Not here.") + """
                C> 19 id=77 1=alice 3=bob 57=bob-7
                * join bob-7 | outbound yahoo:alice to [yahoo:bob]
                S< 1a id=77 1=alice 3=bob 57=bob-7 14= 97=1
                """
                + notice("Not here.") + "! drop\nS> " + INVITED + "\n" + asked);
    }

    private static String notice(String text) {
        return "C< 06 st=1 id=77 4=Sallyport 5=alice 14=\"" + text + "\" 15=1795162112 97=1 63=;0 64=0 206=0\n";
    }

    @Test
    void carriesDecisionsOnTextsOut() {
        String said = "* message group-chat | outbound yahoo:alice to [yahoo:bob] \"one\"\n";
        transcript.play("! rewrite \"zw\u00f6lf\"\nC> 1d id=77 1=alice 53=bob 57=alice-7 14=one\n" + said
                + "S< 1d id=77 1=alice 53=bob 57=alice-7 14=zw\u00f6lf 97=1\n"
                + "C> 1d id=77 1=alice 53=bob 57=alice-7 14=one 97=0 14=two\n" + said + said.replace("one", "two")
                + "S< 1d id=77 1=alice 53=bob 57=alice-7 14=zw\u00f6lf 97=1\n"
                + "! drop\nC> 1d id=77 1=alice 53=bob 57=alice-7 14=one\n" + said
                + "! deny \"No.\"\nC> 1d id=77 1=alice 53=bob 57=alice-7 14=one\n" + said + notice("No."));
    }

    @Test
    void asksAboutVoiceToo() {
        transcript.play("""
                C> 18 id=77 1=alice 50=alice 57=alice-7 58=x 52=bob 13=256
                S< 18 id=77 1=alice 50=alice 57=alice-7 58=x 52=bob 13=256
                * invite group-chat propose | outbound yahoo:alice to [yahoo:bob] "x"
                * invite voice propose | outbound yahoo:alice to [yahoo:bob] "x"
                """);
        rig.rules(event ->
                Rig.decided(event.feature() == Feature.VOICE ? new Verdict.Deny(null) : Verdict.Allow.INSTANCE));
        transcript.play("""
                C> 18 id=77 1=alice 50=alice 57=alice-7 58=x 52=bob 13=256
                * invite group-chat propose | outbound yahoo:alice to [yahoo:bob] "x"
                * invite voice propose | outbound yahoo:alice to [yahoo:bob] "x"
                C< 1a st=1 id=77 1=alice 54=bob 57=alice-7 14= 97=1
                """);
    }

    @Test
    void takesNoConferenceThatSaysTwoThings() {
        rig.send(Side.CLIENT, Packets.bytes("1d id=77 1=alice 53=bob 57=alice-7 57=alice-8 14=hi", 16));
        assertThat(rig.malformed()).isEqualTo("a conference that says two things");
    }

    @Test
    void forgetsTheEldestRoomThatSomebodyWasKeptOutOf() {
        Limits few = new Limits(4_096, 64, 16, 1_024);
        Rig small = Transcript.rig(few);
        Transcript talk = new Transcript(small, 16).online("alice");
        small.rules(event -> unlessTo("bob", event));
        for (int i = 0; i < 17; i++) {
            talk.play("C> 18 id=77 1=alice 50=alice 57=r" + i + " 58=x 52=bob\n"
                    + "* invite group-chat propose | outbound yahoo:alice to [yahoo:bob] \"x\"\n"
                    + "C< 1a st=1 id=77 1=alice 54=bob 57=r" + i + " 14=\"Not with bob\" 97=1\n");
        }
        talk.play("""
                ! allow
                C> 1d id=77 1=alice 53=bob 53=carol 57=r1 14=hi
                S< 1d id=77 1=alice 53=carol 57=r1 14=hi
                * message group-chat | outbound yahoo:alice to [yahoo:bob, yahoo:carol] "hi"
                C> 1d id=77 1=alice 53=bob 53=carol 57=r0 14=hi
                S< 1d id=77 1=alice 53=bob 53=carol 57=r0 14=hi
                * message group-chat | outbound yahoo:alice to [yahoo:bob, yahoo:carol] "hi"
                """);
    }
}
