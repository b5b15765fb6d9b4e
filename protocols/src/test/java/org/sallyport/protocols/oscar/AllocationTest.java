package org.sallyport.protocols.oscar;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Outcome;
import org.sallyport.protocols.Reading;
import org.sallyport.protocols.Session;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.trial.Rig;

/** Most of what passes means nothing, and must cost nothing: no object is made for it. */
class AllocationTest {

    private static final int FRAMES = 20_000;

    @Test
    void makesNoObjectForAFrameThatMeansNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        OscarPlugin plugin = new OscarPlugin();
        Codec codec = plugin.newCodec(Side.SERVER, Limits.DEFAULT);
        Session session = plugin.newSession(new Rig(new OscarPlugin()));
        ByteBuf frames = Unpooled.buffer();
        frames.writeBytes(Bytes.flap("ch5", 1).toBytes());
        frames.writeBytes(
                Bytes.flap("01/0a #80000000 !8000 0006 0001 0002 0003 0001", 1).toBytes());
        // Once to warm up: the first pass loads classes and links call sites.
        relay(codec, session, frames);
        long thread = Thread.currentThread().threadId();
        long before = threads.getThreadAllocatedBytes(thread);
        relay(codec, session, frames);
        long perFrame = (threads.getThreadAllocatedBytes(thread) - before) / FRAMES;
        assertThat(perFrame).isZero();
    }

    private static void relay(Codec codec, Session session, ByteBuf frames) {
        for (int i = 0; i < FRAMES; i++) {
            if (!frames.isReadable()) {
                frames.readerIndex(0);
            }
            Outcome outcome = codec.decode(frames);
            if (!(outcome instanceof Outcome.Decoded decoded)
                    || session.interpret(Side.SERVER, decoded.frame()) != Reading.Pass.INSTANCE) {
                throw new AssertionError(outcome);
            }
            frames.skipBytes(decoded.frame().length());
        }
    }
}
