package org.sallyport.proxy.held;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.archive.ArchiveRecord;
import org.sallyport.archive.journal.Journal;
import org.sallyport.policy.held.HeldMessage;
import org.sallyport.policy.held.HeldMessage.State;
import org.sallyport.policy.held.HeldMessages;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Feature;
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
import org.sallyport.proxy.held.HeldEntry.Progress;
import org.sallyport.proxy.relay.Quarantine;
import org.sallyport.proxy.relay.SignedOn;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.ChildJvm;
import org.sallyport.proxy.testkit.Memory;
import org.sallyport.proxy.testkit.NobodyKnown;

/** What is held is there after anything that may happen to a process, and gone when its time is over. */
class HeldTest {

    private static final ServiceId AIM = new ServiceId("aim");

    @TempDir
    Path directory;

    private final Memory journal = new Memory();
    private Map<ScreenName, Identity> people = Map.of();
    private volatile Instant now = Instant.parse("2026-11-21T10:00:00Z");
    private @Nullable Held held;

    @AfterEach
    void stop() {
        close();
        journal.close();
    }

    private void close() {
        if (held != null) {
            held.close();
            held = null;
        }
    }

    private Held open() throws IOException {
        return open(HeldSettings.DEFAULTS);
    }

    private Held open(HeldSettings settings) throws IOException {
        close();
        Held opened = Held.open(
                settings,
                directory,
                new SignedOn(),
                journal,
                Journal.Guarantee.DURABLE,
                new NobodyKnown(),
                new Clock() {
                    @Override
                    public ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return now;
                    }
                });
        held = opened;
        return opened;
    }

    private static ImEvent.Message message(Text text, ImEvent.Message.Mark... marks) {
        return message("alice", text, marks);
    }

    private static ImEvent.Message message(String from, Text text, ImEvent.Message.Mark... marks) {
        return new ImEvent.Message(
                Flow.OUTBOUND,
                Feature.CHAT,
                ScreenName.of(AIM, from),
                List.of(new ScreenName(AIM, "eve", "E ve")),
                null,
                text,
                Set.of(marks),
                "17");
    }

    private ArchiveRecord record(ImEvent event) throws IOException {
        Opening opening = new Opening(
                "c-1",
                now,
                "proxy",
                new InetSocketAddress("127.0.0.1", 4711),
                new Address("login.example", 5190),
                Opening.NamedBy.SOCKS,
                null,
                true);
        return new ArchiveRecord(
                now,
                opening,
                new ProtocolId("oscar"),
                AIM,
                event.from(),
                event,
                new Decision.Decided(
                        Verdict.Drop.INSTANCE,
                        List.of("rule"),
                        List.of(new Duty.Quarantine("review")),
                        "test",
                        List.of()),
                people);
    }

    /** Hands one in and waits; gives the notice of a refusal, empty when it is held. */
    private String hold(ImEvent event) throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Objects.requireNonNull(held).hold(record(event), new Duty.Quarantine("review"), new Quarantine.Outcome() {
            @Override
            public void held() {
                answer.complete("");
            }

            @Override
            public void refused(String notice) {
                answer.complete(notice);
            }
        });
        Await.until("an answer", answer::isDone);
        return answer.join();
    }

    private static List<HeldMessage> all(Held held) {
        return held.list(EnumSet.allOf(State.class), 100);
    }

    /** Half a surrogate pair is no character, but some clients send it. */
    @Test
    void whatWasAcknowledgedIsThereAfterAStartWithAllThatBelongsToIt() throws Exception {
        open();
        Text text = new Text("caf\u00e9 \ud83d", "<b>caf\u00e9</b> \ud83d", true).inStyle("FN=Arial; CO=ff");
        assertThat(hold(message(text, ImEvent.Message.Mark.AUTO_RESPONSE))).isEmpty();
        HeldMessage before = all(open()).getFirst();
        assertThat(before.state()).isEqualTo(State.WAITING);
        assertThat(before.text()).isEqualTo("caf\u00e9 \ud83d");
        HeldEntry entry = HeldStore.open(directory, HeldSettings.DEFAULTS).get(before.id());
        assertThat(entry).isNotNull();
        assertThat(entry.message()).isEqualTo(message(text, ImEvent.Message.Mark.AUTO_RESPONSE));
        assertThat(entry.message().to().getFirst().display()).isEqualTo("E ve");
        assertThat(entry.opening()).isEqualTo(record(entry.message()).opening());
        Held first = open();
        assertThat(first.release(before.id(), "carol", "why not")).isEqualTo(HeldMessages.Outcome.DONE);
        HeldMessage after = all(open()).getFirst();
        assertThat(after.state()).isEqualTo(State.RELEASED);
        assertThat(after.decision()).isEqualTo(new HeldMessage.Verdict("carol", now, "why not"));
        assertThat(journal.receipts()).containsExactly("released by carol");
    }

    @Test
    void halfAFileIsNoFileAndABrokenOneHidesNoOther() throws Exception {
        open();
        hold(message(Text.plain("one")));
        now = now.plusSeconds(1);
        hold(message(Text.plain("two")));
        List<HeldMessage> both = all(Objects.requireNonNull(held));
        close();
        Path first = directory.resolve(both.get(0).id() + ".held");
        byte[] bytes = Files.readAllBytes(first);
        bytes[bytes.length / 2] ^= 1;
        Files.write(first, bytes);
        Path second = directory.resolve(both.get(1).id() + ".held");
        byte[] whole = Files.readAllBytes(second);
        Files.write(directory.resolve(both.get(1).id() + ".next"), java.util.Arrays.copyOf(whole, 40));
        assertThat(all(open())).extracting(HeldMessage::text).containsExactly("two");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            both.get(0).id() + ".held.broken", both.get(1).id() + ".held");
        }
    }

    @Test
    void whateverWasSaidToBeKeptSurvivesAKill() throws Exception {
        Path output = directory.resolveSibling(directory.getFileName() + ".out");
        List<String> lines;
        try (ChildJvm child = ChildJvm.start(List.of(), HoldingMain.class, List.of(directory.toString()), output)) {
            child.awaitOutput("released " + String.format("%024x", 40));
            child.kill();
            // What it was writing when it was killed may be half a line.
            String said = child.output();
            lines = said.substring(0, said.lastIndexOf('\n')).lines().toList();
        } finally {
            Files.deleteIfExists(output);
        }
        HeldStore store = HeldStore.open(directory, HeldSettings.DEFAULTS);
        assertThat(lines).hasSizeGreaterThan(80);
        for (String line : lines) {
            HeldEntry entry = store.get(line.substring(line.indexOf(' ') + 1));
            assertThat(entry).as(line).isNotNull();
            if (line.startsWith("released")) {
                assertThat(entry.progress()).isEqualTo(Progress.RELEASED);
            }
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).allMatch(file -> file.toString().endsWith(".held"));
        }
    }

    /** Killed between "about to be sent" and the answer: nobody knows, so nobody sends it again. */
    @Test
    void whatWasBeingSentWhenTheProcessEndedIsNotSentTwice() throws Exception {
        open();
        hold(message(Text.plain("once")));
        String id = all(Objects.requireNonNull(held)).getFirst().id();
        close();
        HeldStore store = HeldStore.open(directory, HeldSettings.DEFAULTS);
        HeldEntry entry = Objects.requireNonNull(store.get(id));
        store.put(entry.decided(Progress.RELEASED, new HeldMessage.Verdict("carol", now, ""))
                .at(Progress.UNDER_WAY, now));
        Held again = open();
        assertThat(all(again)).extracting(HeldMessage::state).containsExactly(State.DELIVERED);
        assertThat(again.uncertain()).isEqualTo(1);
        Await.until("it is recorded", () -> journal.receipts().size() == 1);
        assertThat(journal.receipts().getFirst()).startsWith("may have been delivered");
    }

    @Test
    void whatIsOverMakesRoomAndWhatWaitsDoesNot() throws Exception {
        open(new HeldSettings(Duration.ofDays(30), 2, 1 << 20, 100));
        assertThat(hold(message(Text.plain("one")))).isEmpty();
        now = now.plusSeconds(1);
        assertThat(hold(message(Text.plain("two")))).isEmpty();
        now = now.plusSeconds(1);
        assertThat(hold(message(Text.plain("three")))).contains("could not be kept");
        Held desk = Objects.requireNonNull(held);
        assertThat(desk.reject(all(desk).getFirst().id(), "carol", "")).isEqualTo(HeldMessages.Outcome.DONE);
        assertThat(hold(message(Text.plain("four")))).isEmpty();
        assertThat(all(desk)).extracting(HeldMessage::text).containsExactly("two", "four");
        assertThat(desk.refused()).isEqualTo(1);
        open(new HeldSettings(Duration.ofDays(30), 100, 2_000, 100));
        assertThat(hold(message(Text.plain("x".repeat(5_000))))).contains("could not be kept");
    }

    @Test
    void nobodyFillsTheQuarantineForAll() throws Exception {
        HeldSettings settings = new HeldSettings(Duration.ofDays(30), 10, 1 << 20, 20);
        open(settings);
        assertThat(hold(message(Text.plain("one")))).isEmpty();
        // By its time it is the first of the list.
        now = now.plusMillis(1);
        assertThat(hold(message(Text.plain("two")))).isEmpty();
        assertThat(hold(message(Text.plain("three")))).contains("So many of your messages wait for review");
        assertThat(hold(message("bobby", Text.plain("four")))).isEmpty();
        Held desk = open(settings);
        assertThat(hold(message(Text.plain("five")))).as("after a start").contains("So many of your");
        assertThat(desk.refused()).isEqualTo(1);
        assertThat(journal.receipts())
                .containsExactly(
                        "not held for review: too many of this sender's wait already",
                        "not held for review: too many of this sender's wait already");
        desk.reject(all(desk).getFirst().id(), "carol", "");
        assertThat(hold(message(Text.plain("six")))).isEmpty();
        // A long one counts for what it takes, though the first of anybody's is kept wherever there is room.
        assertThat(hold(message("dave", Text.plain("x".repeat(300_000))))).isEmpty();
        assertThat(hold(message("dave", Text.plain("y")))).contains("So many of your");
    }

    @Test
    void aPersonHasOneShareUnderAllTheirNames() throws Exception {
        open(new HeldSettings(Duration.ofDays(30), 10, 1 << 20, 20));
        Identity anna = new Identity.Known(
                new Person("id-anna", "anna", "Anna", null, Set.of(), false), Identity.Source.BINDING);
        people = Map.of(ScreenName.of(AIM, "alice"), anna, ScreenName.of(AIM, "alice2"), anna);
        assertThat(hold(message("alice", Text.plain("one")))).isEmpty();
        assertThat(hold(message("alice2", Text.plain("two")))).isEmpty();
        assertThat(hold(message("alice", Text.plain("three")))).contains("So many of your");
        assertThat(hold(message("bobby", Text.plain("four")))).isEmpty();
    }

    /** However many there are: none is out of a reviewer's reach. */
    @Test
    void aListIsReadInPartsAndCountedByQueue() throws Exception {
        open();
        for (int i = 0; i < 25; i++) {
            hold(message(Text.plain("text " + i)));
            now = now.plusMillis(1);
        }
        Held desk = open();
        HeldMessages.Part part = desk.list(Set.of(State.WAITING), "review", 20, 3);
        assertThat(part.messages()).extracting(HeldMessage::text).containsExactly("text 20", "text 21", "text 22");
        assertThat(part.total()).isEqualTo(25);
        assertThat(desk.list(Set.of(State.WAITING), "other", 0, 3)).isEqualTo(new HeldMessages.Part(List.of(), 0));
        assertThat(desk.list(Set.of(State.WAITING), null, 25, 3).messages()).isEmpty();
        desk.reject(part.messages().getFirst().id(), "carol", "");
        assertThat(desk.queues(Set.of(State.WAITING))).containsExactly(Map.entry("review", 24L));
        assertThat(desk.queues(Set.of(State.REJECTED))).containsExactly(Map.entry("review", 1L));
        assertThat(desk.waiting()).isEqualTo(24);
        long bytes = 0;
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        assertThat(desk.bytes()).isEqualTo(bytes);
    }

    @Test
    void nothingWaitsForEver() throws Exception {
        open(new HeldSettings(Duration.ofDays(30), 10, 1 << 20, 100));
        hold(message(Text.plain("waits")));
        hold(message(Text.plain("released")));
        Held desk = Objects.requireNonNull(held);
        String released = all(desk).stream()
                .filter(message -> message.text().equals("released"))
                .findFirst()
                .orElseThrow()
                .id();
        desk.release(released, "carol", "");
        now = now.plus(Duration.ofDays(29));
        desk.expire();
        assertThat(all(desk)).extracting(HeldMessage::state).containsOnly(State.WAITING, State.RELEASED);
        now = now.plus(Duration.ofDays(2));
        desk.expire();
        assertThat(all(desk)).extracting(HeldMessage::state).containsOnly(State.EXPIRED);
        assertThat(desk.release(released, "carol", "")).isEqualTo(HeldMessages.Outcome.ALREADY_DECIDED);
        now = now.plus(Duration.ofDays(31));
        desk.expire();
        assertThat(all(desk)).isEmpty();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
        Await.until("both are recorded", () -> journal.receipts().size() == 3);
    }

    /** A connection that takes nothing each time it is asked must not begin the time anew each time. */
    @Test
    void whatIsTriedInVainDoesNotWaitForEverEither() throws Exception {
        open();
        hold(message(Text.plain("released")));
        Held desk = Objects.requireNonNull(held);
        String id = all(desk).getFirst().id();
        desk.release(id, "carol", "");
        for (int day = 0; day < 29; day += 7) {
            now = now.plus(Duration.ofDays(7));
            assertThat(desk.step(id, Progress.RELEASED, Progress.UNDER_WAY)).isTrue();
            assertThat(desk.step(id, Progress.UNDER_WAY, Progress.RELEASED)).isTrue();
        }
        desk.expire();
        assertThat(all(desk)).extracting(HeldMessage::state).containsExactly(State.EXPIRED);
    }

    @Test
    void whatCanNeverBeReleasedIsNotKept() throws Exception {
        open();
        assertThat(hold(new ImEvent.Presence(Flow.OUTBOUND, null, "away", Text.EMPTY)))
                .isEmpty();
        assertThat(hold(message(Text.plain("the beginning"), ImEvent.Message.Mark.CUT)))
                .contains("too long");
        assertThat(all(Objects.requireNonNull(held))).isEmpty();
    }
}
