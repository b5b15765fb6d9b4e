package org.sallyport.proxy.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Outcome;
import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.http.HttpCodec;
import org.sallyport.protocols.http.HttpMessage;
import org.sallyport.protocols.tunnel.HttpFields;
import org.sallyport.protocols.tunnel.HttpHead;
import org.sallyport.proxy.entry.http.HttpOrigin;
import org.sallyport.proxy.entry.http.Watch;
import org.sallyport.proxy.relay.CarriedRelay;
import org.sallyport.proxy.relay.RelayServices;

/**
 * One request of a client's that brings a file, or fetches one, and the response to that. Both are said to a relay as they
 * come; what has come out of it again goes on in the shape in which it came.
 *
 * <p>What is refused before anything of the file was let through never reaches the other side: a head goes on with the first of
 * its body. Whole files in plain bytes are asked for, since a part of one, or one in another shape, tells nothing.
 *
 * <p>On the client's event loop.
 */
final class FilePassage implements Watch {

    private static final int FORBIDDEN = 403;
    private static final Limits OUR_OWN = new Limits(Integer.MAX_VALUE, 16, 16, 128);

    private final HttpOrigin origin;
    private final HttpHead asked;
    private final CarriedRelay relay;
    private final FileLane requests;
    private final FileLane responses;
    private final boolean fetches;
    private @Nullable Road road;

    /** The head of the request has been handed on, and the service isn't there yet. */
    private boolean connecting;

    private boolean busy;
    private boolean over;

    FilePassage(String id, ProtocolPlugin plugin, HttpHead asked, HttpOrigin origin, RelayServices services) {
        this.origin = origin;
        this.asked = asked;
        this.fetches = asked.method().equals("GET");
        this.requests = new FileLane(Side.CLIENT, origin.client().alloc());
        this.responses = new FileLane(Side.SERVER, origin.client().alloc());
        this.relay = Within.carried(id, plugin, origin, services);
    }

    @Override
    public void begin(HttpRequest head, boolean whole, Road road) {
        this.road = road;
        if (head.method().equals(HttpMethod.GET)) {
            head.headers().remove(HttpHeaderNames.ACCEPT_ENCODING);
            head.headers().remove(HttpHeaderNames.RANGE);
            head.headers().remove(HttpHeaderNames.IF_RANGE);
        }
        requests.begin(head, asked, whole);
        sayNext();
    }

    @Override
    public void body(HttpContent part) {
        requests.add(part);
        sayNext();
    }

    @Override
    public void carried() {
        connecting = false;
        sayNext();
    }

    @Override
    public boolean wantsResponse() {
        return fetches;
    }

    @Override
    public void response(HttpObject part) {
        if (over) {
            ReferenceCountUtil.release(part);
            return;
        }
        if (part instanceof HttpResponse head) {
            HttpHead read = Heads.of(head);
            if (read == null) {
                refuseLater();
                return;
            }
            responses.begin(head, read, false);
        } else if (part instanceof HttpContent content) {
            responses.add(content);
        }
        sayNext();
    }

    @Override
    public boolean takesMore() {
        return !busy && !connecting && requests.isAllSaid() && responses.isAllSaid();
    }

    private void sayNext() {
        if (busy || over || connecting) {
            return;
        }
        FileLane lane = requests.isAllSaid() ? responses : requests;
        ByteBuf bytes = lane.next();
        if (bytes == null) {
            return;
        }
        busy = true;
        relay.said(lane.from(), bytes, this::settled);
    }

    private void settled() {
        busy = false;
        ByteBuf toService = relay.take(Side.SERVER);
        ByteBuf toClient = relay.take(Side.CLIENT);
        try {
            Road way = road;
            if (over || way == null) {
                return;
            }
            if (relay.isClosed()) {
                way.refuse(answer(toClient));
                return;
            }
            requests.passed(toService.readableBytes());
            responses.passed(toClient.readableBytes());
            handOn(way);
        } finally {
            toService.release();
            toClient.release();
        }
        sayNext();
        Road way = road;
        if (way != null && !over && takesMore()) {
            way.ready();
        }
    }

    private void handOn(Road way) {
        HttpObject part;
        while (!over && !connecting && (part = requests.poll()) != null) {
            if (part instanceof HttpRequest head) {
                connecting = true;
                way.request(head);
            } else if (part instanceof HttpContent content) {
                way.body(content);
            }
        }
        while (!over && (part = responses.poll()) != null) {
            way.response(part);
        }
    }

    /** What the session has said to the client, or its silence in a word of HTTP. */
    private static FullHttpResponse answer(ByteBuf said) {
        if (said.isReadable() && new HttpCodec(Side.SERVER, OUR_OWN).decode(said) instanceof Outcome.Decoded decoded) {
            HttpMessage message = HttpMessage.read(decoded.frame());
            if (message != null && message.head().status() >= FORBIDDEN) {
                return Heads.answer(
                        message.head().status(), message.head().fields(), Unpooled.copiedBuffer(message.body()));
            }
        }
        return Heads.answer(FORBIDDEN, HttpFields.NONE, Unpooled.EMPTY_BUFFER);
    }

    private void refuseLater() {
        origin.loop().execute(() -> {
            Road way = road;
            if (way != null && !over) {
                way.refuse(answer(Unpooled.EMPTY_BUFFER));
            }
        });
    }

    @Override
    public void close() {
        if (!over) {
            over = true;
            relay.close();
            requests.release();
            responses.release();
        }
    }
}
