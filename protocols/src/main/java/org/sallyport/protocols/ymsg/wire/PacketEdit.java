package org.sallyport.protocols.ymsg.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;

/**
 * Rewrites a packet: values replaced, pairs taken out or put in. All that isn't touched stays byte for byte, dirt included, and of
 * the header only the length changes. Used once, by one thread; works while the frame is valid.
 */
public final class PacketEdit {

    private static final byte[] SEPARATOR = {(byte) 0xC0, (byte) 0x80};

    /** Bytes {@code [from, to)} give way to others. */
    @SuppressWarnings("ArrayRecordComponent") // Short-lived, never compared.
    private record Splice(int from, int to, byte[] bytes) {}

    private final Frame frame;
    private final List<Splice> splices = new ArrayList<>();

    private PacketEdit(Frame frame) {
        this.frame = frame;
    }

    /** An edit that changes nothing yet. */
    public static PacketEdit of(Frame frame) {
        return new PacketEdit(frame);
    }

    /**
     * Another value for a pair of this frame. Each pair may be touched once.
     *
     * @throws IllegalArgumentException when there is a separator in it
     */
    public PacketEdit replace(Pair pair, byte[] value) {
        check(value);
        splices.add(new Splice(pair.valueStart(), pair.valueEnd(), value));
        return this;
    }

    /** Another value for a pair of this frame, in UTF-8. */
    public PacketEdit replace(Pair pair, String value) {
        return replace(pair, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes a pair of this frame out. */
    public PacketEdit remove(Pair pair) {
        splices.add(new Splice(pair.start(), pair.end(), new byte[0]));
        return this;
    }

    /** Puts a pair in behind one of this frame that isn't removed. */
    public PacketEdit insertAfter(Pair pair, int key, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        ByteBuf whole = Unpooled.buffer(bytes.length + 16);
        if (pair.end() == pair.valueEnd()) {
            whole.writeBytes(SEPARATOR);
        }
        whole.writeCharSequence(Integer.toString(key), StandardCharsets.US_ASCII);
        whole.writeBytes(SEPARATOR).writeBytes(bytes).writeBytes(SEPARATOR);
        byte[] copy = new byte[whole.readableBytes()];
        whole.readBytes(copy);
        splices.add(new Splice(pair.end(), pair.end(), copy));
        return this;
    }

    private static void check(byte[] value) {
        if (YmsgText.hasSeparator(value)) {
            throw new IllegalArgumentException("separator in a value");
        }
    }

    /** The packet as edited, owned by the caller; empty when it is longer than its length field or the limits allow. */
    public Optional<ByteBuf> build(Limits limits) {
        int length = frame.length();
        for (Splice splice : splices) {
            length += splice.bytes().length - (splice.to() - splice.from());
        }
        if (length - YmsgView.HEADER > YmsgView.LONGEST_BODY || length > limits.frameBytes()) {
            return Optional.empty();
        }
        splices.sort(Comparator.comparingInt(Splice::from).thenComparingInt(Splice::to));
        ByteBuf in = frame.buffer();
        ByteBuf out = Unpooled.buffer(length, length);
        int at = frame.offset();
        for (Splice splice : splices) {
            out.writeBytes(in, at, splice.from() - at).writeBytes(splice.bytes());
            at = splice.to();
        }
        out.writeBytes(in, at, YmsgView.end(frame) - at);
        return Optional.of(out.setShort(YmsgView.LENGTH_AT, length - YmsgView.HEADER));
    }
}
