package org.sallyport.protocols.capture;

import java.io.IOException;

/**
 * The file is not a capture that can be read, or stops being one at some point. What was read before that point stands.
 */
public final class CaptureException extends IOException {

    private static final long serialVersionUID = 1L;

    private final long offset;

    /**
     * @param what what is wrong, in words for whoever chose the file
     * @param offset where, in bytes since the start of the file
     */
    public CaptureException(String what, long offset) {
        super(what + " (at byte " + offset + ")");
        this.offset = offset;
    }

    /** Where the trouble is, in bytes since the start of the file. */
    public long offset() {
        return offset;
    }
}
