package org.sallyport.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.Opening;

/**
 * Takes over connections on which a client speaks plain HTTP: requests are then looked at one by one. Called on the client's
 * event loop; never blocks.
 */
public interface HttpRoad {

    /** A connection to be taken over, with everything that belongs to it. */
    record Traveller(
            Opening opening,
            @Nullable Person user,
            Channel client,
            ByteBuf held,
            @Nullable Channel server,
            boolean fromTls) {}

    /**
     * Takes a connection over. From now on the callee owns both channels and the bytes; it closes and releases them.
     *
     * @param traveller {@code client} doesn't read by itself and has none of our handlers left; {@code held} is what the client
     *     has said so far; {@code server} is a connection to {@code opening.destination()} that nothing was written to yet, or
     *     null when there is none (a client of the proxy entry, whose every request names its own destination). With {@code
     *     fromTls} both are the plain ends of a TLS connection that is looked into: there is no other way to the service
     */
    void take(Traveller traveller);

    /** Leads nowhere: what is sent there is closed. */
    HttpRoad CLOSED = traveller -> {
        traveller.held().release();
        traveller.client().close();
        Channel server = traveller.server();
        if (server != null) {
            server.close();
        }
    };

    /** A road that is built after those who send others there: until it leads somewhere it is {@link #CLOSED}. Any thread. */
    final class Late implements HttpRoad {
        private volatile HttpRoad road = CLOSED;

        /** From now on it leads there. */
        public void leadTo(HttpRoad there) {
            road = there;
        }

        @Override
        public void take(Traveller traveller) {
            road.take(traveller);
        }
    }
}
