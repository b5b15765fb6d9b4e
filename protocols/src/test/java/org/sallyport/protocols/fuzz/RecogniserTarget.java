package org.sallyport.protocols.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.Recogniser;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.trial.TrialContext;

/**
 * All recognisers over the first bytes of both sides: never an exception or an index moved, and while one side speaks, no answer
 * is taken back.
 */
public final class RecogniserTarget implements FuzzTarget {

    /** Ports that some recogniser asks for, and one that none does. */
    private static final int[] PORTS = {1, 80, 443, 1_503, 1_720, 1_863, 3_389, 5_050, 5_060, 5_190, 6_667, 9_898};

    private final Protocols installed = Protocols.installed();
    private final List<byte[]> openings;

    /** @param openings what clients and services say first */
    public RecogniserTarget(List<byte[]> openings) {
        this.openings = openings;
    }

    @Override
    public String name() {
        return "recognisers";
    }

    @Override
    public List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>();
        for (byte[] opening : openings) {
            seeds.add(FuzzInput.with(0, (byte) 3, (byte) 7).piece(0, opening).build());
            seeds.add(FuzzInput.with(0, (byte) 3, (byte) 7)
                    .piece(0, new byte[0])
                    .piece(0, opening)
                    .build());
        }
        return seeds;
    }

    @Override
    public void run(byte[] bytes) {
        FuzzInput input = FuzzInput.of(bytes);
        Opening opening = TrialContext.opening(
                "fuzz-1",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000),
                new Address("service.example.com", PORTS[input.flags() % PORTS.length]));
        byte[] client = input.first();
        byte[] server = input.pieces().size() > 1 ? input.pieces().get(1).bytes() : new byte[0];
        installed.identify(opening, new FirstBytes(padded(client, client.length), padded(server, server.length)));
        for (Recogniser recogniser : installed.recognisers()) {
            detect(recogniser, opening, client, client.length, server, server.length);
            for (Side from : Side.values()) {
                assertSteady(recogniser, opening, input, from, from == Side.CLIENT ? client : server);
            }
        }
    }

    private static void assertSteady(
            Recogniser recogniser, Opening opening, FuzzInput input, Side from, byte[] stream) {
        Detection before = Detection.NeedMore.INSTANCE;
        int length = 0;
        for (int i = 0; length < stream.length; i++) {
            // The last step takes all: one after the other would be too slow for long ones.
            int step = i < FuzzInput.CHOICES ? 1 + input.choice(i) % 32 : stream.length;
            length = Math.min(stream.length, length + step);
            Detection now = from == Side.CLIENT
                    ? detect(recogniser, opening, stream, length, stream, 0)
                    : detect(recogniser, opening, stream, 0, stream, length);
            boolean steady = now == before
                    || before == Detection.NeedMore.INSTANCE
                    || (before == Detection.Match.LIKELY && now == Detection.Match.CERTAIN);
            if (!steady) {
                throw new AssertionError(recogniser.id() + " says " + now + " of " + length + " bytes after " + before);
            }
            before = now;
        }
    }

    private static Detection detect(
            Recogniser recogniser, Opening opening, byte[] client, int fromClient, byte[] server, int fromServer) {
        ByteBuf c = padded(client, fromClient);
        ByteBuf s = padded(server, fromServer);
        Detection detection = recogniser.detect(opening, new FirstBytes(c, s));
        assertUntouched(recogniser, c, client, fromClient);
        assertUntouched(recogniser, s, server, fromServer);
        return detection;
    }

    private static void assertUntouched(Recogniser recogniser, ByteBuf buffer, byte[] bytes, int length) {
        if (buffer.readerIndex() != 3
                || buffer.writerIndex() != length + 3
                || !Arrays.equals(ByteBufUtil.getBytes(buffer), Arrays.copyOf(bytes, length))) {
            throw new AssertionError(recogniser.id() + " changed what it looked at");
        }
    }

    /** With something read before and nothing behind, so that a wrong index is seen. */
    private static ByteBuf padded(byte[] bytes, int length) {
        byte[] all = new byte[length + 3];
        System.arraycopy(bytes, 0, all, 3, length);
        return Unpooled.wrappedBuffer(all).skipBytes(3);
    }
}
