package org.sallyport.protocols.capture;

import java.net.InetSocketAddress;
import java.time.Instant;

/**
 * One TCP connection of a capture. Two connections are the same only when they are the same object.
 *
 * @param number its place in the capture, from 1, in the order the connections appear
 * @param client who opened it, as far as can be told: see {@link TcpReassembler}
 * @param server the other one
 * @param time of its first packet
 * @param whole whether its first packet opened it; false when the capture began later
 */
public record TcpConnection(
        int number, InetSocketAddress client, InetSocketAddress server, Instant time, boolean whole) {

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
