package org.sallyport.proxy.entry;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Authenticator;
import org.sallyport.protocols.Opening;

/**
 * HTTP CONNECT (RFC 9110, section 9.3.6) with Basic proxy credentials (RFC 7617) when sign-in is required. The head is read
 * strictly: one bare CONNECT request of at most {@value #MAX_HEAD} bytes, no folded lines, no body; all else is refused with
 * an answer that says why.
 */
final class ConnectHandler extends HandshakeHandler {

    private static final int MAX_HEAD = 8 * 1024;

    private final @Nullable ProxyUsers users;
    private @Nullable ByteBuf head;

    ConnectHandler(Gate gate, String entry, @Nullable ProxyUsers users) {
        super(gate, entry, Opening.NamedBy.CONNECT);
        this.users = users;
    }

    @Override
    void handshake(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            ReferenceCountUtil.release(message);
            return;
        }
        ByteBuf all = head == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), head, bytes);
        head = all;
        int end = endOfHead(all);
        if (end < 0) {
            if (all.readableBytes() > MAX_HEAD) {
                refuse(
                        ctx,
                        Refusal.HANDSHAKE,
                        "431 Request Header Fields Too Large",
                        "The request has more than " + MAX_HEAD + " bytes.");
            }
            return;
        }
        String text = all.readCharSequence(end - all.readerIndex(), StandardCharsets.ISO_8859_1)
                .toString();
        head = null;
        ConnectRequest request = ConnectRequest.parse(text);
        if (request instanceof ConnectRequest.Bad bad) {
            all.release();
            refuse(ctx, Refusal.HANDSHAKE, bad.status(), bad.why());
            return;
        }
        if (request instanceof ConnectRequest.Good good) {
            proceed(ctx, good, all);
        }
    }

    private void proceed(ChannelHandlerContext ctx, ConnectRequest.Good request, ByteBuf rest) {
        ProxyUsers directory = users;
        if (directory == null) {
            keep(ctx, rest);
            open(ctx, request.destination(), null);
            return;
        }
        BasicCredentials credentials = BasicCredentials.parse(request.credentials());
        if (credentials == null) {
            rest.release();
            refuse(
                    ctx,
                    Refusal.SIGN_IN,
                    "407 Proxy Authentication Required",
                    "Sign in to the proxy with your directory name and password.");
            return;
        }
        keep(ctx, rest);
        directory.check(
                credentials.login(), credentials.password(), ctx.channel().eventLoop(), result -> {
                    if (ctx.channel().isActive()) {
                        signedIn(ctx, request, result);
                    }
                });
    }

    private void signedIn(ChannelHandlerContext ctx, ConnectRequest.Good request, Authenticator.Result result) {
        if (result instanceof Authenticator.Result.Accepted accepted) {
            open(ctx, request.destination(), accepted.person());
            return;
        }
        refused(ctx, Refusal.SIGN_IN, ProxyUsers.why(result));
        switch (result) {
            case Authenticator.Result.Accepted accepted -> {
                // Is on its way.
            }
            case Authenticator.Result.Refused refused ->
                answer(ctx, "407 Proxy Authentication Required", "The name or the password is wrong.");
            // Not 407 again: clients would go on trying, or ask for a password that may well be right.
            case Authenticator.Result.TooMany tooMany ->
                answer(
                        ctx,
                        "429 Too Many Requests",
                        "There were too many wrong passwords. Try again later.",
                        "Retry-After: " + Math.max(1, tooMany.retryAfter().toSeconds()) + "\r\n");
            case Authenticator.Result.Unavailable unavailable ->
                answer(ctx, "503 Service Unavailable", "Passwords can't be checked right now. Try again later.");
        }
    }

    /** What follows the request, before anything that is read later. */
    private void keep(ChannelHandlerContext ctx, ByteBuf rest) {
        listenNoMore(ctx);
        if (rest.isReadable()) {
            channelRead(ctx, rest);
        } else {
            rest.release();
        }
    }

    private static int endOfHead(ByteBuf all) {
        int last = Math.min(all.writerIndex(), all.readerIndex() + MAX_HEAD) - 4;
        for (int i = all.readerIndex(); i <= last; i++) {
            if (all.getInt(i) == 0x0D0A0D0A) {
                return i + 4;
            }
        }
        return -1;
    }

    private void refuse(ChannelHandlerContext ctx, Refusal reason, String status, String why) {
        refused(ctx, reason, why);
        answer(ctx, status, why);
    }

    private void answer(ChannelHandlerContext ctx, String status, String why) {
        answer(
                ctx,
                status,
                why,
                status.startsWith("407") ? "Proxy-Authenticate: Basic realm=\"Sallyport\", charset=\"UTF-8\"\r\n" : "");
    }

    /** @param field one more header field with its line break, or nothing */
    private void answer(ChannelHandlerContext ctx, String status, String why, String field) {
        if (head != null) {
            head.release();
            head = null;
        }
        refused(ctx);
        byte[] body = (why + "\n").getBytes(StandardCharsets.UTF_8);
        String response = "HTTP/1.1 " + status + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
                + body.length + "\r\n" + field + "Connection: close\r\n\r\n";
        ctx.write(Unpooled.copiedBuffer(response, StandardCharsets.ISO_8859_1));
        Gate.lastWord(ctx.channel(), Unpooled.wrappedBuffer(body));
    }

    @Override
    void accept(ChannelHandlerContext ctx, Channel upstream) {
        ctx.writeAndFlush(
                Unpooled.copiedBuffer("HTTP/1.1 200 Connection established\r\n\r\n", StandardCharsets.ISO_8859_1));
    }

    @Override
    void refuse(ChannelHandlerContext ctx, Upstreams.Reason reason) {
        switch (reason) {
            case FORBIDDEN -> answer(ctx, "403 Forbidden", "The gateway does not connect to that address.");
            case UNKNOWN_HOST -> answer(ctx, "502 Bad Gateway", "There is no address for that name.");
            case UNREACHABLE -> answer(ctx, "502 Bad Gateway", "That address refused the connection.");
            case TIMEOUT -> answer(ctx, "504 Gateway Timeout", "That address did not answer in time.");
            case OVERLOADED ->
                answer(ctx, "503 Service Unavailable", "The gateway has too many connections. Try again later.");
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (head != null) {
            head.release();
            head = null;
        }
        ctx.fireChannelInactive();
    }

    @Override
    List<Class<? extends ChannelHandler>> helpers() {
        return List.of();
    }
}
