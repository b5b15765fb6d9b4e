package org.sallyport.proxy.bench;

import java.net.InetSocketAddress;
import java.util.OptionalDouble;
import java.util.function.Function;

/** What stands between the clients and the service. */
interface Middle extends AutoCloseable {

    /** Nothing. */
    String DIRECT = "direct";

    /** HAProxy, copying bytes. */
    String HAPROXY = "haproxy";

    /** The gateway. */
    String SALLYPORT = "sallyport";

    /** What it is called in the table. */
    String name();

    /** Where clients connect to who want to talk like this. */
    InetSocketAddress entry(Dialogue dialogue);

    /** CPU time it has used so far, in nanoseconds; empty when it isn't a process. */
    OptionalDouble cpuNanos();

    @Override
    void close();

    /** No middle at all: clients connect to the services. */
    static Middle direct(Function<Dialogue, InetSocketAddress> services) {
        return new Middle() {
            @Override
            public String name() {
                return DIRECT;
            }

            @Override
            public InetSocketAddress entry(Dialogue dialogue) {
                return services.apply(dialogue);
            }

            @Override
            public OptionalDouble cpuNanos() {
                return OptionalDouble.empty();
            }

            @Override
            public void close() {
                // The services are somebody else's.
            }
        };
    }
}
