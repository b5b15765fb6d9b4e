package org.sallyport.proxy.scan;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.sallyport.policy.SeenFile;

/**
 * One file on its way to a scanner. Confined to its event loop.
 *
 * <p><b>Lifecycle:</b> {@link #data} for each piece, then {@link #end} once, or {@link #cancel} at any time; after either, nothing
 * else. <b>Bounds:</b> who gives it more while it {@link #isFull} makes it hold more; nobody does.
 */
public interface Scan {

    /** A piece; the scan keeps a reference of its own for as long as it needs it. */
    void data(ByteBuf piece);

    /** Whether the scanner takes it more slowly than it comes. */
    boolean isFull();

    /** Has this run, later and once, when it is full no longer, or has failed. One at a time. */
    void whenReady(Runnable then);

    /** The file is whole. {@code then} gets the scanner's word, later and once; there is one always, if only that it failed. */
    void end(Consumer<SeenFile.Scan> then);

    /** Nobody wants to know any more: nobody is told anything. */
    void cancel();
}
