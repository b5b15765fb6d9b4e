package org.sallyport.protocols.ymsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.trial.Rig;
import org.sallyport.protocols.ymsg.wire.YmsgNames;

/** Conferences of colleagues: what one of them says there is shown to another by the gateway. */
class AttendanceTest {

    private static final String INVITED = """
            S> 18 st=1 id=77 1=alice 13=0 50=Bob 52=dave 57=bob-7 58=tea 97=1
            C< 18 st=1 id=77 1=alice 13=0 50=Bob 52=dave 57=bob-7 58=tea 97=1
            * invite group-chat propose | inbound yahoo:bob to [yahoo:alice] "tea"
            """;
    private static final String JOINS = """
            C> 19 id=77 1=alice 3=Bob 3=dave 57=bob-7
            S< 19 id=77 1=alice 3=Bob 3=dave 57=bob-7
            * join bob-7 | outbound yahoo:alice to [yahoo:bob, yahoo:dave]
            """;
    private static final String DAVE_JOINS = """
            S> 19 st=1 id=77 1=alice 53=dave 57=bob-7
            C< 19 st=1 id=77 1=alice 53=dave 57=bob-7
            * join bob-7 | inbound yahoo:dave
            """;

    private final Rig rig = Transcript.rig();
    private final Transcript transcript = new Transcript(rig, 16);

    @BeforeEach
    void signOn() {
        transcript.online("alice");
    }

    private static ImEvent.Message said(Flow flow, String from, String room, Text text, String... to) {
        List<ScreenName> names = Stream.of(to).map(YmsgNames::screenName).toList();
        return new ImEvent.Message(
                flow, Feature.GROUP_CHAT, YmsgNames.screenName(from), names, room, text, Set.of(), "");
    }

    private boolean takes(String from, String room, String... to) {
        return rig.session().takes(said(Flow.INBOUND, from, room, Text.plain("hi"), to));
    }

    private boolean vouches(String room, String... to) {
        return rig.session().vouches(said(Flow.OUTBOUND, "alice", room, Text.plain("hi"), to));
    }

    @Test
    void takesWhatIsSaidInAConferenceThatItsClientIsIn() {
        assertThat(takes("bob", "bob-7", "alice")).isFalse();
        transcript.play(INVITED);
        assertThat(takes("bob", "bob-7", "alice")).as("only invited").isFalse();
        transcript.play(JOINS);
        assertThat(takes("bob", "bob-7", "alice")).isTrue();
        assertThat(takes("bob", "bob-7", "alice", "dave"))
                .as("dave is only invited")
                .isFalse();
        transcript.play(DAVE_JOINS);
        assertThat(takes("bob", "bob-7", "alice")).as("dave would not be told").isFalse();
        assertThat(takes("bob", "bob-7", "alice", "dave")).isTrue();
        assertThat(takes("dave", "bob-7", "bob", "alice")).isTrue();
        assertThat(takes("dave", "bob-7", "bob")).as("not for alice").isFalse();
        assertThat(takes("eve", "bob-7", "alice", "bob", "dave")).isFalse();
        assertThat(takes("bob", "bob-8", "alice", "dave")).isFalse();
        Text endless = Text.plain("x".repeat(16_001));
        assertThat(rig.session().takes(said(Flow.INBOUND, "bob", "bob-7", endless, "alice", "dave")))
                .isFalse();
        transcript.play("""
                S> 1b st=1 id=77 1=alice 56=dave 57=bob-7
                C< 1b st=1 id=77 1=alice 56=dave 57=bob-7
                * leave | inbound yahoo:dave
                """);
        assertThat(takes("bob", "bob-7", "alice")).isTrue();
        transcript.play("""
                C> 1b id=77 1=alice 3=bob 57=bob-7
                S< 1b id=77 1=alice 3=bob 57=bob-7
                * leave | outbound yahoo:alice to [yahoo:bob]
                """);
        assertThat(takes("bob", "bob-7", "alice")).isFalse();
    }

    @Test
    void showsItAsTheServiceWould() {
        transcript.play(INVITED + JOINS);
        Text formatted = new Text("hi there", "\u001B[1mhi\u001B[x1m <b>there</b>", false);
        rig.carryOut(Side.SERVER, null, rig.session().deliver(said(Flow.INBOUND, "bob", "bob-7", formatted, "alice")));
        rig.carryOut(
                Side.SERVER,
                null,
                rig.session().deliver(said(Flow.INBOUND, "bob", "bob-7", Text.html("a &amp; b"), "alice")));
        transcript.play("""
                C< 1d st=1 id=77 1=alice 3=Bob 57=bob-7 14="\\x1b[1mhi\\x1b[x1m <b>there</b>" 97=1
                C< 1d st=1 id=77 1=alice 3=Bob 57=bob-7 14="a & b" 97=1
                """);
        assertThat(rig.session().deliver(said(Flow.INBOUND, "eve", "bob-7", formatted, "alice")))
                .isEmpty();
        assertThat(rig.session().deliver(said(Flow.INBOUND, "bob", "bob-8", formatted, "alice")))
                .isEmpty();
    }

