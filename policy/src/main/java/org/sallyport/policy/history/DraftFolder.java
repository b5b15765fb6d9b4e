package org.sallyport.policy.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sallyport.policy.document.SafeFile;

/**
 * Drafts on the disk, a file each. A file that is no draft is as none.
 *
 * <p><b>Threading:</b> one at a time; blocks on the disk. <b>Bounds:</b> {@value #MOST} drafts, and {@value #MOST_BYTES} bytes of
 * them: their list is read as a whole.
 */
final class DraftFolder {

    static final int MOST = 200;
    static final long MOST_BYTES = 64L << 20;

    private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,40}");
    private static final String SUFFIX = ".json";

    private final Path folder;

    /** @param folder made if it is not there */
    DraftFolder(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
    }

    /** Why there is no room for a draft; empty when there is. One that is there already may be saved anew. */
    String full(String id) throws IOException {
        if (Files.exists(path(id))) {
            return "";
        }
        int count = 0;
        long bytes = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (file.toString().endsWith(SUFFIX)) {
                    count++;
                    bytes += Files.size(file);
                }
            }
        }
        if (count >= MOST) {
            return "there are " + MOST + " drafts: discard some";
        }
        return bytes >= MOST_BYTES ? "the drafts there are take more than " + MOST_BYTES + " bytes: discard some" : "";
    }

    void write(Draft draft) throws IOException {
        SafeFile.write(path(draft.id()), VersionFile.write(draft));
    }

    /** The newest first. */
    List<Draft> all() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path -> path.toString().endsWith(SUFFIX))
                    .flatMap(path -> VersionFile.readDraft(path).stream())
                    .filter(draft -> ID.matcher(draft.id()).matches())
                    .sorted(Comparator.comparing(Draft::time).reversed())
                    .toList();
        }
    }

    /** A draft; empty when there is none of this id. */
    Optional<Draft> read(String id) {
        return ID.matcher(id).matches() ? VersionFile.readDraft(path(id)) : Optional.empty();
    }

    /** Whether there was one. */
    boolean delete(String id) throws IOException {
        boolean there = ID.matcher(id).matches() && Files.deleteIfExists(path(id));
        if (there) {
            SafeFile.sync(folder);
        }
        return there;
    }

    private Path path(String id) {
        return folder.resolve(id + SUFFIX);
    }
}
