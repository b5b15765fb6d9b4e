package org.sallyport.proxy.entry.http;

import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import java.util.function.Consumer;

/**
 * A request and its response, whole. Called on the connection's event loop, each method once at most; each message given belongs
 * to whoever it is given to. Answers may come at once or later, on the loop; they set the length of what they give.
 */
public interface Exchange {

    /**
     * The request is there.
     *
     * @param then gets a {@link FullHttpRequest} to send on, or a {@link FullHttpResponse} to answer with
     */
    void request(FullHttpRequest request, Consumer<FullHttpMessage> then);

    /**
     * The response to what was sent on is there.
     *
     * @param then gets what the client is answered
     */
    void response(FullHttpResponse response, Consumer<FullHttpResponse> then);

    /** Request or response never became whole, or the client is gone. The exchange is over; what is answered later is dropped. */
    void failed();
}
