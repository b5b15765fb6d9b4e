package org.sallyport.archive;

import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * Bytes that grow at the end and can be taken back to an earlier size: documents are written straight into the frame they are
 * kept in. Numbers are big-endian.
 *
 * <p>Confined to one thread. An array that grew beyond {@value #KEPT_CAPACITY} bytes is given back when it is emptied.
 */
public final class DocumentBuffer extends OutputStream {

    private static final int KEPT_CAPACITY = 4 * 1024 * 1024;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final int initialCapacity;
    private byte[] bytes;
    private int size;

    /** @param capacity bytes to begin with, at least 64 */
    public DocumentBuffer(int capacity) {
        this.initialCapacity = Math.max(64, capacity);
        this.bytes = new byte[initialCapacity];
    }

    /** How many bytes are in it. */
    public int size() {
        return size;
    }

    /** The array behind it: the first {@link #size()} bytes count, until the next change. */
    public byte[] array() {
        return bytes;
    }

    /** A view of a stretch of it, valid until the next change. */
    public ByteBuffer view(int from, int to) {
        Objects.checkFromToIndex(from, to, size);
        return ByteBuffer.wrap(bytes, from, to - from);
    }

    /** A copy of all of it. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** Forgets everything behind {@code newSize}. */
    public void truncate(int newSize) {
        Objects.checkIndex(newSize, size + 1);
        size = newSize;
        if (newSize == 0 && bytes.length > KEPT_CAPACITY) {
            bytes = new byte[initialCapacity];
        }
    }

    /** Adds {@code count} bytes of any content, to be set later. */
    public void reserve(int count) {
        ensure(count);
        size += count;
    }

    /** Sets four bytes that are already there. */
    public void setInt(int at, int value) {
        Objects.checkFromIndexSize(at, Integer.BYTES, size);
        INT.set(bytes, at, value);
    }

    /** Sets eight bytes that are already there. */
    public void setLong(int at, long value) {
        Objects.checkFromIndexSize(at, Long.BYTES, size);
        LONG.set(bytes, at, value);
    }

    @Override
    public void write(int b) {
        ensure(1);
        bytes[size++] = (byte) b;
    }

    @Override
    public void write(byte[] source) {
        write(source, 0, source.length);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    private void ensure(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8L, bytes.length * 2L)));
        }
    }
}
