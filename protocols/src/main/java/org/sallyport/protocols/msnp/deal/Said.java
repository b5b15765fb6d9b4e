package org.sallyport.protocols.msnp.deal;

import io.netty.buffer.ByteBuf;
import org.sallyport.protocols.Side;

/**
 * Something the gateway says in a client's place.
 *
 * @param to who shall hear it
 * @param payload a whole message as the one at hand was: head and body in a switchboard, SLP text where that stands bare, a packet
 *     on a direct connection. Whoever gets this releases it
 */
public record Said(Side to, ByteBuf payload) {}
