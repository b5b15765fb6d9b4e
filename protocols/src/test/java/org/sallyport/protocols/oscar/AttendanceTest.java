package org.sallyport.protocols.oscar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.ImEvent.Message.Mark;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.oscar.wire.OscarNames;
import org.sallyport.protocols.trial.Rig;

/** A room of colleagues: what one of them says there is shown to another by the gateway. */
class AttendanceTest {

    private static final String ROOM = "4-0-tea";

    private static final String INSIDE = """
            S> 0e/03 #80000000 s8"Bobby" 0000 0001 {1:0010} s8"Alice L" 000a 0002 {1:0014} {3:4b000000}
            C< 0e/03 #80000000 s8"Bobby" 0000 0001 {1:0010} s8"Alice L" 000a 0002 {1:0014} {3:4b000000}
            * join 4-0-tea | inbound aim:bobby
            * join 4-0-tea | inbound aim:alicel
            """;
    private static final String SAYS = "0e/05 #9 0102030405060708 0003 {1:} {6:} {5: {1:\"hello\"}}";
    private static final String SAID = "message group-chat | outbound aim:bobby ";

    private final Handoffs handoffs = new Handoffs(Clock.systemUTC(), 100, Duration.ofMinutes(5));
    private Rig rig = new Rig(new OscarPlugin(), Limits.DEFAULT, handoffs);
    private Transcript transcript = new Transcript(rig);

    private void arrive() {
        handoffs.remember(
                OscarPlugin.ID,
                HexFormat.of().parseHex("c00c1e"),
                new Handoff(OscarNames.AIM, OscarNames.screenName("bobby"), "chat", ROOM));
        transcript.play("""
                C> ch1 00000001 {6:c00c1e}
                S< ch1 00000001 {6:c00c1e}
                S> ch1 00000001
                C< ch1 00000001
                C> 01/02 #16 0001
                S< 01/02 #16 0001
                """);
    }

    private void people(String subtype, String... names) {
        StringBuilder blocks = new StringBuilder();
        StringBuilder events = new StringBuilder();
        for (String name : names) {
            blocks.append(" s8\"").append(name).append("\" 0000 0000");
            events.append("\n* ")
                    .append(subtype.equals("03") ? "join " + ROOM : "leave")
                    .append(" | inbound ")
                    .append(OscarNames.screenName(name));
        }
        transcript.play(
                "S> 0e/" + subtype + " #80000000" + blocks + "\nC< 0e/" + subtype + " #80000000" + blocks + events);
    }

    private void join(String... names) {
        people("03", names);
    }

    private void leave(String... names) {
        people("04", names);
    }

    private static ImEvent.Message line(Flow flow, String from, Text text, Set<Mark> marks, String... to) {
        List<ScreenName> names = Stream.of(to).map(OscarNames::screenName).toList();
        return new ImEvent.Message(
                flow, Feature.GROUP_CHAT, OscarNames.screenName(from), names, ROOM, text, marks, "0102030405060708");
    }

    private boolean takes(String from, String... to) {
        return rig.session().takes(line(Flow.INBOUND, from, Text.plain("hi"), Set.of(), to));
    }

    private boolean vouches(String... to) {
        return rig.session().vouches(line(Flow.OUTBOUND, "bobby", Text.plain("hi"), Set.of(), to));
    }

    @Test
    void aLineIsForEverybodyInside() {
        arrive();
        String said = "C> " + SAYS + "\nS< " + SAYS + "\n* " + SAID;
        transcript.play(said + "\"hello\" -- nobody has told who is there");
        transcript.play(INSIDE + said + "to [aim:alicel] \"hello\"");
        join("eve");
        transcript.play(said + "to [aim:alicel, aim:eve] \"hello\"");
        leave("Alice L");
        transcript.play(said + "to [aim:eve] \"hello\"");
        leave("eve");
        transcript.play(said + "\"hello\"");
        String whisper = "0e/05 #9 0102030405060708 0003 {2:\"carol\"} {5: {1:\"hello\"}}";
        transcript.play("C> " + whisper + "\nS< " + whisper
                + "\n* message group-chat [whisper] | outbound aim:bobby to [aim:carol] \"hello\"");
    }

