/**
 * Protocols that are known by name and that nobody reads, so that rules can allow, block and count them. Each class knows one
 * by its first bytes; a {@link org.sallyport.protocols.ProtocolPlugin} with the same id takes its place.
 *
 * <p>All of them look at the first 512 bytes of a side at most, and say {@link
 * org.sallyport.protocols.Detection.NoMatch} at the first byte that can't be. What belongs to the gateway's own doors
 * and to what is carried inside other protocols (HTTP, CONNECT, SOCKS, TLS) is nobody's here.
 */
@NullMarked
package org.sallyport.protocols.recognise;

import org.jspecify.annotations.NullMarked;
