/**
 * The grammar of YMSG: packets, the key and value pairs in them, service numbers, keys, and the encoding of texts. Knows nothing
 * of connections or of what a packet means. Facts: libyahoo2's notes on YMSG 9, the behaviour of libpurple, jYMSG and openymsg,
 * captures of the real service.
 */
@NullMarked
package org.sallyport.protocols.ymsg.wire;

import org.jspecify.annotations.NullMarked;