    @Test
    void vouchesForWhatNamesEverybody() {
        arrive();
        join("alice");
        assertThat(vouches("alice")).as("not all were told of").isFalse();
        join("bobby", "carol");
        assertThat(vouches("Alice", "carol")).isTrue();
        assertThat(vouches("alice")).isFalse();
        assertThat(vouches("alice", "carol", "eve")).isFalse();
        assertThat(vouches()).isFalse();
        leave("carol");
        assertThat(vouches("alice", "carol")).isFalse();
        assertThat(vouches("alice")).isTrue();
        assertThat(rig.session()
                        .vouches(line(Flow.OUTBOUND, "bobby", Text.plain("psst"), Set.of(Mark.WHISPER), "alice")))
                .isTrue();
        assertThat(rig.session()
                        .vouches(line(Flow.OUTBOUND, "bobby", Text.plain("psst"), Set.of(Mark.WHISPER), "carol")))
                .isFalse();
        assertThat(rig.session()
                        .vouches(
                                line(Flow.OUTBOUND, "bobby", Text.plain("psst"), Set.of(Mark.WHISPER), "alice", "eve")))
                .as("whom of them the service would tell is open")
                .isFalse();
    }

    @Test
    void diceAreForTheService() {
        arrive();
        join("bobby", "alice");
        for (String dice : List.of("//roll", "//roll-dice4-sides8", "//roll-sides20 ")) {
            assertThat(rig.session().vouches(line(Flow.OUTBOUND, "bobby", Text.plain(dice), Set.of(), "alice")))
                    .as(dice)
                    .isFalse();
        }
        assertThat(rig.session().vouches(line(Flow.OUTBOUND, "bobby", Text.plain("//rollback"), Set.of(), "alice")))
                .isTrue();
    }

    @Test
    void takesWhatIsForTheSamePeople() {
        arrive();
        assertThat(takes("alice", "bobby")).isFalse();
        join("bobby", "alice");
        assertThat(takes("alice", "Bobby")).isTrue();
        assertThat(takes("alice", "carol")).as("not for bobby").isFalse();
        assertThat(takes("alice", "bobby", "carol")).as("who is carol?").isFalse();
        assertThat(takes("carol", "bobby")).isFalse();
        join("carol");
        assertThat(takes("alice", "bobby")).as("carol would not be told").isFalse();
        assertThat(takes("alice", "bobby", "carol")).isTrue();
        assertThat(takes("carol", "alice", "bobby")).isTrue();
        Text endless = Text.plain("x".repeat(30_001));
        assertThat(rig.session().takes(line(Flow.INBOUND, "alice", endless, Set.of(), "bobby", "carol")))
                .isFalse();
        assertThat(rig.session()
                        .takes(line(Flow.INBOUND, "alice", Text.plain("hi"), Set.of(Mark.CUT), "bobby", "carol")))
                .isFalse();
        transcript.play("S> 01/0b #80000001\nC< 01/0b #80000001");
        assertThat(takes("alice", "bobby", "carol"))
                .as("the service wants silence")
                .isFalse();
    }

    @Test
    void takesAWhisperOfWhoIsThere() {
        arrive();
        join("bobby", "alice", "carol");
        assertThat(rig.session().takes(line(Flow.INBOUND, "alice", Text.plain("hi"), Set.of(Mark.WHISPER), "bobby")))
                .isTrue();
        assertThat(rig.session().takes(line(Flow.INBOUND, "alice", Text.plain("hi"), Set.of(Mark.WHISPER), "carol")))
                .isFalse();
        assertThat(rig.session().takes(line(Flow.INBOUND, "eve", Text.plain("hi"), Set.of(Mark.WHISPER), "bobby")))
                .isFalse();
    }

    /** A lost connection is missed later than the next one begins. */
    @Test
    void whoCameTwiceAndLeftOnceIsStillThere() {
        arrive();
        join("bobby", "alice", "carol");
        join("carol");
        leave("carol");
        assertThat(takes("alice", "bobby", "carol")).isTrue();
        assertThat(vouches("alice")).isFalse();
        leave("carol");
        assertThat(vouches("alice")).isTrue();
        leave("bobby");
        assertThat(vouches("alice")).as("this connection is there").isTrue();
    }

