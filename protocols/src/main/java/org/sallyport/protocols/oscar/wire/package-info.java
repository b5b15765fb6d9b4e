/**
 * The grammar of OSCAR: frames, SNACs, TLVs, user-info blocks, capabilities, names and charsets. Knows nothing of connections
 * or of what a SNAC means. Facts: the published OSCAR protocol descriptions (Shutko's and the open clients' and servers' own),
 * checked against recorded traffic.
 */
@NullMarked
package org.sallyport.protocols.oscar.wire;

import org.jspecify.annotations.NullMarked;
