package org.sallyport.archive.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A segment that is there.
 *
 * <p>A segment's entries end where the next segment's begin: after the disk failed, the same entries may stand behind the end of
 * one and at the beginning of the next, and only the latter count.
 *
 * @param file its file
 * @param header what its first bytes say
 */
record Segment(Path file, SegmentHeader header) {

    String name() {
        return String.valueOf(file.getFileName());
    }

    long firstSequence() {
        return header.firstSequence();
    }

    /** The segments of a journal, in order, without those that a later one replaces wholly. */
    static List<Segment> list(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(directory)) {
            files = all.filter(file -> file.toString().endsWith(SegmentHeader.SUFFIX))
                    .toList();
        }
        List<Segment> segments = new ArrayList<>();
        for (Path file : files) {
            segments.add(new Segment(file, SegmentHeader.read(file)));
        }
        segments.sort(Comparator.comparingLong(segment -> segment.header().ordinal()));
        List<Segment> counting = new ArrayList<>();
        for (Segment segment : segments) {
            while (!counting.isEmpty() && counting.getLast().firstSequence() >= segment.firstSequence()) {
                counting.removeLast();
            }
            counting.add(segment);
        }
        return List.copyOf(counting);
    }

    /** The one that has this entry, or would have it: the last that begins at or before it; null when all begin later. */
    static @org.jspecify.annotations.Nullable Segment holding(List<Segment> segments, long sequence) {
        for (int i = segments.size() - 1; i >= 0; i--) {
            if (segments.get(i).firstSequence() <= sequence) {
                return segments.get(i);
            }
        }
        return null;
    }
}
