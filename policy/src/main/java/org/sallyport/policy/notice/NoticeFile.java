package org.sallyport.policy.notice;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.SafeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A notice log that outlives the gateway: in memory, and written to a file from time to time.
 *
 * <p><b>Threading:</b> any thread; the file is written on a daemon thread of its own. <b>Lifecycle:</b> {@link #open}, then
 * {@link #close}, which writes once more. A crash forgets what was told since the last writing, so that it is told again.
 *
 * <p><b>Bad input:</b> lines of the file that can't be read are passed over; a file that can't be read is as none, and the log
 * says so.
 */
public final class NoticeFile implements NoticeLog, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NoticeFile.class);

    private static final Pattern LINE = Pattern.compile("([0-9a-f]{32}) ([0-9]{1,15})");

    private final Path file;
    private final RecentNotices recent;
    private final ScheduledExecutorService writer;

    // Confined to whoever holds the monitor: the writer, or whoever closes.
    private long written;

    private NoticeFile(Path file, int capacity) {
        this.file = file;
        recent = new RecentNotices(capacity);
        writer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "notice-file");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Reads the file, if it is there, and goes on writing it.
     *
     * @param file its folder must be there
     * @param capacity how many tellings are remembered
     * @param interval how often it is written when something has changed
     */
    public static NoticeFile open(Path file, int capacity, Duration interval) {
        NoticeFile log = new NoticeFile(file, capacity);
        log.read();
        log.written = log.recent.changes();
        long millis = Math.max(1, interval.toMillis());
        log.writer.scheduleWithFixedDelay(log::write, millis, millis, TimeUnit.MILLISECONDS);
        return log;
    }

    @Override
    public boolean claim(String notice, String place, Instant now, @Nullable Duration every) {
        return recent.claim(notice, place, now, every);
    }

    @Override
    public void told(String notice, String place, Instant now) {
        recent.told(notice, place, now);
    }

    @Override
    public void forget(String notice, String place) {
        recent.forget(notice, place);
    }

    /** How many tellings are remembered. */
    public int size() {
        return recent.size();
    }

    @Override
    public void close() {
        writer.shutdown();
        write();
    }

    private void read() {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                Matcher matcher = LINE.matcher(line);
                if (matcher.matches()) {
                    recent.restore(matcher.group(1), Long.parseLong(matcher.group(2)));
                }
            }
        } catch (NoSuchFileException e) {
            LOG.info("No notices are remembered yet: {} does not exist", file);
        } catch (IOException e) {
            LOG.warn("The notices in {} can't be read, and are told again: {}", file, e.toString());
        }
    }

    private synchronized void write() {
        long changes = recent.changes();
        if (changes == written) {
            return;
        }
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, Long> entry : new TreeMap<>(recent.snapshot()).entrySet()) {
            text.append(entry.getKey()).append(' ').append(entry.getValue()).append('\n');
        }
        try {
            SafeFile.write(file, text.toString());
            written = changes;
        } catch (IOException e) {
            LOG.warn("The notices can't be written to {}: {}", file, e.toString());
        }
    }
}
