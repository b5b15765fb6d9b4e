package org.sallyport.proxy.entry;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.socksx.v4.Socks4ServerDecoder;
import io.netty.handler.codec.socksx.v4.Socks4ServerEncoder;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5ServerEncoder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Opening;
import org.sallyport.proxy.relay.HttpRoad;

/**
 * Tells by the first byte what a client of the proxy port speaks: 4 is SOCKS 4, 5 is SOCKS 5 (RFC 1928, section 3), a capital
 * letter begins an HTTP method: CONNECT, or a request to be carried. Anything else is closed.
 */
final class ProxyHandler extends ByteToMessageDecoder {

    private static final String CONNECT = "CONNECT ";

    private final Gate gate;
    private final EntrySettings.Proxy settings;
    private final @Nullable ProxyUsers users;
    private final HttpRoad http;

    /**
     * @param users who may use the proxy; null when nobody is asked
     * @param http who takes what is HTTP, but no CONNECT
     */
    ProxyHandler(Gate gate, EntrySettings.Proxy settings, @Nullable ProxyUsers users, HttpRoad http) {
        this.gate = gate;
        this.settings = settings;
        this.users = users;
        this.http = http;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(true);
        HandshakeTimeout.start(ctx.pipeline(), gate, settings.name(), settings.handshakeTimeout());
        ctx.fireChannelActive();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        byte first = in.getByte(in.readerIndex());
        ChannelPipeline pipeline = ctx.pipeline();
        if (first == 4) {
            pipeline.addLast(Socks4ServerEncoder.INSTANCE, new Socks4ServerDecoder());
            pipeline.addLast(new Socks4Handler(gate, settings.name(), users != null));
        } else if (first == 5) {
            pipeline.addLast(
                    Socks5ServerEncoder.DEFAULT,
                    new Socks5InitialRequestDecoder(),
                    new Socks5PasswordAuthRequestDecoder(),
                    new Socks5CommandRequestDecoder());
            pipeline.addLast(new Socks5Handler(gate, settings.name(), users));
        } else if (first >= 'A' && first <= 'Z') {
            int same = beginning(in, CONNECT);
            if (same == in.readableBytes()) {
                // It may become CONNECT yet.
                return;
            }
            if (same < CONNECT.length()) {
                plainHttp(ctx, in.readBytes(in.readableBytes()));
                return;
            }
            pipeline.addLast(new ConnectHandler(gate, settings.name(), users));
        } else {
            in.skipBytes(in.readableBytes());
            gate.refusals()
                    .add(Refusal.HANDSHAKE, settings.name(), ctx.channel(), "what it says is neither SOCKS nor HTTP");
            HandshakeTimeout.stop(pipeline);
            ctx.close();
            return;
        }
        // Removing a decoder hands what it holds to the next one.
        pipeline.remove(this);
    }

    private static int beginning(ByteBuf in, String word) {
        int same = 0;
        while (same < in.readableBytes()
                && same < word.length()
                && in.getByte(in.readerIndex() + same) == word.charAt(same)) {
            same++;
        }
        return same;
    }

    private void plainHttp(ChannelHandlerContext ctx, ByteBuf held) {
        ctx.channel().config().setAutoRead(false);
        HandshakeTimeout.stop(ctx.pipeline());
        ctx.pipeline().remove(this);
        Opening opening = gate.enter(ctx.channel(), settings.name());
        if (opening == null) {
            held.release();
            ctx.close();
        } else {
            http.take(new HttpRoad.Traveller(opening, null, ctx.channel(), held, null, false));
        }
    }
}
