package org.sallyport.archive.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All checkpoints of a journal, with their signatures verified. */
final class CheckpointChain {

    /** What was signed for: entry number to chain hash. */
    private final Map<Long, String> hashes = new HashMap<>();

    private @Nullable Checkpoint latest;
    private long discarded;

    /** @throws JournalDamagedException when a line is no checkpoint, or its signature does not fit; the offset is the line */
    static CheckpointChain read(Path directory, String journal, PublicKey key) throws IOException {
        CheckpointChain chain = new CheckpointChain();
        Path file = directory.resolve(Checkpoint.FILE);
        if (!Files.exists(file)) {
            return chain;
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        // What follows the last line end was being written when the process was killed.
        String whole = text.substring(0, text.lastIndexOf('\n') + 1);
        String previous = Checkpoint.NO_SIGNATURE;
        int number = 0;
        for (String line : (Iterable<String>) whole.lines()::iterator) {
            number++;
            Checkpoint checkpoint = Checkpoint.parse(line);
            if (checkpoint == null) {
                throw new JournalDamagedException(0, Checkpoint.FILE, number, "the line is no checkpoint");
            }
            byte[] message = Checkpoint.message(journal, checkpoint.statement(), previous);
            if (!CheckpointKey.verifies(key, message, checkpoint.signatureBytes())) {
                throw new JournalDamagedException(
                        checkpoint.sequence(),
                        Checkpoint.FILE,
                        number,
                        "the signature does not fit: the line, or one before it, is not as it was signed");
            }
            chain.add(checkpoint);
            previous = checkpoint.signature();
        }
        return chain;
    }

    private void add(Checkpoint checkpoint) {
        hashes.put(checkpoint.sequence(), checkpoint.hash());
        switch (checkpoint.kind()) {
            case CHECKPOINT -> latest = checkpoint;
            case DISCARDED -> discarded = checkpoint.sequence();
        }
    }

    /** The newest checkpoint; null when there is none. */
    @Nullable Checkpoint latest() {
        return latest;
    }

    /** Up to which entry the retention removed segments; 0 when it never did. */
    long discardedThrough() {
        return discarded;
    }

    /** Whether the hash at an entry is not what was signed for; false when nothing was signed for there. */
    boolean contradicts(long sequence, byte[] hash) {
        String signed = hashes.get(sequence);
        return signed != null && !signed.equals(HexFormat.of().formatHex(hash));
    }
}
