package org.sallyport.proxy.alert;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a target has been told: the file {@code cursor} beside the segments, replaced as a whole. Immutable.
 *
 * @param id of the store, for keys that no other store has
 * @param first the number of the eldest alert that has not been told
 * @param planned one more than the number of the last that was about to be told; up to {@code first} when none was
 */
record Cursor(String id, long first, long planned) {

    private static final String NAME = "cursor";
    private static final Pattern FORM = Pattern.compile("([0-9a-f]{32}) ([0-9]{1,18}) ([0-9]{1,18})\n");

    /**
     * The cursor of a store.
     *
     * @param eldest where a store without a readable one begins: telling twice is better than not at all
     */
    static Cursor read(Path directory, long eldest) throws IOException {
        Path file = directory.resolve(NAME);
        if (Files.exists(file)) {
            Matcher form = FORM.matcher(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            if (form.matches()) {
                return new Cursor(form.group(1), Long.parseLong(form.group(2)), Long.parseLong(form.group(3)));
            }
        }
        return new Cursor(UUID.randomUUID().toString().replace("-", ""), eldest, 0).write(directory);
    }

    Cursor plan(long until) {
        return new Cursor(id, first, until);
    }

    Cursor told(long until) {
        return new Cursor(id, until, until);
    }

    /** Puts it on the disk. */
    Cursor write(Path directory) throws IOException {
        Path next = directory.resolve(NAME + ".new");
        ByteBuffer text = StandardCharsets.US_ASCII.encode(id + " " + first + " " + planned + "\n");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        }
        Files.move(next, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(directory);
        return this;
    }

    /** Makes names in a directory last; without it a new file can be gone after a loss of power. */
    static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
