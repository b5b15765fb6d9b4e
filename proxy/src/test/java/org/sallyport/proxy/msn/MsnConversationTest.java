package org.sallyport.proxy.msn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.sallyport.proxy.msn.MsnLab.ALICE;
import static org.sallyport.proxy.msn.MsnLab.BOB;
import static org.sallyport.proxy.msn.MsnLab.decided;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.ImEvent.SignOn.Phase;
import org.sallyport.proxy.msn.MsnLab.In;
import org.sallyport.proxy.testkit.MsnClient;
import org.sallyport.proxy.testkit.MsnConversation;

/** Two people at MSN clients, and what rules do to what they say. */
class MsnConversationTest {

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

    private static List<String> names(ImEvent event) {
        return event.to().stream().map(ScreenName::toString).toList();
    }

    @ParameterizedTest
    @EnumSource(value = In.class, mode = EnumSource.Mode.EXCLUDE, names = "OUTSIDE")
    void twoTalkWhicheverWayTheyCameIn(In in) throws Exception {
        try (MsnClient alice = lab.signOn(in, ALICE);
                MsnClient bob = lab.signOn(in, BOB)) {
            MsnConversation hers = alice.call(BOB);
            MsnConversation his = bob.answer(ALICE);
            hers.expectJoin(BOB);
            sentWhere(in, alice, hers.address(), his.address());
            hers.type();
            his.expectTyping(ALICE);
            hers.expectAck(hers.say("A", "seen the kingfisher?\r\nat the weir \u2014 caf\u00e9"));
            his.expectMessage(ALICE, "seen the kingfisher?\r\nat the weir \u2014 caf\u00e9");
            his.say("N", "yes");
            assertThat(hers.expectMessage(BOB, "yes").field("X-MMS-IM-Format")).contains("EF=B");
            hers.offerFile("weir.jpg", 4_096);
            his.expectOffer(ALICE, "weir.jpg");
            hers.leave();
            his.expectLeave(ALICE);
            alice.ping();
        }
        assertThat(lab.service().words())
                .containsExactly("seen the kingfisher?\r\nat the weir \u2014 caf\u00e9", "yes");
        String words = "seen the kingfisher?\r\nat the weir \u2014 caf\u00e9";
        assertThat(lab.asked(ImEvent.Message.class))
                .extracting(
                        ImEvent::flow,
                        ImEvent::feature,
                        event -> String.valueOf(event.from()),
                        MsnConversationTest::names,
                        event -> event.text().plain())
                .containsExactly(
                        tuple(Flow.OUTBOUND, Feature.CHAT, "msn:" + ALICE, List.of("msn:" + BOB), words),
                        tuple(Flow.INBOUND, Feature.CHAT, "msn:" + ALICE, List.of("msn:" + BOB), words),
                        tuple(Flow.OUTBOUND, Feature.CHAT, "msn:" + BOB, List.of("msn:" + ALICE), "yes"),
                        tuple(Flow.INBOUND, Feature.CHAT, "msn:" + BOB, List.of("msn:" + ALICE), "yes"));
        assertThat(lab.asked(ImEvent.Typing.class))
                .extracting(ImEvent::flow, event -> String.valueOf(event.from()), MsnConversationTest::names)
                .containsExactly(
                        tuple(Flow.OUTBOUND, "msn:" + ALICE, List.of("msn:" + BOB)),
                        tuple(Flow.INBOUND, "msn:" + ALICE, List.of("msn:" + BOB)));
        assertThat(lab.asked(ImEvent.SignOn.class))
                .as("at the dispatch server, and at the other; the switchboard knows who comes")
                .extracting(event -> String.valueOf(event.from()), ImEvent.SignOn::phase)
                .containsExactly(
                        tuple("msn:" + ALICE, Phase.REQUESTED),
                        tuple("msn:" + ALICE, Phase.REQUESTED),
                        tuple("msn:" + ALICE, Phase.ACCEPTED),
                        tuple("msn:" + BOB, Phase.REQUESTED),
                        tuple("msn:" + BOB, Phase.REQUESTED),
                        tuple("msn:" + BOB, Phase.ACCEPTED));
        assertThat(lab.asked(ImEvent.FileOffer.class))
                .extracting(ImEvent::flow)
                .containsExactly(Flow.OUTBOUND, Flow.INBOUND);
    }

