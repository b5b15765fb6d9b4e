/** A small DNS forwarder that remembers by which name each client was led to an address. */
@NullMarked
package org.sallyport.proxy.dns;

import org.jspecify.annotations.NullMarked;
