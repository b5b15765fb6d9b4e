package org.sallyport.archive.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What the writer asks of the disk: a seam for tests, whose disks fail when told to. */
interface Disk {

    /** The disk as it is. */
    Disk REAL = new Disk() {};

    /** Writes all of {@code bytes}. */
    default void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    /** Returns when the content, and the length if it changed, is on the disk. */
    default void force(FileChannel channel) throws IOException {
        channel.force(false);
    }

    /** Returns when new, renamed and removed names are on the disk. */
    default void forceNames(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
