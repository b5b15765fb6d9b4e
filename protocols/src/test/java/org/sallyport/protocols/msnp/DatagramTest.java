package org.sallyport.protocols.msnp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.msnp.wire.MsnNames;
import org.sallyport.protocols.trial.Rig;

/** Version 21, where everything has three heads. */
class DatagramTest {

    private static final String TO_BOB =
            "Routing: 1.0|To: 1:bob@example.com;path=IM|From: 1:alice@example.com;epid={aaaa}||"
                    + "Reliability: 1.0|Stream: 0|Segment: 0||";
    private static final String TO_ALICE =
            "Routing: 1.0|To: 1:alice@example.com|From: 1:bob@example.com;epid={bbbb}||" + "Reliability: 1.0||";
    private static final String TO_CIRCLE =
            "Routing: 1.0|To: 9:0-0-C@live.com;path=IM|From: 1:alice@example.com;epid={aaaa}||" + "Reliability: 1.0||";

    private final Rig rig = Stage.signedOn(21);

    private static String text(int length, String words) {
        return "Messaging: 2.0|Message-Type: Text|Content-Type: text/plain; charset=UTF-8|Content-Length: " + length
                + "|X-MMS-IM-Format: FN=Arial||" + words;
    }

    @Test
    void text() {
        play("C> SDG 5 [" + TO_BOB + text(5, "hello") + "]\n"
                + "* message | outbound msn:alice@example.com to [msn:bob@example.com] \"hello\"\n"
                + "S< SDG 5 [" + TO_BOB + text(5, "hello") + "]\n"
                + "S> SDG 0 [" + TO_ALICE + text(2, "hi") + "]\n"
                + "* message | inbound msn:bob@example.com to [msn:alice@example.com] \"hi\"\n"
                + "C< SDG 0 [" + TO_ALICE + text(2, "hi") + "]\n");
    }

    @Test
    void circles() {
        play("C> SDG 5 [" + TO_CIRCLE + text(5, "hello") + "]\n"
                + "* message group-chat | outbound msn:alice@example.com \"hello\"\n"
                + "S< SDG 5 [" + TO_CIRCLE + text(5, "hello") + "]\n");
        rig.send(Side.CLIENT, Transcript.bytes("SDG 6 [" + TO_CIRCLE + text(5, "hello") + "]"));
        assertThat(rig.events().getLast().room()).isEqualTo("0-0-c@live.com");
    }

    @ParameterizedTest
    @CsvSource({
        "Nudge,                message nudge",
        "Wink,                 message emoticon",
        "Voice,                message voice",
        "CustomEmoticon,       message emoticon",
        "Control/Typing,       typing started",
        "Control,              typing started",
        "Signal/AudioMeta,     invite voice propose",
        "Odd/Thing,            unclassified sdg odd/thing",
    })
    void kinds(String type, String event) {
        String frame = "[" + TO_BOB + "Messaging: 2.0|Message-Type: " + type + "||x]";
        play("C> SDG 5 " + frame + "\n* " + event + " | outbound msn:alice@example.com"
                + (event.startsWith("unclassified") ? "" : " to [msn:bob@example.com]")
                + "\nS< SDG 5 " + frame);
    }

    @Test
    void windowsAreClosedWithoutAWordFromUs() {
        String frame = "SDG 5 [" + TO_BOB + "Messaging: 2.0|Message-Type: Signal/CloseIMWindow||]";
        play("C> " + frame + "\nS< " + frame);
    }

    /** Both lengths. */
    @Test
    void rewritten() {
        play("! rewrite \"grüße\"\n"
                + "C> SDG 5 [" + TO_BOB + text(5, "hello") + "]\n"
                + "* message | outbound msn:alice@example.com to [msn:bob@example.com] \"hello\"\n"
                + "S< SDG 5 [" + TO_BOB + text(7, "grüße") + "]\n");
    }

    @Test
    void refused() {
        play("! deny \"Not here.\"\n"
                + "C> SDG 5 [" + TO_BOB + text(5, "hello") + "]\n"
                + "* message | outbound msn:alice@example.com to [msn:bob@example.com] \"hello\"\n"
                + "C< 801 5 0\n"
                + "C< SDG 0 [Routing: 1.0|To: 1:alice@example.com|From: 1:Sallyport||Reliability: 1.0||Messaging: 2.0|"
                + "Message-Type: Text|Content-Type: text/plain; charset=UTF-8|Content-Length: 9||Not here.]\n"
                + "! drop\n"
                + "C> SDG 6 [" + TO_BOB + text(5, "hello") + "]\n"
                + "* message | outbound msn:alice@example.com to [msn:bob@example.com] \"hello\"\n");
    }

