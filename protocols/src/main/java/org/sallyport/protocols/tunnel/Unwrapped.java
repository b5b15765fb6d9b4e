package org.sallyport.protocols.tunnel;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;

/** What a {@link TunnelFormat} found in one HTTP message: returned, never thrown. */
public sealed interface Unwrapped {

    /** Of a request. */
    sealed interface OfRequest extends Unwrapped {}

    /** Of a response. */
    sealed interface OfResponse extends Unwrapped {}

    /** Something else that looked alike from outside. */
    enum NotOurs implements OfRequest, OfResponse {
        INSTANCE
    }

    /**
     * It claims to be the tunnel's and can't be read: nothing of it may go on unread.
     *
     * @param why in words without content of the message
     */
    record Malformed(Reason reason, String why) implements OfRequest, OfResponse {}

    /** Why something is {@link Malformed}. */
    enum Reason {
        /** It breaks the format's rules. */
        BROKEN,
        /** More of it than is taken. */
        TOO_MUCH,
        /** Yahoo's pager before YMSG: nobody reads it, and it sends the password in the clear, as part of the address. */
        LEGACY_PAGER
    }

    /** What a request is for. */
    enum Kind {
        /** Begins the tunnel. */
        OPEN,
        /** Carries bytes, and connections being opened or closed. */
        SEND,
        /** Asks for bytes. */
        POLL
    }

    /**
     * A request of the tunnel.
     *
     * @param key names the tunnel among those of its format and client, at most {@value TunnelFormat#MOST_KEY_CHARS}
     *     characters. Null when the tunnel is being opened, or this request doesn't say
     * @param alias a second name by which to find the tunnel when the key is null or not known, or null. A digest when what
     *     it stands for is secret
     */
    record Request(@Nullable String key, @Nullable String alias, Kind kind, List<Piece> pieces) implements OfRequest {

        public Request {
            pieces = List.copyOf(pieces);
        }
    }

    /**
     * A response of the tunnel.
     *
     * @param newKey names the tunnel from now on, beside the name it had: an answer that was lost is asked for by the old one.
     *     Null when nothing new was said
     * @param ends whether the service ended the tunnel, with every stream in it
     * @param advertised where the client is told to send the tunnel's next requests, or null
     */
    record Response(
            @Nullable String newKey, boolean ends, @Nullable Address advertised, List<Piece> pieces)
            implements OfResponse {

        public Response {
            pieces = List.copyOf(pieces);
        }
    }
}
