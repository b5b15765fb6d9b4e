package org.sallyport.archive.journal;

import java.io.IOException;

/** An entry that was durable is not what it was: never repaired silently. The message can be shown to an administrator. */
public final class JournalDamagedException extends IOException {
    private static final long serialVersionUID = 1;

    private final long sequence;
    private final String segment;
    private final long offset;

    JournalDamagedException(long sequence, String segment, long offset, String what) {
        super("journal damaged at entry " + sequence + " (" + segment + ", byte " + offset + "): " + what);
        this.sequence = sequence;
        this.segment = segment;
        this.offset = offset;
    }

    /** The first entry that is not as it was. */
    public long sequence() {
        return sequence;
    }

    /** The file it should be in. */
    public String segment() {
        return segment;
    }

    /** Where in that file, in bytes. */
    public long offset() {
        return offset;
    }
}
