package org.sallyport.archive.journal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * One line of the file {@code checkpoints}: {@code kind sequence hash time signature}. The signature is over the journal's id,
 * the line before it and the signature of the line before that, so that no line can be taken out of the middle.
 *
 * @param kind what is signed for
 * @param sequence up to which entry
 * @param hash the chain hash at that entry, hexadecimal
 * @param time when it was signed
 * @param signature Ed25519, base64
 */
record Checkpoint(Kind kind, long sequence, String hash, Instant time, String signature) {

    static final String FILE = "checkpoints";

    /** What comes before the first line's signature. */
    static final String NO_SIGNATURE = "-";

    enum Kind {
        /** The journal had this hash at this entry. */
        CHECKPOINT("checkpoint"),
        /** Everything up to this entry was removed on purpose, by the retention. */
        DISCARDED("discarded");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /** What is signed. */
    static byte[] message(String journal, String statement, String previousSignature) {
        return ("sallyport journal " + journal + "\n" + statement + "\n" + previousSignature)
                .getBytes(StandardCharsets.UTF_8);
    }

    String statement() {
        return statement(kind, sequence, hash, time);
    }

    static String statement(Kind kind, long sequence, String hash, Instant time) {
        return kind.word + " " + sequence + " " + hash + " " + time;
    }

    byte[] signatureBytes() {
        return Base64.getDecoder().decode(signature);
    }

    /** Reads a line; null when it is not one. */
    static @Nullable Checkpoint parse(String line) {
        String[] parts = line.split(" ", -1);
        if (parts.length != 5 || parts[2].length() != 2 * ChainHash.BYTES) {
            return null;
        }
        try {
            HexFormat.of().parseHex(parts[2]);
            for (Kind kind : Kind.values()) {
                if (kind.word.equals(parts[0])) {
                    Checkpoint read =
                            new Checkpoint(kind, Long.parseLong(parts[1]), parts[2], Instant.parse(parts[3]), parts[4]);
                    // Reading must not be more tolerant than writing: what is signed is the text.
                    return read.signatureBytes().length > 0 && (read.statement() + " " + parts[4]).equals(line)
                            ? read
                            : null;
                }
            }
            return null;
        } catch (IllegalArgumentException | DateTimeParseException e) {
            return null;
        }
    }
}
