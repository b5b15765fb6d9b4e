package org.sallyport.proxy.entry;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
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
        ctx.pipeline().addLast(Early.NAME, new Early());
        gate.open(new Gate.Request(client, entry, wanted, namedBy, null, advertiser, transparent), new Gate.Answer() {
            @Override
            public void connected(Channel upstream) {
                ctx.pipeline().remove(DirectHandler.this);
            }

            @Override
            public void refused(Upstreams.Reason reason) {
                Gate.reset(client);
            }
        });
    }
}
