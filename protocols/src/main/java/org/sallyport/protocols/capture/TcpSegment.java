package org.sallyport.protocols.capture;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.time.Instant;

/**
 * A TCP segment out of a packet.
 *
 * @param packet the number of the packet it was in (of the last one, when it came in IP fragments)
 * @param time when it was captured
 * @param source who sent it
 * @param destination to whom
 * @param sequence the sequence number, 32 bits
 * @param acknowledgement the acknowledgement number, 32 bits; means something only with {@link #ack()}
 * @param flags the low 8 flag bits
 * @param payload the bytes it carries, as far as captured; unpooled, needs no release
 * @param length how many bytes it carried on the wire: at least what {@code payload} has
 */
public record TcpSegment(
        long packet,
        Instant time,
        InetSocketAddress source,
        InetSocketAddress destination,
        int sequence,
        int acknowledgement,
        int flags,
        ByteBuf payload,
        int length) {

    /** No more from this side. */
    public boolean fin() {
        return (flags & 0x01) != 0;
    }

    /** Here a side's numbers begin. */
    public boolean syn() {
        return (flags & 0x02) != 0;
    }

    /** The connection is gone. */
    public boolean rst() {
        return (flags & 0x04) != 0;
    }

    /** The acknowledgement number counts. */
    public boolean ack() {
        return (flags & 0x10) != 0;
    }
}
