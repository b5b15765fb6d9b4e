package org.sallyport.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An end that is no socket: what it is sent waits to be taken. Bounded: an end that is sent more than {@value #MOST} bytes
 * before anybody takes them is closed.
 */
final class CarriedPeer implements Peer {

    private static final int MOST = 4 << 20;

    private final ByteBufAllocator allocator;
    private final Runnable changed;
    private final List<Runnable> whenClosed = new ArrayList<>(2);
    private @Nullable CompositeByteBuf out;
    private boolean open = true;
    private boolean finished;

    /** {@code changed} is called whenever the relay has got somewhere. */
    CarriedPeer(ByteBufAllocator allocator, Runnable changed) {
        this.allocator = allocator;
        this.changed = changed;
    }

    /** What this end was sent since it was last asked; to be released by the caller. */
    ByteBuf take() {
        ByteBuf taken = out;
        out = null;
        return taken == null ? Unpooled.EMPTY_BUFFER : taken;
    }

    /** Whether it was told that nothing more will come. */
    boolean isFinished() {
        return finished;
    }

    @Override
    public ByteBufAllocator alloc() {
        return allocator;
    }

    @Override
    public void write(ByteBuf bytes) {
        if (!open || finished || pending() + bytes.readableBytes() > MOST) {
            bytes.release();
            if (open && !finished) {
                close();
            }
            return;
        }
        CompositeByteBuf all = out;
        if (all == null) {
            all = allocator.compositeBuffer(1_024);
            out = all;
        }
        all.addComponent(true, bytes);
    }

    private int pending() {
        return out == null ? 0 : out.readableBytes();
    }

    @Override
    public void flush() {
        changed.run();
    }

    @Override
    public void flush(Consumer<Boolean> then) {
        changed.run();
        then.accept(open && !finished);
    }

    @Override
    public void read() {
        // More comes when there is more.
    }

    @Override
    public boolean isActive() {
        return open;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public void finish() {
        finished = true;
        changed.run();
    }

    @Override
    public void part() {
        closeAfterFlush();
    }

    @Override
    public void closeAfterFlush() {
        close();
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            List<Runnable> told = List.copyOf(whenClosed);
            whenClosed.clear();
            told.forEach(Runnable::run);
            changed.run();
        }
    }

    @Override
    public void whenClosed(Runnable then) {
        if (open) {
            whenClosed.add(then);
        } else {
            then.run();
        }
    }

    /** Nobody will take what is left. */
    void release() {
        take().release();
    }
}