    private void sentWhere(In in, MsnClient alice, Address hers, Address his) {
        if (in != In.FIXED) {
            assertThat(alice.notification()).isEqualTo(MsnLab.NOTIFICATION);
            assertThat(List.of(hers, his)).containsOnly(MsnLab.SWITCHBOARD);
            return;
        }
        // By XFR of both kinds, and by RNG.
        assertThat(List.of(alice.notification(), hers, his)).allSatisfy(address -> {
            assertThat(address.host()).isEqualTo("127.0.0.1");
            assertThat(address.port())
                    .isNotIn(
                            1863,
                            lab.service().notificationPort(),
                            lab.service().switchboardPort());
        });
        assertThat(hers).isEqualTo(his).isNotEqualTo(alice.notification());
    }

    /** What people say is handled so; all else is allowed. */
    private void onMessages(Verdict verdict) {
        lab.rules(event -> event instanceof ImEvent.Message && event.flow() == Flow.OUTBOUND ? decided(verdict) : null);
    }

    @Test
    void whatIsDeniedIsGivenBack() throws Exception {
        try (MsnClient alice = lab.signOn(In.SOCKS_5, ALICE);
                MsnClient bob = lab.signOn(In.SOCKS_5, BOB)) {
            MsnConversation hers = alice.call(BOB);
            MsnConversation his = bob.answer(ALICE);
            hers.expectJoin(BOB);
            onMessages(new Verdict.Deny("Not in this tone."));
            hers.expectNak(hers.say("A", "one"));
            hers.expectNotice("Not in this tone.");
            hers.expectNak(hers.say("N", "two"));
            hers.expectNotice("Not in this tone.");
            hers.say("U", "three");
            hers.expectNotice("Not in this tone.");
            lab.rules(event -> null);
            hers.expectAck(hers.say("A", "sorry"));
            his.expectMessage(ALICE, "sorry");
            assertThat(his.waiting()).isZero();
            assertThat(lab.service().words()).containsExactly("sorry");
        }
    }

    @Test
    void whatVanishesSeemsToHaveArrived() throws Exception {
        try (MsnClient alice = lab.signOn(In.SOCKS_5, ALICE);
                MsnClient bob = lab.signOn(In.SOCKS_5, BOB)) {
            MsnConversation hers = alice.call(BOB);
            MsnConversation his = bob.answer(ALICE);
            hers.expectJoin(BOB);
            onMessages(Verdict.Drop.INSTANCE);
            hers.expectAck(hers.say("A", "one"));
            hers.say("N", "two");
            hers.expectAck(hers.say("A", "three"));
            lab.rules(event -> null);
            hers.expectAck(hers.say("A", "hello"));
            his.expectMessage(ALICE, "hello");
            assertThat(his.waiting()).isZero();
            assertThat(lab.service().words()).containsExactly("hello");
        }
    }

    @Test
    void whatMayNotComeInDoesNot() throws Exception {
        try (MsnClient alice = lab.signOn(In.SOCKS_5, ALICE);
                MsnClient bob = lab.signOn(In.SOCKS_5, BOB)) {
            MsnConversation hers = alice.call(BOB);
            MsnConversation his = bob.answer(ALICE);
            hers.expectJoin(BOB);
            lab.rules(event -> event.text().plain().equals("eek") && event.flow() == Flow.INBOUND
                    ? decided(new Verdict.Deny(null))
                    : null);
            hers.expectAck(hers.say("A", "eek"));
            hers.expectAck(hers.say("A", "hello"));
            his.expectMessage(ALICE, "hello");
            assertThat(his.waiting()).isZero();
        }
    }

