package org.sallyport.protocols.msnp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.msnp.wire.MsnNames;
import org.sallyport.protocols.trial.Rig;

/** What is said in switchboards, of every kind, and what each verdict makes both peers see. */
class TalkTest {

    private static final String CHUNKS = """
            C> MSG 7 %1$s [MIME-Version: 1.0|Content-Type: text/plain; charset=UTF-8|X-MMS-IM-Format: FN=Arial|Message-ID: {AB}|Chunks: 3||one ]
            C> MSG 8 %1$s [Message-ID: {AB}|Chunk: 1||two ]
            C> MSG 9 %1$s [Message-ID: {AB}|Chunk: 2||three]
            """;

    private final Rig rig = Stage.withBob();

    @Test
    void textPassesByteForByte() {
        play("""
                C> MSG 3 A "hello ünïcode"
                * message | outbound msn:alice@example.com to [msn:bob@example.com] "hello ünïcode"
                S< MSG 3 A "hello ünïcode"
                """);
    }

    @Test
    void clientsSpeakOfThemselvesWithoutAWordFromUs() {
        play("""
                C> MSG 3 U [MIME-Version: 1.0|Content-Type: text/x-clientcaps||Client-Name: x|]
                S< MSG 3 U [MIME-Version: 1.0|Content-Type: text/x-clientcaps||Client-Name: x|]
                C> MSG 4 U [MIME-Version: 1.0|Content-Type: text/x-keepalive||]
                S< MSG 4 U [MIME-Version: 1.0|Content-Type: text/x-keepalive||]
                """);
    }

    @Test
    void typing() {
        play("""
                C> MSG 3 U [MIME-Version: 1.0|Content-Type: text/x-msmsgscontrol|TypingUser: mallory@example.com|||]
                * typing started | outbound msn:alice@example.com to [msn:bob@example.com]
                S< MSG 3 U [MIME-Version: 1.0|Content-Type: text/x-msmsgscontrol|TypingUser: mallory@example.com|||]
                S> MSG bob@example.com Bob [mime-version: 1.0|content-type: text/x-msmsgscontrol|TypingUser: bob@example.com|||]
                * typing started | inbound msn:bob@example.com to [msn:alice@example.com]
                C< MSG bob@example.com Bob [mime-version: 1.0|content-type: text/x-msmsgscontrol|TypingUser: bob@example.com|||]
                ! deny "Nobody types here."
                C> MSG 5 U [MIME-Version: 1.0|Content-Type: text/x-msmsgscontrol|RecordingUser: alice@example.com|||]
                * typing started | outbound msn:alice@example.com to [msn:bob@example.com]
                """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Content-Type: text/x-msnmsgr-datacast||ID: 1||                 ; message nudge",
                "Content-Type: text/x-msnmsgr-datacast||ID: 2|Data: <msnobj/>|| ; message emoticon",
                "Content-Type: text/x-msnmsgr-datacast||ID: 3|Data: <msnobj/>|| ; message voice",
                "Content-Type: text/x-msnmsgr-datacast||ID: 9||                 ; unclassified msg text/x-msnmsgr-datacast",
                "Content-Type: image/gif||base64:R0lGODlh                       ; message image",
                "Content-Type: application/x-ms-ink||base64:AAwd                ; message whiteboard",
                "Content-Type: text/html||<b>x</b>                              ; unclassified msg text/html",
                "Content-Type: a b||x                                           ; unclassified msg",
                "MIME-Version: 1.0||x                                           ; unclassified msg",
                "Content-Type: text/plain|Content-Type: text/html||x            ; unclassified msg ambiguous/ambiguous",
            })
    void kinds(String payload, String event) {
        boolean addressed = event.startsWith("message");
        play("""
                C> MSG 3 N [%1$s]
                * %2$s | outbound msn:alice@example.com%3$s
                S< MSG 3 N [%1$s]
                """.formatted(payload, event, addressed ? " to [msn:bob@example.com]" : ""));
    }

