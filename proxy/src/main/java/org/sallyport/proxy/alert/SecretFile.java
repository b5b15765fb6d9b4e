package org.sallyport.proxy.alert;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A password or key in a file of its own, so that it is in no configuration. Read anew each time: it can be changed. */
public final class SecretFile {

    private static final int LONGEST = 4_096;

    private SecretFile() {}

    /**
     * What is in the file, without the line break at its end.
     *
     * @throws IOException when it can't be read, is empty or has more than 4 KiB; the message has nothing of the content
     */
    public static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LONGEST + 1);
            String secret = new String(bytes, StandardCharsets.UTF_8).strip();
            if (bytes.length > LONGEST || secret.isEmpty()) {
                throw new IOException("the secret in " + file + " must have 1 to " + LONGEST + " bytes");
            }
            return secret;
        } catch (java.nio.file.FileSystemException e) {
            throw new IOException("the secret in " + file + " can't be read", e);
        }
    }
}
