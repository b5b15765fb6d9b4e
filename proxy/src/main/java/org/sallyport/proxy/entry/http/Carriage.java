package org.sallyport.proxy.entry.http;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sallyport.proxy.entry.Upstreams;

/**
 * Carries one request after the other of a client to where it goes, and the response back: by way of LittleProxy, or, where the
 * two want to go on as a WebSocket, straight. On the client's event loop.
 */
final class Carriage implements Line.User {

    /** To how many services one client connection leads before LittleProxy is given a fresh one: it forgets none. */
    private static final int MAX_SERVICES = 32;

    /** How long nothing may come of a response once its service is gone. */
    private static final int GONE_SECONDS = 2;

    /** Whose requests these are. */
    interface Owner {

        /** The request's head is on its way; its body may follow. */
        void carrying();

        /** Whether the client has sent all of the request. */
        boolean isRequestOver();

        /** It could not be carried, and this is to be answered. */
        void refused(FullHttpResponse why);

        /** The response is over. */
        void carried(boolean close);

        /** The response came to nothing, or ended in the middle: the client must not take it for whole. */
        void lost();

        /** The one service this connection leads to is gone. */
        void gone();

        /** Both sides go on in another protocol: {@code other} does for the service's side what is to be done for the client's. */
        void takenOver(Bridge bridge, Runnable other);

        /** The client may be read, if anything is wanted of it. */
        void demand();
    }

    private final Works works;
    private final Owner owner;
    private final Channel client;
    private final EventLoop loop;
    private final boolean bound;
    private @Nullable Channel unused;
    private Passage passage = new Passage();
    private @Nullable Line line;
    private int linePort;
    private boolean straight;
    private boolean stale;
    private boolean closed;
    private int carried;

    // The request at hand.
    private @Nullable HttpRequest request;
    private @Nullable Holding holding;
    private @Nullable Watch watch;
    private String authority = "";
    private boolean active;
    private boolean begun;

    /** Part of the response has gone to the client. */
    private boolean shown;

    private boolean informational;
    private boolean closeAfter;
    private long progress;

    /** Whether the head has got through LittleProxy: bodies that come while it connects would keep one of its threads waiting. */
    private boolean headOut = true;

    private final Deque<HttpContent> waiting = new ArrayDeque<>();

    /** @param server the one connection all requests go to; null when each names its own */
    Carriage(Works works, Owner owner, Channel client, @Nullable Channel server) {
        this.works = works;
        this.owner = owner;
        this.client = client;
        this.loop = client.eventLoop();
        this.bound = server != null;
        this.unused = server;
        works.exit().expect(passage);
    }

    /** Whether any request got as far as being carried. */
    boolean hasCarried() {
        return carried > 0;
    }

    /** Whether part of the response at hand may have gone to the client. */
    boolean hasBegun() {
        return begun;
    }

    /** Whether part of the response at hand has gone to the client. */
    boolean hasShown() {
        return shown;
    }

    /** Whether more of a body is taken for now. */
    boolean takesMore() {
        Line current = line;
        return current != null && current.isWritable() && headOut;
    }

    /**
     * Sends a request on. {@code held}: its response is held as a whole for that. {@code looking}: its response goes there, if
     * that is wanted, and comes back by {@link #handOn}.
     */
    void carry(HttpRequest head, Target.Good target, @Nullable Holding held, @Nullable Watch looking) {
        request = head;
        holding = held;
        watch = looking;
        authority = target.to().toString();
        begun = false;
        shown = false;
        informational = false;
        closeAfter = false;
        straight = held == null && looking == null && Fields.wantsWebSocket(head) && (!bound || unused != null);
        if (!straight) {
            Fields.noUpgrade(head.headers());
        }
        if (stale || passage.services() > 0 && (line == null || passage.services() >= MAX_SERVICES)) {
            renew();
        }
        if (!straight && passage.service(authority) != null) {
            lineUp(head, target);
            return;
        }
        Channel first = unused;
        unused = null;
        if (first != null) {
            connected(first, head, target);
        } else if (bound) {
            drop();
            owner.lost();
        } else {
            works.upstreams().connect(loop, Upstreams.Wanted.of(target.to()), result -> {
                switch (result) {
                    case Upstreams.Result.Connected made -> connected(made.channel(), head, target);
                    case Upstreams.Result.Failed failed -> {
                        if (!closed) {
                            drop();
                            owner.refused(Answers.unconnected(failed.reason()));
                        }
                    }
                }
            });
        }
    }

