package org.sallyport.proxy.tunnel;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.util.ReferenceCounted;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.tunnel.HttpFields;
import org.sallyport.protocols.tunnel.HttpHead;
import org.sallyport.protocols.tunnel.Piece;
import org.sallyport.protocols.tunnel.Rewrapped;
import org.sallyport.protocols.tunnel.TunnelFormat;
import org.sallyport.protocols.tunnel.Unwrapped;
import org.sallyport.proxy.entry.http.Exchange;
import org.sallyport.proxy.entry.http.HttpOrigin;
import org.sallyport.proxy.entry.http.Treatment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request of a tunnel, and its response: taken apart, given to the tunnel, put together again. What breaks the format's
 * rules, or belongs to no tunnel the client has, ends there: nothing of it goes on unread. What turns out to be nobody's tunnel
 * is looked at as any other request.
 *
 * <p>Called on the connection's event loop; hops to the tunnel's and back.
 */
final class TunnelExchange implements Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(TunnelExchange.class);

    private final Tunnels tunnels;
    private final TunnelFormat format;
    private final HttpOrigin origin;
    private @Nullable Tunnel tunnel;
    private @Nullable HttpHead asked;
    private boolean foreign;

    TunnelExchange(Tunnels tunnels, TunnelFormat format, HttpOrigin origin) {
        this.tunnels = tunnels;
        this.format = format;
        this.origin = origin;
    }

    @Override
    public void request(FullHttpRequest request, Consumer<FullHttpMessage> then) {
        HttpHead head = Heads.of(request, origin.named().host());
        if (head == null) {
            // It was read once before, so this is a fault of our own.
            finish(request, local(null), origin.loop(), then);
            return;
        }
        switch (format.request(head, request.content())) {
            case Unwrapped.NotOurs notOurs -> passOn(request, then);
            case Unwrapped.Malformed malformed -> {
                malformed(malformed.why());
                finish(request, local(format.closed(head, List.of())), origin.loop(), then);
            }
            case Unwrapped.Request ours -> request(request, head, ours, then);
        }
    }

    private void request(
            FullHttpRequest request, HttpHead head, Unwrapped.Request ours, Consumer<FullHttpMessage> then) {
        Tunnel to = ours.kind() == Unwrapped.Kind.OPEN
                ? tunnels.open(origin, format, head)
                : tunnels.find(origin, format, ours.key(), ours.alias());
        if (to == null) {
            LOG.info("connection {}: a request of no tunnel that is open here was refused", connection());
            tunnels.services().meters().malformed(new ProtocolId(format.id()));
            finish(request, local(format.closed(head, List.of())), origin.loop(), then);
            return;
        }
        asked = head;
        tunnel = to;
        tunnels.alias(to, origin, format, ours.alias());
        Tunnel.Done done = new Tunnel.Done() {
            @Override
            public void goOn(List<Piece> pieces) {
                finish(request, wrapped(to, request, head, pieces), origin.loop(), then);
            }

            @Override
            public void ended(List<Piece> lastWords) {
                finish(request, local(format.closed(head, lastWords)), origin.loop(), then);
            }
        };
        execute(to.loop(), request, () -> to.work(Side.CLIENT, ours.pieces(), done));
    }

    /** On the tunnel's loop. */
    private FullHttpMessage wrapped(Tunnel to, FullHttpRequest request, HttpHead head, List<Piece> pieces) {
        switch (format.wrapRequest(head, pieces)) {
            case Rewrapped.ForwardAs forward -> {
                to.hold(Side.SERVER, forward.held());
                return Heads.request(request, forward.head(), forward.body());
            }
            case Rewrapped.AnswerLocally answer -> {
                to.hold(Side.SERVER, answer.held());
                if (!tunnels.isNamed(to)) {
                    // Nobody could come back to it.
                    to.end();
                }
                List<Piece> waiting = to.forClient();
                if (waiting.isEmpty()) {
                    return local(answer);
                }
                Rewrapped.AnswerLocally fuller = format.answer(head, waiting);
                to.hold(Side.CLIENT, fuller.held());
                return local(fuller);
            }
        }
    }

    /** It only looked like a tunnel's from outside: those who judge requests by their heads have the say. */
    private void passOn(FullHttpRequest request, Consumer<FullHttpMessage> then) {
        foreign = true;
        tunnels.otherwise().forConnection().look(origin, request, treatment -> {
            if (treatment instanceof Treatment.Pass) {
                then.accept(request);
            } else {
                request.release();
                then.accept(treatment instanceof Treatment.Refuse refuse ? refuse.page() : local(null));
            }
        });
    }

    @Override
    public void response(FullHttpResponse response, Consumer<FullHttpResponse> then) {
        Tunnel to = tunnel;
        HttpHead request = asked;
        if (foreign || to == null || request == null) {
            then.accept(response);
            return;
        }
        HttpHead head = Heads.of(response);
        Unwrapped.OfResponse found = head == null || Heads.isEncoded(response)
                ? new Unwrapped.Malformed(Unwrapped.Reason.BROKEN, "a response that can't be read")
                : format.response(request, head, response.content());
        switch (found) {
            case Unwrapped.Response ours
            when head != null && tunnels.name(to, origin, format, ours.newKey()) ->
                response(to, request, head, ours, response, then);
            case Unwrapped.Response taken -> end(to, "a name that another tunnel has", request, response, then);
            case Unwrapped.Malformed malformed -> end(to, malformed.why(), request, response, then);
            case Unwrapped.NotOurs notOurs -> end(to, "a response that is none of a tunnel", request, response, then);
        }
    }

    private void response(
            Tunnel to,
            HttpHead request,
            HttpHead head,
            Unwrapped.Response ours,
            FullHttpResponse response,
            Consumer<FullHttpResponse> then) {
        Tunnel.Done done = new Tunnel.Done() {
            @Override
            public void goOn(List<Piece> pieces) {
                Rewrapped.ForwardAs forward = format.wrapResponse(request, head, pieces, null);
                to.hold(Side.CLIENT, forward.held());
                if (ours.ends() || !tunnels.isNamed(to)) {
                    to.end();
                }
                finish(response, Heads.response(response, forward.head(), forward.body()), origin.loop(), then);
            }

            @Override
            public void ended(List<Piece> lastWords) {
                finish(response, local(format.closed(request, lastWords)), origin.loop(), then);
            }
        };
        execute(to.loop(), response, () -> to.work(Side.SERVER, ours.pieces(), done));
    }

    private void end(
            Tunnel to, String why, HttpHead request, FullHttpResponse response, Consumer<FullHttpResponse> then) {
        malformed(why);
        end(to);
        finish(response, local(format.closed(request, List.of())), origin.loop(), then);
    }

    @Override
    public void failed() {
        Tunnel to = tunnel;
        if (to != null && !tunnels.isNamed(to)) {
            end(to);
        }
    }

    private static void end(Tunnel tunnel) {
        execute(tunnel.loop(), null, tunnel::end);
    }

    /** Lets go of a message, and gives what became of it to the connection's own loop. */
    private static <T extends ReferenceCounted> void finish(
            ReferenceCounted message, T instead, EventLoop loop, Consumer<? super T> then) {
        message.release();
        execute(loop, instead, () -> then.accept(instead));
    }

    private static void execute(EventLoop loop, @Nullable ReferenceCounted carried, Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // The loop is shut down, and its connections with it.
            if (carried != null) {
                carried.release();
            }
        }
    }

    private void malformed(String why) {
        LOG.info("connection {}: a message of {} was refused: {}", connection(), format.id(), why);
        tunnels.services().meters().malformed(new ProtocolId(format.id()));
    }

    private String connection() {
        return origin.opening().connection();
    }

    private static FullHttpResponse local(Rewrapped.@Nullable AnswerLocally answer) {
        return answer == null
                ? Heads.answer(403, HttpFields.NONE, Unpooled.EMPTY_BUFFER)
                : Heads.answer(answer.status(), answer.fields(), answer.body());
    }
}
