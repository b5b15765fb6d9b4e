package org.sallyport.policy.document;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Writing files so that a crash leaves the old one or the new one, and never half of either. */
public final class SafeFile {

    private SafeFile() {}

    /**
     * Writes a file beside its place, brings it onto the disk, and puts it there in one step. Who may read and write it stays as it
     * was, as far as its group and the system allow; a new one is the gateway's alone.
     *
     * @param file replaced if it is there; its folder must be. Of a link, what it leads to
     */
    public static void write(Path file, String text) throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path folder = target.getParent();
        if (folder == null) {
            throw new IOException("is not a file: " + file);
        }
        Path temporary = Files.createTempFile(folder, "." + target.getFileName(), ".tmp");
        try {
            keepAttributes(target, temporary);
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        sync(folder);
    }

    private static void keepAttributes(Path from, Path to) throws IOException {
        PosixFileAttributeView is = Files.getFileAttributeView(from, PosixFileAttributeView.class);
        PosixFileAttributeView will = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (is == null || will == null || !Files.exists(from)) {
            return;
        }
        PosixFileAttributes before = is.readAttributes();
        boolean sameGroup = before.group().equals(will.readAttributes().group());
        if (!sameGroup) {
            try {
                will.setGroup(before.group());
                sameGroup = true;
            } catch (IOException e) {
                // Not ours to give. What that group might do, another one must not be able to.
                sameGroup = false;
            }
        }
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        permissions.addAll(before.permissions());
        // Whoever writes it now has to be able to write it again.
        permissions.add(PosixFilePermission.OWNER_READ);
        permissions.add(PosixFilePermission.OWNER_WRITE);
        if (!sameGroup) {
            permissions.remove(PosixFilePermission.GROUP_WRITE);
        }
        will.setPermissions(permissions);
    }

    /** Brings the names in a folder onto the disk, for after a file was moved or deleted. */
    public static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
