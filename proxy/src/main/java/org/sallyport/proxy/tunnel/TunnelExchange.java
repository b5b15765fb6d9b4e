package org.sallyport.proxy.tunnel;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import java.util.List;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request of a tunnel, and its response: taken apart, given to the tunnel, put together again. What breaks the format's
 * rules, or belongs to no tunnel the client has, ends there: nothing of it goes on unread.
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

    TunnelExchange(Tunnels tunnels, TunnelFormat format, HttpOrigin origin) {
        this.tunnels = tunnels;
        this.format = format;
        this.origin = origin;
    }

    @Override
    public void request(FullHttpRequest request, Consumer<FullHttpMessage> then) {
        HttpHead head = Heads.of(request, origin.named().host());
        Unwrapped.OfRequest found = head == null ? Unwrapped.NotOurs.INSTANCE : format.request(head, request.content());
        if (head == null || !(found instanceof Unwrapped.Request ours)) {
            refuse(found, head, request, then);
            return;
        }
        asked = head;
        Tunnel known = tunnels.find(origin, format, ours.key(), ours.alias());
        boolean opens = known == null && ours.kind() == Unwrapped.Kind.OPEN;
        Tunnel to = opens ? tunnels.open(origin) : known;
        if (to == null) {
            LOG.info("connection {}: a request of no tunnel that is open here: refused", connection());
            request.release();
            then.accept(local(format.closed(head, List.of())));
            return;
        }
        tunnel = to;
        name(to, ours.key());
        name(to, ours.alias());
        to.loop()
                .execute(() -> to.work(Side.CLIENT, ours.pieces(), true, new Tunnel.Done() {
                    @Override
                    public void goOn(List<Piece> pieces) {
                        back(forward(to, request, head, pieces));
                    }

                    @Override
                    public void ended(List<Piece> lastWords) {
                        request.release();
                        back(local(format.closed(head, lastWords)));
                    }

                    private void back(FullHttpMessage message) {
                        origin.loop().execute(() -> then.accept(message));
                    }
                }));
    }

    private FullHttpMessage forward(Tunnel to, FullHttpRequest request, HttpHead head, List<Piece> pieces) {
        try {
            return switch (format.wrapRequest(head, pieces)) {
                case Rewrapped.ForwardAs forward -> {
                    to.hold(Side.CLIENT, forward.held());
                    yield Heads.request(request, forward.head(), forward.body());
                }
                case Rewrapped.AnswerLocally answer -> {
                    to.hold(Side.CLIENT, answer.held());
                    List<Piece> waiting = to.forClient();
                    if (waiting.isEmpty()) {
                        yield local(answer);
                    }
                    answer.body().release();
                    Rewrapped.AnswerLocally fuller = format.answer(head, waiting);
                    to.hold(Side.SERVER, fuller.held());
                    yield local(fuller);
                }
            };
        } finally {
            request.release();
        }
    }

    @Override
    public void response(FullHttpResponse response, Consumer<FullHttpResponse> then) {
        Tunnel to = tunnel;
        HttpHead request = asked;
        HttpHead head = Heads.of(response);
        Unwrapped.OfResponse found = head == null || request == null || Heads.isEncoded(response)
                ? new Unwrapped.Malformed(Unwrapped.Reason.BROKEN, "a response that can't be read")
                : format.response(request, head, response.content());
        if (to == null || request == null || head == null || !(found instanceof Unwrapped.Response ours)) {
            malformed(found);
            response.release();
            end(to);
            then.accept(local(request == null ? null : format.closed(request, List.of())));
            return;
        }
        name(to, ours.newKey());
        to.loop()
                .execute(() -> to.work(Side.SERVER, ours.pieces(), false, new Tunnel.Done() {
                    @Override
                    public void goOn(List<Piece> pieces) {
                        Rewrapped.ForwardAs forward = format.wrapResponse(request, head, pieces, null);
                        to.hold(Side.SERVER, forward.held());
                        if (ours.ends() || !tunnels.isNamed(to)) {
                            to.end();
                        }
                        back(Heads.response(response, forward.head(), forward.body()));
                    }

                    @Override
                    public void ended(List<Piece> lastWords) {
                        back(local(format.closed(request, lastWords)));
                    }

                    private void back(FullHttpResponse answer) {
                        response.release();
                        origin.loop().execute(() -> then.accept(answer));
                    }
                }));
    }

    @Override
    public void failed() {
        Tunnel to = tunnel;
        if (to != null && !tunnels.isNamed(to)) {
            end(to);
        }
    }

    private static void end(@Nullable Tunnel tunnel) {
        if (tunnel != null) {
            tunnel.loop().execute(tunnel::end);
        }
    }

    private void name(Tunnel to, @Nullable String key) {
        if (key != null) {
            tunnels.name(to, origin, format, key);
        }
    }

    private void refuse(
            Unwrapped.OfRequest found,
            @Nullable HttpHead head,
            FullHttpRequest request,
            Consumer<FullHttpMessage> then) {
        malformed(found);
        request.release();
        then.accept(local(head == null ? null : format.closed(head, List.of())));
    }

    private void malformed(Unwrapped found) {
        if (found instanceof Unwrapped.Malformed malformed) {
            LOG.info("connection {}: a message of {} was refused: {}", connection(), format.id(), malformed.why());
            tunnels.services().meters().malformed(new ProtocolId(format.id()));
        } else {
            LOG.info("connection {}: a message that is none of {} after all was refused", connection(), format.id());
        }
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