    private void connected(Channel service, HttpRequest head, Target.Good target) {
        if (closed) {
            service.close();
            return;
        }
        headOut = straight;
        if (straight) {
            dropLine();
            Line direct = Line.on(service, this);
            line = direct;
            send(direct, head, target.wire());
        } else {
            String of = authority;
            Passage through = passage;
            through.whenFlowing(() -> loop.execute(() -> flowing(through)));
            passage.park(of, service);
            service.closeFuture().addListener(gone -> serviceGone(of));
            lineUp(head, target);
        }
    }

    private void lineUp(HttpRequest head, Target.Good target) {
        passage.wire(target.wire());
        String uri = "http://" + authority + "/";
        Line current = line;
        if (current != null && current.isActive()) {
            send(current, head, uri);
            return;
        }
        Line.open(loop, works.transport(), works.inner().address(), this, opened -> {
            if (closed || opened == null) {
                if (opened != null) {
                    opened.close();
                }
                if (!closed) {
                    drop();
                    owner.refused(noAnswer());
                }
                return;
            }
            linePort = opened.port();
            works.inner().expect(linePort, passage);
            line = opened;
            send(opened, head, uri);
        });
    }

    private void send(Line to, HttpRequest head, String uri) {
        active = true;
        carried++;
        if (head instanceof FullHttpRequest full) {
            to.write(full.setUri(uri));
        } else {
            if (HttpUtil.is100ContinueExpected(head) && !HttpUtil.isKeepAlive(head)) {
                // LittleProxy takes the first answer for the last when the client doesn't stay.
                HttpUtil.set100ContinueExpected(head, false);
                client.writeAndFlush(Answers.goAhead());
            }
            to.write(new DefaultHttpRequest(head.protocolVersion(), head.method(), uri, head.headers()));
            if (owner.isRequestOver()) {
                to.write(LastHttpContent.EMPTY_LAST_CONTENT);
            }
        }
        to.flush();
        to.read();
        owner.carrying();
    }

    /** More of the request's body; it is the carriage's. */
    void body(HttpContent content) {
        Line current = line;
        if (current == null || !active) {
            content.release();
        } else if (headOut) {
            current.write(content);
        } else {
            waiting.add(content);
        }
    }

    /** The head of the request is through: its body may follow. */
    private void flowing(Passage through) {
        if (closed || headOut || through != passage) {
            return;
        }
        headOut = true;
        Line current = line;
        HttpContent part;
        while ((part = waiting.poll()) != null) {
            if (current == null || !active) {
                part.release();
            } else {
                current.write(part);
            }
        }
        flush();
        owner.demand();
    }

    void flush() {
        if (line != null) {
            line.flush();
        }
    }

    // The response.

    @Override
    public void answered(Line from, HttpObject part) {
        if (!active || from != line || part.decoderResult().isFailure()) {
            ReferenceCountUtil.release(part);
            if (from == line) {
                dropLine();
                if (active) {
                    broken();
                }
            }
            return;
        }
        progress++;
        if (part instanceof HttpResponse response && !head(response)) {
            return;
        }
        Holding held = holding;
        Watch looking = watch;
        if (looking != null && looking.wantsResponse() && !informational) {
            // With its end the service has done its part, whatever becomes of it here.
            active &= !(part instanceof LastHttpContent);
            looking.response(part);
        } else if (held != null && !informational) {
            hold(held, part);
        } else if (held != null) {
            ReferenceCountUtil.release(part);
            informational = !(part instanceof LastHttpContent) && informational;
        } else {
            pass(part);
        }
    }

