package org.sallyport.proxy.entry.http;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;

/**
 * Looks at one request, and its response if it wants that, while they pass. Nothing goes on but what it hands on, and in that
 * order.
 *
 * <p>Called on the connection's event loop; never blocks it. Each part given to it is its own until it hands it on.
 *
 * <p><b>Lifecycle:</b> {@link #begin} first and once, {@link #close} last and once, however it ends; after that nothing it
 * hands on goes anywhere.
 *
 * <p><b>Bounds:</b> while it doesn't {@link #takesMore} it is given no more than what one more reading has brought.
 */
public interface Watch {

    /** Where what may pass goes. Called on the event loop, not within a call to the watch. */
    interface Road {

        /** The head of the request goes on; its body may follow once the watch was told that it is {@link Watch#carried}. */
        void request(HttpRequest head);

        /** A part of the request's body goes on; the last is a {@link io.netty.handler.codec.http.LastHttpContent}. */
        void body(HttpContent part);

        /** A part of the response goes on. */
        void response(HttpObject part);

        /**
         * Nothing more goes on, either way: the client is answered with this, as long as nothing of a response has gone to it;
         * else its connection ends here.
         */
        void refuse(FullHttpResponse instead);

        /** The watch takes more again. */
        void ready();
    }

    /**
     * The head of a request is there.
     *
     * @param head as the client sent it; may be changed
     * @param whole whether it has no body
     */
    void begin(HttpRequest head, boolean whole, Road road);

    /** A part of the request's body. */
    void body(HttpContent part);

    /** The request's head is on its way to the service. */
    void carried();

    /** Whether the response is to be given to it, too; else that streams through. */
    boolean wantsResponse();

    /** A part of the response. */
    void response(HttpObject part);

    /** Whether it has dealt with all that it was given. */
    boolean takesMore();

    /** It is over: what it still has is to be released. */
    void close();
}
