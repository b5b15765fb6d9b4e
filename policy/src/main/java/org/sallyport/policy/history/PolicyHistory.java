package org.sallyport.policy.history;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.SafeFile;

/**
 * All versions of a policy that were ever published, in a folder with a file for each.
 *
 * <p>The files are a chain: each has the hash of the one before. Whoever changes or removes one breaks it for all to see,
 * except for the newest: so the archive keeps the policy's hash with each decision, and {@link #head} can be noted down
 * elsewhere.
 *
 * <p><b>Threading:</b> any thread; every method may block on the disk. One gateway has a folder to itself.
 * <b>Lifecycle:</b> {@link #open}, then {@link #close}. <b>Bounds:</b> {@value #MOST_VERSIONS} versions; only the newest is
 * held in memory, and some 300 bytes of each. <b>Crashes</b> leave a version whole or not there.
 */
public final class PolicyHistory implements AutoCloseable {

    private static final int MOST_VERSIONS = 999_999;
    private static final Pattern FILE = Pattern.compile("[0-9]{6}\\.json");

    /** What is wrong with the chain, if anything. */
    public sealed interface Check {

        /** Every version is as it was published, up to the newest there is. */
        record Intact(int versions) implements Check {}

        /**
         * From this version on nothing can be relied on.
         *
         * @param number the first version that is not as it was
         * @param why in words for an administrator
         */
        record Broken(int number, String why) implements Check {}
    }

    private final Path folder;
    private final FileChannel channel;
    private final FileLock lock;

    /** By number; what was read of each version last, and was right. */
    private final Map<Integer, Looked> looked = new HashMap<>();

    /** How many files were read. */
    private int reads;

    private Check check = new Check.Intact(0);
    private @Nullable PolicyVersion newest;

    /** A version that was right, and the file's stamp at that time. */
    private record Looked(String stamp, String previous, String hash) {}

    private PolicyHistory(Path folder, FileChannel channel, FileLock lock) {
        this.folder = folder;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Opens a folder, or makes it, and looks through the chain.
     *
     * @throws IOException when it can't be read, or another process has it open
     */
    public static PolicyHistory open(Path folder) throws IOException {
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new IOException("another process has the policy history open: " + folder);
            }
            PolicyHistory history = new PolicyHistory(folder, channel, lock);
            history.check();
            return history;
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException("the policy history is open already: " + folder, e);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Reads all versions anew and says whether they are as they were published. */
    public synchronized Check check() throws IOException {
        looked.clear();
        return glance();
    }

    /**
     * Says the same without reading again what nobody has touched since it was read last, as the system tells: for pages, which
     * many look at. It does not find what a disk has lost by itself.
     */
    public synchronized Check glance() throws IOException {
        int count = count();
        String before = PolicyVersion.NO_PREVIOUS;
        PolicyVersion last = null;
        check = new Check.Intact(count);
        for (int number = 1; number <= count; number++) {
            Looked known = looked.get(number);
            String stamp = stamp(file(number));
            if (known != null && known.stamp().equals(stamp) && known.previous().equals(before) && !stamp.isEmpty()) {
                before = known.hash();
                last = number == count && newest != null && newest.number() == number ? newest : null;
                continue;
            }
            looked.remove(number);
            Optional<PolicyVersion> version = read(number);
            String why = version.isEmpty() ? "its file can't be read" : flaw(version.get(), number, before);
            if (!why.isEmpty()) {
                check = new Check.Broken(number, why);
                newest = number == 1 ? null : read(number - 1).orElse(null);
                return check;
            }
            last = version.orElseThrow();
            looked.put(number, new Looked(stamp, before, last.hash()));
            before = last.hash();
        }
        newest = last == null && count > 0 ? read(count).orElse(null) : last;
        return check;
    }

    /** What changes whenever somebody touches a file, and nobody can set back; empty where the system has nothing like it. */
    private static String stamp(Path file) {
        try {
            return Files.readAttributes(file, "unix:ino,size,ctime").toString();
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return "";
        }
    }

    private static String flaw(PolicyVersion version, int number, String previous) {
        if (version.number() != number) {
            return "it says that it is version " + version.number();
        }
        if (!version.hash().equals(version.expectedHash())) {
            return "it was changed after it was published";
        }
        return version.previous().equals(previous) ? "" : "the version before it is not the one it followed";
    }

    /** The largest number there is: a gap before it is found when the chain is looked through. */
    private int count() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> FILE.matcher(name).matches())
                    .mapToInt(name -> Integer.parseInt(name.substring(0, 6)))
                    .max()
                    .orElse(0);
        }
    }

    /** The newest version; empty before the first. */
    public synchronized Optional<PolicyVersion> newest() {
        return Optional.ofNullable(newest);
    }

    /** The hash that stands for the whole history, to be noted down elsewhere; 64 zeros before the first version. */
    public synchronized String head() {
        return newest == null ? PolicyVersion.NO_PREVIOUS : newest.hash();
    }

    /** A version; empty when there is none of this number, or it can't be read. */
    public synchronized Optional<PolicyVersion> version(int number) {
        return number < 1 || number > MOST_VERSIONS ? Optional.empty() : read(number);
    }

    /**
     * Some versions, the newest first.
     *
     * @param before only those with a smaller number; 0: from the newest
     * @param most how many at most
     */
    public synchronized List<PolicyVersion> versions(int before, int most) {
        List<PolicyVersion> found = new ArrayList<>();
        int newestNumber = newest == null ? 0 : newest.number();
        int number = before <= 0 ? newestNumber : Math.min(before - 1, newestNumber);
        for (; number >= 1 && found.size() < most; number--) {
            read(number).ifPresent(found::add);
        }
        return Collections.unmodifiableList(found);
    }

    /**
     * Adds a version. It is on the disk when this returns.
     *
     * @throws IOException when it can't be written; then it is not there
     * @throws IllegalStateException when the chain is broken: what is added would hide it
     */
    synchronized PolicyVersion append(
            Instant time, String author, String publisher, String reason, int restores, String text)
            throws IOException {
        if (check instanceof Check.Broken broken) {
            throw new IllegalStateException("version " + broken.number() + ": " + broken.why());
        }
        PolicyVersion version = PolicyVersion.after(newest, time, author, publisher, reason, restores, text);
        if (version.number() > MOST_VERSIONS) {
            throw new IOException("there are " + MOST_VERSIONS + " versions, and no room for more");
        }
        Path file = file(version.number());
        if (Files.exists(file)) {
            throw new IOException("is there already: " + file);
        }
        SafeFile.write(file, VersionFile.write(version));
        newest = version;
        check = new Check.Intact(version.number());
        return version;
    }

    /**
     * What is different in another version, as a unified diff; empty when nothing is.
     *
     * @param from the older text, with a name for the head of the diff
     * @param to the newer text
     */
    public static String diff(String fromName, String from, String toName, String to) {
        return Changes.between(from, to).unified(fromName, toName);
    }

    /** How many files were read since the start. */
    synchronized int reads() {
        return reads;
    }

    private Optional<PolicyVersion> read(int number) {
        reads++;
        return VersionFile.readVersion(file(number));
    }

    private Path file(int number) {
        return folder.resolve(String.format(Locale.ROOT, "%06d.json", number));
    }

    @Override
    public synchronized void close() throws IOException {
        lock.release();
        channel.close();
    }
}
