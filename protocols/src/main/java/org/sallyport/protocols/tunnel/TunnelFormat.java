package org.sallyport.protocols.tunnel;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.ServiceId;

/**
 * One way of carrying messenger connections in HTTP exchanges. Found by {@link java.util.ServiceLoader}. Stateless and safe for
 * any thread; never blocks; never throws for what a peer has sent.
 *
 * <p>For each exchange whose request a format {@link #claims}, its runner
 *
 * <ol>
 *   <li>has the whole {@link #request} taken apart, finds the tunnel by its key or opens one, and feeds each stream's bytes to
 *       that stream's session as sent by the client;
 *   <li>puts what the session lets through into the pieces ({@link Pieces#replaced}) and has the request {@linkplain #wrapRequest
 *       put together} again, or answers it with what waits for the client ({@link #answer}) or with the end ({@link #closed});
 *   <li>does the same with the {@link #response}. What the gateway itself has to say to the client goes into the next response
 *       as one more {@link Piece.Data}.
 * </ol>
 *
 * <p>A key is only as unguessable as the service made it: a runner looks for it among the tunnels of the same client, and bounds
 * those tunnels and the streams in each; a request of a tunnel or a stream it doesn't know is not to pass. The
 * bodies given to a format are read from their reader index on, and no index is moved. Addresses that a session in a tunnel hands
 * to the client come back as the destination of an {@link Piece.Open}, through the tunnel: such a session replaces none.
 */
public interface TunnelFormat {

    /** The longest name of a tunnel, in characters. */
    int MOST_KEY_CHARS = 64;

    /** The longest body, in bytes. */
    int MOST_BODY = 4 * 1024 * 1024;

    /** The most pieces of one body. */
    int MOST_PIECES = 4_096;

    /** Its name, such as {@code msn-gateway}; unique among the formats. */
    String id();

    /** The service that a request's tunnel leads to, as far as the request tells. */
    ServiceId service(HttpHead request);

    /**
     * Whether a request may belong to such a tunnel, by its head. The body has the last word: {@link #request} can still call it
     * {@link Unwrapped.NotOurs}.
     */
    boolean claims(HttpHead request);

    /**
     * Takes a request apart.
     *
     * @param request one that this format claims
     * @param body the whole body, not encoded
     */
    Unwrapped.OfRequest request(HttpHead request, ByteBuf body);

    /**
     * Takes a response apart. One that isn't a success carries no stream: its body is a {@link Piece.Other}.
     *
     * @param request what it answers, as the client sent it
     * @param body the whole body, not encoded
     */
    Unwrapped.OfResponse response(HttpHead request, HttpHead response, ByteBuf body);

    /**
     * Puts a request together.
     *
     * @param request as the client sent it, found to be an {@link Unwrapped.Request}
     * @param pieces those found in it, changed or not; without its {@link Piece.Open} when the connection is refused
     */
    Rewrapped wrapRequest(HttpHead request, List<Piece> pieces);

    /**
     * Puts a response together.
     *
     * @param response as the service sent it, found to be an {@link Unwrapped.Response}
     * @param pieces those found in it, changed or not, and what the gateway adds
     * @param advertised in place of the address that the response advertises; null to leave it
     */
    Rewrapped.ForwardAs wrapResponse(
            HttpHead request, HttpHead response, List<Piece> pieces, @Nullable Address advertised);

    /**
     * A successful answer to a request that doesn't go on. The tunnel goes on, except that one which was to be opened by it
     * doesn't come to be.
     *
     * @param pieces for the client; none for an empty answer
     */
    Rewrapped.AnswerLocally answer(HttpHead request, List<Piece> pieces);

    /**
     * An answer that makes a client give the tunnel up.
     *
     * @param pieces its last words to the client, where the format has room for them beside the end
     */
    Rewrapped.AnswerLocally closed(HttpHead request, List<Piece> pieces);
}
