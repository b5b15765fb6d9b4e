package org.sallyport.proxy.entry;

/** Why a client did not get a connection, as it is counted. */
enum Refusal {
    /** There are as many connections as there may be. */
    LIMIT("limit"),
    /** This client has as many connections as one client may have. */
    CLIENT_LIMIT("client-limit"),
    /** The client is outside the networks clients may come from. */
    NETWORK("network"),
    /** The gateway does not go where the client wants to go. */
    FORBIDDEN("forbidden"),
    /** What the client said was no request we take, or it never finished one. */
    HANDSHAKE("handshake"),
    /** Wrong or missing credentials, too many of them, or nobody to check them. */
    SIGN_IN("sign-in"),
    /** There is no address, no answer, or no proper one. */
    UNREACHABLE("unreachable"),
    /** Too much is waiting here. */
    OVERLOADED("overloaded");

    private final String id;

    Refusal(String id) {
        this.id = id;
    }

    /** The word in counters. */
    String id() {
        return id;
    }
}
