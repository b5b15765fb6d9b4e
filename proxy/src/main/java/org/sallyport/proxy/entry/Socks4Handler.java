package org.sallyport.proxy.entry;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.socksx.v4.DefaultSocks4CommandResponse;
import io.netty.handler.codec.socksx.v4.Socks4CommandRequest;
import io.netty.handler.codec.socksx.v4.Socks4CommandStatus;
import io.netty.handler.codec.socksx.v4.Socks4CommandType;
import io.netty.handler.codec.socksx.v4.Socks4ServerDecoder;
import io.netty.handler.codec.socksx.v4.Socks4ServerEncoder;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Opening;

/** SOCKS 4 and 4a (Koblas and Lee, "SOCKS: A protocol for TCP proxy across firewalls", 4A extension). CONNECT only. */
final class Socks4Handler extends HandshakeHandler {

    private final boolean authenticationRequired;

    Socks4Handler(Gate gate, String entry, boolean authenticationRequired) {
        super(gate, entry, Opening.NamedBy.SOCKS);
        this.authenticationRequired = authenticationRequired;
    }

    @Override
    void handshake(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof Socks4CommandRequest request)
                || request.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            refuse(ctx, Refusal.HANDSHAKE, "what it says is no SOCKS 4");
        } else if (!request.type().equals(Socks4CommandType.CONNECT)) {
            refuse(ctx, Refusal.HANDSHAKE, "it asks for BIND by SOCKS 4, which is not supported");
        } else if (authenticationRequired) {
            refuse(ctx, Refusal.SIGN_IN, "it comes by SOCKS 4, which has no passwords, and sign-in is required");
        } else {
            Address destination = Requests.destination(request.dstAddr(), request.dstPort());
            if (destination == null) {
                refuse(ctx, Refusal.HANDSHAKE, "it asks for an impossible destination");
            } else {
                open(ctx, destination, null);
            }
        }
    }

    private void refuse(ChannelHandlerContext ctx, Refusal reason, String why) {
        refused(ctx, reason, why);
        refuse(ctx);
    }

    private static void refuse(ChannelHandlerContext ctx) {
        Gate.lastWord(ctx.channel(), new DefaultSocks4CommandResponse(Socks4CommandStatus.REJECTED_OR_FAILED));
    }

    @Override
    void accept(ChannelHandlerContext ctx, Channel upstream) {
        ctx.writeAndFlush(new DefaultSocks4CommandResponse(Socks4CommandStatus.SUCCESS));
    }

    @Override
    void refuse(ChannelHandlerContext ctx, Upstreams.Reason reason) {
        refuse(ctx);
    }

    @Override
    List<Class<? extends ChannelHandler>> helpers() {
        return List.of(Socks4ServerDecoder.class, Socks4ServerEncoder.class);
    }
}
