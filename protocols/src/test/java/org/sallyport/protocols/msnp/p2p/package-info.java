/** Packets and SLP texts against bytes that clients sent, and against damage. */
@NullMarked
package org.sallyport.protocols.msnp.p2p;

import org.jspecify.annotations.NullMarked;
