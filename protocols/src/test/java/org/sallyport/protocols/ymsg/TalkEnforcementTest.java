package org.sallyport.protocols.ymsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.trial.Rig;

/** What becomes of what is said when a rule minds. */
class TalkEnforcementTest {

    private static final String SAID = "06 st=5a55aa56 id=77 1=alice 5=bob 14=hello";
    private static final String SAID_EVENT = "* message | outbound yahoo:alice to [yahoo:bob] \"hello\"\n";
    private static final String WITH_ID = "06 st=5a55aa56 id=77 1=alice 5=bob 97=1 14=hello 429=AB12 450=0";
    private static final String ACK = "C< fb st=1 id=77 4=bob 5=alice 302=430 430=AB12 303=430 450=0\n";
    private static final String HEARD = "06 st=1 id=77 4=bob 5=alice 14=hello 429=AB12 450=0";
    private static final String HEARD_EVENT = "* message | inbound yahoo:bob to [yahoo:alice] \"hello\"\n";

    private Rig rig = Transcript.rig();

    private Transcript online(int version) {
        return new Transcript(rig, version).online("alice");
    }

    @Test
    void dropsInSilence() {
        online(12).play("! drop\nC> " + SAID + "\n" + SAID_EVENT);
    }

    @Test
    void refusesWithANoticeInTheFormOfOldVersions() {
        online(12)
                .play("! deny \"No & no.\"\nC> " + SAID + "\n" + SAID_EVENT
                        + "C< 06 st=1 id=77 4=Sallyport 5=alice 14=\"No & no.\" 97=1 63=;0 64=0");
    }

    @Test
    void writesANoticeByteForByte() {
        online(12);
        rig.rules(event -> Rig.decided(new Verdict.Deny("No.")));
        rig.send(Side.CLIENT, Packets.bytes(SAID, 12));
        assertThat(rig.events().removeLast()).isInstanceOf(ImEvent.Message.class);
        assertThat(HexFormat.of().formatHex(rig.received(Side.CLIENT)))
                .isEqualTo(
                        "594d534700000000003700060000000100000077" // YMSG, version 0, 55 bytes, 06, status 1, session
                                // 77
                                + "34c08053616c6c79706f7274c080" // 4 Sallyport
                                + "35c080616c696365c080" // 5 alice
                                + "3134c0804e6f2ec080" // 14 No.
                                + "3937c08031c080" // 97 1
                                + "3633c0803b30c080" // 63 ;0
                                + "3634c08030c080"); // 64 0
    }

    @Test
    void acknowledgesWhatItRefusesByteForByte() {
        online(16);
        rig.rules(event -> Rig.decided(Verdict.Drop.INSTANCE));
        rig.send(Side.CLIENT, Packets.bytes(WITH_ID, 16));
        assertThat(rig.events().removeLast()).isInstanceOf(ImEvent.Message.class);
        assertThat(HexFormat.of().formatHex(rig.received(Side.CLIENT)))
                .isEqualTo("594d534700000000003900fb0000000100000077"
                        + "34c080626f62c080"
                        + "35c080616c696365c080"
                        + "333032c080343330c080"
                        + "343330c08041423132c080"
                        + "333033c080343330c080"
                        + "343530c08030c080");
    }

    @Test
    void treatsARepeatLikeTheFirstWithoutASecondEvent() {
        online(16).play("! deny \"No.\"\nC> " + WITH_ID + "\n" + SAID_EVENT + ACK + """
                C< 06 st=1 id=77 4=Sallyport 5=alice 14=No. 15=1795162112 97=1 63=;0 64=0 206=0
                ! allow
                C> 06 st=5a55aa56 id=77 1=alice 5=bob 97=1 14=hello 429=AB12 450=1
                C< fb st=1 id=77 4=bob 5=alice 302=430 430=AB12 303=430 450=1
                """);
    }

    @Test
    void otherWordsUnderTheSameIdAreAnotherMessage() {
        online(16).play("C> " + WITH_ID + "\nS< " + WITH_ID + "\n" + SAID_EVENT + """
                ! drop
                C> 06 st=5a55aa56 id=77 1=alice 5=bob 97=1 14=secret 429=AB12 450=1
                * message | outbound yahoo:alice to [yahoo:bob] "secret"
                C< fb st=1 id=77 4=bob 5=alice 302=430 430=AB12 303=430 450=1
                C> 06 st=5a55aa56 id=77 1=alice 5=bob 97=1 14=hello 429=AB12 450=1
                S< 06 st=5a55aa56 id=77 1=alice 5=bob 97=1 14=hello 429=AB12 450=1
                """);
    }

