package org.sallyport.proxy.ymsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.policy.held.HeldMessage.State;
import org.sallyport.protocols.Address;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.Dialer;
import org.sallyport.proxy.testkit.ReviewDesk;
import org.sallyport.proxy.testkit.YmsgClient;

/** What people at Yahoo! clients say is held, and goes on formatted as it was. */
class YmsgQuarantineTest {

    private static final String WORDS = "\u001b[1m<font size=\"10\">secret \u001b[31mcaf\u00e9s";

    @TempDir
    Path directory;

    private ReviewDesk desk;
    private YmsgGate gate;

    @BeforeEach
    void start() throws IOException {
        desk = new ReviewDesk(directory);
        gate = new YmsgGate(desk::into);
        gate.rules(ReviewDesk.rule());
    }

    @AfterEach
    void stop() {
        gate.close();
        desk.close();
        assertThat(gate.malformed()).isZero();
        assertThat(gate.service().faults()).isEmpty();
    }

    private YmsgClient outsider(String name, int version) throws Exception {
        YmsgClient client = YmsgClient.signOn(
                Dialer.direct(), new Address("127.0.0.1", gate.service().port()), name, version);
        Await.until(name + " is online", () -> gate.service().isOnline(name));
        return client;
    }

    @ParameterizedTest
    @ValueSource(ints = {YmsgClient.V12, YmsgClient.V16})
    void whatCameInGoesToItsRecipient(int version) throws Exception {
        try (YmsgClient bob = gate.signOn("bob", version);
                YmsgClient eve = outsider("eve", version)) {
            eve.say("bob", WORDS);
            assertThat(desk.release().text()).isEqualTo("secret caf\u00e9s");
            bob.expectMessage("eve", WORDS);
            desk.one(State.DELIVERED);
            eve.say("bob", "more");
            bob.expectMessage("eve", "more");
            assertThat(bob.waiting(packet -> packet.service() == YmsgClient.MESSAGE))
                    .isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {YmsgClient.V12, YmsgClient.V16})
    void whatWentOutGoesToTheService(int version) throws Exception {
        try (YmsgClient alice = gate.signOn("alice", version);
                YmsgClient eve = outsider("eve", version)) {
            YmsgClient.Sent sent = alice.say("eve", WORDS);
            if (version >= YmsgClient.V16) {
                alice.expectAck(sent);
            }
            desk.release();
            eve.expectMessage("alice", WORDS);
            desk.one(State.DELIVERED);
            alice.say("eve", "more");
            eve.expectMessage("alice", "more");
            assertThat(gate.service().words()).containsExactly(WORDS, "more");
            assertThat(eve.waiting(packet -> packet.service() == YmsgClient.MESSAGE))
                    .isZero();
        }
    }

    @Test
    void betweenColleaguesItStaysHereAndWaitsForThem() throws Exception {
        try (YmsgClient alice = gate.signOn("alice", YmsgClient.V16);
                YmsgClient bob = gate.signOn("bob", YmsgClient.V12)) {
            alice.expectAck(alice.say("bob", WORDS));
            desk.release();
            bob.expectMessage("alice", WORDS);
            desk.one(State.DELIVERED);
            assertThat(gate.service().words()).isEmpty();
        }
    }
}
