package org.sallyport.proxy.entry.http;

import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;

/** What becomes of a request. */
public sealed interface Treatment {

    /** It streams through, and its response as well. */
    enum Pass implements Treatment {
        INSTANCE
    }

    /**
     * It goes nowhere.
     *
     * @param text what a person reads, plain; it is escaped where that is needed
     */
    record Refuse(HttpResponseStatus status, String text) implements Treatment {

        /** The page that says so. */
        public FullHttpResponse page() {
            return Answers.page(status, text);
        }
    }

    /**
     * Request and response are held as a whole and given to the exchange. A request beyond the limit of
     * {@link HttpSettings#heldBytes()} is answered with 413, a response beyond it is replaced by 502.
     */
    record Whole(Exchange exchange) implements Treatment {}

    /** Request and response pass piece by piece, under the eyes of the watch, however long they are. */
    record Watched(Watch watch) implements Treatment {}
}
