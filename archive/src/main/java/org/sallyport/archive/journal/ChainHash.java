package org.sallyport.archive.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The chain: each entry's hash is SHA-256 over the hash before it, its number and its payload. Confined to one thread. */
final class ChainHash {

    static final int BYTES = 32;

    private final MessageDigest digest = sha256();
    private final byte[] number = new byte[Long.BYTES];
    private final byte[] current = new byte[BYTES];

    ChainHash(byte[] start) {
        reset(start);
    }

    /** What the first entry of a journal is chained to: the journal's own id, so that two journals never share a chain. */
    static byte[] genesis(long journalId) {
        byte[] name = "sallyport journal 1 ".getBytes(StandardCharsets.US_ASCII);
        return sha256().digest(ByteBuffer.allocate(name.length + Long.BYTES)
                .put(name)
                .putLong(journalId)
                .array());
    }

    void reset(byte[] hash) {
        System.arraycopy(hash, 0, current, 0, BYTES);
    }

    /** Goes one entry on; the new hash is {@link #current()}. */
    void advance(long sequence, byte[] bytes, int offset, int length) {
        ByteBuffer.wrap(number).putLong(sequence);
        digest.update(current);
        digest.update(number);
        digest.update(bytes, offset, length);
        try {
            digest.digest(current, 0, BYTES);
        } catch (DigestException e) {
            throw new AssertionError("32 bytes have room for SHA-256", e);
        }
    }

    /** The live array: copy it to keep it. */
    byte[] current() {
        return current;
    }

    /** A copy of the hash. */
    byte[] copy() {
        return current.clone();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
