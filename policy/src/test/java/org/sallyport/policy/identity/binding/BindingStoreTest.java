package org.sallyport.policy.identity.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.identity.binding.BindingChange.Kind;
import org.sallyport.policy.identity.binding.Bindings.Outcome;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;

class BindingStoreTest {

    private static final ServiceId AIM = new ServiceId("aim");
    private static final Person ALICE = person("alice");
    private static final Person BOB = person("bob");

    @TempDir
    Path folder;

    private final AtomicLong now = new AtomicLong(1_000);
    private final InstantSource clock = () -> Instant.ofEpochMilli(now.getAndIncrement());

    static Person person(String login) {
        return new Person("id-" + login, login, login, null, Set.of(), false);
    }

    static ScreenName aim(String name) {
        return ScreenName.of(AIM, name);
    }

    static Binding bound(BindingStore store, String name) {
        return Objects.requireNonNull(store.find(aim(name)), name);
    }

    static Bindings.Claim claim(String name, Person person) {
        return new Bindings.Claim(aim(name), person, Binding.Source.ADMINISTRATOR, "root", "because");
    }

    private BindingStore open() throws IOException {
        return BindingStore.open(folder, clock);
    }

    private Path file() {
        return folder.resolve("bindings.log");
    }

    @Test
    void whatIsBoundStaysBoundWhenItIsOpenedAnew() throws Exception {
        Binding before;
        try (BindingStore store = open()) {
            assertThat(store.bind(claim("one", ALICE))).isInstanceOf(Outcome.Done.class);
            assertThat(store.bind(claim("two", ALICE))).isInstanceOf(Outcome.Done.class);
            assertThat(store.bind(claim("gone", ALICE))).isInstanceOf(Outcome.Done.class);
            assertThat(store.bind(claim("one", BOB))).isInstanceOf(Outcome.Disputed.class);
            assertThat(store.unbind(aim("gone"), "root", "left")).isInstanceOf(Outcome.Done.class);
            before = store.find(aim("one"));
        }
        try (BindingStore store = open()) {
            assertThat(store.find(aim("one"))).isEqualTo(before);
            assertThat(store.find(aim("gone"))).isNull();
            assertThat(store.of("id-alice"))
                    .extracting(b -> b.name().normalized())
                    .containsExactly("one", "two");
            assertThat(store.conflicts()).singleElement().satisfies(c -> {
                assertThat(c.login()).isEqualTo("bob");
                assertThat(c.name()).isEqualTo(aim("one"));
            });
        }
    }

    @Test
    void aNameOfAnotherIsNotTakenAndKeepsItsPastWhenItIsHandedOver() throws Exception {
        try (BindingStore store = open()) {
            store.bind(claim("one", ALICE));
            Outcome.Disputed first = (Outcome.Disputed) store.bind(claim("one", BOB));
            assertThat(store.bind(claim("one", BOB))).as("the same claim again").isEqualTo(first);
            assertThat(bound(store, "one").login()).isEqualTo("alice");
            String id = first.conflict().id();
            assertThat(store.settle(id, Bindings.Settlement.KEEP, "root", "hers"))
                    .isInstanceOf(Outcome.Done.class);
            assertThat(store.conflicts()).isEmpty();
            assertThat(store.settle(id, Bindings.Settlement.HAND_OVER, "root", ""))
                    .as("is settled")
                    .isInstanceOf(Outcome.Refused.class);
            store.bind(claim("one", BOB));
            store.settle(id, Bindings.Settlement.HAND_OVER, "root", "his now");
            assertThat(bound(store, "one").login()).isEqualTo("bob");
            assertThat(store.of("id-alice")).isEmpty();
            assertThat(store.history(aim("one"), 10))
                    .extracting(BindingChange::kind)
                    .containsExactly(Kind.HANDED_OVER, Kind.CLAIMED, Kind.KEPT, Kind.CLAIMED, Kind.BOUND);
            assertThat(store.historyOf("id-alice", 10))
                    .extracting(BindingChange::kind)
                    .as("she lost it")
                    .containsExactly(Kind.HANDED_OVER, Kind.BOUND);
            assertThat(store.history(aim("one"), 1).getFirst().formerLogin()).isEqualTo("alice");
        }
    }

    @Test
    void everyLengthThatAKillCanLeaveIsAWholeState() throws Exception {
        List<Long> ends = new ArrayList<>(List.of(0L));
        try (BindingStore store = open()) {
            for (String name : List.of("one", "two", "three")) {
                store.bindAll(List.of(claim(name, ALICE), claim(name + "x", BOB)));
                ends.add(store.bytes());
            }
        }
        byte[] whole = Files.readAllBytes(file());
        for (int length = 0; length <= whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            int lines = 0;
            while (lines + 1 < ends.size() && ends.get(lines + 1) <= length) {
                lines++;
            }
            try (BindingStore store = open()) {
                assertThat(store.list(Bindings.Filter.ALL, 0, 10).total()).isEqualTo(2 * lines);
                assertThat(Files.size(file())).as("what was torn is cut off").isEqualTo(ends.get(lines));
            }
        }
    }

