package org.sallyport.proxy.msn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.proxy.msn.MsnLab.ALICE;
import static org.sallyport.proxy.msn.MsnLab.BOB;
import static org.sallyport.proxy.msn.MsnLab.CAROL;
import static org.sallyport.proxy.msn.MsnLab.decided;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.msn.MsnLab.In;
import org.sallyport.proxy.testkit.MsnClient;
import org.sallyport.proxy.testkit.MsnConversation;

/** People at MSN clients behind the gateway, and a service that must not hear what they say to each other. */
class MsnRoutingTest {

    private MsnLab lab;

    @BeforeEach
    void start() throws IOException {
        lab = new MsnLab();
    }

    @AfterEach
    void stop() throws IOException {
        lab.nothingBrokeTheProtocol();
        lab.close();
    }

    /** What goes out between people is to stay here. */
    private void keep(Duty.Reach reach) {
        lab.rules(event ->
                (event instanceof ImEvent.Message || event instanceof ImEvent.Typing) && event.flow() == Flow.OUTBOUND
                        ? decided(Verdict.Allow.INSTANCE, new Duty.Route(reach))
                        : null);
    }

    @Test
    void neitherWordsNorTypingLeaveTheHouse() throws Exception {
        keep(Duty.Reach.LOCAL_ONLY);
        try (MsnClient alice = lab.signOn(In.SOCKS_5, ALICE);
                MsnClient bob = lab.signOn(In.FIXED, BOB)) {
            MsnConversation hers = alice.call(BOB);
            MsnConversation his = bob.answer(ALICE);
            hers.expectJoin(BOB);
            hers.type();
            his.expectTyping(ALICE);
            hers.expectAck(hers.say("A", "not for strangers\r\n\u2014 nor caf\u00e9s"));
            his.expectMessage(ALICE, "not for strangers\r\n\u2014 nor caf\u00e9s");
            his.say("N", "understood");
            hers.expectMessage(BOB, "understood");
            hers.expectAck(hers.nudge());
            his.expectNudge(ALICE);
            assertThat(hers.waiting() + his.waiting()).isZero();
            assertThat(lab.service().received()).isEmpty();
        }
        assertThat(lab.asked(ImEvent.Message.class))
                .as("what arrived was judged at each recipient")
                .filteredOn(event -> event.flow() == Flow.INBOUND)
                .hasSize(3);
    }

    @Test
    void whatTheServiceAnswersNextIsStillNumberedRight() throws Exception {
        try (MsnClient alice = lab.signOn(In.SOCKS_5, ALICE);
                MsnClient bob = lab.signOn(In.SOCKS_5, BOB)) {
            MsnConversation hers = alice.call(BOB);
            MsnConversation his = bob.answer(ALICE);
            hers.expectJoin(BOB);
            for (int i = 0; i < 20; i++) {
                keep(Duty.Reach.LOCAL_ONLY);
                hers.expectAck(hers.say("A", "here " + i));
                his.expectMessage(ALICE, "here " + i);
                lab.rules(event -> null);
                hers.expectAck(hers.say("A", "there " + i));
                his.expectMessage(ALICE, "there " + i);
            }
            assertThat(his.waiting()).isZero();
            assertThat(lab.service().words()).hasSize(20).allMatch(words -> words.startsWith("there"));
        }
    }

    @Test
    void aRoomOfColleaguesIsAmongThem() throws Exception {
        keep(Duty.Reach.LOCAL_ONLY);
        try (MsnClient alice = lab.signOn(In.SOCKS_5, ALICE);
                MsnClient bob = lab.signOn(In.SOCKS_5, BOB);
                MsnClient carol = lab.signOn(In.SOCKS_5, CAROL)) {
            MsnConversation hers = alice.call(BOB);
            MsnConversation his = bob.answer(ALICE);
            hers.expectJoin(BOB);
            hers.call(CAROL);
            MsnConversation third = carol.answer(ALICE);
            hers.expectJoin(CAROL);
            his.expectJoin(CAROL);
            third.type();
            hers.expectTyping(CAROL);
            his.expectTyping(CAROL);
            hers.expectAck(hers.say("A", "all of us"));
            his.expectMessage(ALICE, "all of us");
            third.expectMessage(ALICE, "all of us");
            his.expectAck(his.say("A", "and nobody else"));
            hers.expectMessage(BOB, "and nobody else");
            third.expectMessage(BOB, "and nobody else");
            assertThat(hers.waiting() + his.waiting() + third.waiting()).isZero();
            assertThat(lab.service().received()).isEmpty();
        }
    }

