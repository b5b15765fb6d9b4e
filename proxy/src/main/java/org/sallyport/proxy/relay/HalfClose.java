package org.sallyport.proxy.relay;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** Ends one direction of a connection and leaves the other going. */
public final class HalfClose {

    private HalfClose() {}

    /**
     * Tells the peer that nothing more comes. Over TLS the peer is told in TLS first (close_notify, RFC 8446, section 6.1): an end
     * of the TCP connection alone looks like an attack that cut the rest off.
     *
     * <p>On the channel's event loop, after everything was written and flushed. {@link DuplexChannel#isOutputShutdown()} holds
     * soon after, not necessarily at once. A channel that is gone already stays as it is.
     */
    public static void output(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            ((DuplexChannel) channel).shutdownOutput();
        } else {
            tls.closeOutbound().addListener(told -> ((DuplexChannel) channel).shutdownOutput());
        }
    }
}