    @Test
    void wordsInKinds() {
        play("""
                C> MSG 3 N [Content-Type: text/x-msnmsgr-datacast||ID: 4|Data: waves|]
                * message | outbound msn:alice@example.com to [msn:bob@example.com] "waves"
                S< MSG 3 N [Content-Type: text/x-msnmsgr-datacast||ID: 4|Data: waves|]
                C> MSG 4 N [Content-Type: text/x-mms-emoticon||:one:\\t<msnobj/>\\t:two:\\t<msnobj/>\\t]
                * message emoticon | outbound msn:alice@example.com to [msn:bob@example.com] ":one: :two:"
                S< MSG 4 N [Content-Type: text/x-mms-emoticon||:one:\\t<msnobj/>\\t:two:\\t<msnobj/>\\t]
                C> MSG 5 N [Content-Type: text/plain|Content-Transfer-Encoding: base64||c2VjcmV0]
                * message | outbound msn:alice@example.com to [msn:bob@example.com] "secret"
                S< MSG 5 N [Content-Type: text/plain|Content-Transfer-Encoding: base64||c2VjcmV0]
                """);
    }

    /** A refusal is told as each class asks, and a notice comes in the window at hand. */
    @Test
    void denied() {
        play("""
                ! deny "Not here."
                C> MSG 3 A "a"
                * message | outbound msn:alice@example.com to [msn:bob@example.com] "a"
                C< NAK 3
                C< MSG bob@example.com Sallyport ~"Sallyport: Not here."
                ! deny
                C> MSG 4 N "n"
                * message | outbound msn:alice@example.com to [msn:bob@example.com] "n"
                C< NAK 4
                C> MSG 5 D "d"
                * message | outbound msn:alice@example.com to [msn:bob@example.com] "d"
                C< NAK 5
                C> MSG 6 U "u"
                * message | outbound msn:alice@example.com to [msn:bob@example.com] "u"
                C> MSG 7 S "s"
                * message | outbound msn:alice@example.com to [msn:bob@example.com] "s"
                ! allow
                C> MSG 8 A "b"
                * message | outbound msn:alice@example.com to [msn:bob@example.com] "b"
                S< MSG 8 A "b"
                """);
    }

    @Test
    void dropped() {
        play("""
                ! drop
                C> MSG 3 A "a"
                * message | outbound msn:alice@example.com to [msn:bob@example.com] "a"
                C< ACK 3
                C> MSG 4 D "d"
                * message | outbound msn:alice@example.com to [msn:bob@example.com] "d"
                C< ACK 4
                C> MSG 5 N "n"
                * message | outbound msn:alice@example.com to [msn:bob@example.com] "n"
                C> MSG 6 U "u"
                * message | outbound msn:alice@example.com to [msn:bob@example.com] "u"
                """);
    }

    @Test
    void incomingIsLeftOut() {
        play("""
                ! deny "Not for you."
                S> MSG bob@example.com Bob "a"
                * message | inbound msn:bob@example.com to [msn:alice@example.com] "a"
                C< MSG bob@example.com Sallyport ~"Sallyport: Not for you."
                ! drop
                S> MSG bob@example.com Bob "a"
                * message | inbound msn:bob@example.com to [msn:alice@example.com] "a"
                """);
    }

    /** The head stays, the length is counted in bytes. */
    @Test
    void rewritten() {
        play("""
                ! rewrite "grüße"
                C> MSG 3 A "hello"
                * message | outbound msn:alice@example.com to [msn:bob@example.com] "hello"
                S< MSG 3 A "grüße"
                S> MSG bob@example.com Böb "hello"
                * message | inbound msn:bob@example.com to [msn:alice@example.com] "hello"
                C< MSG bob@example.com Böb "grüße"
                C> MSG 4 N [Content-Type: text/plain|Content-Transfer-Encoding: base64||c2VjcmV0]
                * message | outbound msn:alice@example.com to [msn:bob@example.com] "secret"
                S< MSG 4 N [Content-Type: text/plain||grüße]
                """);
    }

