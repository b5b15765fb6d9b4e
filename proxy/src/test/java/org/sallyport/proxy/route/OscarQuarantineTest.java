package org.sallyport.proxy.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.archive.journal.Journal;
import org.sallyport.policy.held.HeldMessage;
import org.sallyport.policy.held.HeldMessage.State;
import org.sallyport.policy.held.HeldMessages;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.entry.OpenGate;
import org.sallyport.proxy.held.Held;
import org.sallyport.proxy.held.HeldSettings;
import org.sallyport.proxy.relay.SignedOn;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.Dialer;
import org.sallyport.proxy.testkit.Memory;
import org.sallyport.proxy.testkit.NobodyKnown;
import org.sallyport.proxy.testkit.OscarClient;
import org.sallyport.proxy.testkit.OscarService;

/** What people at AIM clients say is held, and goes on when a reviewer says so: over real sockets. */
class OscarQuarantineTest {

    @TempDir
    Path directory;

    private final Memory journal = new Memory();
    private final SignedOn signedOn = new SignedOn();
    private OscarService service;
    private OpenGate gate;
    private Held held;

    /** What becomes of what has the word in it. */
    private volatile Verdict verdict = Verdict.Drop.INSTANCE;

    private volatile List<Duty> more = List.of();

    @BeforeEach
    void start() throws IOException {
        int bos;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            bos = free.getLocalPort();
        }
        service = OscarService.start(InetAddress.getLoopbackAddress(), 0, bos, new Address("127.0.0.1", bos));
        open(HeldSettings.DEFAULTS);
    }

    private void open(HeldSettings settings) throws IOException {
        held = Held.open(
                settings,
                directory,
                signedOn,
                journal,
                Journal.Guarantee.DURABLE,
                new NobodyKnown(),
                Clock.systemUTC());
        OpenGate.Inside inside = new OpenGate.Inside();
        inside.catalogued = new ServiceId("aim");
        inside.journal = journal;
        inside.signedOn = signedOn;
        inside.quarantine = held;
        inside.policy = question -> {
            boolean secret = question.event() instanceof ImEvent.Message message
                    && message.text().plain().contains("secret");
            List<Duty> duties = new ArrayList<>(more);
            duties.add(new Duty.Quarantine("review"));
            return new Decision.Decided(
                    secret ? verdict : Verdict.Allow.INSTANCE,
                    List.of(secret ? "Words that matter" : "rest"),
                    secret ? duties : List.of(),
                    "test",
                    List.of());
        };
        gate = new OpenGate(OpenGate.relaySettings(), inside);
    }

    @AfterEach
    void stop() {
        gate.close();
        held.close();
        service.close();
        journal.close();
    }

    private OscarClient signOn(String name) throws Exception {
        return OscarClient.signOn(
                Dialer.socks5(gate.address("proxy")), new Address("127.0.0.1", service.authorizerPort()), name);
    }

    private OscarClient outsider(String name) throws Exception {
        OscarClient client =
                OscarClient.signOn(Dialer.direct(), new Address("127.0.0.1", service.authorizerPort()), name);
        Await.until(name + " is on", () -> service.isOnline(name));
        return client;
    }

    private HeldMessage one(State state) throws Exception {
        Await.until("one that is " + state, () -> held.list(Set.of(state), 10).size() == 1);
        return held.list(Set.of(state), 10).getFirst();
    }

    private void release(HeldMessage message) {
        assertThat(held.release(message.id(), "carol", "harmless")).isEqualTo(HeldMessages.Outcome.DONE);
    }

    @Test
    void whatCameInGoesToItsRecipientOnceReleased() throws Exception {
        try (OscarClient bobby = signOn("bobby")) {
            Await.until("bobby is on", () -> service.isOnline("bobby"));
            service.deliver("eve", "bobby", "<b>secret</b> plans");
            HeldMessage message = one(State.WAITING);
            assertThat(message.text()).isEqualTo("secret plans");
            assertThat(message.queue()).isEqualTo("review");
            assertThat(message.rules()).containsExactly("Words that matter");
            service.deliver("eve", "bobby", "something else");
            bobby.expectMessage("eve", "something else");
            assertThat(bobby.waiting(snac -> snac.is(4, 7))).isZero();
            release(message);
            bobby.expectMessage("eve", "<b>secret</b> plans");
            HeldMessage after = one(State.DELIVERED);
            assertThat(after.decision()).isNotNull();
            assertThat(after.decision().reviewer()).isEqualTo("carol");
            assertThat(held.release(message.id(), "dave", "")).isEqualTo(HeldMessages.Outcome.ALREADY_DECIDED);
            assertThat(held.reject(message.id(), "dave", "")).isEqualTo(HeldMessages.Outcome.ALREADY_DECIDED);
            service.deliver("eve", "bobby", "and on");
            bobby.expectMessage("eve", "and on");
            assertThat(bobby.waiting(snac -> snac.is(4, 7))).isZero();
        }
        Await.until("it is recorded", () -> journal.receipts().size() == 2);
        assertThat(journal.receipts())
                .containsExactly("released by carol", "released, and delivered here, not by the service");
    }

    @Test
    void whatCameInWaitsForItsRecipient() throws Exception {
        HeldMessage message;
        try (OscarClient bobby = signOn("bobby")) {
            Await.until("bobby is on", () -> service.isOnline("bobby"));
            service.deliver("eve", "bobby", "secret plans");
            message = one(State.WAITING);
            service.deliver("eve", "bobby", "hello");
            bobby.expectMessage("eve", "hello");
        }
        Await.until("bobby is gone", () -> signedOn.accounts() == 0);
        release(message);
        assertThat(one(State.RELEASED).id()).isEqualTo(message.id());
        try (OscarClient bobby = signOn("bobby")) {
            bobby.expectMessage("eve", "secret plans");
            one(State.DELIVERED);
        }
    }

    @Test
    void whatWentOutGoesToTheServiceInItsSendersPlace() throws Exception {
        try (OscarClient alice = signOn("alice");
                OscarClient eve = outsider("eve")) {
            alice.expectAck(alice.say("eve", "<i>secret</i> plans"));
            HeldMessage message = one(State.WAITING);
            alice.expectAck(alice.say("eve", "first"));
            eve.expectMessage("alice", "first");
            assertThat(service.words()).containsExactly("first");
            release(message);
            eve.expectMessage("alice", "<i>secret</i> plans");
            one(State.DELIVERED);
            for (int i = 0; i < 5; i++) {
                alice.expectAck(alice.say("eve", "then " + i));
                eve.expectMessage("alice", "then " + i);
            }
            assertThat(alice.waiting(snac -> snac.is(4, 1) || snac.is(4, 0x0C))).isZero();
        }
        assertThat(service.faults()).isEmpty();
        assertThat(journal.receipts()).contains("released by carol", "released, and said to the service");
    }

    @Test
    void whatWentOutWaitsForItsSender() throws Exception {
        HeldMessage message;
        try (OscarClient alice = signOn("alice")) {
            alice.expectAck(alice.say("eve", "secret plans"));
            message = one(State.WAITING);
        }
        Await.until("alice is gone", () -> signedOn.accounts() == 0);
        release(message);
        assertThat(one(State.RELEASED).id()).isEqualTo(message.id());
        try (OscarClient eve = outsider("eve");
                OscarClient alice = signOn("alice")) {
            eve.expectMessage("alice", "secret plans");
            one(State.DELIVERED);
            alice.expectAck(alice.say("eve", "done"));
        }
    }

    @Test
    void thatTheServiceDoesNotTakeItIsOnTheRecordAndNoConcernOfTheClients() throws Exception {
        try (OscarClient alice = signOn("alice")) {
            alice.expectAck(alice.say("eve", "secret plans"));
            release(one(State.WAITING));
            one(State.DELIVERED);
            Await.until("the error is recorded", () -> journal.receipts().contains("the service did not take it"));
            // What comes after it comes to the client, and has the next number.
            alice.expectError(alice.say("eve", "are you there?"));
            assertThat(alice.waiting(snac -> snac.is(4, 1))).isZero();
        }
    }

    @Test
    void betweenColleaguesItStaysHere() throws Exception {
        try (OscarClient alice = signOn("alice");
                OscarClient bobby = signOn("bobby")) {
            Await.until("both are on", () -> service.isOnline("alice") && service.isOnline("bobby"));
            alice.expectAck(alice.say("bobby", "secret plans"));
            release(one(State.WAITING));
            bobby.expectMessage("alice", "secret plans");
            one(State.DELIVERED);
            assertThat(service.words()).isEmpty();
        }
    }

    @Test
    void whatMustStayHereWaitsForTheColleague() throws Exception {
        more = List.of(new Duty.Route(Duty.Reach.LOCAL_ONLY));
        try (OscarClient alice = signOn("alice")) {
            try (OscarClient bobby = outsider("bobby")) {
                alice.expectAck(alice.say("bobby", "secret plans"));
                HeldMessage message = one(State.WAITING);
                release(message);
                alice.expectAck(alice.say("bobby", "lunch?"));
                bobby.expectMessage("alice", "lunch?");
            }
            try (OscarClient bobby = signOn("bobby")) {
                bobby.expectMessage("alice", "secret plans");
                one(State.DELIVERED);
            }
            assertThat(service.words()).containsExactly("lunch?");
        }
    }

    @Test
    void whatIsRejectedNeverGoes() throws Exception {
        verdict = new Verdict.Deny("held for review");
        try (OscarClient alice = signOn("alice");
                OscarClient eve = outsider("eve")) {
            alice.expectError(alice.say("eve", "secret plans"));
            alice.expectNotice("held for review");
            HeldMessage message = one(State.WAITING);
            assertThat(held.reject(message.id(), "carol", "no")).isEqualTo(HeldMessages.Outcome.DONE);
            assertThat(held.release(message.id(), "carol", "")).isEqualTo(HeldMessages.Outcome.ALREADY_DECIDED);
            alice.expectNotice("will not be sent");
            alice.expectAck(alice.say("eve", "well then"));
            eve.expectMessage("alice", "well then");
            assertThat(service.words()).containsExactly("well then");
            assertThat(held.release("no such id", "carol", "")).isEqualTo(HeldMessages.Outcome.NO_SUCH_MESSAGE);
        }
        assertThat(journal.receipts()).contains("rejected by carol").noneMatch(detail -> detail.contains("released"));
    }

    @Test
    void whereThereIsNoRoomItIsRefusedVisibly() throws Exception {
        gate.close();
        held.close();
        open(new HeldSettings(Duration.ofDays(1), 2, 1 << 20, 100));
        try (OscarClient alice = signOn("alice");
                OscarClient eve = outsider("eve")) {
            alice.expectAck(alice.say("eve", "secret 1"));
            alice.expectAck(alice.say("eve", "secret 2"));
            alice.expectError(alice.say("eve", "secret 3"));
            alice.expectNotice("could not be kept for review");
            assertThat(held.refused()).isEqualTo(1);
            HeldMessage first = held.list(Set.of(State.WAITING), 1).getFirst();
            assertThat(first.text()).isEqualTo("secret 1");
            release(first);
            eve.expectMessage("alice", "secret 1");
            one(State.DELIVERED);
            alice.expectAck(alice.say("eve", "secret 4"));
            assertThat(held.list(Set.of(State.WAITING), 10))
                    .extracting(HeldMessage::text)
                    .containsExactly("secret 2", "secret 4");
            assertThat(service.words()).containsExactly("secret 1");
        }
        assertThat(journal.receipts()).contains("not held for review: the quarantine is full");
    }

    /** Whoever reads to the end has what was delivered, and the others get the rest later: nothing is lost, nothing twice. */
    @Test
    void everyReleasedMessageArrivesOnceThoughRecipientsComeAndGo() throws Exception {
        int messages = 120;
        try (OscarClient bobby = signOn("bobby")) {
            Await.until("bobby is on", () -> service.isOnline("bobby"));
            for (int i = 0; i < messages; i++) {
                service.deliver("eve", "bobby", "secret " + i);
            }
            Await.until("all wait", () -> held.waiting() == messages);
            assertThat(bobby.waiting(snac -> snac.is(4, 7))).isZero();
        }
        List<HeldMessage> waiting = held.list(Set.of(State.WAITING), messages);
        Thread reviewer = Thread.ofVirtual().start(() -> waiting.forEach(this::release));
        List<String> read = new ArrayList<>();
        while (read.size() < messages) {
            OscarClient bobby = signOn("bobby");
            int before = read.size();
            Await.until(
                    "some arrive, or all are delivered",
                    () -> bobby.waiting(snac -> snac.is(4, 7)) > 10
                            || held.list(EnumSet.of(State.WAITING, State.RELEASED), 1)
                                    .isEmpty());
            bobby.socket().socket().shutdownOutput();
            bobby.expectClosed();
            while (bobby.waiting(snac -> snac.is(4, 7)) > 0) {
                read.add(String.valueOf(bobby.expect("a message", snac -> snac.is(4, 7))
                        .incoming()
                        .text()));
            }
            bobby.close();
            assertThat(read).as("after %d", before).doesNotHaveDuplicates();
        }
        reviewer.join();
        assertThat(read).hasSize(messages);
        assertThat(held.delivered()).isEqualTo(messages);
        assertThat(held.uncertain()).isZero();
    }
}
