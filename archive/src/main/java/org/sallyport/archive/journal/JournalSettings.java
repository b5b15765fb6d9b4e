package org.sallyport.archive.journal;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * How a journal is kept.
 *
 * @param directory where; made if it is not there, for its owner only
 * @param segmentBytes how long a segment grows, 64 KiB to 1 GiB; one is always prepared ahead, so twice that is in use at least
 * @param queueRecords how many records may wait for the disk, at least 1
 * @param queueBytes how many bytes they may take, about; at least 1 MiB
 * @param checkpointEvery how often new entries are signed for, besides at the end of each segment; positive
 * @param keep how long a segment stays after it was closed, even when everything in it was shipped; zero or more
 * @param conversationIdle the longest gap within a conversation; positive
 * @param clock tells the time for segments and checkpoints
 */
public record JournalSettings(
        Path directory,
        int segmentBytes,
        int queueRecords,
        long queueBytes,
        Duration checkpointEvery,
        Duration keep,
        Duration conversationIdle,
        Clock clock) {

    private static final int LEAST_SEGMENT = 64 * 1024;
    private static final int MOST_SEGMENT = 1 << 30;

    /** @throws IllegalArgumentException when a bound is broken; the message can be shown */
    public JournalSettings {
        require(
                segmentBytes >= LEAST_SEGMENT && segmentBytes <= MOST_SEGMENT,
                "segment size must be 64 KiB to 1 GiB, is " + segmentBytes);
        require(queueRecords >= 1, "the queue must hold at least 1 record, not " + queueRecords);
        require(queueBytes >= 1 << 20, "the queue must hold at least 1 MiB, not " + queueBytes);
        require(checkpointEvery.isPositive(), "the time between checkpoints must be positive, is " + checkpointEvery);
        require(!keep.isNegative(), "segments can't be kept for " + keep);
        require(conversationIdle.isPositive(), "the idle limit must be positive, is " + conversationIdle);
    }

    /** 64 MiB segments, 65,536 records or 64 MiB waiting, a checkpoint every 5 minutes, kept for a week, 30 minutes idle. */
    public static JournalSettings in(Path directory) {
        return new JournalSettings(
                directory,
                64 << 20,
                65_536,
                64L << 20,
                Duration.ofMinutes(5),
                Duration.ofDays(7),
                Duration.ofMinutes(30),
                Clock.systemUTC());
    }

    /** The same with other segments. */
    public JournalSettings withSegmentBytes(int bytes) {
        return new JournalSettings(
                directory, bytes, queueRecords, queueBytes, checkpointEvery, keep, conversationIdle, clock);
    }

    /** The same with another queue. */
    public JournalSettings withQueue(int records, long bytes) {
        return new JournalSettings(
                directory, segmentBytes, records, bytes, checkpointEvery, keep, conversationIdle, clock);
    }

    /** The same with checkpoints at other times. */
    public JournalSettings withCheckpointEvery(Duration every) {
        return new JournalSettings(
                directory, segmentBytes, queueRecords, queueBytes, every, keep, conversationIdle, clock);
    }

    /** The same with another time to keep segments. */
    public JournalSettings withKeep(Duration time) {
        return new JournalSettings(
                directory, segmentBytes, queueRecords, queueBytes, checkpointEvery, time, conversationIdle, clock);
    }

    /** The same with another idle limit. */
    public JournalSettings withConversationIdle(Duration idle) {
        return new JournalSettings(
                directory, segmentBytes, queueRecords, queueBytes, checkpointEvery, keep, idle, clock);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
