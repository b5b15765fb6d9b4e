/** What MSNP looks like on the wire: commands, their tokens, and where each one ends. */
@NullMarked
package org.sallyport.protocols.msnp.wire;

import org.jspecify.annotations.NullMarked;
