package org.sallyport.protocols.msnp.wire;

/** What a command looks like, which depends on who sends it. */
enum Form {
    /** Never seen from this side: whether a payload follows has to be guessed. */
    UNKNOWN(false),
    /** A line that names its transaction. */
    LINE(true),
    /** A line that belongs to no transaction, or doesn't always. */
    BARE(false),
    /** A line that names its transaction and ends in the length of the payload behind it. */
    PAYLOAD(true),
    /** A line without a transaction that ends in the length of the payload behind it. */
    BARE_PAYLOAD(false),
    /** {@code OK}, or the length of a payload, after the transaction. */
    REPLY(true);

    private final boolean transaction;

    Form(boolean transaction) {
        this.transaction = transaction;
    }

    /** Whether the second token is a transaction id. */
    boolean hasTransaction() {
        return transaction;
    }
}
