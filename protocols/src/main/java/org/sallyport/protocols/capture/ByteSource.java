package org.sallyport.protocols.capture;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads a file front to back and knows how far it has come, so that every complaint can say where. */
final class ByteSource implements AutoCloseable {

    private final InputStream in;
    private long offset;

    ByteSource(InputStream in) {
        this.in = in;
    }

    /** Bytes read so far. */
    long offset() {
        return offset;
    }

    /**
     * Exactly {@code length} bytes, or null when the file ends right here.
     *
     * @param length at most what the caller has checked against its bound: it is allocated
     * @throws CaptureException when the file ends within them
     */
    @Nullable ByteBuf readOrEnd(int length, String what) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length == 0 && length > 0) {
            return null;
        }
        if (bytes.length < length) {
            throw new CaptureException(
                    "the file ends within " + what + ": " + length + " bytes wanted, " + bytes.length + " there",
                    offset);
        }
        offset += length;
        return Unpooled.wrappedBuffer(bytes);
    }

    /** As {@link #readOrEnd}, where the file must not end. */
    ByteBuf read(int length, String what) throws IOException {
        if (length == 0) {
            return Unpooled.EMPTY_BUFFER;
        }
        ByteBuf bytes = readOrEnd(length, what);
        if (bytes == null) {
            throw new CaptureException("the file ends where " + what + " should be", offset);
        }
        return bytes;
    }

    /** Passes over bytes nobody needs. */
    void skip(long length, String what) throws IOException {
        try {
            in.skipNBytes(length);
        } catch (java.io.EOFException e) {
            CaptureException cut = new CaptureException("the file ends within " + what, offset);
            cut.initCause(e);
            throw cut;
        }
        offset += length;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
