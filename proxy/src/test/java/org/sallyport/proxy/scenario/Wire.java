package org.sallyport.proxy.scenario;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.proxy.testkit.Dialer;

/** One protocol: its service outside, and how somebody comes to it. Any thread; one is enough. */
interface Wire extends AutoCloseable {

    /** What scenarios call it. */
    String id();

    /** The service it is of, as rules and the directory name it. */
    String service();

    /** What somebody with this short name is called there, as the service compares names. */
    String screenName(String handle);

    /** Where clients think they go first. */
    Address front();

    /** Addresses clients come to, and where they really are. */
    List<Route> routes();

    /** Somewhere that clients know, and somewhere on this machine. */
    record Route(Address known, int port) {}

    /**
     * A way to the service.
     *
     * @param dialer reaches what {@code front} and the service name
     * @param front where a client goes first
     * @param proxy for HTTP, which has requests for proxies of its own; null where there is none
     */
    record Way(Dialer dialer, Address front, @Nullable Proxy proxy) {}

    /**
     * A proxy for HTTP.
     *
     * @param authorization how the client signs in
     */
    record Proxy(InetSocketAddress address, String authorization) {}

    /**
     * Signs somebody on and waits until the service knows.
     *
     * @throws Player.Refused when that is refused
     */
    Player signOn(Way way, String name) throws Exception;

    /** Has the service keep a contact list for somebody and tell it at sign-on. */
    default void keep(String name, List<String> contacts) {
        throw new UnsupportedOperationException("contact lists");
    }

    /** Whether somebody is signed on. */
    boolean isOnline(String name);

    /** The texts that the service has received of these people, in order. */
    List<String> heard(Predicate<String> who);

    /** The names of files that they have offered there. */
    List<String> files(Predicate<String> who);

    /** What broke the protocol. */
    List<String> faults();

    @Override
    void close() throws IOException;

    /** Where a wanted address really is, for those who come past the gateway. */
    default Address real(Address wanted) {
        for (Route route : routes()) {
            if (route.known().equals(wanted)) {
                return new Address("127.0.0.1", route.port());
            }
        }
        return wanted;
    }
}
