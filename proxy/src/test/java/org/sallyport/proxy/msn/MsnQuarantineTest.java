package org.sallyport.proxy.msn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.proxy.msn.MsnLab.ALICE;
import static org.sallyport.proxy.msn.MsnLab.BOB;
import static org.sallyport.proxy.msn.MsnLab.CAROL;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.policy.held.HeldMessage.State;
import org.sallyport.proxy.msn.MsnLab.In;
import org.sallyport.proxy.testkit.MsnClient;
import org.sallyport.proxy.testkit.MsnConversation;
import org.sallyport.proxy.testkit.ReviewDesk;

/** What people at MSN clients say is held, and goes on in a conversation with the same people. */
class MsnQuarantineTest {

    private static final String FORMAT = "X-MMS-IM-Format: FN=Segoe%20UI; EF=B; CO=800000; CS=0; PF=22";

    @TempDir
    Path directory;

    private ReviewDesk desk;
    private MsnLab lab;

    @BeforeEach
    void start() throws IOException {
        desk = new ReviewDesk(directory);
        lab = new MsnLab(desk::into);
        lab.rules(ReviewDesk.rule());
    }

    @AfterEach
    void stop() throws IOException {
        lab.nothingBrokeTheProtocol();
        lab.close();
        desk.close();
    }

    @Test
    void whatCameInIsSaidInItsConversation() throws Exception {
        try (MsnClient alice = lab.signOn(In.SOCKS_5, ALICE);
                MsnClient carol = lab.signOn(In.OUTSIDE, CAROL)) {
            MsnConversation hers = carol.call(ALICE);
            MsnConversation his = alice.answer(CAROL);
            hers.expectJoin(ALICE);
            hers.say("A", "secret caf\u00e9s");
            assertThat(desk.release().text()).isEqualTo("secret caf\u00e9s");
            assertThat(his.expectMessage(CAROL, "secret caf\u00e9s").payload()).contains(FORMAT);
            desk.one(State.DELIVERED);
            hers.say("A", "more");
            his.expectMessage(CAROL, "more");
            assertThat(his.waiting()).isZero();
        }
    }

    @Test
    void whatWentOutIsSaidAsItsSenderWouldAndAnswersStayHere() throws Exception {
        try (MsnClient alice = lab.signOn(In.SOCKS_5, ALICE);
                MsnClient carol = lab.signOn(In.OUTSIDE, CAROL)) {
            MsnConversation hers = alice.call(CAROL);
            MsnConversation other = carol.answer(ALICE);
            hers.expectJoin(CAROL);
            hers.expectAck(hers.say("A", "secret plans"));
            assertThat(other.waiting()).isZero();
            desk.release();
            assertThat(other.expectMessage(ALICE, "secret plans").payload()).contains(FORMAT);
            desk.one(State.DELIVERED);
            hers.expectAck(hers.say("A", "and on"));
            other.expectMessage(ALICE, "and on");
            assertThat(hers.waiting() + other.waiting()).isZero();
        }
        assertThat(desk.receipts()).contains("released, and said to the service");
    }

    /** Once the window is closed there is nowhere to say it: it waits until there is. */
    @Test
    void whatWentOutWaitsForAConversationWithTheSamePeople() throws Exception {
        try (MsnClient alice = lab.signOn(In.SOCKS_5, ALICE);
                MsnClient bob = lab.signOn(In.OUTSIDE, BOB);
                MsnClient carol = lab.signOn(In.OUTSIDE, CAROL)) {
            MsnConversation hers = alice.call(CAROL);
            MsnConversation other = carol.answer(ALICE);
            hers.expectJoin(CAROL);
            hers.expectAck(hers.say("A", "secret plans"));
            desk.one(State.WAITING);
            hers.leave();
            other.expectLeave(ALICE);
            desk.release();
            MsnConversation wrong = alice.call(BOB);
            MsnConversation his = bob.answer(ALICE);
            wrong.expectJoin(BOB);
            wrong.expectAck(wrong.say("A", "hello bob"));
            his.expectMessage(ALICE, "hello bob");
            desk.one(State.RELEASED);
            MsnConversation again = alice.call(CAROL);
            MsnConversation there = carol.answer(ALICE);
            again.expectJoin(CAROL);
            there.expectMessage(ALICE, "secret plans");
            desk.one(State.DELIVERED);
            assertThat(his.waiting()).isZero();
        }
    }

    @Test
    void betweenColleaguesItStaysHere() throws Exception {
        try (MsnClient alice = lab.signOn(In.SOCKS_5, ALICE);
                MsnClient bob = lab.signOn(In.SOCKS_5, BOB)) {
            MsnConversation hers = alice.call(BOB);
            MsnConversation his = bob.answer(ALICE);
            hers.expectJoin(BOB);
            hers.expectAck(hers.say("A", "secret plans"));
            desk.release();
            assertThat(his.expectMessage(ALICE, "secret plans").payload()).contains(FORMAT);
            desk.one(State.DELIVERED);
            assertThat(lab.service().words()).isEmpty();
        }
    }
}
