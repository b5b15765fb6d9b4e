package org.sallyport.protocols.ymsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.trial.Rig;
import org.sallyport.protocols.ymsg.wire.YmsgNames;

/** What is said, in every form there is, read and allowed. */
class TalkTest {

    private final Rig rig = Transcript.rig();
    private final Transcript v12 = new Transcript(rig, 12);
    private final Transcript v16 = new Transcript(rig, 16);

    @Test
    void readsMessagesOfOldClients() {
        v12.online("alice").play("""
                C> 06 st=5a55aa56 id=77 0=alice 1=alice 5=Bob 14="hello there" 97=1 63=;0 64=0
                S< 06 st=5a55aa56 id=77 0=alice 1=alice 5=Bob 14="hello there" 97=1 63=;0 64=0
                * message | outbound yahoo:alice to [yahoo:bob] "hello there"
                S> 06 st=1 5=alice 4=bob 14=hi 63=;0 64=0
                C< 06 st=1 5=alice 4=bob 14=hi 63=;0 64=0
                * message | inbound yahoo:bob to [yahoo:alice] "hi"
                """);
    }

    @Test
    void readsMessagesWithIds() {
        ImEvent.Message said =
                message("06 st=5a55aa56 id=77 1=alice 5=bob 97=1 63=;0 64=0 206=2 14=hello 429=00000000AB12CD34 450=0");
        assertThat(said.id()).isEqualTo("00000000AB12CD34");
        assertThat(said.feature()).isEqualTo(Feature.CHAT);
    }

    @Test
    void leavesAcknowledgementsAlone() {
        v16.online("alice").play("""
                ! deny
                C> fb id=77 1=alice 5=bob 302=430 430=00000000AB12CD34 303=430 450=0
                S< fb id=77 1=alice 5=bob 302=430 430=00000000AB12CD34 303=430 450=0
                S> fb st=1 id=77 4=bob 5=alice 302=430 430=00000000AB12CD34 303=430 450=0
                C< fb st=1 id=77 4=bob 5=alice 302=430 430=00000000AB12CD34 303=430 450=0
                """);
    }

    @Test
    void tellsOtherNetworksApart() {
        v16.online("alice").play("""
                C> 06 id=77 1=alice 5=bob@example.com 241=2 97=1 14=hello
                S< 06 id=77 1=alice 5=bob@example.com 241=2 97=1 14=hello
                * message | outbound yahoo:alice to [msn:bob@example.com] "hello"
                S> 06 st=1 id=77 4=bob 5=alice 14=hi 15=1 241=1
                C< 06 st=1 id=77 4=bob 5=alice 14=hi 15=1 241=1
                * message | inbound lcs:bob to [yahoo:alice] "hi"
                S> 06 st=1 id=77 4=bob 5=alice 14=hi 15=1 241=77
                C< 06 st=1 id=77 4=bob 5=alice 14=hi 15=1 241=77
                * message | inbound yahoo-federated:bob to [yahoo:alice] "hi"
                """);
    }

    @Test
    void readsEachStoredMessage() {
        v16.online("alice").play("""
                S> 06 st=5 id=77 31=6 32=6 4=bob 5=alice 14=one 15=1 97=1 31=6 32=6 4=carol 5=alice 14=two 15=2 97=1
                C< 06 st=5 id=77 31=6 32=6 4=bob 5=alice 14=one 15=1 97=1 31=6 32=6 4=carol 5=alice 14=two 15=2 97=1
                * message [offline] | inbound yahoo:bob to [yahoo:alice] "one"
                * message [offline] | inbound yahoo:carol to [yahoo:alice] "two"
                """);
    }

    @Test
    void readsTextsWhereverAReaderMayFindThem() {
        v12.online("alice").play("""
                C> 06 id=77 1=alice 5=bob 14=one 14=two
                S< 06 id=77 1=alice 5=bob 14=one 14=two
                * message | outbound yahoo:alice to [yahoo:bob] "one"
                * message | outbound yahoo:alice to [yahoo:bob] "two"
                S> 06 st=1 id=77 4=bob 5=alice 14=one 5=alice 14=two 4=carol 14=three
                C< 06 st=1 id=77 4=bob 5=alice 14=one 5=alice 14=two 4=carol 14=three
                * message | inbound yahoo:bob to [yahoo:alice] "one"
                * message | inbound yahoo:bob to [yahoo:alice] "two"
                * message | inbound yahoo:carol to [yahoo:alice] "three"
                """);
    }

    @Test
    void readsOneTextToMany() {
        v12.online("alice").play("""
                C> 17 id=77 1=alice 5=bob 5=carol 14="all of you"
                S< 17 id=77 1=alice 5=bob 5=carol 14="all of you"
                * message | outbound yahoo:alice to [yahoo:bob, yahoo:carol] "all of you"
                """);
    }

    @Test
    void readsPrivateMessagesOfChatRooms() {
        v12.online("alice").play("""
                S> 20 st=1 id=77 4=bob 5=alice 14=psst
                C< 20 st=1 id=77 4=bob 5=alice 14=psst
                * message [whisper] | inbound yahoo:bob to [yahoo:alice] "psst"
                """);
    }

