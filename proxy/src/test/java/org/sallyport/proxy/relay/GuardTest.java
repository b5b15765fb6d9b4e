package org.sallyport.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.sallyport.archive.ArchiveRecord;
import org.sallyport.archive.journal.Journal;
import org.sallyport.policy.DecisionPoint;
import org.sallyport.policy.Question;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.People;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.sallyport.proxy.alert.AlertSink;

/** The guard with an event loop, a directory and a journal of the test's own, all on this thread. */
class GuardTest implements People, Journal {

    private static final ServiceId AIM = new ServiceId("aim");
    private static final DecisionPoint ALLOW = question ->
            new Decision.Decided(Verdict.Allow.INSTANCE, List.of("everything"), List.of(), "test", List.of());

    private final Deque<Runnable> loop = new ArrayDeque<>();
    private final Deque<Appended> waiting = new ArrayDeque<>();
    private final List<ArchiveRecord> records = new ArrayList<>();
    private @Nullable List<Decision> decisions;
    private final List<String> raised = new ArrayList<>();
    private boolean directoryIsBroken;
    private boolean journalFails;
    private int mostWaiting;

    @Test
    void aLongFrameTakesItsTurnAtTheJournalInOrder() {
        List<ImEvent> events = presence(1_000);
        judge(ALLOW, events);
        assertThat(mostWaiting).isEqualTo(Judgement.AT_ONCE);
        assertThat(records.stream().map(ArchiveRecord::event).toList()).isEqualTo(events);
        assertThat(decisions).hasSize(1_000);
        assertThat(records).allSatisfy(record -> assertThat(record.people()).hasSize(1));
    }

    @Test
    void aFaultInThePolicyDisconnects() {
        int[] asked = {0};
        judge(
                question -> {
                    if (++asked[0] == 2) {
                        throw new IllegalStateException();
                    }
                    return ALLOW.decide(question);
                },
                presence(3));
        assertThat(decisions).hasSize(3);
        assertThat(decisions.get(1)).isInstanceOf(Decision.Failed.class);
        assertThat(decisions.get(2).verdict()).isInstanceOf(Verdict.Disconnect.class);
    }

    @Test
    void aDirectoryThatFailsIsNotADirectoryThatKnowsNobody() {
        directoryIsBroken = true;
        judge(ALLOW, presence(1));
        assertThat(records.getFirst().people().values()).allMatch(Identity.Unavailable.class::isInstance);
        assertThat(records.getFirst().people()).hasSize(1);
    }

    /** Nobody else has that name, so no directory is asked. */
    @Test
    void whoSignedInAtTheDoorIsWhoAnUnreadConnectionBelongsTo() {
        directoryIsBroken = true;
        Person alice = new Person("1", "Alice", "Alice Adams", null, Set.of(), false);
        List<Question> asked = new ArrayList<>();
        ScreenName name = Guard.atDoor(alice);
        judge(
                question -> {
                    asked.add(question);
                    return ALLOW.decide(question);
                },
                List.of(new ImEvent.Unread(Flow.OUTBOUND, name, "tls")),
                alice);
        assertThat(asked.getFirst().identityOf(name)).isEqualTo(new Identity.Known(alice, Identity.Source.DOOR));
        assertThat(records.getFirst().people())
                .isEqualTo(Map.of(name, new Identity.Known(alice, Identity.Source.DOOR)));
        assertThat(records.getFirst().event().from()).isEqualTo(name);
    }

    @Test
    void anAlertIsRaisedOnceTheJournalHasAnswered() {
        Duty.Alert alert = new Duty.Alert("high", List.of("mail:compliance"));
        judge(
                question -> new Decision.Decided(
                        Verdict.Allow.INSTANCE,
                        List.of("r"),
                        List.of(new Duty.Review("later"), alert),
                        "test",
                        List.of()),
                presence(2));
        assertThat(raised).containsExactly("1 p0 high", "1 p1 high");
        raised.clear();
        journalFails = true;
        judge(
                question ->
                        new Decision.Decided(Verdict.Allow.INSTANCE, List.of("r"), List.of(alert), "test", List.of()),
                presence(1));
        // Not recorded and so not passed on: all the more somebody has to know.
        assertThat(raised).containsExactly("0 p0 high");
        assertThat(decisions).isNotNull();
        assertThat(decisions.getFirst().verdict()).isInstanceOf(Verdict.Deny.class);
    }

    private static List<ImEvent> presence(int count) {
        List<ImEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(new ImEvent.Presence(Flow.INBOUND, new ScreenName(AIM, "p" + i, "p" + i), "online", Text.EMPTY));
        }
        return events;
    }

    private void judge(DecisionPoint policy, List<ImEvent> events) {
        judge(policy, events, null);
    }

    private void judge(DecisionPoint policy, List<ImEvent> events, @Nullable Person user) {
        AlertSink alerts = (record, alert, sequence) -> {
            assertThat(records).contains(record);
            raised.add(sequence + " "
                    + Objects.requireNonNull(record.event().from()).normalized() + " " + alert.severity());
        };
        Guard guard = new Guard(
                Identities.of(this),
                null,
                policy,
                this,
                Guarantee.DURABLE,
                false,
                RelayMeters.NONE,
                alerts,
                Quarantine.NONE);
        Opening opening = new Opening(
                "1",
                Instant.EPOCH,
                "test",
                InetSocketAddress.createUnresolved("client", 1),
                new Address("service", 1),
                Opening.NamedBy.SOCKS,
                null,
                true);
        Place place = new Place(opening, new ProtocolId("oscar"), AIM, null, user);
        guard.judge(place, events, Instant.EPOCH, loop::add, got -> decisions = got);
        while (!loop.isEmpty() || !waiting.isEmpty()) {
            while (!loop.isEmpty()) {
                loop.poll().run();
            }
            mostWaiting = Math.max(mostWaiting, waiting.size());
            if (!waiting.isEmpty()) {
                Appended done = waiting.poll();
                if (journalFails) {
                    done.failed("full");
                } else {
                    done.kept(1);
                }
            }
        }
    }

    @Override
    public void append(ArchiveRecord record, Guarantee guarantee, Appended done) {
        records.add(record);
        waiting.add(done);
    }

    @Override
    public @Nullable Identity ifKnown(ScreenName name) {
        return directoryIsBroken ? null : Identity.Unregistered.INSTANCE;
    }

    @Override
    public CompletableFuture<Identity> resolve(ScreenName name) {
        return CompletableFuture.failedFuture(new IllegalStateException());
    }

    @Override
    public void close() {}
}
