package org.sallyport.protocols.msnp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Outcome;
import org.sallyport.protocols.Reading;
import org.sallyport.protocols.Session;
import org.sallyport.protocols.Side;

/** Most of what passes means nothing, and must cost nothing: no object is made for it. */
class AllocationTest {

    private static final int FRAMES = 20_000;

    @ParameterizedTest
    @CsvSource({
        "SERVER, QNG 48|CHL 0 15570131571988941333|QRY 5|ACK 6|GCF 0 5|helloSBS 0 null|ADL 5 OK|UUX 6 0|PUT 7 OK 0|",
        "CLIENT, PNG|QRY 5 msmsgs@msnmsgr.com 32|8f2f5a91b72102cd28355e9fc9000d6eSYN 6 0|BLP 7 AL|URL 8 INBOX|XFR 9 SB|",
    })
    void makesNoObjectForAFrameThatMeansNothing(Side from, String stream) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        MsnpPlugin plugin = new MsnpPlugin();
        Codec codec = plugin.newCodec(from, Limits.DEFAULT);
        Session session = plugin.newSession(Stage.rig());
        ByteBuf frames = Unpooled.copiedBuffer(stream.replace("|", "\r\n"), StandardCharsets.UTF_8);
        // Once to warm up: the first pass loads classes and links call sites.
        relay(codec, session, from, frames);
        long thread = Thread.currentThread().threadId();
        long before = threads.getThreadAllocatedBytes(thread);
        relay(codec, session, from, frames);
        long perFrame = (threads.getThreadAllocatedBytes(thread) - before) / FRAMES;
        assertThat(perFrame).isZero();
    }

    private static void relay(Codec codec, Session session, Side from, ByteBuf frames) {
        for (int i = 0; i < FRAMES; i++) {
            if (!frames.isReadable()) {
                frames.readerIndex(0);
            }
            Outcome outcome = codec.decode(frames);
            if (!(outcome instanceof Outcome.Decoded decoded)
                    || session.interpret(from, decoded.frame()) != Reading.Pass.INSTANCE) {
                throw new AssertionError(outcome);
            }
            frames.skipBytes(decoded.frame().length());
        }
    }
}
