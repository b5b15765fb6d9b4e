package org.sallyport.proxy.replay;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.capture.TcpConnection;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.event.ImEvent;

/** One line of the result. */
sealed interface Row {

    /** When it happened, by the capture. */
    Instant time();

    /** On which connection. */
    TcpConnection connection();

    /** What a connection was found to be; {@link ProtocolId#UNKNOWN} when nobody knows it. */
    record Identified(TcpConnection connection, ProtocolId protocol, ServiceId service) implements Row {
        @Override
        public Instant time() {
            return connection.time();
        }
    }

    /** An event, and what the policy says of it; no decision when there is no policy. */
    record Happened(
            Instant time,
            TcpConnection connection,
            ProtocolId protocol,
            ServiceId service,
            ImEvent event,
            @Nullable Decision decision)
            implements Row {}

    /** Bytes of a side that were not read. */
    record Gap(Instant time, TcpConnection connection, Side from, Why why, long bytes) implements Row {

        /** What became of them. */
        enum Why {
            /** The capture doesn't have them. */
            MISSING,
            /** They are there, but belong to a frame whose other part is missing, or follow bytes that broke the rules. */
            UNREAD
        }
    }
}
