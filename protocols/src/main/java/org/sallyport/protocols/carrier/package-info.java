/** What other protocols travel in: proxies' handshakes, HTTP, TLS. Knows where the wrapping ends; reads nothing within. */
@NullMarked
package org.sallyport.protocols.carrier;

import org.jspecify.annotations.NullMarked;
