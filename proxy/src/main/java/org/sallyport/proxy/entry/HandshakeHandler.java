package org.sallyport.proxy.entry;

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
 * request is kept (one read's worth, in {@link Early}) and given to the relay.
 */
abstract class HandshakeHandler extends ChannelInboundHandlerAdapter {

    private final Gate gate;
    private final String entry;
    private final Opening.NamedBy namedBy;
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
    abstract void accept(ChannelHandlerContext ctx, Channel upstream);

    /** Says no, with the reason as far as the handshake has words for it, and closes. */
    abstract void refuse(ChannelHandlerContext ctx, Upstreams.Reason reason);

    /** The handlers of the handshake besides this one, to leave the pipeline with it. */
    abstract List<Class<? extends ChannelHandler>> helpers();

    @Override
    public final void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!requested) {
            handshake(ctx, message);
        } else if (refused) {
            ReferenceCountUtil.release(message);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    /**
     * The client has said all it has to say for now: what is still on its way is for the service. Must be called before
     * anything is waited for, or a second request in the same segment would be taken for a request as well.
     */
    final void listenNoMore(ChannelHandlerContext ctx) {
        if (!requested) {
            requested = true;
            ctx.channel().config().setAutoRead(false);
            ctx.pipeline().addLast(Early.NAME, new Early());
            HandshakeTimeout.asked(ctx.pipeline());
        }
    }

    /** The answer is no: nothing that still comes matters. */
    final void refused(ChannelHandlerContext ctx) {
        listenNoMore(ctx);
        HandshakeTimeout.stop(ctx.pipeline());
        refused = true;
    }

    /**
     * The answer is no, by the handshake's own judgement: it is counted and logged.
     *
     * @param why for an administrator, without anything the client said
     */
    final void refused(ChannelHandlerContext ctx, Refusal reason, String why) {
        gate.refusals().add(reason, entry, ctx.channel(), why);
        refused(ctx);
    }

    /** The client has asked for a destination. */
    final void open(ChannelHandlerContext ctx, Address destination, @Nullable Person user) {
        listenNoMore(ctx);
        // The upstreams have a limit of their own.
        HandshakeTimeout.stop(ctx.pipeline());
        Channel client = ctx.channel();
        gate.open(
                new Gate.Request(
                        client, entry, Upstreams.Wanted.of(destination), namedBy, user, Advertiser.IDENTITY, true),
                new Gate.Answer() {
                    @Override
                    public void connected(Channel upstream) {
                        accept(ctx, upstream);
                        leave(ctx);
                    }

                    @Override
                    public void refused(Upstreams.Reason reason) {
                        refuse(ctx, reason);
                    }
                });
    }

    private void leave(ChannelHandlerContext ctx) {
        ChannelPipeline pipeline = ctx.pipeline();
        for (Class<? extends ChannelHandler> helper : helpers()) {
            if (pipeline.get(helper) != null) {
                pipeline.remove(helper);
            }
        }
        pipeline.remove(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
