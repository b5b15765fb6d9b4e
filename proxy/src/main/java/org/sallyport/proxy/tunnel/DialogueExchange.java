package org.sallyport.proxy.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Outcome;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.http.HttpCodec;
import org.sallyport.protocols.http.HttpMessage;
import org.sallyport.protocols.tunnel.HttpFields;
import org.sallyport.protocols.tunnel.HttpHead;
import org.sallyport.proxy.entry.http.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request of a {@link Dialogue}, and its response. What the session lets through unchanged goes on as it came; what it puts in
 * the request's place goes on instead; what it says to the client is the answer. Nothing of either is 403, and of a response that
 * can't be read, 502. On the client's event loop.
 */
final class DialogueExchange implements Exchange {

    private static final Logger LOG = LoggerFactory.getLogger(DialogueExchange.class);

    private static final int FORBIDDEN = 403;
    private static final int BAD_GATEWAY = 502;

    private final Dialogue dialogue;
    private final String host;

    /** The request has gone on, and nothing has come back. */
    private boolean owed;

    private boolean over;

    /** @param host where requests go, by their own word */
    DialogueExchange(Dialogue dialogue, String host) {
        this.dialogue = dialogue;
        this.host = host;
    }

    @Override
    public void request(FullHttpRequest request, Consumer<FullHttpMessage> then) {
        HttpHead head = Heads.of(request, host);
        if (head == null || dialogue.isClosed()) {
            request.release();
            then.accept(answer(FORBIDDEN));
            return;
        }
        ByteBuf bytes = HttpMessage.write(head, request.content());
        ByteBuf before = Unpooled.copiedBuffer(bytes);
        dialogue.said(Side.CLIENT, bytes, (toService, toClient) -> {
            FullHttpMessage outcome = null;
            if (toService.isReadable()) {
                outcome = ByteBufUtil.equals(before, toService) ? forService(request) : instead(request, toService);
            }
            if (outcome == null && toClient.isReadable()) {
                outcome = answer(toClient);
            }
            done(request, toService, toClient);
            owed = outcome instanceof FullHttpRequest;
            then.accept(outcome == null ? answer(FORBIDDEN) : outcome);
            if (over) {
                failed();
            }
        });
    }

    /** What comes back must be readable. */
    private static FullHttpRequest forService(FullHttpRequest request) {
        FullHttpRequest same = request.retainedDuplicate();
        same.headers().remove(HttpHeaderNames.ACCEPT_ENCODING);
        return same;
    }

    private @Nullable FullHttpRequest instead(FullHttpRequest request, ByteBuf bytes) {
        HttpMessage message = read(Side.CLIENT, bytes);
        return message == null ? null : Heads.request(request, message.head(), Unpooled.copiedBuffer(message.body()));
    }

    @Override
    public void response(FullHttpResponse response, Consumer<FullHttpResponse> then) {
        owed = false;
        HttpHead head = Heads.of(response);
        if (head == null || Heads.isEncoded(response) || dialogue.isClosed()) {
            response.release();
            dialogue.unanswered();
            then.accept(answer(BAD_GATEWAY));
            return;
        }
        ByteBuf bytes = HttpMessage.write(head, response.content());
        ByteBuf before = Unpooled.copiedBuffer(bytes);
        dialogue.said(Side.SERVER, bytes, (toService, toClient) -> {
            FullHttpResponse outcome = ByteBufUtil.equals(before, toClient) ? whole(response, head) : answer(toClient);
            done(response, toService, toClient);
            then.accept(outcome == null ? answer(BAD_GATEWAY) : outcome);
        });
    }

    /** As it came; only one that didn't say how long it is gets a length. */
    private static FullHttpResponse whole(FullHttpResponse response, HttpHead head) {
        boolean counted = response.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
                && !response.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
        if (counted) {
            return response.retainedDuplicate();
        }
        return Heads.response(response, head, Unpooled.copiedBuffer(response.content()));
    }

    private @Nullable FullHttpResponse answer(ByteBuf bytes) {
        HttpMessage message = bytes.isReadable() ? read(Side.SERVER, bytes) : null;
        if (message == null) {
            return null;
        }
        return Heads.answer(message.head().status(), message.head().fields(), Unpooled.copiedBuffer(message.body()));
    }

    private static FullHttpResponse answer(int status) {
        return Heads.answer(status, HttpFields.NONE, Unpooled.EMPTY_BUFFER);
    }

    /** What a session put together; null when that is not one message, which is a fault of ours. */
    private @Nullable HttpMessage read(Side from, ByteBuf bytes) {
        HttpCodec codec = new HttpCodec(from, new Limits(Integer.MAX_VALUE, 16, 16, 128));
        if (codec.decode(bytes) instanceof Outcome.Decoded decoded
                && decoded.frame().length() == bytes.readableBytes()) {
            return HttpMessage.read(decoded.frame());
        }
        LOG.error(
                "connection {}: a session of {} said what is no message",
                dialogue.id(),
                dialogue.plugin().id());
        dialogue.services().meters().faulted(dialogue.plugin().id());
        return null;
    }

    private static void done(FullHttpMessage message, ByteBuf toService, ByteBuf toClient) {
        message.release();
        toService.release();
        toClient.release();
    }

    @Override
    public void failed() {
        over = true;
        if (owed) {
            owed = false;
            dialogue.unanswered();
        }
    }
}