    /** Looks at a response's head; false when it is dealt with. */
    private boolean head(HttpResponse response) {
        if (passage.failedInside() && !straight) {
            ReferenceCountUtil.release(response);
            dropLine();
            broken();
            return false;
        }
        informational = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
            if (!straight) {
                ReferenceCountUtil.release(response);
                dropLine();
                broken();
                return false;
            }
            // Nothing after this is HTTP, whatever a codec makes of it.
            client.write(response);
            client.write(LastHttpContent.EMPTY_LAST_CONTENT);
            goOnRaw();
            return false;
        }
        if (informational) {
            return true;
        }
        begun = true;
        HttpRequest asked = request;
        closeAfter = straight || !HttpUtil.isKeepAlive(response);
        if (asked != null && asked.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            forOldClient(response);
        }
        return true;
    }

    /** HTTP/1.0 knows no chunks: there the end of the connection is the end of the body. */
    private void forOldClient(HttpResponse response) {
        HttpHeaders headers = response.headers();
        if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
            headers.set("Connection", "close");
            closeAfter = true;
        }
    }

    /** A part of the response that may go to the client. */
    void handOn(HttpObject part) {
        informational = false;
        pass(part);
    }

    private void pass(HttpObject part) {
        boolean last = part instanceof LastHttpContent;
        shown |= !informational;
        client.write(part);
        if (!last) {
            return;
        }
        if (informational) {
            informational = false;
            client.flush();
        } else {
            over();
        }
    }

    private void over() {
        // The only way to the service may have ended while its last words were still on their way.
        boolean close = closeAfter || bound && stale;
        drop();
        if (straight) {
            dropLine();
        }
        owner.carried(close);
    }

    private void hold(Holding held, HttpObject part) {
        if (part instanceof HttpResponse response) {
            held.begin(response);
        }
        if (!(part instanceof HttpContent content)) {
            return;
        }
        boolean last = content instanceof LastHttpContent;
        if (!held.add(content)) {
            dropLine();
            drop();
            held.fail();
            owner.refused(Answers.page(
                    HttpResponseStatus.BAD_GATEWAY, "The gateway reads what comes from there, and this is too long."));
            return;
        }
        FullHttpResponse whole = last ? held.response() : null;
        if (whole == null) {
            return;
        }
        active = false;
        held.exchange().response(whole, answer -> {
            if (closed || holding != held || held.isOver()) {
                answer.release();
                return;
            }
            held.done();
            client.write(answer);
            over();
        });
    }

    private void goOnRaw() {
        Line current = line;
        if (current == null) {
            owner.lost();
            return;
        }
        client.flush();
        line = null;
        drop();
        Channel service = current.channel();
        service.closeFuture().addListener(gone -> client.close());
        client.closeFuture().addListener(gone -> service.close());
        owner.takenOver(new Bridge(service, true), () -> current.leave(new Bridge(client, true)));
        service.config().setAutoRead(true);
        close();
    }

    @Override
    public void lineRead(Line from) {
        client.flush();
        if (from == line && mayRead()) {
            from.read();
        }
    }

    void clientWritable() {
        if (line != null && mayRead()) {
            line.read();
        }
    }

    private boolean mayRead() {
        Watch looking = watch;
        return client.isWritable() && (looking == null || looking.takesMore());
    }

    @Override
    public void lineWritable(Line from) {
        owner.demand();
    }

    @Override
    public void lineEnded(Line from) {
        if (from != line) {
            return;
        }
        dropLine();
        if (active) {
            broken();
        }
    }

    // What goes wrong.

    /** No response, or not all of it. */
    private void broken() {
        Holding held = holding;
        boolean started = begun && held == null;
        boolean silent = bound || carried > 1;
        drop();
        if (held != null) {
            held.fail();
        }
        if (started || silent) {
            // To the client it is as if the service had closed: it knows whether to try again.
            owner.lost();
        } else {
            owner.refused(noAnswer());
        }
    }

    private static FullHttpResponse noAnswer() {
        return Answers.page(HttpResponseStatus.BAD_GATEWAY, "There was no answer.");
    }

    private void serviceGone(String of) {
        if (closed) {
            return;
        }
        // LittleProxy may not have noticed yet, and send the next request where nobody is.
        stale = true;
        if (active && of.equals(authority)) {
            watch(carried, progress);
        } else if (bound) {
            owner.gone();
        }
    }

    /** LittleProxy says nothing when a service closes before, or in the middle of, its response. */
    private void watch(int which, long seen) {
        loop.schedule(
                () -> {
                    if (closed || !active || carried != which) {
                        return;
                    }
                    if (progress == seen && client.isWritable()) {
                        dropLine();
                        broken();
                    } else {
                        watch(which, progress);
                    }
                },
                GONE_SECONDS,
                TimeUnit.SECONDS);
    }

    private void drop() {
        active = false;
        HttpContent part;
        while ((part = waiting.poll()) != null) {
            part.release();
        }
        request = null;
        holding = null;
        watch = null;
    }

    private void dropLine() {
        Line current = line;
        line = null;
        if (current != null) {
            current.close();
        }
        if (linePort != 0) {
            works.inner().forget(linePort);
            linePort = 0;
        }
    }

    private void renew() {
        stale = false;
        dropLine();
        works.exit().forget(passage);
        passage.close();
        passage = new Passage();
        works.exit().expect(passage);
    }

    /** Ends everything behind the client. */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        drop();
        dropLine();
        works.exit().forget(passage);
        passage.close();
        if (unused != null) {
            unused.close();
            unused = null;
        }
    }
}
