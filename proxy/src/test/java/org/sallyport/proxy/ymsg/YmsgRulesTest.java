package org.sallyport.proxy.ymsg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.ImEvent.SignOn.Phase;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.YmsgClient;
import org.sallyport.proxy.testkit.YmsgPacket;

/** What people at Yahoo! Messenger see when a rule minds, and what the service doesn't. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class YmsgRulesTest {

    private YmsgGate gate;

    @BeforeEach
    void start() throws IOException {
        gate = new YmsgGate();
    }

    @AfterEach
    void stop() {
        assertThat(gate.service().faults()).isEmpty();
        gate.close();
    }

    /** The same for words that go out and have this in them. */
    private void on(String word, Verdict verdict) {
        gate.rules(event -> event instanceof ImEvent.Message message
                        && message.flow() == Flow.OUTBOUND
                        && message.text().plain().contains(word)
                ? YmsgGate.decided(verdict)
                : null);
    }

    private List<ImEvent.Message> outgoing() {
        return gate.asked(ImEvent.Message.class).stream()
                .filter(message -> message.flow() == Flow.OUTBOUND)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {YmsgClient.V12, YmsgClient.V16})
    void aRefusedMessageStaysAndItsAuthorIsTold(int version) throws Exception {
        on("secret", new Verdict.Deny("No secrets, please."));
        try (YmsgClient alice = gate.signOn("alice", version);
                YmsgClient bob = gate.signOn("bob", version)) {
            alice.expectAck(alice.say("bob", "a secret"));
            alice.expectNotice("No secrets, please.");
            alice.expectAck(alice.say("bob", "good morning"));
            bob.expectMessage("alice", "good morning");
            assertThat(bob.waiting(packet -> packet.service() == YmsgClient.MESSAGE))
                    .isZero();
            assertThat(gate.service().words()).containsExactly("good morning");
        }
    }

    @Test
    void itsRepeatMeetsTheSameFateAndIsNoSecondEvent() throws Exception {
        on("secret", new Verdict.Deny("No secrets, please."));
        try (YmsgClient alice = gate.signOn("alice", YmsgClient.V16);
                YmsgClient bob = gate.signOn("bob", YmsgClient.V16)) {
            YmsgClient.Sent sent = alice.say("bob", "a secret");
            alice.expectAck(sent);
            alice.expectNotice("No secrets, please.");
            // Nobody minds any more, but this was decided on.
            gate.rules(event -> null);
            alice.repeat(sent);
            YmsgPacket again = alice.expect(
                    "an acknowledgement of the repeat",
                    packet -> packet.is(YmsgClient.MESSAGE_ACK, 1)
                            && packet.first(430).equals(sent.id()));
            assertThat(again.first(450)).isEqualTo("1");
            alice.expectAck(alice.say("bob", "good morning"));
            bob.expectMessage("alice", "good morning");
            assertThat(alice.waiting(packet -> packet.first(4).equals("sallyport")))
                    .as("told once")
                    .isZero();
            assertThat(gate.service().words()).containsExactly("good morning");
        }
        assertThat(outgoing())
                .extracting(message -> message.text().plain())
                .containsExactly("a secret", "good morning");
    }

    @Test
    void aRepeatOfWhatWasAllowedIsNoSecondEvent() throws Exception {
        try (YmsgClient alice = gate.signOn("alice", YmsgClient.V16);
                YmsgClient bob = gate.signOn("bob", YmsgClient.V16)) {
            YmsgClient.Sent sent = alice.say("bob", "good morning");
            bob.expectMessage("alice", "good morning");
            alice.repeat(sent);
            bob.expectMessage("alice", "good morning");
            alice.expectAck(sent);
            assertThat(gate.service().words()).containsExactly("good morning", "good morning");
        }
        assertThat(outgoing()).hasSize(1);
    }

    /** The recipient may not have it: the service must believe it has, or it comes again. */
    @Test
    void whatMayNotComeInIsAcknowledgedInTheRecipientsName() throws Exception {
        try (YmsgClient alice = gate.signOn("alice", YmsgClient.V16);
                YmsgClient bob = gate.signOn("bob", YmsgClient.V16)) {
            gate.rules(event -> event instanceof ImEvent.Message && event.flow() == Flow.INBOUND
                    ? YmsgGate.decided(new Verdict.Deny(null))
                    : null);
            YmsgClient.Sent sent = alice.say("bob", "good morning");
            alice.expectAck(sent);
            assertThat(gate.service().received(YmsgClient.MESSAGE_ACK))
                    .singleElement()
                    .satisfies(ack -> {
                        assertThat(ack.first(1)).isEqualTo("bob");
                        assertThat(ack.first(5)).isEqualTo("alice");
                        assertThat(ack.first(430)).isEqualTo(sent.id());
                    });
            gate.rules(event -> null);
            alice.expectAck(alice.say("bob", "once more"));
            bob.expectMessage("alice", "once more");
            assertThat(bob.waiting(packet -> packet.service() == YmsgClient.MESSAGE))
                    .isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {YmsgClient.V12, YmsgClient.V16})
    void otherWordsArriveWhereARuleSaysSo(int version) throws Exception {
        on("secret", new Verdict.Rewrite("**** \u20ac"));
        try (YmsgClient alice = gate.signOn("alice", version);
                YmsgClient bob = gate.signOn("bob", version)) {
            alice.expectAck(alice.say("bob", "a secret"));
            bob.expectMessage("alice", "**** \u20ac");
            assertThat(gate.service().words()).containsExactly("**** \u20ac");
        }
    }

    @Test
    void aRefusedOfferOfAFileIsDeclinedAndNeverSeen() throws Exception {
        gate.rule(ImEvent.FileOffer.class, new Verdict.Deny("No files, please."));
        try (YmsgClient alice = gate.signOn("alice", YmsgClient.V16);
                YmsgClient bob = gate.signOn("bob", YmsgClient.V16)) {
            String id = alice.offerFile("bob", "plan.pdf", 4_711);
            alice.expect(
                    "a refusal",
                    packet -> packet.is(YmsgClient.FILE_OFFER, 1)
                            && packet.first(265).equals(id)
                            && packet.first(222).equals("4")
                            && packet.first(4).equals("bob")
                            && packet.first(5).equals("alice"));
            alice.expectNotice("No files, please.");
            alice.expectAck(alice.say("bob", "good morning"));
            bob.expectMessage("alice", "good morning");
            assertThat(bob.waiting(packet -> packet.service() == YmsgClient.FILE_OFFER))
                    .isZero();
            assertThat(gate.service().received(YmsgClient.FILE_OFFER)).isEmpty();
        }
        assertThat(gate.asked(ImEvent.FileOffer.class)).singleElement().satisfies(offer -> {
            assertThat(offer.from()).hasToString("yahoo:alice");
            assertThat(offer.to()).hasToString("[yahoo:bob]");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {YmsgClient.V12, YmsgClient.V16})
    void aRefusedSignOnSaysSoInTheProtocolsOwnWay(int version) {
        gate.rule(ImEvent.SignOn.class, new Verdict.Deny("Not today."));
        assertThatThrownBy(() -> gate.signOn("alice", version))
                .isInstanceOfSatisfying(
                        YmsgClient.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(14));
        assertThat(gate.service().received(YmsgClient.AUTH_RESPONSE))
                .as("no proof left the house")
                .isEmpty();
        assertThat(gate.asked(ImEvent.SignOn.class))
                .singleElement()
                .satisfies(event -> assertThat(event.phase()).isEqualTo(Phase.REQUESTED));
    }

    @Test
    void aDirectConnectionIsNeverSetUpAndTheWordsStillGo() throws Exception {
        gate.rules(event ->
                event.feature() == Feature.DIRECT_CONNECTION ? YmsgGate.decided(new Verdict.Deny(null)) : null);
        try (YmsgClient alice = gate.signOn("alice", YmsgClient.V16);
                YmsgClient bob = gate.signOn("bob", YmsgClient.V16)) {
            YmsgClient.Sent first = alice.say("bob", "good morning");
            alice.proposeDirect("bob");
            YmsgClient.Sent second = alice.say("bob", "still here?");
            bob.expectMessage("alice", "good morning");
            bob.expectMessage("alice", "still here?");
            alice.expectAck(first);
            alice.expectAck(second);
            assertThat(bob.waiting(packet -> packet.service() == YmsgClient.PEER_TO_PEER))
                    .isZero();
            assertThat(gate.service().received(YmsgClient.PEER_TO_PEER)).isEmpty();
        }
        assertThat(gate.asked(ImEvent.Invite.class)).singleElement().satisfies(invite -> {
            assertThat(invite.from()).hasToString("yahoo:alice");
            assertThat(invite.to()).hasToString("[yahoo:bob]");
        });
    }

    /** A line in a conference and an invitation to one, refused for one of those it is for. */
    @Test
    void whoMayNotComeToAConferenceIsSaidToHaveDeclined() throws Exception {
        gate.rules(event -> event instanceof ImEvent.Invite
                        && event.flow() == Flow.OUTBOUND
                        && event.to().toString().contains("carol")
                ? YmsgGate.decided(new Verdict.Deny("Not with Carol."))
                : null);
        try (YmsgClient alice = gate.signOn("alice", YmsgClient.V16);
                YmsgClient bob = gate.signOn("bob", YmsgClient.V16);
                YmsgClient carol = gate.signOn("carol", YmsgClient.V16)) {
            String room = alice.invite("come in", "bob", "carol");
            YmsgPacket invitation = bob.expect(
                    "an invitation",
                    packet -> packet.service() == 0x18 && packet.first(57).equals(room));
            assertThat(invitation.all(52)).containsExactly("bob");
            alice.expect(
                    "a no",
                    packet -> packet.service() == 0x1A
                            && packet.first(54).equals("carol")
                            && packet.first(14).equals("Not with Carol."));
            alice.sayIn(room, "without her, then", "bob", "carol");
            bob.expect(
                    "a line",
                    packet -> packet.service() == YmsgClient.IN_CONFERENCE
                            && packet.first(14).equals("without her, then"));
            alice.expectAck(alice.say("carol", "sorry"));
            carol.expectMessage("alice", "sorry");
            assertThat(carol.waiting(packet -> !packet.first(57).isEmpty())).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {YmsgClient.V12, YmsgClient.V16})
    void whoIsPutOutIsToldAndNobodyElseIsHurt(int version) throws Exception {
        on("strike", new Verdict.Disconnect("That was the last one."));
        try (YmsgClient alice = gate.signOn("alice", version);
                YmsgClient bob = gate.signOn("bob", version);
                YmsgClient carol = gate.signOn("carol", version)) {
            alice.say("bob", "strike");
            alice.expectNotice("That was the last one.");
            alice.expect("thrown off", packet -> packet.is(YmsgClient.LOGOFF, -1));
            alice.expectClosed();
            Await.until("the service has seen it", () -> !gate.service().isOnline("alice"));
            bob.say("carol", "where is she?");
            carol.expectMessage("bob", "where is she?");
            assertThat(gate.service().words()).containsExactly("where is she?");
        }
    }
}
