package org.sallyport.archive.journal;

import java.util.HexFormat;

/**
 * One entry as it stands in the journal.
 *
 * @param sequence its number: 1, 2, 3, ... without a gap
 * @param payload the document, JSON in UTF-8; not copied, so leave it as it is
 * @param hash SHA-256 over the hash before it, the number and the payload: 32 bytes; not copied either
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody; a copy of every payload would be the cost.
public record JournalEntry(long sequence, byte[] payload, byte[] hash) {

    /** Hides the payload, which is what people wrote. */
    @Override
    public String toString() {
        return "JournalEntry[" + sequence + ", " + payload.length + " bytes, "
                + HexFormat.of().formatHex(hash, 0, 4) + "]";
    }
}
