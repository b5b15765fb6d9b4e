package org.sallyport.proxy.ymsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.YmsgClient;
import org.sallyport.proxy.testkit.YmsgPacket;

/** Three colleagues in a conference at Yahoo! Messenger, and a service that must not hear them; until somebody else comes. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class YmsgConferenceTest {

    private static final int LEAVE = 0x1B;

    private YmsgGate gate;
    private YmsgClient alice;
    private YmsgClient bob;
    private YmsgClient carol;
    private String room;

    @BeforeEach
    void meet() throws Exception {
        gate = new YmsgGate();
        alice = gate.signOn("alice", YmsgClient.V16);
        bob = gate.signOn("bob", YmsgClient.V12);
        carol = gate.signOn("carol", YmsgClient.V16);
        room = alice.invite("come in", "bob", "carol");
        invited(bob);
        invited(carol);
        bob.join(room, "alice", "carol");
        joined(alice, "bob");
        joined(carol, "bob");
        carol.join(room, "alice", "bob");
        joined(alice, "carol");
        joined(bob, "carol");
    }

    @AfterEach
    void stop() {
        assertThat(gate.service().faults()).isEmpty();
        alice.close();
        bob.close();
        carol.close();
        gate.close();
    }

    private void invited(YmsgClient client) throws InterruptedException {
        client.expect("an invitation", packet -> packet.service() == YmsgClient.CONFERENCE_INVITE);
    }

    private void joined(YmsgClient client, String who) throws InterruptedException {
        client.expect(
                who + " is in",
                packet -> packet.service() == YmsgClient.CONFERENCE_JOIN
                        && packet.first(53).equals(who));
    }

    private void keep(Duty.Reach reach) {
        gate.rules(event -> event instanceof ImEvent.Message && event.flow() == Flow.OUTBOUND
                ? YmsgGate.decided(Verdict.Allow.INSTANCE, new Duty.Route(reach))
                : null);
    }

    private YmsgPacket hears(YmsgClient client, String from, String words) throws InterruptedException {
        return client.expect(
                "a line of " + from,
                packet -> packet.is(YmsgClient.IN_CONFERENCE, 1)
                        && packet.first(57).equals(room)
                        && packet.first(3).equals(from)
                        && packet.first(14).equals(words));
    }

    private List<YmsgPacket> heard() {
        return gate.service().received(YmsgClient.IN_CONFERENCE);
    }

    private void nobodyHearsMore() {
        for (YmsgClient client : List.of(alice, bob, carol)) {
            assertThat(client.waiting(packet -> packet.service() == YmsgClient.IN_CONFERENCE))
                    .isZero();
        }
    }

    @Test
    void whatColleaguesSayReachesEachOnceAndStaysHere() throws Exception {
        keep(Duty.Reach.LOCAL_ONLY);
        String formatted = "\u001B[1m<font face=\"Arial\" size=\"12\">not\u001B[x1m for strangers & \u00e7a < 3 \u20ac";
        alice.sayIn(room, formatted, "bob", "carol");
        YmsgPacket line = hears(bob, "alice", formatted);
        assertThat(line.keys()).containsExactly(1, 3, 57, 14, 97);
        assertThat(line.first(1)).isEqualTo("bob");
        hears(carol, "alice", formatted);
        carol.sayIn(room, "understood", "bob", "alice", "carol");
        hears(alice, "carol", "understood");
        hears(bob, "carol", "understood");
        bob.sayIn(room, "and I", "alice", "carol");
        hears(alice, "bob", "and I");
        hears(carol, "bob", "and I");
        Await.until("the last receipt", () -> gate.asked(ImEvent.Receipt.class).size() == 3);
        nobodyHearsMore();
        assertThat(heard()).isEmpty();
        assertThat(gate.outside()).isZero();
        assertThat(gate.asked(ImEvent.Receipt.class))
                .extracting(ImEvent.Receipt::detail)
                .containsOnly("delivered here, not by the service")
                .hasSize(3);
        assertThat(gate.asked(ImEvent.Message.class))
                .filteredOn(message -> message.flow() == Flow.INBOUND)
                .as("what arrived was judged at each recipient")
                .hasSize(6)
                .allSatisfy(message -> assertThat(message.room()).isEqualTo(room));
    }

    @Test
    void withAnOutsiderInItItIsForTheService() throws Exception {
        keep(Duty.Reach.LOCAL);
        for (YmsgClient client : List.of(alice, bob, carol)) {
            String name = client == alice ? "alice" : client == bob ? "bob" : "carol";
            gate.service()
                    .push(
                            name,
                            YmsgPacket.of(YmsgClient.CONFERENCE_JOIN, 1)
                                    .with(1, name)
                                    .with(53, "eve")
                                    .with(57, room));
            joined(client, "eve");
        }
        alice.sayIn(room, "who is eve?", "bob", "carol", "eve");
        hears(bob, "alice", "who is eve?");
        hears(carol, "alice", "who is eve?");
        alice.sayIn(room, "not for eve", "bob", "carol");
        hears(bob, "alice", "not for eve");
        hears(carol, "alice", "not for eve");
        nobodyHearsMore();
        assertThat(gate.service().words()).containsExactly("who is eve?", "not for eve");
        keep(Duty.Reach.LOCAL_ONLY);
        alice.sayIn(room, "a secret", "bob", "carol", "eve");
        alice.expectNotice("not signed on here");
        nobodyHearsMore();
        assertThat(heard()).hasSize(2);
    }

    /** One who knows of somebody whom the others don't know: nobody is told half of it, and nobody twice. */
    @Test
    void whereOneKnowsOfAnotherNobodyIsToldHere() throws Exception {
        keep(Duty.Reach.LOCAL);
        gate.service()
                .push(
                        "carol",
                        YmsgPacket.of(YmsgClient.CONFERENCE_JOIN, 1)
                                .with(1, "carol")
                                .with(53, "eve")
                                .with(57, room));
        joined(carol, "eve");
        alice.sayIn(room, "all of you", "bob", "carol");
        hears(bob, "alice", "all of you");
        hears(carol, "alice", "all of you");
        nobodyHearsMore();
        assertThat(gate.service().words()).containsExactly("all of you");
    }

    @Test
    void whoLeavesIsMissedByNobody() throws Exception {
        keep(Duty.Reach.LOCAL);
        carol.send(YmsgPacket.of(LEAVE, 0)
                .with(1, "carol")
                .with(3, "alice")
                .with(3, "bob")
                .with(57, room));
        for (YmsgClient client : List.of(alice, bob)) {
            client.expect("carol leaves", packet -> packet.service() == LEAVE);
        }
        alice.sayIn(room, "just us", "bob");
        hears(bob, "alice", "just us");
        assertThat(heard()).isEmpty();
        bob.socket().close();
        Await.until("bob is off", () -> gate.sessions("bob") == 0);
        alice.sayIn(room, "anybody?", "bob");
        Await.until("the service has it", () -> gate.service().words().contains("anybody?"));
        nobodyHearsMore();
        assertThat(heard()).hasSize(1);
    }

    /** Each text of a packet goes its own way. */
    @Test
    void ofTwoTextsOneMayGoOut() throws Exception {
        gate.rules(event -> event instanceof ImEvent.Message message
                        && message.flow() == Flow.OUTBOUND
                        && message.text().plain().equals("here")
                ? YmsgGate.decided(Verdict.Allow.INSTANCE, new Duty.Route(Duty.Reach.LOCAL_ONLY))
                : null);
        alice.send(YmsgPacket.of(YmsgClient.IN_CONFERENCE, 0)
                .with(1, "alice")
                .with(53, "bob")
                .with(53, "carol")
                .with(57, room)
                .with(14, "here")
                .with(14, "there"));
        for (YmsgClient client : List.of(bob, carol)) {
            hears(client, "alice", "here");
            hears(client, "alice", "there");
        }
        nobodyHearsMore();
        assertThat(gate.service().words()).containsExactly("there");
    }
}
