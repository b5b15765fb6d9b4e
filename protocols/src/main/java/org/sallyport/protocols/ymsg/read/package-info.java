/**
 * What a single YMSG packet says, without knowledge of what came before. Stateless, safe for any thread, and never throws for what
 * the bytes say. Facts: libyahoo2's notes on YMSG 9, the behaviour of libpurple, jYMSG and openymsg, captures of the real service.
 */
@NullMarked
package org.sallyport.protocols.ymsg.read;

import org.jspecify.annotations.NullMarked;