    @Test
    void rewritesARepeatInTheSameWords() {
        online(16).play("! rewrite \"bye\"\nC> " + WITH_ID + "\n" + SAID_EVENT + """
                S< 06 st=5a55aa56 id=77 1=alice 5=bob 97=1 14=bye 429=AB12 450=0
                ! allow
                C> 06 st=5a55aa56 id=77 1=alice 5=bob 97=1 14=hello 429=AB12 450=1
                S< 06 st=5a55aa56 id=77 1=alice 5=bob 97=1 14=bye 429=AB12 450=1
                """);
    }

    @Test
    void forgetsTheEldestRepeatsFirst() {
        rig = Transcript.rig(new Limits(4_096, 64, 16, 256));
        Transcript transcript = online(16);
        transcript.play("! drop\nC> " + WITH_ID + "\n" + SAID_EVENT + ACK);
        for (int i = 0; i < 16; i++) {
            transcript.play(
                    "C> 06 id=77 1=alice 5=bob 14=hello 429=%d 450=0\n%sC< fb st=1 id=77 4=bob 5=alice 302=430 430=%d 303=430 450=0"
                            .formatted(i, SAID_EVENT, i));
        }
        transcript.play("C> " + WITH_ID + "\n" + SAID_EVENT + ACK);
    }

    @Test
    void acknowledgesInTheRecipientsPlaceWhatDoesNotReachIt() {
        online(16).play("! drop\nS> " + HEARD + "\n" + HEARD_EVENT + """
                S< fb id=77 1=alice 5=bob 302=430 430=AB12 303=430 450=0
                S> 06 st=1 id=77 4=bob 5=alice 14=hello 429=AB12 450=1
                S< fb id=77 1=alice 5=bob 302=430 430=AB12 303=430 450=1
                """);
    }

    @Test
    void rewritesAndLeavesTheRestByteForByte() {
        online(12).play("""
                ! rewrite "good bye"
                C> 06 v=0c00 vn=64 st=5a55aa56 id=77 1=alice 5=bob raw=01 14=hello 63=;0 64=0 14000=x
                S< 06 v=0c00 vn=64 st=5a55aa56 id=77 1=alice 5=bob raw=01 14="good bye" 63=;0 64=0 14000=x
                * message | outbound yahoo:alice to [yahoo:bob] "hello"
                """);
    }

    @Test
    void rewritesInTheEncodingOfThePacketWhereItCan() {
        online(12)
                .play("! rewrite \"über\"\nC> " + SAID + "\n" + SAID_EVENT
                        + "S< 06 st=5a55aa56 id=77 1=alice 5=bob 14=\"\\xfcber\"\n"
                        + "! rewrite \"α\"\nC> " + SAID + "\n" + SAID_EVENT
                        + "S< 06 st=5a55aa56 id=77 1=alice 5=bob 14=\"\\xce\\xb1\" 97=1\n"
                        + "! rewrite \"À€\"\nC> " + SAID + "\n" + SAID_EVENT
                        + "S< 06 st=5a55aa56 id=77 1=alice 5=bob 14=\"\\xc3\\x80\\xe2\\x82\\xac\" 97=1\n"
                        + "! rewrite \"α\"\nC> 06 id=77 1=alice 5=bob 97=0 14=hello\n" + SAID_EVENT
                        + "S< 06 id=77 1=alice 5=bob 97=1 14=\"\\xce\\xb1\"\n");
    }

    @Test
    void refusesWhatRewrittenWouldBeTooLong() {
        rig = Transcript.rig(new Limits(512, 64, 16, 1_024));
        online(12).play("! rewrite \"" + "a".repeat(600) + "\"\nC> " + SAID + "\n" + SAID_EVENT);
    }

