package org.sallyport.protocols.event;

/** Where a negotiation about a file, a call, a room or a game stands. */
public enum Step {
    /** One side asks. */
    PROPOSE,
    /** The other answers with another way to connect. */
    COUNTER,
    /** Yes. */
    ACCEPT,
    /** No. */
    DECLINE,
    /** What was agreed on takes place, on a connection of its own. */
    BEGIN,
    /** The bytes themselves were looked at: how a file begins, or all of it. */
    SEEN,
    /** Whoever asked takes it back, or either side ends it. */
    CANCEL
}
