package org.sallyport.proxy.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.OscarClient;
import org.sallyport.proxy.testkit.OscarRoom;
import org.sallyport.proxy.testkit.Snac;

/** Three colleagues in a room of AIM, and a service that must not hear them; until somebody else comes. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OscarRoomTest {

    private AimGate gate;
    private OscarClient aliceAtHome;
    private OscarClient bobAtHome;
    private OscarClient carolAtHome;
    private OscarRoom alice;
    private OscarRoom bob;
    private OscarRoom carol;

    @BeforeEach
    void meet() throws Exception {
        gate = new AimGate();
        aliceAtHome = gate.signOn("alice");
        bobAtHome = gate.signOn("bob");
        carolAtHome = gate.signOn("carol");
        alice = OscarRoom.open(aliceAtHome, "tea");
        bob = enter(bobAtHome, alice);
        carol = enter(carolAtHome, alice, bob);
    }

    /** Somebody comes in, and all who are there have been told. */
    private static OscarRoom enter(OscarClient client, OscarRoom... there) throws Exception {
        OscarRoom room = OscarRoom.enter(client, there[0].cookie());
        for (OscarRoom other : there) {
            other.expectJoined(client.name());
        }
        return room;
    }

    @AfterEach
    void stop() {
        assertThat(gate.service().faults()).isEmpty();
        for (OscarRoom room : List.of(alice, bob, carol)) {
            room.close();
        }
        for (OscarClient client : List.of(aliceAtHome, bobAtHome, carolAtHome)) {
            client.close();
        }
        gate.close();
    }

    private void nobodyHearsMore() throws Exception {
        for (OscarRoom room : List.of(alice, bob, carol)) {
            room.ping();
            assertThat(room.waiting()).as(room.line().name()).isZero();
        }
    }

    private List<String> receipts() {
        return gate.asked(ImEvent.Receipt.class).stream()
                .map(ImEvent.Receipt::detail)
                .toList();
    }

    @Test
    void whatColleaguesSayReachesEachOnceAndStaysHere() throws Exception {
        gate.keep(Duty.Reach.LOCAL_ONLY);
        long id = alice.say("<B>not</B> for strangers");
        Snac.Line own = alice.expectOwn(id);
        assertThat(own.text()).isEqualTo("<B>not</B> for strangers");
        for (OscarRoom room : List.of(bob, carol)) {
            Snac.Line line = room.expectLine("alice", "<B>not</B> for strangers");
            assertThat(line.cookie()).isEqualTo(own.cookie());
            assertThat(line.tlvs().all()).extracting(tlv -> tlv.type()).containsExactly(3, 1, 5);
            assertThat(line.parts().text(2)).isEqualTo("us-ascii");
        }
        carol.expectOwn(carol.say("d\u00e9j\u00e0 vu".getBytes(StandardCharsets.ISO_8859_1), "iso-8859-1", "fr"));
        for (OscarRoom room : List.of(alice, bob)) {
            Snac.Line line = room.expectLine("carol", "d\u00e9j\u00e0 vu");
            assertThat(line.parts().text(2)).isEqualTo("iso-8859-1");
            assertThat(line.parts().text(3)).isEqualTo("fr");
        }
        bob.expectOwn(bob.say("and I"));
        alice.expectLine("bob", "and I");
        carol.expectLine("bob", "and I");
        nobodyHearsMore();
        assertThat(gate.service().words()).isEmpty();
        assertThat(gate.outside()).isZero();
        assertThat(receipts()).hasSize(3).containsOnly("delivered here, not by the service");
        assertThat(gate.asked(ImEvent.Message.class))
                .filteredOn(message -> message.flow() == Flow.INBOUND)
                .as("what arrived was judged at each recipient")
                .hasSize(6)
                .allSatisfy(message -> assertThat(message.room()).isEqualTo("4-0-tea"));
    }

    @Test
    void twoAreEnough() throws Exception {
        gate.keep(Duty.Reach.LOCAL_ONLY);
        carol.close();
        alice.expectLeft("carol");
        bob.expectLeft("carol");
        alice.expectOwn(alice.say("just us"));
        bob.expectLine("alice", "just us");
        bob.say("good");
        alice.expectLine("bob", "good");
        assertThat(gate.service().words()).isEmpty();
        assertThat(gate.outside()).isZero();
    }

    /** The service's own lines in between come with numbers of the same series. */
    @Test
    void whatTheServiceSaysNextIsStillNumberedRight() throws Exception {
        gate.keep(Duty.Reach.LOCAL);
        for (int i = 0; i < 20; i++) {
            alice.expectOwn(alice.say("here " + i));
            bob.expectLine("alice", "here " + i);
            gate.rules(question -> null);
            bob.expectOwn(bob.say("there " + i));
            alice.expectLine("bob", "there " + i);
            gate.keep(Duty.Reach.LOCAL);
        }
        assertThat(gate.service().words()).hasSize(20).allMatch(words -> words.startsWith("there"));
    }

    @Test
    void withAnOutsiderInItItIsForTheServiceUntilTheyGo() throws Exception {
        gate.keep(Duty.Reach.LOCAL);
        try (OscarClient eve = gate.past("eve")) {
            OscarRoom there = enter(eve, alice, bob, carol);
            long id = alice.say("who is eve?");
            for (OscarRoom room : List.of(bob, carol, there)) {
                room.expectLine("alice", "who is eve?");
            }
            alice.expectOwn(id);
            assertThat(gate.outside()).isEqualTo("who is eve?".length());
            gate.keep(Duty.Reach.LOCAL_ONLY);
            alice.say("a secret");
            alice.expectNotice("not signed on here");
            there.close();
            for (OscarRoom room : List.of(alice, bob, carol)) {
                room.expectLeft("eve");
            }
            alice.expectOwn(alice.say("she is gone"));
            bob.expectLine("alice", "she is gone");
            carol.expectLine("alice", "she is gone");
        }
        nobodyHearsMore();
        assertThat(gate.service().words()).containsExactly("who is eve?");
        assertThat(gate.outside()).isEqualTo("who is eve?".length());
    }

    /** A colleague, but not by this gateway: at home, say. */
    @Test
    void whoIsInTheRoomPastTheGatewayIsAnOutsider() throws Exception {
        gate.keep(Duty.Reach.LOCAL_ONLY);
        OscarClient dave = gate.signOn("dave");
        try (OscarClient past = gate.past("dave")) {
            OscarRoom there = enter(past, alice, bob, carol);
            alice.say("dave, are you here?");
            alice.expectNotice("can't be delivered within the company");
            assertThat(gate.service().words()).isEmpty();
            gate.keep(Duty.Reach.LOCAL);
            alice.say("dave, are you there?");
            there.expectLine("alice", "dave, are you there?");
            bob.expectLine("alice", "dave, are you there?");
        } finally {
            dave.close();
        }
        assertThat(gate.service().words()).containsExactly("dave, are you there?");
    }

    /** One who knows of somebody whom the others don't know: nobody is told half of it, and nobody twice. */
    @Test
    void whereOneKnowsOfAnotherNobodyIsToldHere() throws Exception {
        gate.keep(Duty.Reach.LOCAL);
        gate.service().claimJoined("carol", carol.cookie(), "eve");
        carol.expectJoined("eve");
        alice.expectOwn(alice.say("all of you"));
        bob.expectLine("alice", "all of you");
        carol.expectLine("alice", "all of you");
        nobodyHearsMore();
        assertThat(gate.service().words()).containsExactly("all of you");
    }

    @Test
    void otherRoomsOfTheSamePeopleAreOtherRooms() throws Exception {
        gate.keep(Duty.Reach.LOCAL_ONLY);
        try (OscarRoom aliceToo = OscarRoom.open(aliceAtHome, "cake");
                OscarRoom bobToo = enter(bobAtHome, aliceToo)) {
            aliceToo.say("in here");
            bobToo.expectLine("alice", "in here");
            bobToo.ping();
            assertThat(bobToo.waiting()).isZero();
        }
        nobodyHearsMore();
        assertThat(gate.service().words()).isEmpty();
    }

    @Test
    void aWhisperReachesOne() throws Exception {
        gate.keep(Duty.Reach.LOCAL_ONLY);
        alice.whisper("bob", "psst");
        Snac.Line line = bob.expectLine("alice", "psst");
        assertThat(line.tlvs().has(1)).as("said to all").isFalse();
        nobodyHearsMore();
        assertThat(gate.service().words()).isEmpty();
        assertThat(receipts()).containsExactly("delivered here, not by the service");
    }

    @Test
    void diceAreTheServices() throws Exception {
        gate.keep(Duty.Reach.LOCAL);
        alice.say("//roll-dice2");
        bob.expectLine("alice", "//roll-dice2");
        assertThat(gate.service().words()).containsExactly("//roll-dice2");
    }

    @Test
    void rulesAboutARecipientHold() throws Exception {
        gate.rules(question -> AimGate.isSaid(question, Flow.OUTBOUND)
                ? AimGate.decided(Verdict.Allow.INSTANCE, new Duty.Route(Duty.Reach.LOCAL_ONLY))
                : AimGate.isSaid(question, Flow.INBOUND)
                                && question.account() != null
                                && question.account().normalized().equals("carol")
                        ? AimGate.decided(new Verdict.Deny(null))
                        : null);
        alice.expectOwn(alice.say("not for carol"));
        bob.expectLine("alice", "not for carol");
        nobodyHearsMore();
        assertThat(gate.service().words()).isEmpty();
    }

    @Test
    void otherWordsArriveWhereARuleSaysSo() throws Exception {
        gate.rules(question -> AimGate.isSaid(question, Flow.OUTBOUND)
                ? AimGate.decided(new Verdict.Rewrite("****"), new Duty.Route(Duty.Reach.LOCAL_ONLY))
                : null);
        alice.say("secret");
        bob.expectLine("alice", "****");
        carol.expectLine("alice", "****");
        assertThat(gate.service().words()).isEmpty();
    }

    @Test
    void whatIsRefusedIsShownToNobody() throws Exception {
        gate.rules(question -> AimGate.isSaid(question, Flow.OUTBOUND)
                ? AimGate.decided(new Verdict.Deny("Not that."), new Duty.Route(Duty.Reach.LOCAL_ONLY))
                : null);
        alice.say("swordfish");
        alice.expectNotice("Not that.");
        nobodyHearsMore();
        assertThat(gate.service().words()).isEmpty();
    }

    /** The last recipient's connection is cut in the middle: what they did not get, the service did. */
    @Test
    void nothingIsLostOrTwiceWhenTheRecipientGoes() throws Exception {
        gate.keep(Duty.Reach.LOCAL);
        bob.close();
        carol.close();
        alice.expectLeft("bob");
        alice.expectLeft("carol");
        for (int round = 0; round < 5; round++) {
            int before = gate.service().words().size();
            OscarRoom cut = enter(bobAtHome, alice);
            Map<Long, String> sent = new HashMap<>();
            for (int i = 0; i < 200; i++) {
                String words = "round " + round + " number " + i;
                sent.put(alice.say(words), words);
                if (i == 40 + 10 * round) {
                    cut.line().socket().socket().shutdownOutput();
                }
            }
            List<String> read = readToTheEnd(cut);
            Await.until("everything is somewhere", () -> {
                Set<String> arrived = new HashSet<>(read);
                List<String> heard = gate.service().words();
                arrived.addAll(heard.subList(before, heard.size()));
                return arrived.containsAll(sent.values());
            });
            for (long id : sent.keySet()) {
                alice.expectOwn(id);
            }
            alice.ping();
            assertThat(alice.waiting()).isZero();
            List<String> heard = gate.service().words();
            assertThat(heard.subList(before, heard.size())).doesNotHaveDuplicates();
            assertThat(read).doesNotHaveDuplicates().hasSizeLessThan(200);
            cut.close();
            alice.expectLeft("bob");
        }
    }

    private static List<String> readToTheEnd(OscarRoom room) throws InterruptedException {
        room.line().expectClosed();
        List<String> read = new ArrayList<>();
        Snac.Line line;
        while ((line = room.poll(any -> true)) != null) {
            read.add(line.text());
        }
        return read;
    }

    /** One of two goes: a line reaches both, or comes back, perhaps because it reached one; the service hears nothing. */
    @Test
    void whatMustStayHereIsReadOrReturnedWhoeverGoes() throws Exception {
        gate.keep(Duty.Reach.LOCAL_ONLY);
        for (int round = 0; round < 3; round++) {
            Map<Long, String> sent = new HashMap<>();
            for (int i = 0; i < 100; i++) {
                String words = "internal " + round + " " + i;
                sent.put(alice.say(words), words);
                if (i == 20 + 20 * round) {
                    carol.line().socket().socket().shutdownOutput();
                }
            }
            List<String> carolRead = readToTheEnd(carol);
            carol.close();
            alice.expectLeft("carol");
            bob.expectLeft("carol");
            alice.ping();
            bob.ping();
            List<String> bobRead = new ArrayList<>();
            Snac.Line line;
            while ((line = bob.poll(any -> true)) != null) {
                bobRead.add(line.text());
            }
            List<String> shown = new ArrayList<>();
            int returned = 0;
            while ((line = alice.poll(any -> true)) != null) {
                if (line.from().equals("alice")) {
                    shown.add(line.text());
                } else {
                    returned++;
                }
            }
            assertThat(shown.size() + returned).as("an answer to each").isEqualTo(sent.size());
            assertThat(shown).doesNotHaveDuplicates();
            assertThat(bobRead).doesNotHaveDuplicates().containsAll(shown);
            assertThat(carolRead).doesNotHaveDuplicates();
            carol = enter(carolAtHome, alice, bob);
        }
        assertThat(gate.service().words()).isEmpty();
        assertThat(gate.outside()).isZero();
    }
}
