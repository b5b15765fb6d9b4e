package org.sallyport.protocols.msnp.deal;

import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Side;

/** As text alone, through the notification server, where nothing is acknowledged from end to end. */
enum BareCarriage implements Carriage {
    INSTANCE;

    @Override
    public @Nullable Said acknowledgement() {
        return null;
    }

    @Override
    public Said slp(Side to, byte[] text) {
        return new Said(to, Unpooled.wrappedBuffer(text));
    }
}
