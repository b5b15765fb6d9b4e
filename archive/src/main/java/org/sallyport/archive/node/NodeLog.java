package org.sallyport.archive.node;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the node says, in a file of bounded size: at 5 MB it becomes {@code <name>.1}, replacing the one before it.
 *
 * <p>The node writes to its output only, and the file is ours: the node's user cannot put a link in its place and have root
 * write through it. The last lines stay in memory, so that a death can be explained.
 *
 * <p><b>Threading:</b> one thread pumps; {@link #reason} may be asked from any.
 */
final class NodeLog {

    private static final long ROTATE_AT = 5_000_000;
    private static final int TAIL = 60;
    private static final int LINE = 4_000;
    private static final int REASON = 300;

    private final Path file;
    private final Deque<String> tail = new ArrayDeque<>();

    NodeLog(Path file) {
        this.file = file;
    }

    /**
     * Reads until the other side closes. A log that cannot be written does not stop the node: its output is still drained, or
     * the node would wait for us forever.
     */
    void pump(InputStream output) {
        synchronized (tail) {
            tail.clear();
        }
        BoundedFile target = new BoundedFile();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
            for (String line = next(in); line != null; line = next(in)) {
                remember(line);
                target.write(line, !in.ready());
            }
        } catch (IOException gone) {
            remember("The output broke off: " + gone.getMessage());
        } finally {
            target.close();
        }
    }

    /** Why it died, in one line: the last thing it said that looks like an error. */
    String reason(String otherwise) {
        synchronized (tail) {
            String found = otherwise;
            for (String line : tail) {
                String lower = line.toLowerCase(Locale.ROOT);
                boolean isError =
                        lower.contains("exception") || lower.contains("error") || lower.contains("cannot be written");
                // Stack frames and the launcher's closing remark name nothing an administrator could act on.
                if (isError && !line.startsWith("\tat ") && !lower.contains("did not exit normally")) {
                    found = line;
                }
            }
            return found.length() > REASON ? found.substring(0, REASON) + "..." : found;
        }
    }

    private void remember(String line) {
        synchronized (tail) {
            tail.addLast(line);
            if (tail.size() > TAIL) {
                tail.removeFirst();
            }
        }
    }

    /** The next line, or the next 4,000 characters of a longer one; null at the end. */
    private static @Nullable String next(BufferedReader in) throws IOException {
        StringBuilder line = new StringBuilder();
        int c = in.read();
        if (c < 0) {
            return null;
        }
        while (c >= 0 && c != '\n') {
            line.append((char) c);
            if (line.length() >= LINE) {
                break;
            }
            c = in.read();
        }
        return line.toString();
    }

    /** The file, as long as it can be written; after the first failure it takes nothing more. */
    private final class BoundedFile {

        private @Nullable BufferedWriter out;
        private long size;

        BoundedFile() {
            try {
                size = Files.exists(file) ? Files.size(file) : 0;
                out = open();
            } catch (IOException e) {
                giveUp(e);
            }
        }

        void write(String line, boolean flush) {
            if (out == null) {
                return;
            }
            try {
                if (size > ROTATE_AT) {
                    out.close();
                    Path older = file.resolveSibling(file.getFileName() + ".1");
                    Files.move(file, older, StandardCopyOption.REPLACE_EXISTING);
                    out = open();
                    size = 0;
                }
                out.write(line);
                out.newLine();
                size += line.length() + 1L;
                if (flush) {
                    out.flush();
                }
            } catch (IOException e) {
                giveUp(e);
            }
        }

        void close() {
            if (out != null) {
                try {
                    out.close();
                } catch (IOException e) {
                    giveUp(e);
                }
            }
        }

        private void giveUp(IOException e) {
            out = null;
            remember("The log " + file + " cannot be written: " + e.getMessage());
        }

        private BufferedWriter open() throws IOException {
            return Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
