package org.sallyport.proxy.entry.http;

import io.netty.handler.codec.http.HttpRequest;
import java.util.function.Consumer;

/**
 * Looks at the requests of one client connection and says what becomes of each. Confined to the connection's event loop; never
 * blocks it.
 */
public interface HttpInspector {

    /** Makes an inspector for each connection. Safe for any thread. */
    interface Maker {
        HttpInspector forConnection();
    }

    /**
     * Looks at the head of a request; nothing of it has gone on yet.
     *
     * @param head as the client sent it; may be changed, before {@code then} is called
     * @param then gets the treatment, at once or later, once, on the loop. {@link Treatment.Pass}: the next inspector is asked
     */
    void look(HttpOrigin origin, HttpRequest head, Consumer<Treatment> then);
}
