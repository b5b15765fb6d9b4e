/**
 * Messengers inside HTTP: how the bytes of a session are carried in requests and responses, and how they are put back.
 *
 * <p>Start at {@link org.sallyport.protocols.tunnel.TunnelFormat}. Whoever runs the exchanges gives each request and response
 * here, feeds the stream bytes found in it to a session as if they had come by TCP, and has what the session lets through put
 * into the message that goes on. Nothing here keeps state, opens a socket or starts a thread.
 */
@NullMarked
package org.sallyport.protocols.tunnel;

import org.jspecify.annotations.NullMarked;
