package org.sallyport.proxy.tls;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands behind the TLS handler of one channel, so that the handlers after it need not know of TLS: during the handshakes it
 * keeps everything from them, and afterwards it tells the end of a peer's data as TCP would.
 *
 * <p>What it holds is bounded: the TLS handler stops reading as soon as it has given one piece of plain text on.
 *
 * <p>Confined to the channel's event loop.
 */
final class TlsEdge extends ChannelInboundHandlerAdapter {

    /** Is told when a peer ends in the middle of its handshake. */
    interface Ended {
        void duringHandshake();
    }

    private static final Logger LOG = LoggerFactory.getLogger(TlsEdge.class);

    private final SslHandler tls;
    private final String what;
    private final Ended ended;
    private final Queue<Object> early = new ArrayDeque<>();
    private boolean open;

    /** The peer has nothing more to say. */
    private boolean inputOver;

    private boolean inputOverTold;

    /** @param what whose end of which connection this is, for the log */
    TlsEdge(SslHandler tls, String what, Ended ended) {
        this.tls = tls;
        this.what = what;
        this.ended = ended;
    }

    /** Both handshakes are done: gives on what came early, and from then on everything. */
    void open(ChannelHandlerContext ctx) {
        open = true;
        boolean any = !early.isEmpty();
        for (Object message = early.poll(); message != null; message = early.poll()) {
            ctx.fireChannelRead(message);
        }
        if (any) {
            ctx.fireChannelReadComplete();
        }
        if (inputOver) {
            tellInputOver(ctx);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (open) {
            ctx.fireChannelRead(message);
        } else {
            early.add(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (open) {
            ctx.fireChannelReadComplete();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        switch (event) {
            case SslHandshakeCompletionEvent handshake -> {
                // Whoever began it hears of it from the handler itself.
            }
            case SslCloseCompletionEvent close -> {
                if (close.isSuccess()) {
                    inputOver(ctx);
                }
            }
            case ChannelInputShutdownEvent shutdown -> {
                if (open && !inputOver) {
                    ctx.fireUserEventTriggered(event);
                } else if (!open) {
                    inputOver(ctx);
                }
            }
            case ChannelInputShutdownReadComplete complete -> inputOver(ctx);
            default -> ctx.fireUserEventTriggered(event);
        }
    }

    private void inputOver(ChannelHandlerContext ctx) {
        inputOver = true;
        if (open) {
            tellInputOver(ctx);
        } else if (!tls.handshakeFuture().isSuccess()) {
            ended.duringHandshake();
        }
    }

    /** TLS and TCP both announce it. */
    private void tellInputOver(ChannelHandlerContext ctx) {
        if (!inputOverTold) {
            inputOverTold = true;
            ctx.fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!open) {
            // The handshake fails by it, or by the channel's end.
            LOG.debug("{}: {}", what, Causes.words(cause));
            ctx.close();
        } else if (Causes.isTls(cause)) {
            boolean asked = NoCertificate.wasAsked(tls.engine());
            LOG.info("{}: closed, {}{}", what, Causes.words(cause), asked ? Handshakes.ASKED : "");
            ctx.close();
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        early.forEach(ReferenceCountUtil::release);
        early.clear();
    }
}
