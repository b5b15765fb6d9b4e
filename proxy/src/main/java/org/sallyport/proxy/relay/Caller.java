package org.sallyport.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.util.Set;
import java.util.function.Consumer;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Opening;

/** Makes calls of the gateway's own, and knows where services were found. Safe for any thread; never blocks. */
public interface Caller {

    /**
     * Sends a request on a connection of its own and waits for what comes back, which means nothing. A call that can't be made is
     * logged and counted by whoever makes it.
     *
     * @param loop where the connection lives
     * @param from the connection on whose behalf it is, for the log
     * @param bytes belong to the callee
     */
    default void call(EventLoop loop, String from, Address to, ByteBuf bytes) {
        call(loop, from, to, bytes, taken -> {});
    }

    /**
     * The same, and says what came of it.
     *
     * @param taken is told once, on the event loop, whether the other end has it: not when it could not be called, said no, or hung
     *     up without a word. One that says nothing for long has it: it was given all of it
     */
    void call(EventLoop loop, String from, Address to, ByteBuf bytes, Consumer<Boolean> taken);

    /** The numeric addresses of the last connections that were made to a service under this name; empty when there were none lately. */
    Set<InetAddress> foundAt(Address service);

    /**
     * The address to give a service in place of {@code target}, where a client waits to be called.
     *
     * @param opening the client's connection
     * @param client its channel
     * @return an address of the gateway's, or {@code target} itself where the service's calls come through the gateway anyway, or
     *     no port is left to give
     */
    Address callBack(Opening opening, Channel client, Address target);

    /** Calls nobody. */
    Caller NONE = new Caller() {
        @Override
        public void call(EventLoop loop, String from, Address to, ByteBuf bytes, Consumer<Boolean> taken) {
            bytes.release();
            taken.accept(false);
        }

        @Override
        public Address callBack(Opening opening, Channel client, Address target) {
            return target;
        }

        @Override
        public Set<InetAddress> foundAt(Address service) {
            return Set.of();
        }
    };
}
