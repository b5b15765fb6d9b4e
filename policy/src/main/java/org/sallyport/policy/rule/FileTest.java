package org.sallyport.policy.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.SeenFile;
import org.sallyport.policy.file.FileTypes;
import org.sallyport.protocols.event.FileInfo;

/**
 * What a rule asks about a file: every kind of condition that is there must hold for the same one. Immutable.
 *
 * @param names its name must match one of these; none: not asked
 * @param types its media type must match one of these, by its name or by its first bytes; none: not asked
 * @param hashes its hash must be one of these; none: not asked
 * @param scans a virus scanner must have said one of these; none: not asked
 * @param moreThan it must be larger than this many bytes, or of unsaid size; -1: not asked
 * @param atMost it must be said to be no larger than this many bytes; -1: not asked
 */
record FileTest(
        List<Glob> names,
        List<Glob> types,
        Set<String> hashes,
        Set<SeenFile.Scan.Result> scans,
        long moreThan,
        long atMost) {

    /** A file of which nothing has been said, but whose bytes go by. */
    private static final FileInfo UNSAID = new FileInfo("", -1, 1);

    FileTest {
        names = List.copyOf(names);
        types = List.copyOf(types);
        hashes = Set.copyOf(hashes);
        scans = Set.copyOf(scans);
    }

    boolean test(List<FileInfo> files, @Nullable SeenFile seen, FileTypes fileTypes) {
        if (files.isEmpty()) {
            return seen != null && test(UNSAID, seen, fileTypes);
        }
        for (int i = 0; i < files.size(); i++) {
            if (test(files.get(i), seen, fileTypes)) {
                return true;
            }
        }
        return false;
    }

    private boolean test(FileInfo file, @Nullable SeenFile seen, FileTypes fileTypes) {
        return sizeFits(file.size())
                && (names.isEmpty() || anyMatches(names, trimmed(file.name())))
                && (hashes.isEmpty() || hashFits(seen))
                && (scans.isEmpty() || scanFits(seen))
                && (types.isEmpty() || typeFits(file, seen, fileTypes));
    }

    private boolean sizeFits(long size) {
        // A size that nobody said fits "more than" and never "at most": not saying it opens no door.
        return (moreThan < 0 || size < 0 || size > moreThan) && (atMost < 0 || (size >= 0 && size <= atMost));
    }

    private boolean hashFits(@Nullable SeenFile seen) {
        String hash = seen == null ? null : seen.sha256();
        return hash != null && hashes.contains(hash);
    }

    private boolean scanFits(@Nullable SeenFile seen) {
        SeenFile.Scan scan = seen == null ? null : seen.scan();
        return scan != null && scans.contains(scan.result());
    }

    /** By either: a program called {@code holiday.jpg} is a program, and so is what calls itself one. */
    private boolean typeFits(FileInfo file, @Nullable SeenFile seen, FileTypes fileTypes) {
        String type = seen == null ? null : seen.type();
        return (type != null && anyMatches(types, type)) || anyMatches(types, fileTypes.byName(trimmed(file.name())));
    }

    /** Windows drops dots and spaces at the end, so that "a.exe. " arrives as an .exe. */
    private static String trimmed(String name) {
        int end = name.length();
        while (end > 0 && (name.charAt(end - 1) == '.' || name.charAt(end - 1) <= ' ')) {
            end--;
        }
        return name.substring(0, end);
    }

    private static boolean anyMatches(List<Glob> globs, String text) {
        for (int i = 0; i < globs.size(); i++) {
            if (globs.get(i).matches(text)) {
                return true;
            }
        }
        return false;
    }

    /** What matched, by the keys of the document. */
    List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        if (!names.isEmpty()) {
            reasons.add("file name");
        }
        if (!types.isEmpty()) {
            reasons.add("file type");
        }
        if (!hashes.isEmpty()) {
            reasons.add("file hash");
        }
        if (!scans.isEmpty()) {
            reasons.add("file scan");
        }
        if (moreThan >= 0 || atMost >= 0) {
            reasons.add("file size");
        }
        return reasons;
    }
}
