package org.sallyport.proxy.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits on the disk is there after a crash, and does not fill the disk. */
class AlertStoreTest {

    private static final long MOST = 1 << 20;

    @TempDir
    private Path directory;

    @Test
    void isThereAfterARestartAsItWas() throws IOException {
        AlertStore store = AlertStore.open(directory, MOST);
        List<Alert> alerts = List.of(Samples.alert("1", "r", "a"), Samples.hostile());
        assertThat(store.append(alerts)).isEqualTo(2);
        assertThat(store.append(alerts(3, 3))).isEqualTo(1);
        String key = store.key(1);

        AlertStore again = AlertStore.open(directory, MOST);
        assertThat(again.state().waiting()).isEqualTo(3);
        assertThat(again.key(1)).isEqualTo(key);
        assertThat(read(again))
                .containsExactly(alerts.get(0), alerts.get(1), alerts(3, 3).getFirst());
        assertThat(again.planned()).isNull();
    }

    @Test
    void whatWasUnderWayIsUnderWayAgainAndWhatWasToldIsNot() throws IOException {
        AlertStore store = AlertStore.open(directory, MOST);
        store.append(alerts(1, 10));
        store.plan(5);
        store = AlertStore.open(directory, MOST);
        assertThat(store.planned()).isEqualTo(5);
        store.told(5);
        store = AlertStore.open(directory, MOST);
        assertThat(store.planned()).isNull();
        assertThat(store.state().first()).isEqualTo(5);
        assertThat(read(store)).isEqualTo(alerts(5, 10));
    }

    @Test
    void aHalfWrittenLineWasNeverAccepted() throws IOException {
        AlertStore store = AlertStore.open(directory, MOST);
        store.append(alerts(1, 2));
        Files.writeString(segment(), "0badc0de {\"id\":\"3", StandardOpenOption.APPEND);
        store = AlertStore.open(directory, MOST);
        assertThat(store.state().waiting()).isEqualTo(2);
        assertThat(Files.readString(segment())).endsWith("}\n");
        store.append(alerts(3, 3));
        assertThat(read(AlertStore.open(directory, MOST))).isEqualTo(alerts(1, 3));
    }

    @Test
    void aDamagedLineIsLostAloneAndCounted() throws IOException {
        AlertStore store = AlertStore.open(directory, MOST);
        store.append(alerts(1, 3));
        byte[] bytes = Files.readAllBytes(segment());
        int second = new String(bytes, StandardCharsets.UTF_8).indexOf("\"id\":\"2\"");
        bytes[second + 6] = '7';
        Files.write(segment(), bytes);
        AlertStore damaged = AlertStore.open(directory, MOST);
        List<Alert> read = new ArrayList<>();
        assertThat(damaged.read(1, 4, read::add)).isEqualTo(1);
        assertThat(read).extracting(Alert::id).containsExactly("1", "3");
    }

    @Test
    void aFullStoreKeepsTheEldestAndHasRoomAgainOnceTheyAreTold() throws IOException {
        AlertStore store = AlertStore.open(directory, 128 << 10);
        int taken = 0;
        for (int i = 0; i < 100; i++) {
            taken += store.append(alerts(i * 10 + 1, i * 10 + 10));
        }
        assertThat(taken).isBetween(200, 600);
        assertThat(store.state().bytes()).isBetween(100L << 10, 128L << 10);
        assertThat(read(store)).isEqualTo(alerts(1, taken));
        assertThat(store.append(alerts(1, 10))).isLessThan(10);
        long end = store.state().end();
        store.told(end);
        assertThat(store.append(alerts(1, 10))).isEqualTo(10);
        assertThat(read(AlertStore.open(directory, 128 << 10))).isEqualTo(alerts(1, 10));
        assertThat(store.state().first()).isEqualTo(end);
    }

    @Test
    void numbersAreNotGivenTwiceWhenSegmentsAreLost() throws IOException {
        AlertStore store = AlertStore.open(directory, MOST);
        store.append(alerts(1, 10));
        store.told(8);
        Files.writeString(segment(), "");
        store = AlertStore.open(directory, MOST);
        assertThat(store.state().waiting()).isZero();
        assertThat(store.state().end()).isEqualTo(8);
        store.append(alerts(11, 12));
        assertThat(read(AlertStore.open(directory, MOST))).isEqualTo(alerts(11, 12));
    }

    @Test
    void anUnreadableCursorTellsAgainRatherThanNot() throws IOException {
        AlertStore store = AlertStore.open(directory, MOST);
        store.append(alerts(1, 4));
        store.told(3);
        Files.writeString(directory.resolve("cursor"), "what?");
        assertThat(read(AlertStore.open(directory, MOST))).isEqualTo(alerts(1, 4));
    }

    private Path segment() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".alerts"))
                    .findAny()
                    .orElseThrow();
        }
    }

    private static List<Alert> alerts(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(i -> Samples.alert(Integer.toString(i), "r", "p" + i))
                .toList();
    }

    private static List<Alert> read(AlertStore store) throws IOException {
        List<Alert> alerts = new ArrayList<>();
        AlertStore.State state = store.state();
        assertThat(store.read(state.first(), state.end(), alerts::add)).isZero();
        return alerts;
    }
}
