package org.sallyport.proxy.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.People;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.presence.Presence;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.proxy.entry.OpenGate;
import org.sallyport.proxy.relay.Attendance;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.Dialer;
import org.sallyport.proxy.testkit.OscarClient;
import org.sallyport.proxy.testkit.OscarService;

/** Who is on, as a page would show it, and an end put to it. */
class AttendanceTest {

    private static final Person ALICE = new Person("1", "aadams", "Alice Adams", null, Set.of(), false);

    private OscarService service;
    private OpenGate gate;
    private Attendance attendance;

    @BeforeEach
    void start() throws IOException {
        int bos;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            bos = free.getLocalPort();
        }
        service = OscarService.start(InetAddress.getLoopbackAddress(), 0, bos, new Address("127.0.0.1", bos));
        OpenGate.Inside inside = new OpenGate.Inside();
        inside.catalogued = new ServiceId("aim");
        gate = new OpenGate(OpenGate.relaySettings(), inside);
        attendance = new Attendance(gate.services().signedOn(), new Directory(Map.of("alice", ALICE)));
    }

    @AfterEach
    void stop() {
        gate.close();
        service.close();
    }

    private OscarClient signOn(String name) throws Exception {
        return OscarClient.signOn(
                Dialer.socks5(gate.address("proxy")), new Address("127.0.0.1", service.authorizerPort()), name);
    }

    private List<String> names() {
        return attendance.list().stream()
                .map(presence -> presence.account().normalized())
                .toList();
    }

    @Test
    void whoeverSignsOnIsListedUntilTheyGo() throws Exception {
        Instant before = Instant.now();
        try (OscarClient alice = signOn("alice")) {
            Await.until("alice is listed", () -> names().equals(List.of("alice")));
            try (OscarClient bobby = signOn("bobby")) {
                Await.until("both are, in order", () -> names().equals(List.of("alice", "bobby")));
                alice.expectAck(alice.say("bobby", "you are on"));
                bobby.expectMessage("alice", "you are on");
            }
            Await.until("bobby is gone", () -> names().equals(List.of("alice")));
            Presence presence = attendance.list().getFirst();
            assertThat(presence.identity()).isEqualTo(new Identity.Known(ALICE));
            assertThat(presence.service()).isEqualTo(new ServiceId("aim"));
            assertThat(presence.protocol()).isEqualTo(new ProtocolId("oscar"));
            assertThat(presence.address()).isEqualTo("127.0.0.1");
            assertThat(presence.entry()).isEqualTo("proxy");
            assertThat(presence.since()).isBetween(before, Instant.now());
        }
    }

    @Test
    void whoeverIsPutOutIsToldWhy() throws Exception {
        try (OscarClient alice = signOn("alice");
                OscarClient bobby = signOn("bobby")) {
            Await.until("both are listed", () -> names().size() == 2);
            String connection = attendance.list().stream()
                    .filter(presence -> presence.account().normalized().equals("bobby"))
                    .map(Presence::connection)
                    .findFirst()
                    .orElseThrow();
            // Its account is known before its client is shown anything; and what it still has to say must not be under
            // way.
            bobby.expectAck(bobby.say("alice", "here I am"));
            alice.expectMessage("bobby", "here I am");
            assertThat(attendance.end("no-such-connection", "bye")).isFalse();
            assertThat(attendance.end(connection, "Your session was ended.")).isTrue();
            bobby.expectNotice("Your session was ended.");
            bobby.expectClosed();
            Await.until("only alice is left", () -> names().equals(List.of("alice")));
            assertThat(attendance.end(connection, "again")).isFalse();
            service.deliver("eve", "alice", "still there?");
            alice.expectMessage("eve", "still there?");
        }
    }

    /** Knows some, and of others that there is nobody. */
    private record Directory(Map<String, Person> known) implements People {
        @Override
        public @Nullable Identity ifKnown(ScreenName name) {
            Person person = known.get(name.normalized());
            return person == null ? Identity.Unregistered.INSTANCE : new Identity.Known(person);
        }

        @Override
        public CompletableFuture<Identity> resolve(ScreenName name) {
            return CompletableFuture.completedFuture(java.util.Objects.requireNonNull(ifKnown(name)));
        }

        @Override
        public void close() {}
    }
}
