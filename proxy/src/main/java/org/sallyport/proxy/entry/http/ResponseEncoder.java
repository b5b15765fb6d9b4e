package org.sallyport.proxy.entry.http;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** Writes responses, and knows that those to HEAD have no body whatever their fields say (RFC 9112, section 6.3). */
final class ResponseEncoder extends HttpResponseEncoder {

    private boolean toHead;

    /** Whether the next final response is one to a HEAD request. */
    void toHead(boolean head) {
        toHead = head;
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpResponse response) {
        return toHead || super.isContentAlwaysEmpty(response);
    }
}
