package org.sallyport.protocols.oscar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.oscar.oft.Announced;
import org.sallyport.protocols.trial.Rig;
import org.sallyport.protocols.trial.Script;

class EnforcementTest {

    private static final ServiceId AIM = new ServiceId("aim");

    private final Handoffs handoffs = new Handoffs(Clock.systemUTC(), 100, Duration.ofMinutes(5));
    private final Rig rig = new Rig(new OscarPlugin(), Limits.DEFAULT, handoffs);
    private final Transcript transcript = new Transcript(rig);

    private static final String SAID =
            "04/06 #28 0102030405060708 0001 s8\"alice\" {2: {501:01} {101: 0000 0000 \"hello\"}} {3:}";
    private static final String SAID_EVENT = "message | outbound aim:bobby to [aim:alice] \"hello\"";
    private static final String HEARD =
            "04/07 #80000000 0102030405060708 0001 s8\"alice\" 0000 0000 {2: {501:01} {101: 0000 0000 \"hello\"}}";
    private static final String HEARD_EVENT = "message | inbound aim:alice to [aim:bobby] \"hello\"";
    private static final String NOTICE =
            "????????????????" + " 0001 s8\"Sallyport\" 0000 0001 {1:0010} {2: {501:01} {101:"
                    + " 0000 0000 \"<HTML><BODY>No &amp; no.</BODY></HTML>\"}}";
    private static final String SEND_FILE = "094613434c7f11d18222444553540000";
    private static final String OFFERED = " 0000 0102030405060708 " + SEND_FILE
            + " {a:0001} {2:7f000001} {5:1446} {2711: 0001 0001 00000028 \"a.txt\" 00}";

    @Test
    void passesWhatIsAllowed() {
        online("bobby");
        transcript.play("C> " + SAID + "\nS< " + SAID + "\n* " + SAID_EVENT + "\nS> " + HEARD + "\nC< " + HEARD + "\n* "
                + HEARD_EVENT);
    }

    @Test
    void refusesAMessageWithAnErrorAndANotice() {
        online("bobby");
        transcript.play("! deny \"No & no.\"\nC> " + SAID + "\n* " + SAID_EVENT
                + "\nC< 04/01 #28 000d\nC< 04/07 #f0000000 " + NOTICE
                + "\n! allow\n" + NUMBERS);
    }

    @Test
    void refusesAMessageWithoutANoticeWhenThereIsNone() {
        online("bobby");
        transcript.play("! deny\nC> " + SAID + "\n* " + SAID_EVENT + "\nC< 04/01 #28 000d\n! allow\n" + NUMBERS);
    }

    @Test
    void dropsAMessageBehindAForgedAcknowledgement() {
        online("bobby");
        transcript.play("! drop\nC> " + SAID + "\n* " + SAID_EVENT
                + "\nC< 04/0c #28 0102030405060708 0001 s8\"alice\"\n! allow\n" + NUMBERS);
    }

    @Test
    void dropsAMessageThatAsksForNoAcknowledgementWithoutATrace() {
        online("bobby");
        transcript.play("! drop\nC> " + SAID.replace(" {3:}", "") + "\n* " + SAID_EVENT + "\n! allow\n" + NUMBERS);
    }

    @Test
    void neverAnswersAnAutoResponseWithANotice() {
        online("bobby");
        transcript.play("! deny \"No & no.\"\nC> " + SAID.replace("{3:}", "{4:}")
                + "\n* message [auto_response] | outbound aim:bobby to [aim:alice] \"hello\"\n! allow\n" + NUMBERS);
    }

    @Test
    void stopsAnIncomingMessageAndTellsOurClientOnly() {
        online("bobby");
        transcript.play("! deny \"No & no.\"\nS> " + HEARD + "\n* " + HEARD_EVENT + "\nC< 04/07 #f0000000 " + NOTICE
                + "\n! drop\nS> " + HEARD + "\n* " + HEARD_EVENT + "\n! allow\n" + NUMBERS);
    }

    @Test
    void putsOtherWordsIntoBothDirections() {
        online("bobby");
        transcript.play("! rewrite \"other\"\nC> " + SAID + "\nS< " + SAID.replace("hello", "other") + "\n* "
                + SAID_EVENT
                + "\nS> " + HEARD + "\nC< " + HEARD.replace("hello", "other") + "\n* " + HEARD_EVENT + "\n! allow\n"
                + NUMBERS);
    }

