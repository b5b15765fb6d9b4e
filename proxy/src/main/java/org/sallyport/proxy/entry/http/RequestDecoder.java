package org.sallyport.proxy.entry.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a client says into requests: an {@code HttpRequest}, {@code HttpContent}s and a {@code LastHttpContent} each, or a
 * {@link RequestHead.Bad}, after which nothing more comes.
 *
 * <p>It goes on only when it is told to: after a head until {@link #goOn} asks for the body, after a body until it asks for the
 * next head. (A request without a body ends together with its head.) It never reads by itself; whoever asks the channel to
 * read bounds what waits in here, a head by {@link RequestHead#MAX_BYTES}.
 */
final class RequestDecoder extends ByteToMessageDecoder {

    /** How many empty lines may stand before a request: old clients end a body with one too many. */
    private static final int MAX_EMPTY_LINES = 4;

    private static final RequestHead.Bad TOO_LONG =
            new RequestHead.Bad(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the head is too long");
    private static final RequestHead.Bad LINE_ENDS =
            new RequestHead.Bad(HttpResponseStatus.BAD_REQUEST, "a line does not end as lines do");

    private enum Next {
        HEAD,
        BODY,
        NOTHING
    }

    private Next next = Next.HEAD;
    private boolean paused;
    private boolean reading;

    private final List<String> lines = new ArrayList<>();
    private int headBytes;
    private int scanned;
    private int emptyLines;

    private long left;
    private @Nullable ChunkedBody chunks;
    private @Nullable ChannelHandlerContext context;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    /** Goes on after a head or a body. */
    void goOn() {
        paused = false;
        ChannelHandlerContext ctx = context;
        if (!reading && ctx != null && buffered() > 0) {
            try {
                channelRead(ctx, Unpooled.EMPTY_BUFFER);
            } catch (Exception e) {
                ctx.fireExceptionCaught(e);
            }
        }
    }

    /** Goes on with the body of the request whose head came last, if it has one that was not asked for. */
    void goOnWithBody() {
        if (next == Next.BODY) {
            goOn();
        }
    }

    /** Nothing more is wanted: all that waits or comes is dropped. */
    void dropAll() {
        next = Next.NOTHING;
        goOn();
    }

    /** Whether the request whose head came last has a body that was not asked for yet, or is not over yet. */
    boolean isBodyAhead() {
        return next == Next.BODY;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        // What goOn is called from during this is gone on with by the loop in the base class.
        reading = true;
        try {
            super.channelRead(ctx, message);
        } finally {
            reading = false;
        }
    }

    /** How many bytes wait in here. */
    int buffered() {
        return actualReadableBytes();
    }

    /** Whether part of a head has come, and not all of it. */
    boolean isWithinHead() {
        return next == Next.HEAD && !paused && (headBytes > 0 || buffered() > 0);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (!paused) {
            switch (next) {
                case HEAD -> head(in, out);
                case BODY -> body(in, out);
                case NOTHING -> in.skipBytes(in.readableBytes());
            }
        }
    }

    private void head(ByteBuf in, List<Object> out) {
        while (next == Next.HEAD && !paused) {
            int feed = in.indexOf(in.readerIndex() + scanned, in.writerIndex(), (byte) '\n');
            if (feed < 0) {
                scanned = in.readableBytes();
                if (headBytes + scanned > RequestHead.MAX_BYTES) {
                    bad(in, out, TOO_LONG);
                }
                return;
            }
            scanned = 0;
            int length = feed - in.readerIndex() - 1;
            headBytes += length + 2;
            if (headBytes > RequestHead.MAX_BYTES) {
                bad(in, out, TOO_LONG);
            } else if (length < 0
                    || in.getByte(feed - 1) != '\r'
                    || in.indexOf(in.readerIndex(), feed - 1, (byte) '\r') >= 0) {
                bad(in, out, LINE_ENDS);
            } else {
                String line =
                        in.readCharSequence(length, StandardCharsets.ISO_8859_1).toString();
                in.skipBytes(2);
                line(in, line, out);
            }
        }
    }

    private void line(ByteBuf in, String line, List<Object> out) {
        if (lines.isEmpty()) {
            if (line.isEmpty()) {
                headBytes = 0;
                if (++emptyLines > MAX_EMPTY_LINES) {
                    bad(in, out, LINE_ENDS);
                }
                return;
            }
            RequestHead.Bad bad = RequestHead.checkLine(line);
            if (bad != null) {
                bad(in, out, bad);
                return;
            }
        }
        if (!line.isEmpty()) {
            lines.add(line);
            if (lines.size() > RequestHead.MAX_FIELDS + 1) {
                bad(in, out, TOO_LONG);
            }
            return;
        }
        RequestHead head = RequestHead.parse(lines);
        lines.clear();
        headBytes = 0;
        emptyLines = 0;
        switch (head) {
            case RequestHead.Bad bad -> bad(in, out, bad);
            case RequestHead.Good good -> {
                paused = true;
                out.add(good.request());
                if (good.length() == 0) {
                    out.add(LastHttpContent.EMPTY_LAST_CONTENT);
                } else {
                    left = good.length();
                    chunks = left == RequestHead.CHUNKED ? new ChunkedBody() : null;
                    next = Next.BODY;
                }
            }
        }
    }

    private void body(ByteBuf in, List<Object> out) {
        ChunkedBody chunked = chunks;
        if (chunked == null) {
            int now = (int) Math.min(left, in.readableBytes());
            left -= now;
            out.add(new DefaultHttpContent(in.readRetainedSlice(now)));
        } else {
            String wrong = chunked.read(in, data -> out.add(new DefaultHttpContent(data)));
            if (wrong != null) {
                bad(in, out, new RequestHead.Bad(HttpResponseStatus.BAD_REQUEST, wrong));
                return;
            }
        }
        if (chunked == null ? left == 0 : chunked.isOver()) {
            chunks = null;
            out.add(LastHttpContent.EMPTY_LAST_CONTENT);
            paused = true;
            next = Next.HEAD;
        }
    }

    private void bad(ByteBuf in, List<Object> out, RequestHead.Bad bad) {
        in.skipBytes(in.readableBytes());
        next = Next.NOTHING;
        lines.clear();
        out.add(bad);
    }

    /** The base class would ask for more by itself whenever nothing came of what was read, paused or not. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        discardSomeReadBytes();
        ctx.fireChannelReadComplete();
    }

    /** The base class would throw away what waits in here when the client has nothing more to say. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof ChannelInputShutdownEvent) {
            ctx.fireUserEventTriggered(event);
        } else {
            super.userEventTriggered(ctx, event);
        }
    }
}
