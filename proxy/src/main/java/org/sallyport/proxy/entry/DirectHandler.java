package org.sallyport.proxy.entry;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import org.sallyport.protocols.Opening;
import org.sallyport.proxy.relay.Advertiser;

/** A client that says nothing to us: where it wants to go is known from the listener or from the kernel. */
final class DirectHandler extends ChannelInboundHandlerAdapter {

    private final Gate gate;
    private final String entry;
    private final Upstreams.Wanted wanted;
    private final Opening.NamedBy namedBy;
    private final Advertiser advertiser;
    private final boolean transparent;
    private final Early early = new Early();

    DirectHandler(
            Gate gate,
            String entry,
            Upstreams.Wanted wanted,
            Opening.NamedBy namedBy,
            Advertiser advertiser,
            boolean transparent) {
        this.gate = gate;
        this.entry = entry;
        this.wanted = wanted;
        this.namedBy = namedBy;
        this.advertiser = advertiser;
        this.transparent = transparent;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        Channel client = ctx.channel();
        gate.open(new Gate.Request(client, entry, wanted, namedBy, null, advertiser, transparent), new Gate.Answer() {
            @Override
            public void connected(Channel upstream) {
                if (early.isEmpty()) {
                    ctx.pipeline().remove(DirectHandler.this);
                    return;
                }
                // The relay is added to the pipeline right after this; it must be there before what came early is.
                ctx.executor().execute(() -> {
                    if (!ctx.isRemoved()) {
                        ctx.pipeline().remove(DirectHandler.this);
                    }
                });
            }

            @Override
            public void refused(Upstreams.Reason reason) {
                Gate.reset(client);
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            early.add(ctx, bytes);
        } else {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        early.event(event);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        early.replay(ctx);
    }
}