    @Test
    void nobodySpeaksForSomebodyElse() {
        play("! deny\n"
                + "C> SDG 5 [" + TO_BOB.replace("alice", "mallory") + text(5, "hello") + "]\n"
                + "* forged message of another account | outbound msn:mallory@example.com to [msn:alice@example.com]\n"
                + "C< 801 5 0\n");
    }

    @Test
    void published() {
        String own = "Routing: 1.0|To: 1:alice@example.com|From: 1:alice@example.com;epid={a}||Reliability: 1.0||"
                + "Publication: 1.0|Uri: /user|Content-Type: application/user+xml||"
                + "<user><s n=\"IM\"><Status>BSY</Status></s><s n=\"PE\"><FriendlyName>Al</FriendlyName><PSM>here</PSM></s></user>";
        String other = "Routing: 1.0|To: 1:alice@example.com|From: 1:bob@example.com||Reliability: 1.0||"
                + "Notification: 1.0|NotifType: Full|Uri: /user|Content-Type: application/user+xml||"
                + "<user><s n=\"IM\"><Status>NLN</Status></s></user>";
        play("C> PUT 7 [" + own + "]\n"
                + "* presence | outbound msn:alice@example.com\n"
                + "* profile | outbound msn:alice@example.com \"al\"\n"
                + "* profile | outbound msn:alice@example.com \"here\"\n"
                + "S< PUT 7 [" + own + "]\n"
                + "S> PUT 7 OK []\n"
                + "C< PUT 7 OK []\n"
                + "S> NFY PUT [" + other + "]\n"
                + "* presence | inbound msn:bob@example.com\n"
                + "C< NFY PUT [" + other + "]\n"
                + "S> NFY DEL [" + other + "]\n"
                + "* presence | inbound msn:bob@example.com\n"
                + "C< NFY DEL [" + other + "]\n"
                + "! drop\n"
                + "C> PUT 8 [" + own + "]\n"
                + "* presence | outbound msn:alice@example.com\n"
                + "* profile | outbound msn:alice@example.com \"al\"\n"
                + "* profile | outbound msn:alice@example.com \"here\"\n"
                + "C< PUT 8 OK 0\n");
    }

    @Test
    void peopleOfCircles() {
        String roster = "Routing: 1.0|To: 9:0-0-c@live.com|From: 1:alice@example.com||Reliability: 1.0||"
                + "Publication: 1.0|Uri: /circle|Content-Type: application/circles+xml||"
                + "<circle><roster><id>IM</id><user><id>1:%s@example.com</id></user></roster></circle>";
        play("C> PUT 7 [" + roster.formatted("alice") + "]\n"
                + "* join 0-0-c@live.com | outbound msn:alice@example.com\n"
                + "S< PUT 7 [" + roster.formatted("alice") + "]\n"
                + "C> PUT 8 [" + roster.formatted("bob") + "]\n"
                + "* invite group-chat propose | outbound msn:alice@example.com to [msn:bob@example.com]\n"
                + "S< PUT 8 [" + roster.formatted("bob") + "]\n"
                + "S> NFY PUT [" + roster.formatted("bob") + "]\n"
                + "* join 0-0-c@live.com | inbound msn:bob@example.com\n"
                + "C< NFY PUT [" + roster.formatted("bob") + "]\n"
                + "S> NFY DEL [" + roster.formatted("bob") + "]\n"
                + "* leave | inbound msn:bob@example.com\n"
                + "C< NFY DEL [" + roster.formatted("bob") + "]\n");
    }

    @Test
    void colleaguesSpeakFromHere() {
        ScreenName bob = ScreenName.of(MsnNames.MSN, "bob@example.com");
        ImEvent.Message message =
                new ImEvent.Message(Flow.INBOUND, Feature.CHAT, bob, List.of(), null, Text.plain("hi"), Set.of(), "1");
        rig.carryOut(Side.SERVER, null, rig.session().deliver(message));
        play("C< SDG 0 [Routing: 1.0|To: 1:alice@example.com|From: 1:bob@example.com||Reliability: 1.0||Messaging: 2.0|"
                + "Message-Type: Text|Content-Type: text/plain; charset=UTF-8|Content-Length: 2||hi]\n");
        Rig old = Stage.signedOn(18);
        assertThat(old.session().deliver(message)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "Routing: 1.0||",
                "Routing: 1.0||Reliability: 1.0||",
                "Routing: 1.0||Reliability: 1.0||Messaging"
            })
    void headsThatAreMissingAreMalformed(String payload) {
        rig.send(Side.CLIENT, Transcript.bytes("SDG 5 [" + payload + "]"));
        assertThat(rig.malformed()).isEqualTo("datagram without its three heads");
    }

    private void play(String lines) {
        Stage.play(rig, lines);
    }
}