    @Test
    void stopsOnlyThoseStoredMessagesThatMayNotPass() {
        Transcript transcript = online(16);
        rig.rules(event -> Rig.decided(
                event.text().plain().equals("two")
                        ? Verdict.Drop.INSTANCE
                        : event.text().plain().equals("three") ? new Verdict.Rewrite("3") : Verdict.Allow.INSTANCE));
        transcript.play("""
                S> 06 st=5 id=77 31=6 4=bob 5=alice 14=one 97=1 31=6 4=carol 5=alice 14=two 31=6 4=dave 5=alice 14=three
                * message [offline] | inbound yahoo:bob to [yahoo:alice] "one"
                * message [offline] | inbound yahoo:carol to [yahoo:alice] "two"
                * message [offline] | inbound yahoo:dave to [yahoo:alice] "three"
                C< 06 st=5 id=77 31=6 4=bob 5=alice 14=one 97=1 31=6 4=dave 5=alice 14=3
                """);
    }

    @Test
    void stopsAllWhereOneTextLeansOnAnother() {
        Transcript transcript = online(12);
        rig.rules(event ->
                Rig.decided(event.text().plain().equals("two") ? Verdict.Drop.INSTANCE : Verdict.Allow.INSTANCE));
        transcript.play("""
                C> 06 id=77 4=alice 5=bob 14=one 14=two
                * message | outbound yahoo:alice to [yahoo:bob] "one"
                * message | outbound yahoo:alice to [yahoo:bob] "two"
                """);
    }

    @Test
    void takesAnImvironmentOffThatMayNotBe() {
        Transcript transcript = online(12);
        rig.rules(
                event -> Rig.decided(event instanceof ImEvent.Invite ? Verdict.Drop.INSTANCE : Verdict.Allow.INSTANCE));
        transcript.play("""
                C> 06 id=77 1=alice 5=bob 14=hi 63=doodle;106 64=1
                S< 06 id=77 1=alice 5=bob 14=hi 63=;0 64=1
                * message | outbound yahoo:alice to [yahoo:bob] "hi"
                * invite whiteboard propose | outbound yahoo:alice to [yahoo:bob]
                """);
    }

    @Test
    void failsAnSms() {
        online(16).play("""
                ! deny "No."
                C> 2ea id=77 1=alice 5=+15551234567 68=carrier 14=late
                * message sms | outbound yahoo:alice to [yahoo:+15551234567] "late"
                C< 2ea st=ffffffff id=77 4=+15551234567 16="The message was not delivered."
                C< 06 st=1 id=77 4=Sallyport 5=alice 14=No. 15=1795162112 97=1 63=;0 64=0 206=0
                """);
    }

    @Test
    void disconnectsOverAMessage() {
        online(12).play("! disconnect \"Out.\"\nC> " + SAID + "\n" + SAID_EVENT + """
                C< 06 st=1 id=77 4=Sallyport 5=alice 14=Out. 97=1 63=;0 64=0
                C< 02 st=ffffffff id=77
                closed
                """);
    }

    @Test
    void carriesADecisionOutThatCameLater() {
        Transcript transcript = online(16);
        rig.rules(event -> Rig.decided(new Verdict.Rewrite("bye")));
        rig.hold();
        rig.send(Side.CLIENT, Packets.bytes(WITH_ID, 16));
        rig.proceed();
        rig.rules(event -> Rig.decided(Verdict.Allow.INSTANCE));
        rig.send(Side.SERVER, Packets.bytes("12 st=1 id=78", 0));
        assertThat(rig.received(Side.CLIENT)).isEqualTo(Packets.bytes("12 st=1 id=78", 0));
        rig.release(Side.CLIENT);
        transcript.play(SAID_EVENT + "S< 06 st=5a55aa56 id=77 1=alice 5=bob 97=1 14=bye 429=AB12 450=0");
    }

    @Test
    void speaksWithTheSessionIdLastSeen() {
        online(12)
                .play("S> 12 st=1 id=99\nC< 12 st=1 id=99\nS> 12 st=1\nC< 12 st=1\n! deny \"No.\"\nC> " + SAID + "\n"
                        + SAID_EVENT + "C< 06 st=1 id=99 4=Sallyport 5=alice 14=No. 97=1 63=;0 64=0");
    }

    @Test
    void answersTheServiceInTheClientsOwnWayOverHttp() {
        Transcript transcript = online(9);
        transcript.play("""
                C> 04 v=0900 vn=c800 id=77 10=0 24=web
                S< 04 v=0900 vn=c800 id=77 10=0 24=web
                * presence | outbound yahoo:alice
                ! deny
                S> 0f st=3 id=77 1=alice 3=bob 14="may I?"
                * contact added | inbound yahoo:bob to [yahoo:alice] "may i?"
                S< 86 v=0900 vn=c800 id=77 1=alice 7=bob 14= 24=web
                """);
    }
}