    @Test
    void showsALineAsTheServiceWould() {
        arrive();
        transcript.play(INSIDE);
        deliver(Text.html("<B>t\u00e9</B>").inStyle("line; charset=iso-8859-1; language=fr"));
        deliver(Text.plain("a < b").inStyle("line"));
        deliver(Text.html("&#8364; \u20ac").inStyle("line; charset=iso-8859-1; language=en"));
        deliver(new Text("<b>", "<b>", false));
        String head = " 0102030405060708 0003 {3: s8\"Alice L\" 000a 0002 {1:0014} {3:4b000000}} {1:}";
        transcript.play("C< 0e/06 #f0000000" + head
                + " {5: {1: \"<B>t\" e9 \"</B>\"} {2:\"iso-8859-1\"} {3:\"fr\"}}"
                + "\nC< 0e/06 #f0000001" + head + " {5: {1:\"a < b\"}}"
                + "\nC< 0e/06 #f0000002" + head + " {5: {1: u\"&#8364; \u20ac\"} {2:\"unicode-2-0\"} {3:\"en\"}}"
                + "\nC< 0e/06 #f0000003" + head
                + " {5: {1:\"<HTML><BODY>&lt;b&gt;</BODY></HTML>\"} {2:\"us-ascii\"} {3:\"en\"}}"
                + "\nS> 01/0a #80000001\nC< 01/0a #80000001");
    }

    private void deliver(Text text) {
        rig.carryOut(Side.SERVER, null, rig.session().deliver(line(Flow.INBOUND, "alicel", text, Set.of(), "bobby")));
    }

    @Test
    void whispersToOne() {
        arrive();
        join("bobby", "alice", "carol");
        rig.carryOut(
                Side.SERVER,
                null,
                rig.session().deliver(line(Flow.INBOUND, "alice", Text.plain("psst"), Set.of(Mark.WHISPER), "bobby")));
        assertThat(rig.session()
                        .deliver(line(Flow.INBOUND, "alice", Text.plain("psst"), Set.of(Mark.WHISPER), "carol")))
                .isEmpty();
        transcript.play("C< 0e/06 #f0000000 0102030405060708 0003 {3: s8\"alice\" 0000 0000}"
                + " {5: {1:\"psst\"} {2:\"us-ascii\"} {3:\"en\"}}");
    }

    /** Delivered elsewhere, a line is a drop in silence to the session of whoever said it. */
    @Test
    void whoAsksForItIsShownTheirOwnLine() {
        arrive();
        transcript.play(INSIDE + "! drop\nC> " + SAYS + "\n* " + SAID + "to [aim:alicel] \"hello\""
                + "\nC< 0e/06 #9 0102030405060708 0003 {3: s8\"Bobby\" 0000 0001 {1:0010}} {1:} {5: {1:\"hello\"}}"
                + "\nC> " + SAYS.replace(" {6:}", "") + "\n* " + SAID + "to [aim:alicel] \"hello\""
                + "\nC> " + SAYS.replace(" {1:}", " {2: s8\"alicel\"}")
                + "\n* message group-chat [whisper] | outbound aim:bobby to [aim:alicel] \"hello\""
                + "\nC< 0e/06 #9 0102030405060708 0003 {3: s8\"Bobby\" 0000 0001 {1:0010}} {5: {1:\"hello\"}}"
                + "\n! deny\nC> " + SAYS + "\n* " + SAID + "to [aim:alicel] \"hello\""
                + "\n! allow\nC> ch5\nS< ch5\nS> ch5\nC< ch5");
    }