    @Test
    void keepsTheExtraBlockOfWhatItRewrites() {
        online("bobby");
        String block = "04/07 #80000000 !8000 0006 0001 0002 0003 ";
        String rest = HEARD.substring("04/07 #80000000 ".length());
        transcript.play("! rewrite \"other\"\nS> " + block + rest + "\nC< " + block + rest.replace("hello", "other")
                + "\n* " + HEARD_EVENT);
    }

    @Test
    void tellsTheSenderWhatADutyAsksFor() {
        online("bobby");
        transcript.play("! tell-sender \"No & no.\"\nC> " + SAID + "\nS< " + SAID + "\n* " + SAID_EVENT
                + "\nC< 04/07 #f0000000 " + NOTICE + "\nS> " + HEARD + "\nC< " + HEARD + "\n* " + HEARD_EVENT
                + "\n! tell-both \"No & no.\"\nS> " + HEARD + "\nC< " + HEARD + "\n* " + HEARD_EVENT
                + "\nC< 04/07 #f0000001 " + NOTICE + "\n! allow\n" + NUMBERS);
    }

    @Test
    void writesPlainToIcq() {
        online("1234567");
        transcript.play("! deny \"No & no.\"\nC> " + SAID + "\n* "
                + SAID_EVENT.replace("aim:bobby", "icq:1234567") + "\nC< 04/01 #28 000d\nC< 04/07 #f0000000 "
                + NOTICE.replace("<HTML><BODY>No &amp; no.</BODY></HTML>", "No & no."));
    }

    @Test
    void putsThePersonOutAndSaysWhy() {
        online("bobby");
        transcript.play("! disconnect \"No & no.\"\nC> " + SAID + "\n* " + SAID_EVENT + "\nC< 04/07 #f0000000 " + NOTICE
                + "\nC< ch4\nclosed\nS> " + HEARD + "\nC> ch5");
        assertThat(rig.session().ended())
                .singleElement()
                .satisfies(event ->
                        assertThat(Script.describe(event)).isEqualTo("sign-off by the gateway | outbound aim:bobby"));
    }

    @Test
    void endsTheSessionOnDemand() {
        online("bobby");
        rig.carryOut(Side.CLIENT, null, rig.session().disconnect("No & no."));
        transcript.play("C< 04/07 #f0000000 " + NOTICE + "\nC< ch4\nclosed");
    }

    @Test
    void letsNothingThroughWhenADecisionIsMissing() {
        online("bobby");
        assertThat(Ruling.of(List.of(new ImEvent.RoomJoin(Flow.OUTBOUND, null, List.of(), "room")), List.of())
                        .verdict())
                .isEqualTo(new Verdict.Deny(null));
    }

    @Test
    void takesTheVerdictOfAFailedDecision() {
        online("bobby");
        rig.rules(event -> new Decision.Failed("no rulebase", new Verdict.Deny(null)));
        transcript.play("C> " + SAID + "\n* " + SAID_EVENT + "\nC< 04/01 #28 000d");
    }

    @Test
    void refusesAnOfferOfOurClientAsIfTheOtherHadCancelled() {
        online("bobby");
        transcript.play("! deny \"No & no.\"\nC> 04/06 #29 0102030405060708 0002 s8\"alice\" {3:} {5:" + OFFERED + "}"
                + "\n* file propose | outbound aim:bobby to [aim:alice] [fileinfo[name=a.txt, size=40, count=1]]"
                + "\nC< 04/0c #29 0102030405060708 0002 s8\"alice\""
                + "\nC< 04/07 #f0000000 0102030405060708 0002 s8\"alice\" 0000 0001 {1:0010} {5: 0001 0102030405060708 "
                + SEND_FILE + " {b:0001}}"
                + "\nC< 04/07 #f0000001 " + NOTICE + "\n! allow\n" + NUMBERS);
    }

