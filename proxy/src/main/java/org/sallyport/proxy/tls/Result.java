package org.sallyport.proxy.tls;

import org.jspecify.annotations.Nullable;

/** How both handshakes of an intercepted connection ended. */
public sealed interface Result {

    /**
     * Both channels now give and take plain text.
     *
     * @param alpn the protocol that service and client agreed on, such as {@code http/1.1}; null when they named none
     */
    record Established(@Nullable String alpn) implements Result {}

    /** One of the handshakes failed. Both channels are closed, the client's after an alert. */
    sealed interface Failed extends Result {

        /** What went wrong, for the log; without content of the connection, and nothing in it needs escaping. */
        String why();
    }

    /** The service is not who it should be. Nothing was sent to it, and the client got nothing of it. */
    record UpstreamNotTrusted(String why) implements Failed {}

    /** There was no handshake with the service for another reason. */
    record UpstreamFailed(String why) implements Failed {}

    /** The client doesn't accept the gateway's certificate: it doesn't know the CA, or insists on the real one. */
    record ClientRefused(String why) implements Failed {}

    /** There was no handshake with the client for another reason. */
    record ClientFailed(String why) implements Failed {}
}
