package org.sallyport.proxy.ymsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.YmsgClient;
import org.sallyport.proxy.testkit.YmsgPacket;

/** Two people at Yahoo! Messenger behind the gateway, and a service that must not hear what they say to each other. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class YmsgRoutingTest {

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

    private static Function<ImEvent, @Nullable Decision> keeping(Duty.Reach reach, Verdict verdict) {
        return event -> {
            boolean talk = event instanceof ImEvent.Message || event instanceof ImEvent.Typing;
            return talk && event.flow() == Flow.OUTBOUND ? YmsgGate.decided(verdict, new Duty.Route(reach)) : null;
        };
    }

    /** What goes out between people is to stay here. */
    private void keep(Duty.Reach reach) {
        gate.rules(keeping(reach, Verdict.Allow.INSTANCE));
    }

    private static boolean isTalk(YmsgPacket packet) {
        return packet.service() == YmsgClient.MESSAGE
                || packet.service() == YmsgClient.NOTIFY
                || packet.service() == YmsgClient.MESSAGE_ACK;
    }

    private void serviceHeardNothing() {
        assertThat(gate.service().received())
                .extracting(received -> received.packet())
                .noneMatch(YmsgRoutingTest::isTalk);
        assertThat(gate.outside()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {YmsgClient.V12, YmsgClient.V16})
    void neitherWordsNorTypingLeaveTheHouse(int version) throws Exception {
        keep(Duty.Reach.LOCAL_ONLY);
        String formatted = "\u001B[1m<font face=\"Arial\" size=\"12\">not\u001B[x1m for strangers & \u00e7a < 3 \u20ac";
        try (YmsgClient alice = gate.signOn("alice", version);
                YmsgClient bob = gate.signOn("bob", YmsgClient.V16)) {
            alice.type("bob", true);
            bob.expectTyping("alice", true);
            alice.type("bob", false);
            YmsgPacket typing = bob.expectTyping("alice", false);
            assertThat(typing.keys()).containsExactly(4, 5, 13, 14, 49);
            alice.expectAck(alice.say("bob", formatted));
            YmsgPacket message = bob.expectMessage("alice", formatted);
            assertThat(message.has(429))
                    .as("bob's client must not acknowledge to the service what that never sent")
                    .isFalse();
            bob.expectAck(bob.say("alice", "understood"));
            alice.expectMessage("bob", "understood");
            bob.expectAck(bob.say("alice", "<ding>"));
            alice.expectMessage("bob", "<ding>");
        }
        serviceHeardNothing();
        assertThat(gate.asked(ImEvent.Receipt.class))
                .extracting(ImEvent.Receipt::detail)
                .containsOnly("delivered here, not by the service")
                .hasSize(3);
        assertThat(gate.asked(ImEvent.Message.class))
                .filteredOn(message -> message.flow() == Flow.INBOUND)
                .as("what arrived was judged at each recipient")
                .hasSize(3);
    }

    @Test
    void aRepeatIsAcknowledgedAndNotDeliveredAgain() throws Exception {
        keep(Duty.Reach.LOCAL);
        try (YmsgClient alice = gate.signOn("alice", YmsgClient.V16);
                YmsgClient bob = gate.signOn("bob", YmsgClient.V16)) {
            YmsgClient.Sent sent = alice.say("bob", "once");
            alice.expectAck(sent);
            alice.repeat(sent);
            alice.expectAck(sent);
            alice.expectAck(alice.say("bob", "twice"));
            bob.expectMessage("alice", "once");
            bob.expectMessage("alice", "twice");
            assertThat(bob.waiting(YmsgRoutingTest::isTalk)).isZero();
        }
        serviceHeardNothing();
    }

    @Test
    void whatTheServicePushesComesInBetween() throws Exception {
        keep(Duty.Reach.LOCAL);
        try (YmsgClient alice = gate.signOn("alice", YmsgClient.V16);
                YmsgClient bob = gate.signOn("bob", YmsgClient.V16)) {
            for (int i = 0; i < 20; i++) {
                alice.expectAck(alice.say("bob", "here " + i));
                bob.expectMessage("alice", "here " + i);
                gate.service()
                        .push(
                                "bob",
                                YmsgPacket.of(YmsgClient.MESSAGE, 1)
                                        .with(4, "eve")
                                        .with(5, "bob")
                                        .with(14, "there " + i));
                bob.expectMessage("eve", "there " + i);
            }
        }
        serviceHeardNothing();
    }

    @Test
    void whoIsNotHereGetsItFromTheService() throws Exception {
        keep(Duty.Reach.LOCAL);
        try (YmsgClient alice = gate.signOn("alice", YmsgClient.V16)) {
            alice.say("carol", "are you there?");
            Await.until("the service has it", () -> gate.service().words().contains("are you there?"));
        }
        assertThat(gate.outside()).isEqualTo("are you there?".length());
    }

    @ParameterizedTest
    @ValueSource(ints = {YmsgClient.V12, YmsgClient.V16})
    void whatMustStayHereGoesBackWhenNobodyIs(int version) throws Exception {
        keep(Duty.Reach.LOCAL_ONLY);
        try (YmsgClient alice = gate.signOn("alice", version)) {
            alice.expectAck(alice.say("carol", "are you there?"));
            alice.expectNotice("not signed on here");
        }
        serviceHeardNothing();
        assertThat(gate.asked(ImEvent.Receipt.class))
                .singleElement()
                .satisfies(receipt -> assertThat(receipt.delivered()).isFalse());
    }

    @Test
    void everyClientOfTheRecipientGetsIt() throws Exception {
        keep(Duty.Reach.LOCAL_ONLY);
        try (YmsgClient alice = gate.signOn("alice", YmsgClient.V16);
                YmsgClient desk = gate.signOn("bob", YmsgClient.V12);
                YmsgClient laptop = gate.signOn("bob", YmsgClient.V16)) {
            Await.until("both", () -> gate.sessions("bob") == 2);
            alice.expectAck(alice.say("bob", "to both of you"));
            desk.expectMessage("alice", "to both of you");
            laptop.expectMessage("alice", "to both of you");
        }
        serviceHeardNothing();
    }

    @Test
    void rulesAboutTheRecipientHold() throws Exception {
        gate.rules(event -> event instanceof ImEvent.Message && event.flow() == Flow.INBOUND
                ? YmsgGate.decided(new Verdict.Deny(null))
                : keeping(Duty.Reach.LOCAL_ONLY, Verdict.Allow.INSTANCE).apply(event));
        try (YmsgClient alice = gate.signOn("alice", YmsgClient.V16);
                YmsgClient bob = gate.signOn("bob", YmsgClient.V16)) {
            alice.expectAck(alice.say("bob", "you may not read this"));
            keep(Duty.Reach.LOCAL_ONLY);
            alice.expectAck(alice.say("bob", "but this"));
            bob.expectMessage("alice", "but this");
            assertThat(bob.waiting(YmsgRoutingTest::isTalk)).isZero();
        }
        serviceHeardNothing();
    }

    @Test
    void otherWordsArriveWhereARuleSaysSo() throws Exception {
        gate.rules(keeping(Duty.Reach.LOCAL_ONLY, new Verdict.Rewrite("**** \u20ac")));
        try (YmsgClient alice = gate.signOn("alice", YmsgClient.V16);
                YmsgClient bob = gate.signOn("bob", YmsgClient.V12)) {
            alice.expectAck(alice.say("bob", "secret"));
            bob.expectMessage("alice", "**** \u20ac");
        }
        serviceHeardNothing();
    }

    /** A first message often brings a picture around the window with it, which is asked about for itself. */
    @Test
    void whatBringsAnImvironmentWithItStaysHereToo() throws Exception {
        keep(Duty.Reach.LOCAL_ONLY);
        try (YmsgClient alice = gate.signOn("alice", YmsgClient.V16);
                YmsgClient bob = gate.signOn("bob", YmsgClient.V16)) {
            alice.send(YmsgPacket.of(YmsgClient.MESSAGE, 0x5A55_AA56)
                    .with(1, "alice")
                    .with(5, "bob")
                    .with(97, "1")
                    .with(63, "doodle;106")
                    .with(64, "0")
                    .with(14, "let me draw it")
                    .with(429, "ABCD")
                    .with(450, "0"));
            alice.expect(
                    "an acknowledgement",
                    packet -> packet.is(YmsgClient.MESSAGE_ACK, 1)
                            && packet.first(430).equals("ABCD"));
            bob.expectMessage("alice", "let me draw it");
        }
        serviceHeardNothing();
    }

    /** Several texts in one packet are as many events. */
    @Test
    void twoTextsInAPacketStayHereBoth() throws Exception {
        keep(Duty.Reach.LOCAL_ONLY);
        try (YmsgClient alice = gate.signOn("alice", YmsgClient.V16);
                YmsgClient bob = gate.signOn("bob", YmsgClient.V16)) {
            alice.send(YmsgPacket.of(YmsgClient.MESSAGE, 0x5A55_AA56)
                    .with(1, "alice")
                    .with(5, "bob")
                    .with(14, "one")
                    .with(5, "bob")
                    .with(14, "two"));
            bob.expectMessage("alice", "one");
            bob.expectMessage("alice", "two");
        }
        serviceHeardNothing();
    }

    /** The recipient hangs up in the middle and reads to the end: what it did not get, the service did. */
    @Test
    void nothingIsLostOrTwiceWhenTheRecipientGoes() throws Exception {
        keep(Duty.Reach.LOCAL);
        try (YmsgClient alice = gate.signOn("alice", YmsgClient.V16)) {
            for (int round = 0; round < 3; round++) {
                Set<String> sent = new HashSet<>();
                int before = gate.service().words().size();
                YmsgClient bob = gate.signOn("bob", YmsgClient.V16);
                for (int i = 0; i < 200; i++) {
                    String words = "round " + round + " number " + i;
                    sent.add(words);
                    alice.say("bob", words);
                    if (i == 40 + 10 * round) {
                        bob.socket().shutdownOutput();
                    }
                }
                bob.expectClosed();
                List<String> read = new ArrayList<>();
                while (bob.waiting(packet -> packet.service() == YmsgClient.MESSAGE) > 0) {
                    read.add(bob.expect("a message", packet -> packet.service() == YmsgClient.MESSAGE)
                            .first(14));
                }
                Await.until("everything is somewhere", () -> {
                    Set<String> arrived = new HashSet<>(read);
                    List<String> heard = gate.service().words();
                    arrived.addAll(heard.subList(before, heard.size()));
                    return arrived.equals(sent);
                });
                assertThat(read).doesNotHaveDuplicates();
                List<String> heard = gate.service().words();
                assertThat(heard.subList(before, heard.size())).doesNotHaveDuplicates();
                bob.close();
            }
        }
    }
}
