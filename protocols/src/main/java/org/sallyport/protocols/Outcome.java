package org.sallyport.protocols;

/** What a codec says of the bytes in front of it: returned, never thrown. */
public sealed interface Outcome {

    /** The frame is not complete; call again when there is more. */
    enum NeedMore implements Outcome {
        INSTANCE
    }

    /**
     * A whole frame stands at the buffer's reader index.
     *
     * @param frame valid until the same codec's next {@code decode}
     */
    record Decoded(Frame frame) implements Outcome {}

    /**
     * Bytes without meaning to this codec, to be relayed as they come.
     *
     * @param length how many, at least 1; {@link Long#MAX_VALUE} for all that follows
     */
    record Opaque(long length) implements Outcome {}

    /**
     * The peer broke the protocol's rules. Terminal: the codec answers the same from now on.
     *
     * @param why what is wrong, in words without content of the stream
     * @param offset where, in bytes since the first byte of this direction
     */
    record Malformed(String why, long offset) implements Outcome {}
}
