/** Tests of what is read of a TLS client, with hellos that other people's software made. */
@NullMarked
package org.sallyport.protocols.tls;

import org.jspecify.annotations.NullMarked;