    @Test
    void readsWhatTheServiceSays() {
        v12.online("alice").play("""
                S> 14 st=1 id=77 5=alice 14="Down at noon." 15=1
                C< 14 st=1 id=77 5=alice 14="Down at noon." 15=1
                * message | inbound ? to [yahoo:alice] "down at noon."
                """);
    }

    @Test
    void readsBuzzesTypingAndSms() {
        v16.online("alice").play("""
                C> 06 id=77 1=alice 5=bob 14=<ding>
                S< 06 id=77 1=alice 5=bob 14=<ding>
                * message nudge | outbound yahoo:alice to [yahoo:bob] "<ding>"
                C> 4b st=16 id=77 49=TYPING 1=alice 14=" " 13=1 5=bob
                S< 4b st=16 id=77 49=TYPING 1=alice 14=" " 13=1 5=bob
                * typing started | outbound yahoo:alice to [yahoo:bob]
                S> 4b st=1 id=77 4=bob 5=alice 13=0 14=" " 49=TYPING
                C< 4b st=1 id=77 4=bob 5=alice 13=0 14=" " 49=TYPING
                * typing finished | inbound yahoo:bob to [yahoo:alice]
                C> 2ea id=77 1=alice 69=ally 5=+15551234567 68=carrier 14=late
                S< 2ea id=77 1=alice 69=ally 5=+15551234567 68=carrier 14=late
                * message sms | outbound yahoo:alice to [yahoo:+15551234567] "late"
                """);
    }

    @Test
    void readsTheWordsWithoutTheirFormatting() {
        Text text = message(
                        "06 id=77 1=alice 5=bob 97=1 14=\"\\x1b[1m\\x1b[#ff0000m<font face=\\x22Arial\\x22 size=\\x2210\\x22>to\\x1b[x1mp <b>secret</b></font> <3 \\x1b[no code m\"")
                .text();
        assertThat(text.plain()).isEqualTo("top secret <3 \u001B[no code m");
        assertThat(text.source())
                .isEqualTo(
                        "\u001B[1m\u001B[#ff0000m<font face=\"Arial\" size=\"10\">to\u001B[x1mp <b>secret</b></font> <3 \u001B[no code m");
    }

    @Test
    void readsEitherEncoding() {
        assertThat(message("06 id=77 1=alice 5=bob 97=1 14=\"\\xc3\\xbcber\"")
                        .text()
                        .plain())
                .isEqualTo("über");
        assertThat(rest("06 id=77 1=alice 5=bob 14=\"\\xfcber \\x80 5\"").text().plain())
                .isEqualTo("über € 5");
        assertThat(rest("06 id=77 1=alice 5=bob 97=1 14=\"\\xfcber\"").text().plain())
                .isEqualTo("über");
    }

    @Test
    void asksAboutAnImvironmentWhenItComesAndChanges() {
        v12.online("alice").play("""
                C> 06 id=77 1=alice 5=bob 14=hi 63=doodle;106 64=1
                S< 06 id=77 1=alice 5=bob 14=hi 63=doodle;106 64=1
                * message | outbound yahoo:alice to [yahoo:bob] "hi"
                * invite whiteboard propose | outbound yahoo:alice to [yahoo:bob]
                C> 06 id=77 1=alice 5=bob 14=look 63=doodle;106 64=1
                S< 06 id=77 1=alice 5=bob 14=look 63=doodle;106 64=1
                * message | outbound yahoo:alice to [yahoo:bob] "look"
                C> 06 id=77 1=alice 5=bob 14=and 63=hearts;7 64=1
                S< 06 id=77 1=alice 5=bob 14=and 63=hearts;7 64=1
                * message | outbound yahoo:alice to [yahoo:bob] "and"
                * invite add-in propose | outbound yahoo:alice to [yahoo:bob]
                """);
    }

    @Test
    void tellsOfWhatWasNotDelivered() {
        v12.online("alice").play("""
                S> 06 st=2 id=77 4=bob 5=alice
                C< 06 st=2 id=77 4=bob 5=alice
                * receipt false | inbound yahoo:bob to [yahoo:alice]
                S> 2ea st=ffffffff id=77 4=+15551234567 16="No such phone."
                C< 2ea st=ffffffff id=77 4=+15551234567 16="No such phone."
                * receipt false | inbound yahoo:+15551234567 to [yahoo:alice]
                S> 06 st=2 id=77 4=bob 5=alice 14="read me all the same"
                C< 06 st=2 id=77 4=bob 5=alice 14="read me all the same"
                * message | inbound yahoo:bob to [yahoo:alice] "read me all the same"
                """);
    }

    @Test
    void passesWhatSaysNothing() {
        v12.online("alice").play("""
                ! deny
                S> 06 st=1 id=77
                C< 06 st=1 id=77
                C> 8a id=77 0=alice
                S< 8a id=77 0=alice
                S> 12 st=1 id=77 143=60 144=13
                C< 12 st=1 id=77 143=60 144=13
                """);
    }

