package org.sallyport.proxy.ymsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.ImEvent.SignOn.Phase;
import org.sallyport.protocols.event.Step;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.YmsgClient;

/** Nobody minds what people do at Yahoo! Messenger: each way in, old clients and new ones. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class YmsgTalkTest {

    private YmsgGate gate;

    @BeforeEach
    void start() throws IOException {
        gate = new YmsgGate();
    }

    @AfterEach
    void stop() {
        gate.close();
    }

    @ParameterizedTest
    @EnumSource(YmsgGate.Entry.class)
    void twoPeopleTalk(YmsgGate.Entry entry) throws Exception {
        try (YmsgClient alice = gate.signOn(entry, "alice", YmsgClient.V16);
                YmsgClient bob = gate.signOn(entry, "Bob", YmsgClient.V12);
                YmsgClient carol = gate.signOn(entry, "carol", YmsgClient.V16)) {
            alice.type("Bob", true);
            bob.expectTyping("alice", true);
            alice.expectAck(alice.say("Bob", "\u001B[1mhello\u001B[x1m, Bob: \u00e7a va?"));
            bob.expectMessage("alice", "\u001B[1mhello\u001B[x1m, Bob: \u00e7a va?");
            bob.say("alice", "hello yourself");
            alice.expectMessage("Bob", "hello yourself");
            alice.expectAck(alice.say("carol", "and you?"));
            carol.expectMessage("alice", "and you?");
            alice.type("carol", false);
            carol.expectTyping("alice", false);

            assertThat(gate.service().words())
                    .containsExactly("\u001B[1mhello\u001B[x1m, Bob: \u00e7a va?", "hello yourself", "and you?");
        }
        assertThat(gate.service().faults()).isEmpty();
        assertThat(gate.malformed()).isZero();
        assertThat(gate.asked(ImEvent.Message.class))
                .extracting(
                        ImEvent.Message::flow,
                        message -> String.valueOf(message.from()),
                        message -> message.to().toString(),
                        message -> message.text().plain())
                .containsExactlyInAnyOrder(
                        tuple(Flow.OUTBOUND, "yahoo:alice", "[yahoo:bob]", "hello, Bob: \u00e7a va?"),
                        tuple(Flow.INBOUND, "yahoo:alice", "[yahoo:bob]", "hello, Bob: \u00e7a va?"),
                        tuple(Flow.OUTBOUND, "yahoo:bob", "[yahoo:alice]", "hello yourself"),
                        tuple(Flow.INBOUND, "yahoo:bob", "[yahoo:alice]", "hello yourself"),
                        tuple(Flow.OUTBOUND, "yahoo:alice", "[yahoo:carol]", "and you?"),
                        tuple(Flow.INBOUND, "yahoo:alice", "[yahoo:carol]", "and you?"));
        assertThat(gate.asked()).allSatisfy(question -> {
            assertThat(question.protocol().value()).isEqualTo("ymsg");
            assertThat(question.service().value()).isEqualTo("yahoo");
        });
    }

    @Test
    void signingOnAndOffIsAskedAbout() throws Exception {
        YmsgClient alice = gate.signOn("alice", YmsgClient.V12);
        alice.signOff();
        alice.expectClosed();
        alice.close();
        YmsgClient bob = gate.signOn("bob", YmsgClient.V16);
        bob.close();
        Await.until("both have left", () -> gate.sessions("alice") + gate.sessions("bob") == 0);
        assertThat(gate.asked(ImEvent.SignOn.class))
                .extracting(
                        ImEvent.SignOn::phase,
                        event -> String.valueOf(event.from()),
                        ImEvent.SignOn::method,
                        event -> String.valueOf(event.client()))
                .containsExactly(
                        tuple(Phase.REQUESTED, "yahoo:alice", "challenge", "6,0,0,1710"),
                        tuple(Phase.ACCEPTED, "yahoo:alice", "challenge", "6,0,0,1710"),
                        tuple(Phase.REQUESTED, "yahoo:bob", "token", "9.0.0.2162"),
                        tuple(Phase.ACCEPTED, "yahoo:bob", "token", "9.0.0.2162"));
        assertThat(gate.asked(ImEvent.SignOff.class))
                .extracting(event -> String.valueOf(event.from()))
                .contains("yahoo:alice");
        assertThat(gate.service().faults()).isEmpty();
    }

    @Test
    void aFileIsOfferedAndTaken() throws Exception {
        try (YmsgClient alice = gate.signOn("alice", YmsgClient.V16);
                YmsgClient bob = gate.signOn("bob", YmsgClient.V16)) {
            String id = alice.offerFile("bob", "plan.pdf", 4_711);
            bob.expect(
                    "an offer",
                    packet -> packet.is(YmsgClient.FILE_OFFER, 1)
                            && packet.first(265).equals(id)
                            && packet.first(4).equals("alice")
                            && packet.first(27).equals("plan.pdf"));
            bob.acceptFile("alice", id);
            alice.expect(
                    "a yes",
                    packet -> packet.is(YmsgClient.FILE_OFFER, 1)
                            && packet.first(265).equals(id)
                            && packet.first(222).equals("3"));
        }
        assertThat(gate.asked(ImEvent.FileOffer.class))
                .extracting(
                        ImEvent.FileOffer::flow,
                        ImEvent.FileOffer::step,
                        event -> String.valueOf(event.from()),
                        event -> event.to().toString())
                .containsExactlyInAnyOrder(
                        tuple(Flow.OUTBOUND, Step.PROPOSE, "yahoo:alice", "[yahoo:bob]"),
                        tuple(Flow.INBOUND, Step.PROPOSE, "yahoo:alice", "[yahoo:bob]"),
                        tuple(Flow.OUTBOUND, Step.ACCEPT, "yahoo:bob", "[yahoo:alice]"),
                        tuple(Flow.INBOUND, Step.ACCEPT, "yahoo:bob", "[yahoo:alice]"));
    }

    @Test
    void threeMeetInAConference() throws Exception {
        try (YmsgClient alice = gate.signOn("alice", YmsgClient.V16);
                YmsgClient bob = gate.signOn("bob", YmsgClient.V12);
                YmsgClient carol = gate.signOn("carol", YmsgClient.V16)) {
            String room = alice.invite("come in", "bob", "carol");
            for (YmsgClient invited : new YmsgClient[] {bob, carol}) {
                invited.expect(
                        "an invitation",
                        packet -> packet.service() == 0x18
                                && packet.first(57).equals(room)
                                && packet.first(58).equals("come in"));
            }
            bob.join(room, "alice", "carol");
            alice.expect(
                    "bob is in",
                    packet -> packet.service() == 0x19 && packet.first(53).equals("bob"));
            alice.sayIn(room, "shall we begin?", "bob", "carol");
            for (YmsgClient invited : new YmsgClient[] {bob, carol}) {
                invited.expect(
                        "a line",
                        packet -> packet.is(YmsgClient.IN_CONFERENCE, 1)
                                && packet.first(57).equals(room)
                                && packet.first(3).equals("alice")
                                && packet.first(14).equals("shall we begin?"));
            }
            assertThat(gate.asked(ImEvent.Message.class))
                    .filteredOn(message -> message.flow() == Flow.OUTBOUND)
                    .singleElement()
                    .satisfies(message -> {
                        assertThat(message.room()).isEqualTo(room);
                        assertThat(message.text().plain()).isEqualTo("shall we begin?");
                    });
        }
        assertThat(gate.service().faults()).isEmpty();
    }

    @Test
    void whoIsNotThereIsSaidNotToBe() throws Exception {
        try (YmsgClient alice = gate.signOn("alice", YmsgClient.V16)) {
            YmsgClient.Sent sent = alice.say("nobody", "are you there?");
            alice.expect(
                    "not delivered",
                    packet -> packet.is(YmsgClient.MESSAGE, 2)
                            && packet.first(429).equals(sent.id()));
        }
        assertThat(gate.asked(ImEvent.Receipt.class))
                .singleElement()
                .satisfies(receipt -> assertThat(receipt.delivered()).isFalse());
    }
}
