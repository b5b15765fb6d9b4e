package org.sallyport.proxy.entry;

import io.netty.channel.Channel;
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
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Authenticator;
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
            refused(ctx, Refusal.HANDSHAKE, "what it says is no SOCKS 5");
            if (signedIn) {
                // It gets that far only in its request, whose form allows an answer.
                answer(ctx, Socks5CommandStatus.FAILURE);
            } else {
                ctx.close();
            }
            return;
        }
        switch (socks) {
            case Socks5InitialRequest initial -> greet(ctx, initial);
            case Socks5PasswordAuthRequest password -> signIn(ctx, password);
            case Socks5CommandRequest command -> command(ctx, command);
            default -> close(ctx, "what it says is no request");
        }
    }

    private void greet(ChannelHandlerContext ctx, Socks5InitialRequest request) {
        ctx.pipeline().remove(Socks5InitialRequestDecoder.class);
        Socks5AuthMethod wanted = users == null ? Socks5AuthMethod.NO_AUTH : Socks5AuthMethod.PASSWORD;
        if (!request.authMethods().contains(wanted)) {
            refused(
                    ctx,
                    Refusal.SIGN_IN,
                    users == null ? "it offers no way without sign-in" : "it offers no way to sign in with a password");
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
            close(ctx, "it signs in where it must not");
            return;
        }
        checking = true;
        ctx.pipeline().remove(Socks5PasswordAuthRequestDecoder.class);
        users.check(request.username(), request.password(), ctx.channel().eventLoop(), result -> {
            if (result instanceof Authenticator.Result.Accepted accepted) {
                user = accepted.person();
                signedIn = true;
                ctx.writeAndFlush(new DefaultSocks5PasswordAuthResponse(Socks5PasswordAuthStatus.SUCCESS));
            } else if (ctx.channel().isActive()) {
                refused(ctx, Refusal.SIGN_IN, ProxyUsers.why(result));
                Gate.lastWord(ctx.channel(), new DefaultSocks5PasswordAuthResponse(Socks5PasswordAuthStatus.FAILURE));
            }
        });
    }

    private void command(ChannelHandlerContext ctx, Socks5CommandRequest request) {
        Address destination = Requests.destination(request.dstAddr(), request.dstPort());
        if (!signedIn) {
            close(ctx, "it asks before it has signed in");
        } else if (!request.type().equals(Socks5CommandType.CONNECT)) {
            String asked = request.type().equals(Socks5CommandType.BIND)
                    ? "BIND"
                    : request.type().equals(Socks5CommandType.UDP_ASSOCIATE) ? "UDP ASSOCIATE" : "an unknown command";
            refused(ctx, Refusal.HANDSHAKE, "it asks for " + asked + " by SOCKS 5, which is not supported");
            answer(ctx, Socks5CommandStatus.COMMAND_UNSUPPORTED);
        } else if (destination == null) {
            refused(ctx, Refusal.HANDSHAKE, "it asks for an impossible destination");
            answer(ctx, Socks5CommandStatus.FORBIDDEN);
        } else {
            open(ctx, destination, user);
        }
    }

    private void close(ChannelHandlerContext ctx, String why) {
        refused(ctx, Refusal.HANDSHAKE, why);
        ctx.close();
    }

    @Override
    void accept(ChannelHandlerContext ctx, Channel upstream) {
        ctx.writeAndFlush(success(upstream));
    }

    /** With the address the service sees us at, where we know it (RFC 1928, section 6). */
    private static DefaultSocks5CommandResponse success(Channel upstream) {
        if (upstream.hasAttr(Upstreams.THROUGH_PROXY)
                || !(upstream.localAddress() instanceof InetSocketAddress bound)) {
            return new DefaultSocks5CommandResponse(Socks5CommandStatus.SUCCESS, Socks5AddressType.IPv4, "0.0.0.0", 0);
        }
        InetAddress address = bound.getAddress();
        return new DefaultSocks5CommandResponse(
                Socks5CommandStatus.SUCCESS,
                address instanceof Inet6Address ? Socks5AddressType.IPv6 : Socks5AddressType.IPv4,
                NetUtil.toAddressString(address),
                bound.getPort());
    }

    @Override
    void refuse(ChannelHandlerContext ctx, Upstreams.Reason reason) {
        answer(
                ctx,
                switch (reason) {
                    case FORBIDDEN -> Socks5CommandStatus.FORBIDDEN;
                    case UNKNOWN_HOST, TIMEOUT -> Socks5CommandStatus.HOST_UNREACHABLE;
                    case UNREACHABLE -> Socks5CommandStatus.CONNECTION_REFUSED;
                    case OVERLOADED -> Socks5CommandStatus.FAILURE;
                });
    }

    private static void answer(ChannelHandlerContext ctx, Socks5CommandStatus status) {
        Gate.lastWord(ctx.channel(), new DefaultSocks5CommandResponse(status, Socks5AddressType.IPv4, "0.0.0.0", 0));
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
