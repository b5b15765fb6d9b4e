/**
 * A small OSCAR service and client for trying the whole gateway on real sockets. Both are written on the gateway's own wire
 * classes, so {@link org.sallyport.proxy.testkit.Golden} has bytes of other people's clients beside them: encoder and decoder
 * can't agree on a mistake.
 */
@NullMarked
package org.sallyport.proxy.testkit;

import org.jspecify.annotations.NullMarked;
