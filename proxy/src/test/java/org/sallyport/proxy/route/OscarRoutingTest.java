package org.sallyport.proxy.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sallyport.policy.Question;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.entry.OpenGate;
import org.sallyport.proxy.relay.RelayMeters;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.Dialer;
import org.sallyport.proxy.testkit.OscarClient;
import org.sallyport.proxy.testkit.OscarService;

/** Two people at AIM clients behind the gateway, and a service that must not hear what they say to each other. */
class OscarRoutingTest {

    private OscarService service;
    private OpenGate gate;
    private volatile Function<Question, @Nullable Decision> rules = question -> null;
    private final ConcurrentLinkedQueue<Question> asked = new ConcurrentLinkedQueue<>();
    private final AtomicLong outside = new AtomicLong();

    @BeforeEach
    void start() throws IOException {
        int bos;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            bos = free.getLocalPort();
        }
        service = OscarService.start(InetAddress.getLoopbackAddress(), 0, bos, new Address("127.0.0.1", bos));
        OpenGate.Inside inside = new OpenGate.Inside();
        inside.catalogued = new ServiceId("aim");
        inside.policy = question -> {
            asked.add(question);
            Decision special = rules.apply(question);
            return special == null ? decided(Verdict.Allow.INSTANCE) : special;
        };
        inside.meters = new Counting();
        gate = new OpenGate(OpenGate.relaySettings(), inside);
    }

    @AfterEach
    void stop() {
        gate.close();
        service.close();
    }

    private static Decision decided(Verdict verdict, Duty... duties) {
        return new Decision.Decided(verdict, List.of("rule"), List.of(duties), "test", List.of());
    }

    /** What goes out between people is to stay here. */
    private void keep(Duty.Reach reach) {
        rules = question -> {
            boolean talk = question.event() instanceof ImEvent.Message || question.event() instanceof ImEvent.Typing;
            return talk && question.event().flow() == Flow.OUTBOUND
                    ? decided(Verdict.Allow.INSTANCE, new Duty.Route(reach))
                    : null;
        };
    }

    private OscarClient signOn(String name) throws Exception {
        OscarClient client = OscarClient.signOn(
                Dialer.socks5(gate.address("proxy")), new Address("127.0.0.1", service.authorizerPort()), name);
        Await.until(
                name + " is known here",
                () -> !gate.services()
                        .signedOn()
                        .of(org.sallyport.protocols.oscar.wire.OscarNames.screenName(name))
                        .isEmpty());
        return client;
    }

    @Test
    void neitherWordsNorTypingLeaveTheHouse() throws Exception {
        keep(Duty.Reach.LOCAL_ONLY);
        try (OscarClient alice = signOn("alice");
                OscarClient bobby = signOn("bobby")) {
            alice.type("bobby");
            bobby.expect("typing", snac -> snac.is(4, 0x14));
            alice.expectAck(alice.say("bobby", "<b>not</b> for strangers"));
            bobby.expectMessage("alice", "<b>not</b> for strangers");
            bobby.expectAck(bobby.say("alice", "understood"));
            alice.expectMessage("bobby", "understood");
            assertThat(service.words()).isEmpty();
            assertThat(service.received()).noneMatch(one -> one.snac().is(4, 0x14));
            assertThat(service.faults()).isEmpty();
        }
        assertThat(outside).hasValue(0);
        assertThat(asked.stream().map(Question::event).filter(ImEvent.Receipt.class::isInstance))
                .extracting(event -> ((ImEvent.Receipt) event).detail())
                .containsOnly("delivered here, not by the service");
        assertThat(asked.stream()
                        .map(Question::event)
                        .filter(event -> event instanceof ImEvent.Message && event.flow() == Flow.INBOUND))
                .as("what arrived was judged at each recipient")
                .hasSize(2);
    }

    @Test
    void whatTheServiceSaysNextIsStillNumberedRight() throws Exception {
        keep(Duty.Reach.LOCAL);
        try (OscarClient alice = signOn("alice");
                OscarClient bobby = signOn("bobby")) {
            for (int i = 0; i < 20; i++) {
                alice.expectAck(alice.say("bobby", "here " + i));
                bobby.expectMessage("alice", "here " + i);
                service.deliver("eve", "bobby", "there " + i);
                bobby.expectMessage("eve", "there " + i);
            }
        }
    }

    @Test
    void whoIsNotHereGetsItFromTheService() throws Exception {
        keep(Duty.Reach.LOCAL);
        try (OscarClient alice = signOn("alice")) {
            alice.say("carol", "are you there?");
            Await.until("the service has it", () -> service.words().contains("are you there?"));
        }
        assertThat(outside).hasValue("are you there?".length());
    }

    @Test
    void whatMustStayHereGoesBackWhenNobodyIs() throws Exception {
        keep(Duty.Reach.LOCAL_ONLY);
        try (OscarClient alice = signOn("alice")) {
            alice.expectError(alice.say("carol", "are you there?"));
            alice.expectNotice("not signed on here");
            assertThat(service.words()).isEmpty();
        }
        assertThat(outside).hasValue(0);
    }

    @Test
    void everyClientOfTheRecipientGetsIt() throws Exception {
        keep(Duty.Reach.LOCAL_ONLY);
        try (OscarClient alice = signOn("alice");
                OscarClient desk = signOn("bobby");
                OscarClient laptop = signOn("bobby")) {
            Await.until(
                    "both",
                    () -> gate.services()
                                    .signedOn()
                                    .of(org.sallyport.protocols.oscar.wire.OscarNames.screenName("bobby"))
                                    .size()
                            == 2);
            alice.expectAck(alice.say("bobby", "twice"));
            desk.expectMessage("alice", "twice");
            laptop.expectMessage("alice", "twice");
            assertThat(service.words()).isEmpty();
        }
    }

    @Test
    void rulesAboutTheRecipientHold() throws Exception {
        keep(Duty.Reach.LOCAL_ONLY);
        Function<Question, @Nullable Decision> kept = rules;
        rules = question ->
                question.event() instanceof ImEvent.Message && question.event().flow() == Flow.INBOUND
                        ? decided(new Verdict.Deny(null))
                        : kept.apply(question);
        try (OscarClient alice = signOn("alice");
                OscarClient bobby = signOn("bobby")) {
            alice.expectAck(alice.say("bobby", "you may not read this"));
            rules = kept;
            alice.expectAck(alice.say("bobby", "but this"));
            bobby.expectMessage("alice", "but this");
            assertThat(bobby.waiting(snac -> snac.is(4, 7))).isZero();
            assertThat(service.words()).isEmpty();
        }
    }

    @Test
    void otherWordsArriveWhereARuleSaysSo() throws Exception {
        rules = question ->
                question.event() instanceof ImEvent.Message && question.event().flow() == Flow.OUTBOUND
                        ? decided(new Verdict.Rewrite("****"), new Duty.Route(Duty.Reach.LOCAL_ONLY))
                        : null;
        try (OscarClient alice = signOn("alice");
                OscarClient bobby = signOn("bobby")) {
            alice.expectAck(alice.say("bobby", "secret"));
            bobby.expect(
                    "other words",
                    snac -> snac.is(4, 7)
                            && String.valueOf(snac.incoming().text()).contains("****"));
            assertThat(bobby.waiting(snac -> snac.is(4, 7))).isZero();
            assertThat(service.words()).isEmpty();
        }
    }

    /** The recipient hangs up in the middle and reads to the end: what it did not get, the service did. */
    @Test
    void nothingIsLostOrTwiceWhenTheRecipientGoes() throws Exception {
        keep(Duty.Reach.LOCAL);
        try (OscarClient alice = signOn("alice")) {
            for (int round = 0; round < 5; round++) {
                Set<String> sent = new HashSet<>();
                List<String> read = new ArrayList<>();
                int before = service.words().size();
                OscarClient bobby = signOn("bobby");
                for (int i = 0; i < 200; i++) {
                    String words = "round " + round + " number " + i;
                    sent.add(words);
                    alice.say("bobby", words);
                    if (i == 40 + 10 * round) {
                        bobby.socket().socket().shutdownOutput();
                    }
                }
                bobby.expectClosed();
                while (bobby.waiting(snac -> snac.is(4, 7)) > 0) {
                    read.add(String.valueOf(bobby.expect("a message", snac -> snac.is(4, 7))
                            .incoming()
                            .text()));
                }
                Await.until("everything is somewhere", () -> {
                    Set<String> arrived = new HashSet<>(read);
                    List<String> heard = service.words();
                    arrived.addAll(heard.subList(before, heard.size()));
                    return arrived.equals(sent);
                });
                assertThat(read).doesNotHaveDuplicates();
                List<String> heard = service.words();
                assertThat(heard.subList(before, heard.size())).doesNotHaveDuplicates();
                bobby.close();
            }
        }
        assertThat(service.faults()).isEmpty();
    }

    /**
     * Recipients go and come back while somebody talks to them. Each word is read once, or its writer hears that it was not sent;
     * and the service hears nothing at all.
     */
    @Test
    void whatMustStayHereIsReadOrReturnedWhoeverGoes() throws Exception {
        keep(Duty.Reach.LOCAL_ONLY);
        try (OscarClient alice = signOn("alice")) {
            Map<Long, String> sent = new HashMap<>();
            List<String> read = new ArrayList<>();
            for (int round = 0; round < 4; round++) {
                OscarClient bobby = signOn("bobby");
                for (int i = 0; i < 100; i++) {
                    String words = "internal " + round + " " + i;
                    sent.put(alice.say("bobby", words), words);
                    if (i == 20 + 20 * round) {
                        bobby.socket().socket().shutdownOutput();
                    }
                }
                bobby.expectClosed();
                while (bobby.waiting(snac -> snac.is(4, 7)) > 0) {
                    read.add(String.valueOf(bobby.expect("a message", snac -> snac.is(4, 7))
                            .incoming()
                            .text()));
                }
                bobby.close();
            }
            Await.until(
                    "an answer to each", () -> alice.waiting(snac -> snac.is(4, 0x0C) || snac.is(4, 1)) == sent.size());
            Set<String> acknowledged = new HashSet<>();
            while (alice.waiting(snac -> snac.is(4, 0x0C)) > 0) {
                acknowledged.add(
                        sent.get(alice.expect("04/0C", snac -> snac.is(4, 0x0C)).requestId()));
            }
            assertThat(read).doesNotHaveDuplicates();
            assertThat(acknowledged).as("delivered").isEqualTo(new HashSet<>(read));
            assertThat(acknowledged).isNotEmpty();
            assertThat(acknowledged.size()).as("some came back").isLessThan(sent.size());
        }
        assertThat(service.received())
                .as("what the service got of it")
                .noneMatch(one -> one.snac().is(4, 6) || one.snac().is(4, 0x14));
        assertThat(outside).hasValue(0);
        assertThat(service.faults()).isEmpty();
    }

    /** Not to be delivered is not the same as nobody being there. */
    @Test
    void whatCantBeDeliveredHereSaysSo() throws Exception {
        keep(Duty.Reach.LOCAL_ONLY);
        try (OscarClient alice = signOn("alice");
                OscarClient bobby = signOn("bobby")) {
            alice.expectAck(alice.say("bobby", "first"));
            bobby.expectMessage("alice", "first");
            // The service asks its client for silence, and what it doesn't say is not said in its place either.
            service.pause("bobby");
            Await.until("bobby takes nothing", () -> {
                long id = alice.say("bobby", "now?");
                return "error".equals(alice.answer(id));
            });
            alice.expectNotice("can't be delivered within the company");
            assertThat(service.words()).isEmpty();
        }
    }

    /** Adds up what left the house. */
    private final class Counting implements RelayMeters {
        @Override
        public void routed(Routed how, long textBytes) {
            if (Objects.requireNonNull(how) == Routed.SERVICE) {
                outside.addAndGet(textBytes);
            }
        }
    }
}
