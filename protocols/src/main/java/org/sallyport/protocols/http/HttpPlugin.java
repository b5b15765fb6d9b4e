package org.sallyport.protocols.http;

import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.tunnel.HttpHead;

/**
 * A protocol whose frames are HTTP/1.1 messages. Its codec is an {@link HttpCodec}, and its sessions read frames with {@link
 * HttpMessage}.
 *
 * <p>On whatever road HTTP comes into the gateway, a request that a plugin {@link #claims} is held as a whole, and so is its
 * response; both are given to a session as frames. There is a session for each client connection and each service asked on it;
 * what belongs to one person and comes on several connections is tied together by {@link org.sallyport.protocols.Handoffs}.
 *
 * <p>What a session emits is whole messages again: the request forwarded, or another in its place, or a response instead. A
 * dropped request with no response of the session's own is answered with 403. One response answers one request: a session can't
 * add requests of its own towards the service, but for {@link org.sallyport.protocols.Emission.Call}.
 */
public interface HttpPlugin extends ProtocolPlugin {

    /** Whether a request is this protocol's, by its head: rather too much than too little. */
    boolean claims(HttpHead request);
}
