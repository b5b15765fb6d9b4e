package org.sallyport.archive.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each test does one thing to a sound journal that must not go unnoticed. */
@Timeout(60)
class JournalVerifierTest {

    private static final int ENTRIES = 250;

    @TempDir
    private Path temp;

    private Path dir;
    private List<Segment> segments = List.of();

    private record Place(long sequence, int from, int to) {}

    @BeforeEach
    void soundJournal() throws IOException {
        dir = temp.resolve("journal");
        try (SegmentJournal journal = SegmentJournal.open(settings())) {
            for (int i = 1; i <= ENTRIES; i++) {
                Appending.append(journal, "words " + i).join();
            }
        }
        segments = Segment.list(dir);
        assertThat(segments).hasSizeGreaterThan(2);
        assertThat(verify()).isInstanceOf(Verification.Intact.class);
    }

    private JournalSettings settings() {
        return JournalSettings.in(dir).withSegmentBytes(64 * 1024);
    }

    private Verification verify() {
        return JournalVerifier.verify(dir, JournalVerifier.Progress.NONE);
    }

    private Verification.Broken broken() {
        Verification found = verify();
        assertThat(found).isInstanceOf(Verification.Broken.class);
        return (Verification.Broken) found;
    }

    private static List<Place> places(Path file) throws IOException {
        List<Place> places = new ArrayList<>();
        try (SegmentScanner scanner = new SegmentScanner(file)) {
            while (scanner.next() == SegmentScanner.Found.ENTRY) {
                int from = (int) scanner.offset();
                places.add(new Place(scanner.sequence(), from, from + EntryFrame.OVERHEAD + scanner.payloadLength()));
            }
        }
        return places;
    }

