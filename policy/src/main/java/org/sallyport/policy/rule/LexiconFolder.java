package org.sallyport.policy.rule;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Lexicons in the folder of the policy file, or in folders below it.
 *
 * @param folder where relative paths start
 */
public record LexiconFolder(Path folder) implements LexiconSource {

    /** That of a policy file. */
    public static LexiconFolder beside(Path file) {
        return RulebaseReader.folderOf(file);
    }

    /** Where a file is, whether it exists or not. */
    public Path pathOf(String path) {
        return folder.resolve(path);
    }

    @Override
    public String read(String path, long maxBytes) throws IOException {
        Path file = pathOf(path);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes((int) Math.min(maxBytes + 1, Integer.MAX_VALUE - 8));
            if (bytes.length > maxBytes) {
                throw new IOException("is larger than " + maxBytes + " bytes");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (NoSuchFileException e) {
            throw new IOException("does not exist: " + file, e);
        } catch (CharacterCodingException e) {
            throw new IOException("is not UTF-8: " + file, e);
        }
    }
}
