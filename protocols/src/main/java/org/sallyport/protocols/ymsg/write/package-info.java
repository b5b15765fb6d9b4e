/**
 * The packets that a gateway makes itself, or makes anew: forged as the other side would have sent them. Stateless, safe for any
 * thread. Facts: libpurple, openymsg and jYMSG as clients; captures of the real service.
 */
@NullMarked
package org.sallyport.protocols.ymsg.write;

import org.jspecify.annotations.NullMarked;
