package org.sallyport.protocols;

import io.netty.buffer.ByteBuf;

/**
 * What each peer has sent so far on a connection that is not identified yet. Recognisers must leave the reader and writer
 * indices alone and keep no reference: use the {@code get} methods, relative to {@link ByteBuf#readerIndex()}.
 *
 * @param fromClient readable bytes: all the client has sent; possibly none
 * @param fromServer readable bytes: all the service has sent; possibly none
 */
public record FirstBytes(ByteBuf fromClient, ByteBuf fromServer) {

    /** The bytes of one side. */
    public ByteBuf from(Side side) {
        return side == Side.CLIENT ? fromClient : fromServer;
    }
}
