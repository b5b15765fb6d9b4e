package org.sallyport.proxy.bench;

import java.net.InetSocketAddress;
import java.util.OptionalDouble;

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

    /** Where clients connect to. */
    InetSocketAddress entry();

    /** CPU time it has used so far, in nanoseconds; empty when it isn't a process. */
    OptionalDouble cpuNanos();

    @Override
    void close();

    /** No middle at all: clients connect to the service. */
    static Middle direct(InetSocketAddress service) {
        return new Middle() {
            @Override
            public String name() {
                return DIRECT;
            }

            @Override
            public InetSocketAddress entry() {
                return service;
            }

            @Override
            public OptionalDouble cpuNanos() {
                return OptionalDouble.empty();
            }

            @Override
            public void close() {
                // The service is somebody else's.
            }
        };
    }
}