    @Test
    void namesWhatItDoesNotKnowByItsService() {
        v12.online("alice").play("""
                C> 1c2 id=77 1=alice raw=00ff
                S< 1c2 id=77 1=alice raw=00ff
                * unclassified 01c2 | outbound yahoo:alice
                S> ffff id=77
                C< ffff id=77
                * unclassified ffff | inbound ?
                ! deny
                C> 01 id=77 0=alice
                * unclassified 0001 | outbound yahoo:alice
                """);
    }

    @Test
    void deliversAColleaguesMessage() {
        v12.online("alice");
        rig.carryOut(Side.SERVER, null, rig.session().deliver(from("Bob", Text.plain("hi there"))));
        v12.play("C< 06 st=1 id=77 4=Bob 5=alice 14=\"hi there\" 97=1 63=;0 64=0");
    }

    @Test
    void deliversHtmlAsItsWords() {
        v12.online("alice");
        rig.carryOut(Side.SERVER, null, rig.session().deliver(from("Bob", Text.html("<b>hi</b> &amp; bye"))));
        v12.play("C< 06 st=1 id=77 4=Bob 5=alice 14=\"hi & bye\" 97=1 63=;0 64=0");
    }

    @Test
    void deliversNothingBeforeTheSignOn() {
        assertThat(rig.session().deliver(from("Bob", Text.plain("hi")))).isEmpty();
    }

    @Test
    void deliversFormattingAsItWasSent() {
        v12.online("alice");
        String sent = "\u001B[1mhi\u001B[x1m <b>there</b>";
        rig.carryOut(Side.SERVER, null, rig.session().deliver(from("Bob", new Text("hi there", sent, false))));
        v12.play("C< 06 st=1 id=77 4=Bob 5=alice 14=\"\\x1b[1mhi\\x1b[x1m <b>there</b>\" 97=1 63=;0 64=0");
    }

    @Test
    void showsAColleagueWhoTypes() {
        v16.online("alice");
        rig.carryOut(Side.SERVER, null, rig.session().deliverTyping(typing("alice", ImEvent.Typing.State.STARTED)));
        rig.carryOut(Side.SERVER, null, rig.session().deliverTyping(typing("alice", ImEvent.Typing.State.PAUSED)));
        v16.play("""
                C< 4b st=1 id=77 4=Bob 5=alice 13=1 14=" " 49=TYPING
                C< 4b st=1 id=77 4=Bob 5=alice 13=0 14=" " 49=TYPING
                """);
    }

    @Test
    void takesWhatIsForItsOwnClientOnceThatIsIn() {
        assertThat(rig.session().takes(to("alice", Feature.CHAT, null))).isFalse();
        v16.online("alice");
        assertThat(rig.session().takes(to("Alice", Feature.CHAT, null))).isTrue();
        assertThat(rig.session().takes(to("alice", Feature.NUDGE, null))).isTrue();
        assertThat(rig.session().takes(typing("alice", ImEvent.Typing.State.STARTED)))
                .isTrue();
        assertThat(rig.session().takes(to("carol", Feature.CHAT, null))).isFalse();
        assertThat(rig.session().takes(to("alice", Feature.CHAT, "bob-1"))).isFalse();
        assertThat(rig.session().takes(to("alice", Feature.SMS, null)))
                .as("a telephone may be called like an account")
                .isFalse();
        assertThat(rig.session().deliverTyping(typing("carol", ImEvent.Typing.State.STARTED)))
                .isEmpty();
        rig.carryOut(Side.SERVER, null, rig.session().disconnect(null));
        assertThat(rig.session().takes(to("alice", Feature.CHAT, null))).isFalse();
        assertThat(rig.session().deliverTyping(typing("alice", ImEvent.Typing.State.STARTED)))
                .isEmpty();
    }

    private static ImEvent.Typing typing(String to, ImEvent.Typing.State state) {
        return new ImEvent.Typing(Flow.INBOUND, YmsgNames.screenName("Bob"), List.of(YmsgNames.screenName(to)), state);
    }

    private static ImEvent.Message to(String to, Feature feature, @Nullable String room) {
        return new ImEvent.Message(
                Flow.INBOUND,
                feature,
                YmsgNames.screenName("Bob"),
                List.of(YmsgNames.screenName(to)),
                room,
                Text.plain("hi"),
                Set.of(),
                "");
    }

    private static ImEvent.Message from(String name, Text text) {
        return new ImEvent.Message(
                Flow.INBOUND, Feature.CHAT, YmsgNames.screenName(name), List.of(), null, text, Set.of(), "");
    }

    /** What a client that signs on says. */
    private ImEvent.Message message(String packet) {
        v16.online("alice");
        return rest(packet);
    }

    private ImEvent.Message rest(String packet) {
        rig.send(Side.CLIENT, Packets.bytes(packet, 16));
        assertThat(rig.received(Side.SERVER)).isEqualTo(Packets.bytes(packet, 16));
        return (ImEvent.Message) rig.events().removeLast();
    }
}
