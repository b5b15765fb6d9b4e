package org.sallyport.proxy.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.policy.held.HeldMessage.State;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.proxy.testkit.OscarClient;
import org.sallyport.proxy.testkit.OscarRoom;
import org.sallyport.proxy.testkit.ReviewDesk;

/** What is said in a room of AIM is held, and everybody is shown it once it goes, its author too, each once. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OscarRoomQuarantineTest {

    @TempDir
    Path directory;

    private ReviewDesk desk;
    private AimGate gate;

    @BeforeEach
    void start() throws IOException {
        desk = new ReviewDesk(directory);
        gate = new AimGate(desk::into);
    }

    @AfterEach
    void stop() {
        gate.close();
        desk.close();
        assertThat(gate.service().faults()).isEmpty();
    }

    private void hold(Verdict verdict) {
        gate.rules(question -> AimGate.isSaid(question, Flow.OUTBOUND)
                        && question.event().text().plain().contains("secret")
                ? AimGate.decided(verdict, new Duty.Quarantine("review"))
                : null);
    }

    private static void nobodyHearsMore(OscarRoom... rooms) throws Exception {
        for (OscarRoom room : rooms) {
            room.ping();
            assertThat(room.waiting()).as(room.line().name()).isZero();
        }
    }

    @Test
    void whatWasRefusedIsShownToItsAuthorWithTheOthers() throws Exception {
        hold(new Verdict.Deny("Somebody looks at it first."));
        try (OscarClient alice = gate.signOn("alice");
                OscarClient bob = gate.signOn("bob");
                OscarRoom hers = OscarRoom.open(alice, "tea");
                OscarRoom his = OscarRoom.enter(bob, hers.cookie())) {
            hers.expectJoined("bob");
            hers.say("a secret");
            hers.expectNotice("looks at it first");
            nobodyHearsMore(hers, his);
            desk.release();
            his.expectLine("alice", "a secret");
            hers.expectLine("alice", "a secret");
            desk.one(State.DELIVERED);
            nobodyHearsMore(hers, his);
            assertThat(gate.service().words()).isEmpty();
        }
    }

    @Test
    void whatVanishedIsShownToItsAuthorThen() throws Exception {
        hold(Verdict.Drop.INSTANCE);
        try (OscarClient alice = gate.signOn("alice");
                OscarClient bob = gate.signOn("bob");
                OscarRoom hers = OscarRoom.open(alice, "tea");
                OscarRoom his = OscarRoom.enter(bob, hers.cookie())) {
            hers.expectJoined("bob");
            hers.expectOwn(hers.say("a secret"));
            desk.release();
            his.expectLine("alice", "a secret");
            desk.one(State.DELIVERED);
            nobodyHearsMore(hers, his);
            assertThat(gate.service().words()).isEmpty();
        }
    }

    /** By the service, in the room as it was: whoever came since was not meant. */
    @Test
    void withAnOutsiderItIsForTheServiceOnceTheSamePeopleAreThere() throws Exception {
        hold(Verdict.Drop.INSTANCE);
        try (OscarClient alice = gate.signOn("alice");
                OscarClient eve = gate.past("eve");
                OscarClient mallory = gate.past("mallory");
                OscarRoom hers = OscarRoom.open(alice, "tea");
                OscarRoom there = OscarRoom.enter(eve, hers.cookie())) {
            hers.expectJoined("eve");
            hers.expectOwn(hers.say("a secret"));
            try (OscarRoom unmeant = OscarRoom.enter(mallory, hers.cookie())) {
                hers.expectJoined("mallory");
                there.expectJoined("mallory");
                assertThat(desk.release().text()).isEqualTo("a secret");
                // Released later, and there already: the first has been tried.
                alice.say("eve", "another secret");
                desk.release();
                eve.expectMessage("alice", "another secret");
                nobodyHearsMore(unmeant, there);
            }
            there.expectLine("alice", "a secret");
            nobodyHearsMore(hers, there);
            assertThat(gate.service().words()).isEqualTo(List.of("another secret", "a secret"));
        }
    }
}