    @Test
    void otherWordsArrive() throws Exception {
        try (MsnClient alice = lab.signOn(In.CONNECT, ALICE);
                MsnClient bob = lab.signOn(In.SOCKS_4A, BOB)) {
            MsnConversation hers = alice.call(BOB);
            MsnConversation his = bob.answer(ALICE);
            hers.expectJoin(BOB);
            onMessages(new Verdict.Rewrite("\u2022\u2022\u2022\u2022"));
            hers.expectAck(hers.say("A", "my password is swordfish"));
            assertThat(his.expectMessage(ALICE, "\u2022\u2022\u2022\u2022").field("X-MMS-IM-Format"))
                    .contains("CO=800000");
            assertThat(lab.service().words()).containsExactly("\u2022\u2022\u2022\u2022");
        }
    }

    @Test
    void aFileThatIsDeniedSeemsToBeRefusedByTheOther() throws Exception {
        lab.rules(event -> event instanceof ImEvent.FileOffer ? decided(new Verdict.Deny("No files.")) : null);
        try (MsnClient alice = lab.signOn(In.SOCKS_5, ALICE);
                MsnClient bob = lab.signOn(In.SOCKS_5, BOB)) {
            MsnConversation hers = alice.call(BOB);
            MsnConversation his = bob.answer(ALICE);
            hers.expectJoin(BOB);
            hers.expectCancel(BOB, hers.offerFile("merger.doc", 4_096));
            hers.expectNotice("No files.");
            hers.expectAck(hers.say("A", "no files from here"));
            his.expectMessage(ALICE, "no files from here");
            assertThat(his.waiting()).isZero();
            assertThat(lab.service().received())
                    .noneMatch(one -> one.heard().payload().contains("Invitation-Command"));
        }
        assertThat(lab.asked(ImEvent.FileOffer.class)).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(value = In.class, mode = EnumSource.Mode.EXCLUDE, names = "OUTSIDE")
    void whoMayNotSignOnIsNotLetIn(In in) {
        lab.rules(event -> event instanceof ImEvent.SignOn ? decided(new Verdict.Deny(null)) : null);
        assertThatThrownBy(() -> lab.signOn(in, ALICE).close())
                .isInstanceOfSatisfying(
                        MsnClient.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(911));
        assertThat(lab.service().isOnline(ALICE)).isFalse();
    }

    @Test
    void aConversationThatIsEndedIsLeft() throws Exception {
        try (MsnClient alice = lab.signOn(In.FIXED, ALICE);
                MsnClient bob = lab.signOn(In.SOCKS_5, BOB)) {
            MsnConversation hers = alice.call(BOB);
            MsnConversation his = bob.answer(ALICE);
            hers.expectJoin(BOB);
            onMessages(new Verdict.Disconnect("Enough."));
            hers.say("A", "one too many");
            hers.expectNotice("Enough.");
            hers.expectEnd();
            his.expectLeave(ALICE);
            // She is still signed on, and can start another.
            lab.rules(event -> null);
            MsnConversation another = alice.call(BOB);
            MsnConversation withHim = bob.answer(ALICE);
            another.expectJoin(BOB);
            another.expectAck(another.say("A", "I was cut off"));
            withHim.expectMessage(ALICE, "I was cut off");
            assertThat(lab.service().words()).containsExactly("I was cut off");
        }
    }

    @Test
    void whatTheServiceCannotDeliverIsOnRecord() throws Exception {
        try (MsnClient alice = lab.signOn(In.SOCKS_5, ALICE);
                MsnClient bob = lab.signOn(In.SOCKS_5, BOB)) {
            MsnConversation hers = alice.call(BOB);
            MsnConversation his = bob.answer(ALICE);
            hers.expectJoin(BOB);
            his.leave();
            hers.expectLeave(BOB);
            hers.expectNak(hers.say("N", "still there?"));
        }
        assertThat(lab.asked(ImEvent.Receipt.class))
                .singleElement()
                .satisfies(receipt -> assertThat(receipt.delivered()).isFalse());
    }
}
