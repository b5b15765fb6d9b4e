package org.sallyport.protocols.tunnel;

/**
 * Which of the connections inside one tunnel.
 *
 * @param number 0 to 2³² − 1
 */
public record StreamId(long number) {

    /** The one of a tunnel that has no more than one. */
    public static final StreamId ONLY = new StreamId(0);

    /** @throws IllegalArgumentException when it doesn't fit 32 bits */
    public StreamId {
        if (number < 0 || number > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("stream " + number);
        }
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