    /** The service says to nobody in particular whom a line is for. */
    @Test
    void showsWhatWasHeldWhileItsClientIsThere() {
        transcript.play(INVITED);
        assertThat(takes("eve", "bob-7")).isFalse();
        transcript.play(JOINS);
        assertThat(takes("eve", "bob-7")).isTrue();
        rig.carryOut(Side.SERVER, null, rig.session().deliver(said(Flow.INBOUND, "eve", "bob-7", Text.plain("late"))));
        transcript.play("C< 1d st=1 id=77 1=alice 3=eve 57=bob-7 14=late 97=1");
        assertThat(takes("eve", "bob-8")).isFalse();
    }

    @Test
    void vouchesForWhatNamesEverybody() {
        transcript.play("""
                C> 18 id=77 1=alice 50=alice 57=alice-7 58=x 52=bob 52=carol
                S< 18 id=77 1=alice 50=alice 57=alice-7 58=x 52=bob 52=carol
                * invite group-chat propose | outbound yahoo:alice to [yahoo:bob] "x"
                * invite group-chat propose | outbound yahoo:alice to [yahoo:carol] "x"
                """);
        assertThat(vouches("alice-7")).as("nobody is there").isFalse();
        assertThat(vouches("alice-7", "bob", "carol")).as("nobody is there").isFalse();
        // A rule hides it from the client; it happened all the same.
        transcript.play("""
                ! drop
                S> 19 st=1 id=77 1=alice 53=bob 53=carol 57=alice-7
                * join alice-7 | inbound yahoo:bob
                * join alice-7 | inbound yahoo:carol
                ! allow
                """);
        assertThat(vouches("alice-7", "bob")).isFalse();
        assertThat(vouches("alice-7", "Carol", "bob")).isTrue();
        assertThat(vouches("alice-8", "carol", "bob")).isFalse();
        transcript.play("""
                C> 1d id=77 1=alice 53=alice 53=bob 53=BOB 52=carol 57=alice-7 14=hi
                S< 1d id=77 1=alice 53=alice 53=bob 53=BOB 52=carol 57=alice-7 14=hi
                * message group-chat | outbound yahoo:alice to [yahoo:bob, yahoo:carol] "hi"
                """);
    }

    @Test
    void isNotWhereARuleKeptItOut() {
        transcript.play(INVITED + "! drop\n" + """
                C> 19 id=77 1=alice 3=Bob 57=bob-7
                * join bob-7 | outbound yahoo:alice to [yahoo:bob]
                """);
        assertThat(takes("bob", "bob-7", "alice")).isFalse();
    }

    /** What colleagues have got must not go out, and what they haven't must. */
    @Test
    void takesOneOfTwoTextsOutOfAPacket() {
        rig.rules(event ->
                Rig.decided(event.text().plain().equals("two") ? Verdict.Drop.INSTANCE : Verdict.Allow.INSTANCE));
        transcript.play("""
                C> 1d id=77 1=alice 53=bob 57=alice-7 14=one 14=two 14=three 97=1
                S< 1d id=77 1=alice 53=bob 57=alice-7 14=one 14=three 97=1
                * message group-chat | outbound yahoo:alice to [yahoo:bob] "one"
                * message group-chat | outbound yahoo:alice to [yahoo:bob] "two"
                * message group-chat | outbound yahoo:alice to [yahoo:bob] "three"
                C> 1d id=77 1=alice 53=bob 57=alice-7 14=two 14=two
                * message group-chat | outbound yahoo:alice to [yahoo:bob] "two"
                * message group-chat | outbound yahoo:alice to [yahoo:bob] "two"
                """);
    }

    @Test
    void isSureOfNothingBeyondItsBounds() {
        Rig small = Transcript.rig(new Limits(4_096, 64, 16, 1_024));
        Transcript talk = new Transcript(small, 16).online("alice");
        for (int i = 0; i < 17; i++) {
            talk.play("""
                    S> 18 st=1 id=77 1=alice 50=bob 57=r%1$d
                    C< 18 st=1 id=77 1=alice 50=bob 57=r%1$d
                    * invite group-chat propose | inbound yahoo:bob to [yahoo:alice]
                    C> 19 id=77 1=alice 3=bob 57=r%1$d
                    S< 19 id=77 1=alice 3=bob 57=r%1$d
                    * join r%1$d | outbound yahoo:alice to [yahoo:bob]
                    """.formatted(i));
        }
        assertThat(small.session().takes(said(Flow.INBOUND, "bob", "r0", Text.plain("hi"), "alice")))
                .isFalse();
        ImEvent.Message last = said(Flow.INBOUND, "bob", "r16", Text.plain("hi"), "alice");
        assertThat(small.session().takes(last)).isTrue();
        for (int i = 0; i < 16; i++) {
            String joins = "19 st=1 id=77 1=alice 53=m" + i + " 57=r16";
            talk.play("S> " + joins + "\nC< " + joins + "\n* join r16 | inbound yahoo:m" + i);
        }
        for (int i = 0; i < 16; i++) {
            String leaves = "1b st=1 id=77 1=alice 56=m" + i + " 57=r16";
            talk.play("S> " + leaves + "\nC< " + leaves + "\n* leave | inbound yahoo:m" + i);
        }
        assertThat(small.session().takes(last)).isFalse();
    }
}
