package org.sallyport.proxy.relay;

/** What became of something that was to be said to a client straight. From the worst to the best, for picking one of several. */
public enum Delivery {
    /** The client isn't there, or not far enough along, or reads nothing. It has got nothing. */
    GONE,
    /** The rules about its recipient said no. */
    REFUSED,
    /** It was written to the client's connection. */
    DELIVERED;

    /** Whichever is better. */
    Delivery or(Delivery other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
