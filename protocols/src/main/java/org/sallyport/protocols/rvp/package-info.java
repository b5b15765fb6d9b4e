/**
 * RVP, the protocol of Exchange 2000 Instant Messaging: HTTP/1.1 with methods and XML bodies of its own, in both directions. A
 * client asks its server, and the server calls the client back, on connections it opens itself.
 *
 * <p>Start at {@link org.sallyport.protocols.rvp.RvpPlugin}. A {@linkplain org.sallyport.protocols.rvp.RvpSession session} has one
 * connection of either kind: {@linkplain org.sallyport.protocols.rvp.Asking what a client asks}, or {@linkplain
 * org.sallyport.protocols.rvp.Calling what it is told}. {@linkplain org.sallyport.protocols.rvp.Memory Hand-offs} tie them
 * together. What a single message says is read in {@code rvp.read}, what the gateway says itself is written in {@code rvp.write},
 * and {@code rvp.wire} has the names in heads.
 */
@NullMarked
package org.sallyport.protocols.rvp;

import org.jspecify.annotations.NullMarked;
