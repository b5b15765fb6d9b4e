package org.sallyport.proxy.held;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Held messages on the disk, a file each: the CRC-32C of the JSON in eight hexadecimal digits, a space, the JSON, a line feed. A
 * file is written beside the one it replaces, flushed, and then takes its place: whatever a crash interrupts, each message is
 * there as it was before or as it is after.
 *
 * <p><b>Bounds:</b> so many messages and bytes that are not over. Those that are over make room for new ones, the oldest first,
 * and don't count. Of either, one sender may have a share.
 *
 * <p><b>Threading:</b> safe for any thread; blocks on the disk.
 */
final class HeldStore {

    private static final Logger LOG = LoggerFactory.getLogger(HeldStore.class);

    private static final String SUFFIX = ".held";
    private static final String NEXT = ".next";
    private static final String BROKEN = ".broken";

    /** What is remembered of a file. */
    private record Slip(HeldEntry.Progress progress, String queue, String sender, long changed, long bytes) {}

    /** What of one sender's is not over. */
    private record Share(int messages, long bytes) {
        static final Share NONE = new Share(0, 0);
    }

    /** What came of an attempt to keep one. */
    enum Put {
        KEPT,
        /** There is no room for a new one. */
        FULL,
        /** There is no room for a new one of this sender's. */
        SHARE_FULL
    }

    /** A part of a list of ids, and how long the whole list is. */
    record Ids(List<String> ids, long total) {}

    private final Path directory;
    private final HeldSettings settings;

    /** By id, and so by time. Guarded by this, as are the sums of it below. */
    private final TreeMap<String, Slip> slips = new TreeMap<>();

    /** Those that are over, which make room: the oldest first. */
    private final TreeSet<String> over = new TreeSet<>();

    private final Map<HeldEntry.Progress, Long> counts = new EnumMap<>(HeldEntry.Progress.class);
    private final Map<String, Share> shares = new HashMap<>();
    private long openBytes;
    private long allBytes;

    private HeldStore(Path directory, HeldSettings settings) {
        this.directory = directory;
        this.settings = settings;
    }

    /**
     * Opens a store, or makes one. What can't be read any more is set aside under another name, and said in the log.
     *
     * @param directory which nobody else has open
     * @throws IOException when the directory can't be used
     */
    static HeldStore open(Path directory, HeldSettings settings) throws IOException {
        Files.createDirectories(directory);
        HeldStore store = new HeldStore(directory, settings);
        List<Path> files;
        try (Stream<Path> listed = Files.list(directory)) {
            files = listed.toList();
        }
        for (Path file : files) {
            String name = file.getFileName().toString();
            if (name.endsWith(NEXT)) {
                Files.delete(file);
            } else if (name.endsWith(SUFFIX)) {
                store.takeUp(file);
            }
        }
        return store;
    }

    private synchronized void takeUp(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        HeldEntry entry = entry(bytes);
        if (entry == null || !file.equals(file(entry.id()))) {
            LOG.error("held message {} can't be read, and is set aside: the archive has it", file.getFileName());
            Files.move(file, directory.resolve(file.getFileName() + BROKEN), StandardCopyOption.REPLACE_EXISTING);
            return;
        }
        remember(entry, bytes.length);
    }

    private void remember(HeldEntry entry, long bytes) {
        forget(entry.id());
        Slip slip = new Slip(
                entry.progress(), entry.queue(), entry.sender(), entry.changed().toEpochMilli(), bytes);
        slips.put(entry.id(), slip);
        counts.merge(slip.progress(), 1L, Long::sum);
        allBytes += bytes;
        if (slip.progress().isOver()) {
            over.add(entry.id());
        } else {
            openBytes += bytes;
            share(slip, 1);
        }
    }

    /** Adds a message to its sender's, or takes it away. Who has none is not remembered. */
    private void share(Slip slip, int sign) {
        Share before = shares.getOrDefault(slip.sender(), Share.NONE);
        Share after = new Share(before.messages() + sign, before.bytes() + sign * slip.bytes());
        if (after.messages() == 0) {
            shares.remove(slip.sender());
        } else {
            shares.put(slip.sender(), after);
        }
    }

    private void forget(String id) {
        Slip slip = slips.remove(id);
        if (slip == null) {
            return;
        }
        counts.merge(slip.progress(), -1L, Long::sum);
        allBytes -= slip.bytes();
        if (!over.remove(id)) {
            openBytes -= slip.bytes();
            share(slip, -1);
        }
    }