    @Test
    void whatHasNoPlaceForOtherWordsIsRefused() {
        rig.rules(event -> Rig.decided(new Verdict.Rewrite("x".repeat(2_000))));
        play("""
                C> MSG 3 A "hello"
                * message | outbound msn:alice@example.com to [msn:bob@example.com] "hello"
                C< NAK 3
                C> MSG 4 N [Content-Type: text/x-msnmsgr-datacast||ID: 1|]
                * message nudge | outbound msn:alice@example.com to [msn:bob@example.com]
                C< NAK 4
                """);
    }

    @Test
    void disconnected() {
        play("""
                ! disconnect "Enough."
                C> MSG 3 A "hello"
                * message | outbound msn:alice@example.com to [msn:bob@example.com] "hello"
                C< MSG bob@example.com Sallyport ~"Sallyport: Enough."
                C< OUT
                S< OUT
                closed
                """);
    }

    @Test
    void aNoticeComesBehindWhatItIsAbout() {
        play("""
                ! tell-sender "This is recorded."
                C> MSG 3 A "hello"
                * message | outbound msn:alice@example.com to [msn:bob@example.com] "hello"
                S< MSG 3 A "hello"
                C< MSG bob@example.com Sallyport ~"Sallyport: This is recorded."
                """);
    }

    @Test
    void partsWaitForTheLast() {
        List<String> parts = CHUNKS.formatted("N").lines().toList();
        rig.send(Side.CLIENT, Transcript.bytes(parts.get(0).substring(3)));
        rig.send(Side.CLIENT, Transcript.bytes(parts.get(1).substring(3)));
        assertThat(rig.all(Side.SERVER)).isEmpty();
        assertThat(rig.events()).isEmpty();
        rig.send(Side.CLIENT, Transcript.bytes(parts.get(2).substring(3)));
        assertThat(rig.events().getLast().text().plain()).isEqualTo("one two three");
        List<byte[]> out = rig.all(Side.SERVER);
        String both = new String(Transcript.bytes(parts.get(0).substring(3)), StandardCharsets.UTF_8)
                + new String(Transcript.bytes(parts.get(1).substring(3)), StandardCharsets.UTF_8);
        assertThat(new String(out.get(0), StandardCharsets.UTF_8)).isEqualTo(both);
        assertThat(out.get(1)).isEqualTo(Transcript.bytes(parts.get(2).substring(3)));
    }

    @Test
    void partsAreRefusedTogether() {
        play("! deny\n" + CHUNKS.formatted("N") + """
                        * message | outbound msn:alice@example.com to [msn:bob@example.com] "one two three"
                        C< NAK 7
                        C< NAK 8
                        C< NAK 9
                        """);
    }

    @Test
    void partsVanishTogether() {
        play("! drop\n" + CHUNKS.formatted("A") + """
                        * message | outbound msn:alice@example.com to [msn:bob@example.com] "one two three"
                        C< ACK 7
                        C< ACK 8
                        C< ACK 9
                        """);
    }

    @Test
    void partsAreRewrittenAsOne() {
        play("! rewrite \"short\"\n" + CHUNKS.formatted("A") + """
                        * message | outbound msn:alice@example.com to [msn:bob@example.com] "one two three"
                        C< ACK 7
                        C< ACK 8
                        S< MSG 9 A [MIME-Version: 1.0|Content-Type: text/plain; charset=UTF-8|X-MMS-IM-Format: FN=Arial||short]
                        """);
    }

    @Test
    void partsOfTwoSendersAreToldApart() {
        Rig room = Stage.withBobAndCarol();
        room.send(Side.SERVER, part("bob@example.com", "Content-Type: text/plain|Message-ID: 1|Chunks: 2||bob "));
        room.send(Side.SERVER, part("carol@example.com", "Content-Type: text/plain|Message-ID: 1|Chunks: 2||carol "));
        room.send(Side.SERVER, part("bob@example.com", "Message-ID: 1|Chunk: 1||speaks"));
        room.send(Side.SERVER, part("carol@example.com", "Message-ID: 1|Chunk: 1||speaks"));
        assertThat(room.events().stream().map(event -> event.text().plain()))
                .containsExactly("bob speaks", "carol speaks");
    }

