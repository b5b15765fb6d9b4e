package org.sallyport.protocols;

/** One of the two peers of a proxied connection. */
public enum Side {
    /** The one behind the gateway, who opened the connection. */
    CLIENT,
    /** The service it wanted. */
    SERVER;

    /** The peer of this one. */
    public Side other() {
        return this == CLIENT ? SERVER : CLIENT;
    }
}