    /**
     * Keeps one, new or changed, and returns when it is on the disk.
     *
     * @return whether it is kept; one that was there before always is
     * @throws IOException when the disk refuses; the message is then as it was before
     */
    synchronized Put put(HeldEntry entry) throws IOException {
        byte[] line = line(entry);
        if (!slips.containsKey(entry.id())) {
            Put room = makeRoom(entry.sender(), line.length);
            if (room != Put.KEPT) {
                return room;
            }
        }
        Path file = file(entry.id());
        Path next = directory.resolve(entry.id() + NEXT);
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer buffer = ByteBuffer.wrap(line);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        // What is in the folder is what counts from now on, whether or not a crash could still undo it.
        boolean isNew = !slips.containsKey(entry.id());
        remember(entry, line.length);
        try {
            force();
        } catch (IOException e) {
            if (isNew) {
                // Whoever wrote it is told that it is not kept: so nobody may find it later.
                remove(entry.id());
            }
            throw e;
        }
        return Put.KEPT;
    }

    private void force() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private Put makeRoom(String sender, long bytes) throws IOException {
        if (slips.size() - over.size() >= settings.most() || openBytes + bytes > settings.bytes()) {
            return Put.FULL;
        }
        Share share = shares.getOrDefault(sender, Share.NONE);
        boolean first = share.messages() == 0;
        if (!first && (share.messages() >= settings.mostOfOne() || share.bytes() + bytes > settings.bytesOfOne())) {
            return Put.SHARE_FULL;
        }
        while (slips.size() >= settings.most() || allBytes + bytes > settings.bytes()) {
            remove(over.first());
        }
        return Put.KEPT;
    }

    /** One of them as it is on the disk; null when there is none, or it can't be read. */
    synchronized @Nullable HeldEntry get(String id) {
        // Only what is known is looked for: an id may be anything somebody typed.
        if (!slips.containsKey(id)) {
            return null;
        }
        try {
            return entry(Files.readAllBytes(file(id)));
        } catch (IOException e) {
            LOG.error("held message {} can't be read: {}", id, e.getClass().getSimpleName());
            return null;
        }
    }

    /** The ids of those that are in one of these states, the oldest first. */
    List<String> ids(Set<HeldEntry.Progress> progress) {
        return ids(progress, null, 0, Integer.MAX_VALUE).ids();
    }

    /**
     * The same, a part of the list.
     *
     * @param queue only those in this queue; null: in any
     * @param offset how many to leave out
     * @param most at most so many
     */
    synchronized Ids ids(Set<HeldEntry.Progress> progress, @Nullable String queue, int offset, int most) {
        List<String> ids = new ArrayList<>();
        long[] total = {0};
        slips.forEach((id, slip) -> {
            if (progress.contains(slip.progress()) && (queue == null || queue.equals(slip.queue()))) {
                if (total[0] >= offset && ids.size() < most) {
                    ids.add(id);
                }
                total[0]++;
            }
        });
        return new Ids(ids, total[0]);
    }

    /** Of those that have been in one of these states since before that time, in milliseconds. */
    synchronized List<String> idsBefore(Set<HeldEntry.Progress> progress, long before) {
        List<String> ids = new ArrayList<>();
        slips.forEach((id, slip) -> {
            if (progress.contains(slip.progress()) && slip.changed() < before) {
                ids.add(id);
            }
        });
        return ids;
    }

    /** How many are in one of these states, by queue. */
    synchronized Map<String, Long> queues(Set<HeldEntry.Progress> progress) {
        Map<String, Long> queues = new TreeMap<>();
        slips.values().stream()
                .filter(slip -> progress.contains(slip.progress()))
                .forEach(slip -> queues.merge(slip.queue(), 1L, Long::sum));
        return queues;
    }

    synchronized void remove(String id) throws IOException {
        Files.deleteIfExists(file(id));
        forget(id);
    }

    /** How many are in this state. */
    synchronized long count(HeldEntry.Progress progress) {
        return counts.getOrDefault(progress, 0L);
    }

    /** What all of them take. */
    synchronized long bytes() {
        return allBytes;
    }

    private Path file(String id) {
        return directory.resolve(id + SUFFIX);
    }

    private static byte[] line(HeldEntry entry) {
        byte[] json = HeldJson.bytes(entry);
        byte[] crc = (crc(json) + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] line = Arrays.copyOf(crc, crc.length + json.length + 1);
        System.arraycopy(json, 0, line, crc.length, json.length);
        line[line.length - 1] = '\n';
        return line;
    }

    private static @Nullable HeldEntry entry(byte[] line) {
        if (line.length < 10 || line[8] != ' ' || line[line.length - 1] != '\n') {
            return null;
        }
        byte[] json = Arrays.copyOfRange(line, 9, line.length - 1);
        if (!crc(json).equals(new String(line, 0, 8, StandardCharsets.US_ASCII))) {
            return null;
        }
        try {
            return HeldJson.parse(json);
        } catch (IOException e) {
            return null;
        }
    }

    private static String crc(byte[] json) {
        CRC32C crc = new CRC32C();
        crc.update(json);
        return String.format("%08x", crc.getValue());
    }
}
