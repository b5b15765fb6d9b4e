package org.sallyport.protocols.capture;

import io.netty.buffer.ByteBuf;
import java.time.Instant;
import org.sallyport.protocols.Side;

/**
 * Is told what happens on the connections of a capture, in the order it happened. For each connection: {@link #opened} once,
 * then {@link #data} and {@link #gap} of both sides, {@link #ended} at most once a side, {@link #closed} once.
 */
public interface TcpListener {

    /** A connection appears. */
    void opened(TcpConnection connection);

    /**
     * The next bytes of a side.
     *
     * @param bytes readable, at least one; valid only during the call, not to be released
     * @param time of the packet that brought them
     */
    void data(TcpConnection connection, Side from, ByteBuf bytes, Instant time);

    /**
     * Bytes that the capture doesn't have. What comes next follows them.
     *
     * @param bytes how many, at least one
     */
    void gap(TcpConnection connection, Side from, long bytes, Instant time);

    /** A side has said that it sends no more. */
    void ended(TcpConnection connection, Side from, Instant time);

    /** Nothing more comes from this connection: both sides ended, it was reset, replaced, or the capture is over. */
    void closed(TcpConnection connection, Instant time);
}