    private static byte[] part(String sender, String payload) {
        return Transcript.bytes("MSG " + sender + " X [" + payload + "]");
    }

    @ParameterizedTest
    @CsvSource({
        "Message-ID: 1|Chunk: 1||x",
        "Message-ID: 1|Chunks: 0||x",
        "Message-ID: 1|Chunks: -2||x",
        "Message-ID: 1|Chunks: 1024||x",
        "Message-ID: 1|Chunks: 99999999999||x",
    })
    void aPartWithoutAPlaceIsMalformed(String payload) {
        rig.send(Side.CLIENT, Transcript.bytes("MSG 3 N [Content-Type: text/plain|" + payload + "]"));
        assertThat(rig.malformed()).isNotNull();
    }

    @Test
    void aPartOutOfOrderTakesTheOthersWithIt() {
        rig.send(Side.CLIENT, Transcript.bytes("MSG 3 N [Content-Type: text/plain|Message-ID: 1|Chunks: 3||x]"));
        rig.send(Side.CLIENT, Transcript.bytes("MSG 4 N [Message-ID: 1|Chunk: 2||x]"));
        assertThat(rig.malformed()).isEqualTo("part of a message out of order");
        rig.send(Side.CLIENT, Transcript.bytes("MSG 5 N [Message-ID: 1|Chunk: 1||x]"));
        assertThat(rig.malformed()).isEqualTo("part of a message that did not begin");
        assertThat(rig.events()).isEmpty();
    }

    @Test
    void whatIsHeldIsBounded() {
        Rig small = Stage.withBob(new Limits(2_048, 64, 16, 1_024));
        String body = "x".repeat(1_000);
        small.send(Side.CLIENT, Transcript.bytes("MSG 3 N [Content-Type: a/b|Message-ID: 1|Chunks: 9||" + body + "]"));
        small.send(Side.CLIENT, Transcript.bytes("MSG 4 N [Message-ID: 1|Chunk: 1||" + body + "]"));
        assertThat(small.malformed()).isEqualTo("message of too many bytes");
    }

    @Test
    void longTextIsCutInTheEventOnly() {
        Rig small = Stage.withBob(new Limits(4_096, 64, 16, 128));
        byte[] message = Transcript.bytes("MSG 3 N \"" + "x".repeat(200) + "\"");
        small.send(Side.CLIENT, message);
        assertThat(small.events().getLast()).isInstanceOfSatisfying(ImEvent.Message.class, event -> {
            assertThat(event.text().plain()).hasSize(128);
            assertThat(event.marks()).containsExactly(ImEvent.Message.Mark.CUT);
        });
        assertThat(small.received(Side.SERVER)).isEqualTo(message);
    }

    @Test
    void colleaguesSpeakFromHere() {
        ScreenName bob = ScreenName.of(MsnNames.MSN, "bob@example.com");
        ScreenName carol = ScreenName.of(MsnNames.MSN, "carol@example.com");
        rig.carryOut(Side.SERVER, null, rig.session().deliver(message(bob, null)));
        rig.carryOut(Side.SERVER, null, rig.session().deliver(message(carol, null)));
        rig.carryOut(Side.SERVER, null, rig.session().deliver(message(bob, "9f9f")));
        rig.carryOut(Side.SERVER, null, rig.session().deliver(message(bob, "other")));
        play("""
                C< MSG bob@example.com bob@example.com ~"hi"
                C< MSG bob@example.com bob@example.com ~"hi"
                """);
    }

    private static ImEvent.Message message(ScreenName from, @Nullable String room) {
        return new ImEvent.Message(Flow.INBOUND, Feature.CHAT, from, List.of(), room, Text.plain("hi"), Set.of(), "1");
    }

    private void play(String lines) {
        Stage.play(rig, lines);
    }
}