    @Test
    void aRoomWithAnOutsiderIsTheServices() throws Exception {
        keep(Duty.Reach.LOCAL);
        try (MsnClient alice = lab.signOn(In.SOCKS_5, ALICE);
                MsnClient bob = lab.signOn(In.SOCKS_5, BOB);
                MsnClient carol = lab.signOn(In.OUTSIDE, CAROL)) {
            MsnConversation hers = alice.call(BOB);
            MsnConversation his = bob.answer(ALICE);
            hers.expectJoin(BOB);
            hers.expectAck(hers.say("A", "just us"));
            his.expectMessage(ALICE, "just us");
            hers.call(CAROL);
            MsnConversation third = carol.answer(ALICE);
            hers.expectJoin(CAROL);
            his.expectJoin(CAROL);
            hers.type();
            his.expectTyping(ALICE);
            third.expectTyping(ALICE);
            hers.expectAck(hers.say("A", "welcome"));
            his.expectMessage(ALICE, "welcome");
            third.expectMessage(ALICE, "welcome");
            assertThat(lab.service().words()).containsExactly("welcome");
            third.leave();
            hers.expectLeave(CAROL);
            his.expectLeave(CAROL);
            hers.expectAck(hers.say("A", "just us again"));
            his.expectMessage(ALICE, "just us again");
            assertThat(his.waiting() + third.waiting()).isZero();
            assertThat(lab.service().words()).containsExactly("welcome");
        }
    }

    @Test
    void whatMustStayHereGoesBackWhereAnOutsiderListens() throws Exception {
        keep(Duty.Reach.LOCAL_ONLY);
        try (MsnClient alice = lab.signOn(In.SOCKS_5, ALICE);
                MsnClient carol = lab.signOn(In.OUTSIDE, CAROL)) {
            MsnConversation hers = alice.call(CAROL);
            MsnConversation other = carol.answer(ALICE);
            hers.expectJoin(CAROL);
            hers.type();
            hers.expectNak(hers.say("N", "between us"));
            hers.expectNotice("not signed on here");
            lab.rules(event -> null);
            hers.expectAck(hers.say("A", "hello"));
            other.expectMessage(ALICE, "hello");
            assertThat(other.waiting()).isZero();
            assertThat(lab.service().words()).containsExactly("hello");
        }
    }

    /** A colleague who is signed on but not in this conversation is in another one. */
    @Test
    void otherConversationsHearNothing() throws Exception {
        keep(Duty.Reach.LOCAL);
        try (MsnClient alice = lab.signOn(In.SOCKS_5, ALICE);
                MsnClient bob = lab.signOn(In.SOCKS_5, BOB);
                MsnClient carol = lab.signOn(In.SOCKS_5, CAROL)) {
            MsnConversation withBob = alice.call(BOB);
            MsnConversation his = bob.answer(ALICE);
            withBob.expectJoin(BOB);
            MsnConversation bobToCarol = bob.call(CAROL);
            MsnConversation third = carol.answer(BOB);
            bobToCarol.expectJoin(CAROL);
            withBob.expectAck(withBob.say("A", "about carol"));
            his.expectMessage(ALICE, "about carol");
            bobToCarol.expectAck(bobToCarol.say("A", "about alice"));
            third.expectMessage(BOB, "about alice");
            assertThat(withBob.waiting() + his.waiting() + bobToCarol.waiting() + third.waiting())
                    .isZero();
            assertThat(lab.service().received()).isEmpty();
        }
    }

    @Test
    void otherWordsArriveWhereARuleSaysSo() throws Exception {
        lab.rules(event -> event instanceof ImEvent.Message && event.flow() == Flow.OUTBOUND
                ? decided(new Verdict.Rewrite("****"), new Duty.Route(Duty.Reach.LOCAL_ONLY))
                : null);
        try (MsnClient alice = lab.signOn(In.SOCKS_5, ALICE);
                MsnClient bob = lab.signOn(In.SOCKS_5, BOB)) {
            MsnConversation hers = alice.call(BOB);
            MsnConversation his = bob.answer(ALICE);
            hers.expectJoin(BOB);
            hers.expectAck(hers.say("A", "secret"));
            his.expectMessage(ALICE, "****");
            assertThat(lab.service().received()).isEmpty();
        }
    }

    /** The recipient leaves in the middle and reads to the end: what he did not get, the service did. */
    @Test
    void nothingIsLostOrTwiceWhenTheRecipientGoes() throws Exception {
        keep(Duty.Reach.LOCAL);
        try (MsnClient alice = lab.signOn(In.SOCKS_5, ALICE);
                MsnClient bob = lab.signOn(In.SOCKS_5, BOB)) {
            for (int round = 0; round < 5; round++) {
                int before = lab.service().words().size();
                MsnConversation hers = alice.call(BOB);
                MsnConversation his = bob.answer(ALICE);
                hers.expectJoin(BOB);
                Set<String> sent = new HashSet<>();
                List<String> read = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    String words = "round " + round + " number " + i;
                    sent.add(words);
                    hers.say("U", words);
                    if (i == 40 + 10 * round) {
                        read.add(his.expectMessage(ALICE, "round " + round + " number 20")
                                .body());
                        his.leave();
                    }
                }
                his.expectClosed();
                read.addAll(his.texts());
                assertThat(read).doesNotHaveDuplicates();
                // The last thing said can only be heard by the service.
                hers.expectLeave(BOB);
                hers.expectNak(hers.say("A", "anybody?"));
                List<String> all = lab.service().words();
                Set<String> heard = new HashSet<>(all.subList(before, all.size()));
                assertThat(heard).hasSize(all.size() - before).contains("anybody?");
                heard.remove("anybody?");
                heard.addAll(read);
                assertThat(heard).isEqualTo(sent);
                assertThat(read).as("some of it stayed here").hasSizeGreaterThan(20);
            }
        }
    }
}
