package org.sallyport.protocols.ymsg;

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
        YmsgPlugin plugin = new YmsgPlugin();
        Codec codec = plugin.newCodec(Side.SERVER, Limits.DEFAULT);
        Session session = plugin.newSession(new Rig(new YmsgPlugin()));
        ByteBuf frames = Unpooled.buffer();
        frames.writeBytes(Packets.bytes("12 st=1 id=77 143=60 144=13", 0));
        frames.writeBytes(Packets.bytes("8a id=77 0=alice", 0));
        frames.writeBytes(Packets.bytes("fb st=1 id=77 4=bob 5=alice 302=430 430=AB12 303=430 450=0", 0));
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
