package org.sallyport.proxy.entry;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.socksx.v5.DefaultSocks5CommandResponse;
import io.netty.handler.codec.socksx.v5.DefaultSocks5InitialResponse;
import io.netty.handler.codec.socksx.v5.DefaultSocks5PasswordAuthResponse;
import io.netty.handler.codec.socksx.v5.Socks5AddressType;
import io.netty.handler.codec.socksx.v5.Socks5AuthMethod;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequest;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;
import io.netty.handler.codec.socksx.v5.Socks5CommandType;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequest;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5Message;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthRequest;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5PasswordAuthStatus;
import io.netty.handler.codec.socksx.v5.Socks5ServerEncoder;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Opening;

/** SOCKS 5 (RFC 1928) with no authentication or with login and password (RFC 1929). CONNECT only. */
final class Socks5Handler extends HandshakeHandler {

    private final @Nullable ProxyUsers users;
    private boolean checking;
    private boolean signedIn;
    private @Nullable Person user;

    Socks5Handler(Gate gate, String entry, @Nullable ProxyUsers users) {
        super(gate, entry, Opening.NamedBy.SOCKS);
        this.users = users;
    }

    @Override
    void handshake(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof Socks5Message socks) || socks.decoderResult().isFailure()) {
            ReferenceCountUtil.release(message);
            ctx.close();
            return;
        }
        switch (socks) {
            case Socks5InitialRequest initial -> greet(ctx, initial);
            case Socks5PasswordAuthRequest password -> signIn(ctx, password);
            case Socks5CommandRequest command -> command(ctx, command);
            default -> ctx.close(); // Not a request.
        }
    }

    private void greet(ChannelHandlerContext ctx, Socks5InitialRequest request) {
        ctx.pipeline().remove(Socks5InitialRequestDecoder.class);
        Socks5AuthMethod wanted = users == null ? Socks5AuthMethod.NO_AUTH : Socks5AuthMethod.PASSWORD;
        if (!request.authMethods().contains(wanted)) {
            Gate.lastWord(ctx.channel(), new DefaultSocks5InitialResponse(Socks5AuthMethod.UNACCEPTED));
            return;
        }
        if (users == null) {
            signedIn = true;
            ctx.pipeline().remove(Socks5PasswordAuthRequestDecoder.class);
        }
        ctx.writeAndFlush(new DefaultSocks5InitialResponse(wanted));
    }

    private void signIn(ChannelHandlerContext ctx, Socks5PasswordAuthRequest request) {
        if (users == null || checking || signedIn) {
            ctx.close();
            return;
        }
        checking = true;
        ctx.pipeline().remove(Socks5PasswordAuthRequestDecoder.class);
        users.check(request.username(), request.password(), ctx.channel().eventLoop(), person -> {
            if (person == null) {
                Gate.lastWord(ctx.channel(), new DefaultSocks5PasswordAuthResponse(Socks5PasswordAuthStatus.FAILURE));
            } else {
                user = person;
                signedIn = true;
                ctx.writeAndFlush(new DefaultSocks5PasswordAuthResponse(Socks5PasswordAuthStatus.SUCCESS));
            }
        });
    }

    private void command(ChannelHandlerContext ctx, Socks5CommandRequest request) {
        if (!signedIn) {
            ctx.close();
        } else if (!request.type().equals(Socks5CommandType.CONNECT)) {
            refuse(ctx, Socks5CommandStatus.COMMAND_UNSUPPORTED);
        } else if (!Requests.usable(request.dstAddr(), request.dstPort())) {
            refuse(ctx, Socks5CommandStatus.FORBIDDEN);
        } else {
            open(ctx, new Address(request.dstAddr(), request.dstPort()), user);
        }
    }

    @Override
    void accept(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(
                new DefaultSocks5CommandResponse(Socks5CommandStatus.SUCCESS, Socks5AddressType.IPv4, "0.0.0.0", 0));
    }

    @Override
    void refuse(ChannelHandlerContext ctx, Upstreams.Reason reason) {
        refuse(
                ctx,
                switch (reason) {
                    case FORBIDDEN -> Socks5CommandStatus.FORBIDDEN;
                    case UNKNOWN_HOST, TIMEOUT -> Socks5CommandStatus.HOST_UNREACHABLE;
                    case UNREACHABLE -> Socks5CommandStatus.CONNECTION_REFUSED;
                    case OVERLOADED -> Socks5CommandStatus.FAILURE;
                });
    }

    private static void refuse(ChannelHandlerContext ctx, Socks5CommandStatus status) {
        ctx.writeAndFlush(new DefaultSocks5CommandResponse(status, Socks5AddressType.IPv4, "0.0.0.0", 0))
                .addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    List<Class<? extends ChannelHandler>> helpers() {
        return List.of(
                Socks5InitialRequestDecoder.class,
                Socks5PasswordAuthRequestDecoder.class,
                Socks5CommandRequestDecoder.class,
                Socks5ServerEncoder.class);
    }
}
