package org.sallyport.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;

/**
 * One end of a relayed connection, as the relay sees it: mostly a socket. What it receives it brings to {@link
 * Relay#received}, {@link Relay#readComplete}, {@link Relay#inputEnded} and {@link Relay#inactive}, one read's worth after each
 * {@link #read}.
 *
 * <p>Confined to the relay's event loop.
 */
interface Peer {

    /** Where buffers for this end come from. */
    ByteBufAllocator alloc();

    /** Takes bytes over, to go out with the next {@link #flush}. Where nothing can go out any more they are released. */
    void write(ByteBuf bytes);

    void flush();

    /** Lets out what was written, and says whether it went. For a socket that is: whether the kernel took it. */
    void flush(Consumer<Boolean> then);

    /** Asks for more. */
    void read();

    /** Whether it is there and can be heard, spoken to, or both. */
    boolean isActive();

    /** Whether it is not closed yet. */
    boolean isOpen();

    /** Whether it doesn't take what it is sent as fast as it comes. One that takes nothing any more is not full. */
    boolean isFull();

    /** After all that was written, says that nothing more will come. */
    void finish();

    /** Closes once what was written has gone out. */
    void closeAfterFlush();

    /**
     * As {@link #closeAfterFlush}, but so that the last words arrive: what the other end still sends is thrown away until it has
     * heard that nothing more comes.
     */
    void part();

    void close();

    /** Calls back once it is closed. */
    void whenClosed(Runnable then);
}
