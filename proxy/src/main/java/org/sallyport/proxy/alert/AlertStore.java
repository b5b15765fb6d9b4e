package org.sallyport.proxy.alert;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The alerts that wait for one target, on the disk: first in, first out.
 *
 * <p>Alerts are numbered from 1. A segment, {@code 0000000000000001.alerts}, has one a line: the CRC-32C of the JSON in eight
 * hexadecimal digits, a space, the JSON, a line feed; its name is the number of its first. Numbers are given by lines, so one
 * that can't be read leaves a gap and moves no other. {@link Cursor} remembers how far the target has been told.
 *
 * <p><b>What a crash leaves:</b> {@link #append} returns when all is on the disk. A last line without its line feed was never
 * accepted, and is cut off when the store is opened.
 *
 * <p><b>Bounds:</b> when {@code maxBytes} wait, the newest are not taken: the eldest tell how it began.
 *
 * <p><b>Threading:</b> one thread appends, one reads and moves the cursor, any asks for {@link #state}.
 */
final class AlertStore {

    private static final String SUFFIX = ".alerts";
    private static final long SMALLEST_SEGMENT = 16 << 10;
    private static final long LARGEST_SEGMENT = 1 << 20;

    /**
     * How it stands.
     *
     * @param first the number of the eldest that waits
     * @param end one more than the newest's; the same as {@code first} when none waits
     * @param bytes what they take, told ones that share a segment with them included
     */
    record State(long first, long end, long bytes) {
        long waiting() {
            return end - first;
        }
    }

    private final Path directory;
    private final long maxBytes;
    private final long segmentBytes;

    /** Segments by the number of their first alert, with their lengths; guarded by this. */
    private final TreeMap<Long, Long> segments = new TreeMap<>();

    /** Guarded by this. */
    private Cursor cursor;

    /** Guarded by this. */
    private long end;

    private AlertStore(Path directory, long maxBytes, Cursor cursor) {
        this.directory = directory;
        this.maxBytes = maxBytes;
        this.segmentBytes = Math.clamp(maxBytes / 16, SMALLEST_SEGMENT, LARGEST_SEGMENT);
        this.cursor = cursor;
        this.end = cursor.first();
    }

    /**
     * Opens a store, or makes one.
     *
     * @param directory of this target alone; nobody else has it open
     * @throws IOException when the directory can't be used
     */
    static AlertStore open(Path directory, long maxBytes) throws IOException {
        Files.createDirectories(directory);
        List<Long> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("[0-9]{16}" + SUFFIX))
                    .map(name -> Long.parseLong(name.substring(0, 16)))
                    .sorted()
                    .forEach(found::add);
        }
        AlertStore store =
                new AlertStore(directory, maxBytes, Cursor.read(directory, found.isEmpty() ? 1 : found.getFirst()));
        store.takeUp(found);
        return store;
    }

    private synchronized void takeUp(List<Long> found) throws IOException {
        for (long first : found) {
            segments.put(first, Files.size(file(first)));
        }
        if (found.isEmpty()) {
            return;
        }
        long last = found.getLast();
        long lines = 0;
        long whole = 0;
        long at = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file(last)))) {
            for (int b = in.read(); b >= 0; b = in.read()) {
                at++;
                if (b == '\n') {
                    lines++;
                    whole = at;
                }
            }
        }
        if (whole < at) {
            try (FileChannel channel = FileChannel.open(file(last), StandardOpenOption.WRITE)) {
                channel.truncate(whole);
                channel.force(true);
            }
            segments.put(last, whole);
        }
        end = last + lines;
        if (end < cursor.first()) {
            // Segments were lost. Numbers are never given twice, and a segment's lines are numbered without a gap.
            for (long first : found) {
                Files.deleteIfExists(file(first));
            }
            segments.clear();
            end = cursor.first();
        }
    }

    synchronized State state() {
        return new State(cursor.first(), end, bytes());
    }

    private long bytes() {
        return segments.values().stream().mapToLong(Long::longValue).sum();
    }

    /** A name for the alerts from a number on that no other store or number has. */
    synchronized String key(long number) {
        return cursor.id() + "-" + number;
    }

    /**
     * Adds alerts at the end, as many as there is room for, and returns when they are on the disk.
     *
     * @return how many were taken, from the first on
     * @throws IOException when the disk refuses; none was taken then
     */
    int append(List<Alert> alerts) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        int taken = 0;
        long number;
        long room;
        synchronized (this) {
            number = end;
            room = maxBytes - bytes();
        }
        for (Alert alert : alerts) {
            byte[] line = line(alert);
            if (lines.size() + line.length > room) {
                break;
            }
            lines.writeBytes(line);
            taken++;
        }
        if (taken == 0) {
            return 0;
        }
        long segment = segmentFor(number);
        long length = write(segment, lines.toByteArray());
        synchronized (this) {
            segments.put(segment, length);
            end = number + taken;
        }
        return taken;
    }

    /** The last segment while it has room, else a new one. */
    private synchronized long segmentFor(long number) {
        return segments.isEmpty() || segments.lastEntry().getValue() >= segmentBytes ? number : segments.lastKey();
    }

    private long write(long segment, byte[] bytes) throws IOException {
        Path file = file(segment);
        boolean isNew = !Files.exists(file);
        long before = isNew ? 0 : lengthOf(segment);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            try {
                // Not simply at the end: an earlier failure may have left half a line there.
                channel.truncate(before);
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                channel.position(before);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(false);
            } catch (IOException e) {
                channel.truncate(before);
                throw e;
            }
        }
        if (isNew) {
            Cursor.force(directory);
        }
        return before + bytes.length;
    }

    private synchronized long lengthOf(long segment) {
        return segments.getOrDefault(segment, 0L);
    }

    private static byte[] line(Alert alert) {
        byte[] json = AlertJson.bytes(alert);
        ByteArrayOutputStream line = new ByteArrayOutputStream(json.length + 10);
        line.writeBytes(String.format("%08x ", crc(json)).getBytes(StandardCharsets.US_ASCII));
        line.writeBytes(json);
        line.write('\n');
        return line.toByteArray();
    }

    private static int crc(byte[] json) {
        CRC32C crc = new CRC32C();
        crc.update(json);
        return (int) crc.getValue();
    }

    /** Until where the alerts reach that were about to be told when a process ended; null: nothing was under way. */
    synchronized @Nullable Long planned() {
        long planned = cursor.planned();
        return planned > cursor.first() ? Math.min(planned, end) : null;
    }

    /** Writes down that the alerts before this number are about to be told, so that after a crash the same are told again. */
    synchronized void plan(long until) throws IOException {
        cursor = cursor.plan(until);
        cursor.write(directory);
    }

    /**
     * Writes down that the alerts before this number have been told, and removes segments that have no others.
     *
     * @throws IOException when the disk refuses; they count as told all the same until the process ends
     */
    synchronized void told(long until) throws IOException {
        cursor = cursor.told(until);
        // The last one stays: it may be written to just now.
        while (segments.size() > 1) {
            long eldest = segments.firstKey();
            Long next = segments.higherKey(eldest);
            if (next == null || next > cursor.first()) {
                break;
            }
            Files.deleteIfExists(file(eldest));
            segments.remove(eldest);
        }
        cursor.write(directory);
    }

    /**
     * Reads alerts in their order.
     *
     * @param until one more than the number of the last; at most the end
     * @return how many of them can't be read, and are gone
     */
    long read(long from, long until, Consumer<Alert> each) throws IOException {
        List<Long> files = new ArrayList<>();
        synchronized (this) {
            Long segment = segments.floorKey(from);
            files.addAll(segments.tailMap(segment == null ? from : segment, true)
                    .headMap(until, false)
                    .keySet());
        }
        long read = 0;
        for (long segment : files) {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file(segment)))) {
                for (long number = segment; number < until; number++) {
                    byte[] line = line(in);
                    if (line == null) {
                        break;
                    }
                    Alert alert = number < from ? null : alert(line);
                    if (alert != null) {
                        read++;
                        each.accept(alert);
                    }
                }
            }
        }
        return until - from - read;
    }

    private static byte @Nullable [] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            line.write(b);
        }
        return line.toByteArray();
    }

    private static @Nullable Alert alert(byte[] line) {
        if (line.length < 9 || line[8] != ' ') {
            return null;
        }
        byte[] json = java.util.Arrays.copyOfRange(line, 9, line.length);
        String crc = new String(line, 0, 8, StandardCharsets.US_ASCII);
        if (!crc.equals(String.format("%08x", crc(json)))) {
            return null;
        }
        try {
            return AlertJson.parse(json);
        } catch (IOException e) {
            return null;
        }
    }

    private Path file(long first) {
        return directory.resolve(String.format("%016d", first) + SUFFIX);
    }
}