    @Test
    void afterATornLineChangesGoOn() throws Exception {
        try (BindingStore store = open()) {
            store.bind(claim("one", ALICE));
        }
        Files.writeString(file(), "0badc0de [{\"ti", StandardOpenOption.APPEND);
        try (BindingStore store = open()) {
            assertThat(store.bind(claim("two", BOB))).isInstanceOf(Outcome.Done.class);
        }
        try (BindingStore store = open()) {
            assertThat(store.list(Bindings.Filter.ALL, 0, 10).total()).isEqualTo(2);
        }
    }

    @Test
    void aDamagedLineIsPassedOverAndNeverRead() throws Exception {
        try (BindingStore store = open()) {
            store.bind(claim("one", ALICE));
            store.bind(claim("two", ALICE));
        }
        String text = Files.readString(file());
        Files.writeString(file(), text.replaceFirst("id-alice", "id-mallo"));
        try (BindingStore store = open()) {
            assertThat(store.find(aim("one"))).isNull();
            assertThat(store.find(aim("two"))).isNotNull();
        }
    }

    @Test
    void oneProcessHasTheFolder() throws Exception {
        try (BindingStore store = open()) {
            assertThat(store.conflicts()).isEmpty();
            assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("open already");
        }
    }

    @Test
    void aLongPastIsShortenedAndWhatIsTrueStays() throws Exception {
        long max = 20_000;
        try (BindingStore store = BindingStore.open(folder, clock, max)) {
            store.bind(claim("steady", ALICE));
            store.bind(claim("steady", BOB));
            for (int i = 0; i < 1_000; i++) {
                store.bind(claim("busy", i % 2 == 0 ? ALICE : BOB));
                assertThat(store.bytes()).isLessThan(max + 1_000);
                store.unbind(aim("busy"), "root", "");
            }
            store.bind(claim("busy", BOB));
            assertThat(store.history(aim("busy"), 10_000).size()).isBetween(20, 120);
        }
        try (BindingStore store = BindingStore.open(folder, clock, max)) {
            assertThat(bound(store, "steady").login()).isEqualTo("alice");
            assertThat(bound(store, "steady").since()).isEqualTo(Instant.ofEpochMilli(1_000));
            assertThat(bound(store, "busy").login()).isEqualTo("bob");
            assertThat(store.conflicts()).hasSize(1);
        }
    }

    @Test
    void thousandsAreListedInPagesAndByFilter() throws Exception {
        try (BindingStore store = open()) {
            List<Bindings.Claim> many = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                many.add(claim(String.format("name%05d", i), person("p" + i % 100)));
            }
            assertThat(store.bindAll(many)).allMatch(Outcome.Done.class::isInstance);
            Bindings.Page page = store.list(Bindings.Filter.ALL, 4_990, 100);
            assertThat(page.total()).isEqualTo(5_000);
            assertThat(page.bindings())
                    .hasSize(10)
                    .last()
                    .satisfies(b -> assertThat(b.name()).isEqualTo(aim("name04999")));
            assertThat(store.list(new Bindings.Filter(AIM, "P42", null), 0, 1).total())
                    .isEqualTo(50);
            assertThat(store.list(new Bindings.Filter(null, "", Binding.Source.CSV), 0, 1)
                            .total())
                    .isZero();
            assertThat(store.of("id-p42")).hasSize(50);
        }
    }

    @Test
    void claimsThatWaitAreBounded() throws Exception {
        try (BindingStore store = open()) {
            store.bind(claim("one", ALICE));
            List<Bindings.Claim> many = new ArrayList<>();
            for (int i = 0; i < BindingStore.MOST_CONFLICTS + 5; i++) {
                many.add(claim("one", person("p" + i)));
            }
            List<Outcome> outcomes = store.bindAll(many);
            assertThat(outcomes.subList(0, BindingStore.MOST_CONFLICTS)).allMatch(Outcome.Disputed.class::isInstance);
            assertThat(outcomes.getLast()).isInstanceOf(Outcome.Refused.class);
            assertThat(store.conflicts()).hasSize(BindingStore.MOST_CONFLICTS);
        }
    }

    @Test
    void whatCanNotBeNamesIsRefused() throws Exception {
        try (BindingStore store = open()) {
            for (String bad : List.of("", " ", "a\u0000b", "x".repeat(257))) {
                assertThat(store.bind(claim(bad, ALICE))).isInstanceOf(Outcome.Refused.class);
            }
            assertThat(store.unbind(aim("none"), "root", "")).isEqualTo(new Outcome.Unchanged());
            assertThat(Files.size(file())).isZero();
        }
    }
}