    @Test
    void refusesAnOfferFromOutsideAsIfOurClientHadCancelled() {
        online("bobby");
        transcript.play("! deny\nS> 04/07 #80000000 0102030405060708 0002 s8\"alice\" 0000 0000 {5:" + OFFERED + "}"
                + "\n* file propose | inbound aim:alice to [aim:bobby] [fileinfo[name=a.txt, size=40, count=1]]"
                + "\nS< 04/06 #70000000 0102030405060708 0002 s8\"alice\" {5: 0001 0102030405060708 " + SEND_FILE
                + " {b:0001}}"
                + "\nS> 04/01 #70000000 0004        -- the answer to ours is nobody's business"
                + "\nS> 04/0c #70000000 0102030405060708 0002 s8\"alice\""
                + "\n! allow\n" + NUMBERS
                + "\nS> 01/0a #80000000 !8000 000e 0002 0004 70000000 0001 0002 0003 ffff"
                + "\nC< 01/0a #80000000 !8000 000e 0002 0004 00000077 0001 0002 0003 ffff");
    }

    @Test
    void tellsTheConnectionThatFollowsWhoseItIs() {
        online("bobby");
        byte[] cookie = HexFormat.of().parseHex("0102030405060708");
        String offer = "S> 04/07 #80000000 0102030405060708 0002 s8\"alice\" 0000 0000 {5:" + OFFERED + "}";
        String event = "\n* file propose | inbound aim:alice to [aim:bobby] [fileinfo[name=a.txt, size=40, count=1]]";
        transcript.play("! drop\n" + offer + event);
        assertThat(handoffs.recall(Announced.OFT, cookie)).as("refused").isNull();
        transcript.play("! allow\n" + offer + "\n" + offer.replace("S>", "C<") + event);
        assertThat(handoffs.recall(Announced.OFT, cookie))
                .isEqualTo(new Handoff(
                        AIM,
                        ScreenName.of(AIM, "bobby"),
                        Announced.RECEIVES,
                        null,
                        ScreenName.of(AIM, "alice"),
                        "0102030405060708"));
    }

    @Test
    void callsARefusedAcceptOffOnBothSides() {
        online("bobby");
        transcript.play("! deny\nC> 04/06 #2a 0102030405060708 0002 s8\"alice\" {5: 0002 0102030405060708 " + SEND_FILE
                + "}"
                + "\n* file accept | outbound aim:bobby to [aim:alice]"
                + "\nC< 04/07 #f0000000 0102030405060708 0002 s8\"alice\" 0000 0001 {1:0010} {5: 0001 0102030405060708 "
                + SEND_FILE + " {b:0001}}"
                + "\nS< 04/06 #70000000 0102030405060708 0002 s8\"alice\" {5: 0001 0102030405060708 " + SEND_FILE
                + " {b:0001}}");
    }

    @Test
    void saysNothingUpstreamWhileTheServiceWantsSilence() {
        online("bobby");
        transcript.play("S> 01/0b #80000000\nC< 01/0b #80000000\n! deny\n"
                + "S> 04/07 #80000000 0102030405060708 0002 s8\"alice\" 0000 0000 {5:" + OFFERED + "}"
                + "\n* file propose | inbound aim:alice to [aim:bobby] [fileinfo[name=a.txt, size=40, count=1]]");
    }

    @Test
    void answersARefusedEditWithACodeAnItem() {
        online("bobby");
        String alice = "s16\"alice\" 0001 0002 0000 0000 ";
        String carol = "s16\"carol\" 0001 0003 0000 0004 {131:}";
        transcript.play("! deny\nC> 13/08 #d " + alice + carol
                + "\n"
                + "* contact add | outbound aim:bobby to [aim:alice]\n"
                + "* contact add | outbound aim:bobby to [aim:carol]\n"
                + "C< 13/0e #d 000a 000a\n"
                + "! allow\n" + NUMBERS);
    }

    @Test
    void dropsTypingInSilence() {
        online("bobby");
        transcript.play("! deny \"Never said.\"\nC> 04/14 #30 0000000000000000 0001 s8\"alice\" 0002"
                + "\n* typing started | outbound aim:bobby to [aim:alice]\n! allow\n" + NUMBERS);
    }

    @Test
    void asksAboutWhatHasNoName() {
        online("bobby");
        transcript.play("C> 25/04 #40 00\nS< 25/04 #40 00\n* unclassified 0025/0004 | outbound aim:bobby\n! deny\n"
                + "C> 25/04 #41 00\n* unclassified 0025/0004 | outbound aim:bobby\nC< 25/01 #41 000d\n"
                + "S> 25/05 #80000000 00\n* unclassified 0025/0005 | inbound ?\n! allow\n" + NUMBERS);
    }

