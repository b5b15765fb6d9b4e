package org.sallyport.proxy.entry;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Opening;
import org.sallyport.proxy.relay.Advertiser;

/**
 * What SOCKS and CONNECT have in common: once the client has said where to, it is not read any more; what it sent beyond its
 * request is kept (one read's worth) and given to the relay.
 */
abstract class HandshakeHandler extends ChannelInboundHandlerAdapter {

    private final Gate gate;
    private final String entry;
    private final Opening.NamedBy namedBy;
    private final Early early = new Early();
    private boolean requested;
    private boolean refused;

    HandshakeHandler(Gate gate, String entry, Opening.NamedBy namedBy) {
        this.gate = gate;
        this.entry = entry;
        this.namedBy = namedBy;
    }

    /** Handles what the decoders before this handler made, or raw bytes when there are none. Must release {@code message}. */
    abstract void handshake(ChannelHandlerContext ctx, Object message);

    /** Says yes. */
    abstract void accept(ChannelHandlerContext ctx);

    /** Says no, with the reason as far as the handshake has words for it, and closes. */
    abstract void refuse(ChannelHandlerContext ctx, Upstreams.Reason reason);

    /** The handlers of the handshake besides this one, to leave the pipeline with it. */
    abstract List<Class<? extends ChannelHandler>> helpers();

    @Override
    public final void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!requested) {
            handshake(ctx, message);
        } else if (message instanceof ByteBuf bytes && !refused) {
            early.add(ctx, bytes);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    /**
     * The client has said all it has to say for now: what is still on its way is for the service. Must be called before
     * anything is waited for, or a second request in the same segment would be taken for a request as well.
     */
    final void listenNoMore(ChannelHandlerContext ctx) {
        requested = true;
        ctx.channel().config().setAutoRead(false);
    }

    /** The answer is no: nothing that still comes matters. */
    final void refused(ChannelHandlerContext ctx) {
        listenNoMore(ctx);
        refused = true;
    }

    /** The client has asked for a destination. */
    final void open(ChannelHandlerContext ctx, Address destination, @Nullable Person user) {
        listenNoMore(ctx);
        Channel client = ctx.channel();
        gate.open(
                new Gate.Request(
                        client, entry, Upstreams.Wanted.of(destination), namedBy, user, Advertiser.IDENTITY, true),
                new Gate.Answer() {
                    @Override
                    public void connected(Channel upstream) {
                        accept(ctx);
                        leave(ctx);
                    }

                    @Override
                    public void refused(Upstreams.Reason reason) {
                        refuse(ctx, reason);
                    }
                });
    }

    /** What came early stays in this handler until it is gone: {@link #handlerRemoved} gives it to the relay, who comes next. */
    private void leave(ChannelHandlerContext ctx) {
        ChannelPipeline pipeline = ctx.pipeline();
        HandshakeTimeout.stop(pipeline);
        for (Class<? extends ChannelHandler> helper : helpers()) {
            if (pipeline.get(helper) != null) {
                pipeline.remove(helper);
            }
        }
        if (!early.isEmpty()) {
            // The relay is added to the pipeline right after this; it must be there before the bytes are.
            ctx.executor().execute(() -> {
                if (!ctx.isRemoved()) {
                    pipeline.remove(this);
                }
            });
        } else {
            pipeline.remove(this);
        }
    }

    @Override
    public final void handlerRemoved(ChannelHandlerContext ctx) {
        early.replay(ctx);
    }

    @Override
    public final void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (requested && !refused) {
            early.event(event);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
