package org.sallyport.proxy.relay;

import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.event.ImEvent;

/** What the relay counts. Called on event loops and on the journal's thread: safe for any thread, never blocks. */
public interface RelayMeters {

    /** A connection was taken by an entry. */
    default void opened(String entry) {}

    /** A connection ended. */
    default void closed(String entry) {}

    /**
     * A connection's protocol is known; {@link ProtocolId#UNKNOWN} for one that nobody recognised.
     *
     * @param nanos how long that took, the peers' own time included
     */
    default void identified(ProtocolId protocol, long nanos) {}

    /** An event was decided on. */
    default void decided(ImEvent event, Decision decision) {}

    /** A record could not be journaled. */
    default void notJournaled() {}

    /** Bytes that broke a protocol's rules were met. */
    default void malformed(ProtocolId protocol) {}

    /**
     * A client was refused.
     *
     * @param entry where it came to
     * @param reason one of a few words, such as {@code limit} or {@code handshake}
     */
    default void refused(String entry, String reason) {}

    /** A connection was closed after a fault of the gateway's own. */
    default void faulted(ProtocolId protocol) {}

    /** How a connection was dealt with, from its first byte to its last. */
    enum Outcome {
        /** Its protocol was read and decided on. */
        READ("read"),
        /** It passed unread: encrypted, foreign, or allowed to go on after it broke its protocol. */
        UNREAD("unread"),
        /** It was refused before anything of it passed. */
        BLOCKED("blocked"),
        /** It ended before anything could be known of it. */
        UNKNOWN("unknown");

        private final String id;

        Outcome(String id) {
            this.id = id;
        }

        /** One lower-case word, as counters have it. */
        public String id() {
            return id;
        }
    }

    /**
     * An event was decided on, on a connection that has a name.
     *
     * @param connection its {@link org.sallyport.protocols.Opening#connection}
     */
    default void decided(String connection, ImEvent event, Decision decision) {
        decided(event, decision);
    }

    /**
     * A connection ended. Called once for each that was {@link #opened}, besides {@link #closed}.
     *
     * @param service {@link ServiceId#UNKNOWN} when nobody named it
     * @param destinationHost where it went, as the client or the gateway named it
     * @param destinationPort 0 to 65535
     * @param bytesFromClient what the client sent, refused bytes included
     * @param bytesFromServer likewise
     */
    default void ended(
            String entry,
            ProtocolId protocol,
            ServiceId service,
            Outcome outcome,
            String destinationHost,
            int destinationPort,
            long bytesFromClient,
            long bytesFromServer) {}

    /** What became of a message between colleagues that was to stay here. */
    enum Routed {
        /** Its recipients have got it from here. */
        LOCAL("local"),
        /** The service was given it after all. */
        SERVICE("service"),
        /** Nobody was: it went back to who wrote it. */
        RETURNED("returned");

        private final String id;

        Routed(String id) {
            this.id = id;
        }

        /** One lower-case word, as counters have it. */
        public String id() {
            return id;
        }
    }

    /**
     * A message between colleagues was to stay here.
     *
     * @param textBytes how long its words are, in UTF-8
     */
    default void routed(Routed how, long textBytes) {}

    /** Counts nothing. */
    RelayMeters NONE = new RelayMeters() {};
}