    @Test
    void numbersWhatGoesOutInTheOrderInWhichItDoes() {
        online("bobby");
        rig.hold();
        transcript.play("C> " + SAID + "\n* " + SAID_EVENT);
        // While our client's message waits, a refused offer makes us speak to the service.
        rig.release(Side.CLIENT);
        transcript.play("S< " + SAID);
        rig.hold();
        transcript.play("C> " + SAID + "\n* " + SAID_EVENT);
        rig.proceed();
        transcript.play("! deny\nS> 04/07 #80000000 0102030405060708 0002 s8\"alice\" 0000 0000 {5:" + OFFERED + "}"
                + "\n* file propose | inbound aim:alice to [aim:bobby] [fileinfo[name=a.txt, size=40, count=1]]"
                + "\nS< 04/06 #70000000 0102030405060708 0002 s8\"alice\" {5: 0001 0102030405060708 " + SEND_FILE
                + " {b:0001}}");
        rig.release(Side.CLIENT);
        transcript.play("S< " + SAID + "\n! allow\n" + NUMBERS);
    }

    @Test
    void deliversAColleaguesMessageAsTheServiceWould() {
        online("bobby");
        rig.carryOut(Side.CLIENT, null, rig.session().deliver(message(null, Text.html("<b>hi</b>"), Set.of())));
        rig.carryOut(
                Side.CLIENT,
                null,
                rig.session().deliver(message(null, Text.plain("a < b"), Set.of(ImEvent.Message.Mark.AUTO_RESPONSE))));
        rig.carryOut(Side.CLIENT, null, rig.session().deliver(message(null, Text.plain("\u20ac"), Set.of())));
        String head = " ???????????????? 0001 s8\"Alice\" 0000 0001 {1:0010} ";
        transcript.play("C< 04/07 #f0000000" + head + "{2: {501:01} {101: 0000 0000 \"<b>hi</b>\"}} {b:}"
                + "\nC< 04/07 #f0000001" + head
                + "{2: {501:01} {101: 0000 0000 \"a < b\"}} {b:} {4:}"
                + "\nC< 04/07 #f0000002" + head
                + "{2: {501:01} {101: 0002 0000 u\"\u20ac\"}} {b:}\n" + NUMBERS);
        assertThat(rig.session().deliver(message("room", Text.plain("x"), Set.of())))
                .isEmpty();
    }

    @Test
    void deliversNothingBeforeTheClientIsReady() {
        assertThat(rig.session().deliver(message(null, Text.plain("x"), Set.of())))
                .isEmpty();
        remember("bos", "bobby", null);
        transcript.play("""
                C> ch1 00000001 {6:c00c1e}
                S< ch1 00000001 {6:c00c1e}
                * sign-on requested cookie null | outbound aim:bobby
                """);
        assertThat(rig.session().deliver(message(null, Text.plain("x"), Set.of())))
                .isEmpty();
    }

    private static ImEvent.Message message(@Nullable String room, Text text, Set<ImEvent.Message.Mark> marks) {
        return new ImEvent.Message(
                Flow.INBOUND,
                Feature.CHAT,
                new ScreenName(AIM, "alice", "Alice"),
                List.of(ScreenName.of(AIM, "bobby")),
                room,
                text,
                marks,
                "1");
    }

    /** One frame each way, to show that the numbers are right afterwards. */
    private static final String NUMBERS =
            "C> 01/06 #77\nS< 01/06 #77\nS> 01/07 #77 00\nC< 01/07 #77 00\nC> ch5\nS< ch5\n";

    private void online(String name) {
        remember("bos", name, null);
        transcript.play("""
                C> ch1 00000001 {6:c00c1e}
                S< ch1 00000001 {6:c00c1e}
                * sign-on requested cookie null | outbound %s:%s
                S> ch1 00000001
                C< ch1 00000001
                C> 01/02 #16 0001
                S< 01/02 #16 0001
                """.formatted(new OscarPlugin().screenName(AIM, name).service(), name));
    }

    private void remember(String purpose, String name, @Nullable String room) {
        handoffs.remember(
                OscarPlugin.ID,
                HexFormat.of().parseHex("c00c1e"),
                new Handoff(AIM, new OscarPlugin().screenName(AIM, name), purpose, room));
    }
}
