package org.sallyport.proxy.relay;

import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.event.ImEvent;

/** What the relay counts. Called on event loops and on the journal's thread: safe for any thread, never blocks. */
public interface RelayMeters {

    /** A connection was taken by an entry. */
    void opened(String entry);

    /** A connection ended. */
    void closed(String entry);

    /**
     * A connection's protocol is known; {@link ProtocolId#UNKNOWN} for one that nobody recognised.
     *
     * @param nanos how long that took, the peers' own time included
     */
    void identified(ProtocolId protocol, long nanos);

    /** An event was decided on. */
    void decided(ImEvent event, Decision decision);

    /** A record could not be journaled. */
    void notJournaled();

    /** Bytes that broke a protocol's rules were met. */
    void malformed(ProtocolId protocol);

    /** A connection was closed after a fault of the gateway's own. */
    default void faulted(ProtocolId protocol) {}

    /**
     * A connection that was not read, or not to its end, is over.
     *
     * @param opening where it went, by all that was known of it
     * @param fromClient how many bytes the client sent, from the first
     * @param fromServer how many the service sent
     */
    default void passedUnread(Opening opening, ProtocolId protocol, long fromClient, long fromServer) {}

    /** Counts nothing. */
    RelayMeters NONE = new RelayMeters() {
        @Override
        public void opened(String entry) {}

        @Override
        public void closed(String entry) {}

        @Override
        public void identified(ProtocolId protocol, long nanos) {}

        @Override
        public void decided(ImEvent event, Decision decision) {}

        @Override
        public void notJournaled() {}

        @Override
        public void malformed(ProtocolId protocol) {}
    };
}
