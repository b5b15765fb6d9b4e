/**
 * The ways in: each turns a client connection into an {@link org.sallyport.protocols.Opening} and hands it, with a connection
 * to where it wants to go, to a {@link org.sallyport.proxy.relay.Relay}.
 */
@NullMarked
package org.sallyport.proxy.entry;

import org.jspecify.annotations.NullMarked;