    /** What vanished was shown to its author then; what was refused is shown when it goes. */
    @Test
    void whatWasHeldIsShownToItsAuthorOnce() {
        arrive();
        join("bobby", "alice");
        Text words = Text.html("h\u00e9").inStyle("line; charset=\"utf-8\"; language=fr");
        ImEvent.Message held = line(Flow.OUTBOUND, "bobby", words, Set.of(), "alice");
        String again = " ???????????????? 0003 {1:}%s {5: {1: \"h\" c3a9} {2: 22 \"utf-8\" 22} {3:\"fr\"}}";
        rig.carryOut(Side.SERVER, null, rig.session().say(held));
        transcript.play("S< 0e/05 #70000000" + again.formatted(" {6:}"));
        transcript.play("! drop\nC> " + SAYS + "\n* " + SAID + "to [aim:alice] \"hello\""
                + "\nC< 0e/06 #9 0102030405060708 0003 {3: s8\"bobby\" 0000 0000} {1:} {5: {1:\"hello\"}}");
        rig.carryOut(Side.SERVER, null, rig.session().say(held));
        transcript.play("S< 0e/05 #70000001" + again.formatted(""));
    }

    /** Whoever came since was not meant. */
    @Test
    void whatWasHeldIsSaidToTheSamePeople() {
        arrive();
        ImEvent.Message toAll = line(Flow.OUTBOUND, "bobby", Text.plain("hi"), Set.of());
        ImEvent.Message toAlice = line(Flow.OUTBOUND, "bobby", Text.plain("hi"), Set.of(), "alice");
        assertThat(rig.session().says(toAll)).isTrue();
        assertThat(rig.session().says(toAlice)).isFalse();
        join("bobby", "alice");
        assertThat(rig.session().says(toAlice)).isTrue();
        join("eve");
        assertThat(rig.session().says(toAlice)).isFalse();
        assertThat(rig.session().say(toAlice)).isEmpty();
        assertThat(rig.session().says(toAll)).as("nobody knew who was there").isTrue();
    }

    /** What was refused, and released to colleagues, its author has not been shown. */
    @Test
    void whoSaidWhatWasHeldIsShownItWithTheOthers() {
        arrive();
        join("bobby", "alice");
        ImEvent.Message released = line(Flow.INBOUND, "bobby", Text.plain("hi").inStyle("line"), Set.of(), "alice");
        assertThat(rig.session().takes(released)).isTrue();
        rig.carryOut(Side.SERVER, null, rig.session().deliver(released));
        transcript.play("C< 0e/06 #f0000000 0102030405060708 0003 {3: s8\"bobby\" 0000 0000} {1:} {5: {1:\"hi\"}}");
        assertThat(rig.session().takes(released)).as("it is shown").isFalse();
        transcript.play("! drop\nC> " + SAYS + "\n* " + SAID + "to [aim:alice] \"hello\""
                + "\nC< 0e/06 #9 0102030405060708 0003 {3: s8\"bobby\" 0000 0000} {1:} {5: {1:\"hello\"}}");
        assertThat(rig.session().takes(released)).as("that too is shown").isFalse();
    }

    /** Nothing that comes in names anybody in a room. */
    @Test
    void showsWhatCameInAndWasHeld() {
        arrive();
        assertThat(takes("eve")).isTrue();
        rig.carryOut(
                Side.SERVER,
                null,
                rig.session().deliver(line(Flow.INBOUND, "eve", Text.plain("hi").inStyle("line"), Set.of())));
        transcript.play(
                "C< 0e/06 #f0000000 0102030405060708 0003 {3: s8\"eve\" 0000 0001 {1:0010}} {1:} {5: {1:\"hi\"}}");
    }

    @Test
    void isNotCertainOfTooMany() {
        rig = new Rig(new OscarPlugin(), new Limits(4_096, 64, 16, 128), handoffs);
        transcript = new Transcript(rig);
        arrive();
        join("bobby");
        String[] all = new String[17];
        for (int i = 0; i < 17; i++) {
            all[i] = "user" + i;
            if (i < 16) {
                join(all[i]);
            }
        }
        assertThat(vouches(Stream.of(all).limit(16).toArray(String[]::new))).isTrue();
        join(all[16]);
        leave(all[16]);
        assertThat(vouches(Stream.of(all).limit(16).toArray(String[]::new))).isFalse();
        transcript.play("C> " + SAYS + "\nS< " + SAYS + "\n* " + SAID + "\"hello\"");
    }
}