    private static void fixChecksum(byte[] bytes, Place place) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, place.from(), 4);
        crc.update(bytes, place.from() + 8, place.to() - place.from() - 8);
        ByteBuffer.wrap(bytes).putInt(place.from() + 4, (int) crc.getValue());
    }

    private Path newest() {
        return segments.getLast().file();
    }

    private Path second() {
        return segments.get(1).file();
    }

    private void assertBrokenAt(Place place, Path file) {
        Verification.Broken broken = broken();
        assertThat(broken.sequence()).isEqualTo(place.sequence());
        assertThat(broken.offset()).isEqualTo(place.from());
        assertThat(broken.file()).isEqualTo(file.getFileName().toString());
    }

    @Test
    void aChangedByteInAClosedSegment() throws IOException {
        Place place = places(second()).get(5);
        byte[] bytes = Files.readAllBytes(second());
        bytes[place.from() + 40] ^= 1;
        Files.write(second(), bytes);
        assertBrokenAt(place, second());
    }

    @Test
    void aChangedByteInTheNewestSegmentIsNotTakenForATornTail() throws IOException {
        Place place = places(newest()).get(2);
        byte[] bytes = Files.readAllBytes(newest());
        bytes[place.from() + 40] ^= 1;
        Files.write(newest(), bytes);
        assertBrokenAt(place, newest());
        assertThatThrownBy(() -> SegmentJournal.open(settings()))
                .isInstanceOfSatisfying(
                        JournalDamagedException.class,
                        damage -> assertThat(damage.sequence()).isEqualTo(place.sequence()));
        assertThat(Files.readAllBytes(newest())).as("and nothing was cut").isEqualTo(bytes);
    }

    @Test
    void aChangedByteWhoseChecksumWasMadeToFit() throws IOException {
        Place place = places(second()).get(5);
        byte[] bytes = Files.readAllBytes(second());
        bytes[place.from() + 40] ^= 1;
        fixChecksum(bytes, place);
        Files.write(second(), bytes);
        assertBrokenAt(place, second());
    }

    @Test
    void zerosInPlaceOfAnEntry() throws IOException {
        Place place = places(newest()).get(2);
        byte[] bytes = Files.readAllBytes(newest());
        Arrays.fill(bytes, place.from(), place.to(), (byte) 0);
        Files.write(newest(), bytes);
        assertBrokenAt(place, newest());
    }

    @Test
    void aRemovedEntry() throws IOException {
        Place place = places(second()).get(5);
        byte[] bytes = Files.readAllBytes(second());
        byte[] less = new byte[bytes.length - (place.to() - place.from())];
        System.arraycopy(bytes, 0, less, 0, place.from());
        System.arraycopy(bytes, place.to(), less, place.from(), bytes.length - place.to());
        Files.write(second(), less);
        assertBrokenAt(place, second());
    }

    @Test
    void swappedEntries() throws IOException {
        List<Place> places = places(second());
        Place one = places.get(5);
        Place two = places.get(6);
        byte[] bytes = Files.readAllBytes(second());
        byte[] swapped = bytes.clone();
        int twoLength = two.to() - two.from();
        System.arraycopy(bytes, two.from(), swapped, one.from(), twoLength);
        System.arraycopy(bytes, one.from(), swapped, one.from() + twoLength, one.to() - one.from());
        Files.write(second(), swapped);
        assertBrokenAt(one, second());
    }

    @Test
    void aTailCutBelowACheckpoint() throws IOException {
        Place last = places(newest()).getLast();
        Files.write(newest(), Arrays.copyOf(Files.readAllBytes(newest()), last.from()));
        Verification.Broken broken = broken();
        assertThat(broken.sequence()).isEqualTo(ENTRIES);
        assertThat(broken.finding()).contains("checkpoint");
        assertThatThrownBy(() -> SegmentJournal.open(settings())).isInstanceOf(JournalDamagedException.class);
    }

    @Test
    void aSegmentRemovedFromTheMiddleTheBeginningOrTheEnd() throws IOException {
        Path aside = temp.resolve("aside");
        for (int i : new int[] {0, 1, segments.size() - 1}) {
            Segment gone = segments.get(i);
            Files.move(gone.file(), aside);
            assertThat(broken().sequence()).as("segment " + i).isEqualTo(gone.firstSequence());
            Files.move(aside, gone.file());
        }
        assertThat(verify()).isInstanceOf(Verification.Intact.class);
    }

    @Test
    void allSegmentsRemoved() throws IOException {
        for (Segment segment : segments) {
            Files.delete(segment.file());
        }
        assertThat(broken().finding()).contains("all segments");
        assertThatThrownBy(() -> SegmentJournal.open(settings())).isInstanceOf(JournalDamagedException.class);
    }

    @Test
    void aForgedCheckpoint() throws IOException {
        Path file = dir.resolve(Checkpoint.FILE);
        String text = Files.readString(file);
        Files.writeString(file, text.replaceFirst("checkpoint " + ENTRIES, "checkpoint " + (ENTRIES - 1)));
        Verification.Broken broken = broken();
        assertThat(broken.file()).isEqualTo(Checkpoint.FILE);
        assertThat(broken.finding()).contains("signature");
    }

    @Test
    void aCheckpointTakenOutOfTheMiddle() throws IOException {
        Path file = dir.resolve(Checkpoint.FILE);
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSizeGreaterThan(2);
        List<String> fewer = new ArrayList<>(lines);
        fewer.remove(1);
        Files.write(file, fewer);
        assertThat(broken().offset()).isEqualTo(2);
    }

    @Test
    void everythingSignedAnewWithAnotherKey() throws IOException {
        Path trusted = temp.resolve("trusted.pub");
        Files.copy(dir.resolve(CheckpointKey.PUBLIC_FILE), trusted);
        Files.delete(dir.resolve(CheckpointKey.PRIVATE_FILE));
        Files.delete(dir.resolve(CheckpointKey.PUBLIC_FILE));
        Files.delete(dir.resolve(Checkpoint.FILE));
        try (SegmentJournal journal = SegmentJournal.open(settings())) {
            Appending.append(journal, "x").join();
        }
        assertThat(JournalVerifier.verify(dir, trusted, JournalVerifier.Progress.NONE))
                .isInstanceOf(Verification.Broken.class);
    }

    @Test
    void anotherJournalsSegmentInPlaceOfOne() throws IOException {
        Path other = temp.resolve("other");
        try (SegmentJournal journal =
                SegmentJournal.open(JournalSettings.in(other).withSegmentBytes(64 * 1024))) {
            for (int i = 1; i <= ENTRIES; i++) {
                Appending.append(journal, "words " + i).join();
            }
        }
        Segment theirs = Segment.list(other).get(1);
        Files.delete(second());
        Files.copy(theirs.file(), dir.resolve(theirs.name()), StandardCopyOption.REPLACE_EXISTING);
        assertThat(broken().finding()).isNotEmpty();
    }

    @Test
    void whatIsTornAtTheEndIsNoDamageAndIsCutAtTheNextStart() throws IOException {
        byte[] bytes = Files.readAllBytes(newest());
        byte[] torn = Arrays.copyOf(bytes, bytes.length + 1000);
        byte[] half = "\0\0\1\0half an entry".getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(half, 0, torn, bytes.length, half.length);
        Files.write(newest(), torn);
        assertThat(verify()).isInstanceOfSatisfying(Verification.Intact.class, intact -> {
            assertThat(intact.lastSequence()).isEqualTo(ENTRIES);
            assertThat(intact.tornBytes()).isEqualTo(1000);
        });
        try (SegmentJournal journal = SegmentJournal.open(settings())) {
            assertThat(Appending.append(journal, "on").join()).isEqualTo(ENTRIES + 1);
            assertThat(newest()).hasBinaryContent(bytes);
        }
        assertThat(verify())
                .isInstanceOfSatisfying(
                        Verification.Intact.class,
                        intact -> assertThat(intact.tornBytes()).isZero());
    }

    @Test
    void aMissingKeyIsNotReplacedAndAMissingPublicKeyIsSaid() throws IOException {
        Files.delete(dir.resolve(CheckpointKey.PRIVATE_FILE));
        assertThatThrownBy(() -> SegmentJournal.open(settings())).hasMessageContaining("put it back");
        Files.delete(dir.resolve(CheckpointKey.PUBLIC_FILE));
        assertThat(verify()).isInstanceOf(Verification.Unreadable.class);
    }
}
