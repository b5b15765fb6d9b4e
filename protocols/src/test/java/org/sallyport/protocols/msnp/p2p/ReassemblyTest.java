package org.sallyport.protocols.msnp.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Side;

/** Parts in and out of order. */
class ReassemblyTest {

    private final Reassembly reassembly = new Reassembly();

    @Test
    void putsPartsTogether() {
        assertThat(v1(5, 0, 10, "hello")).isEqualTo(Reassembly.Result.Partial.INSTANCE);
        assertThat(whole(v1(5, 5, 10, "world"))).isEqualTo("helloworld");
    }

    /** As libpurple sends them. */
    @Test
    void repeatedPartsChangeNothing() {
        v1(5, 0, 10, "hello");
        assertThat(v1(5, 0, 10, "hello")).isEqualTo(Reassembly.Result.Partial.INSTANCE);
        assertThat(v1(5, 3, 10, "lo")).isEqualTo(Reassembly.Result.Partial.INSTANCE);
        assertThat(whole(v1(5, 5, 10, "world"))).isEqualTo("helloworld");
        assertThat(v1(5, 5, 10, "world")).isInstanceOf(Reassembly.Result.Repeated.class);
        assertThat(v1(5, 0, 10, "hello")).isInstanceOf(Reassembly.Result.Repeated.class);
    }

    @Test
    void overlapThatFitsIsTaken() {
        v1(5, 0, 10, "hello");
        assertThat(whole(v1(5, 3, 10, "loworld"))).isEqualTo("helloworld");
    }

    @Test
    void contradictionGapExcessAndChangeAreRefused() {
        v1(5, 0, 10, "hello");
        broken(v1(5, 0, 10, "jello"));
        broken(v1(5, 3, 10, "xxworld"));
        broken(v1(5, 6, 10, "orld"));
        broken(v1(5, 5, 11, "worlds"));
        broken(v1(5, 5, 10, "worlds"));
        broken(v1(6, 5, 10, "world"));
        broken(v1(7, 0, 0, "x"));
        broken(v1(7, 0, Reassembly.LONGEST + 1, "x"));
        broken(v1(7, Long.MAX_VALUE, Long.MAX_VALUE, "x"));
        assertThat(whole(v1(5, 5, 10, "world"))).isEqualTo("helloworld");
    }

    @Test
    void anotherMessageUnderAnOldNumberIsAnother() {
        assertThat(whole(v1(5, 0, 5, "hello"))).isEqualTo("hello");
        assertThat(whole(v1(5, 0, 5, "jello"))).isEqualTo("jello");
        assertThat(whole(v1(5, 0, 6, "yellow"))).isEqualTo("yellow");
    }

    @Test
    void sidesDoNotMix() {
        v1(5, 0, 10, "hello");
        assertThat(reassembly.add(Side.SERVER, packet(5, 5, 10, "world"), bytes("world")))
                .isInstanceOf(Reassembly.Result.Broken.class);
    }

    @Test
    void putsPartsOfVersion2Together() {
        assertThat(v2(1, 5, "hello")).isEqualTo(Reassembly.Result.Partial.INSTANCE);
        broken(v2(0, 3, "world"));
        assertThat(whole(v2(0, 0, "world"))).isEqualTo("helloworld");
        broken(v2(0, 10, "hello"));
        broken(v2(1, Long.MAX_VALUE, "hello"));
    }

    @Test
    void isBounded() {
        String half = "x".repeat(Reassembly.LONGEST / 2);
        for (int i = 0; i < 1_000; i++) {
            v1(i, 0, Reassembly.LONGEST, half);
            assertThat(reassembly.size()).isLessThanOrEqualTo(Reassembly.MOST);
            assertThat(reassembly.held()).isLessThanOrEqualTo(Reassembly.MOST_BYTES);
        }
        for (int i = 0; i < 100; i++) {
            v1(i, 0, 2, "x");
        }
        assertThat(reassembly.size()).isEqualTo(Reassembly.MOST);
        assertThat(reassembly.held()).isEqualTo(Reassembly.MOST);
        broken(v1(50, 1, 2, "x"));
    }

    /** Whatever the order and the cuts: when it is whole, it is what was sent. */
    @Test
    void randomPartsNeverMakeAnotherMessage() {
        Random random = new Random(5);
        String sent = "The quick brown fox jumps over the lazy dog";
        for (int round = 0; round < 2_000; round++) {
            for (int i = 0; i < 20; i++) {
                int from = random.nextInt(sent.length());
                int to = from + 1 + random.nextInt(sent.length() - from);
                if (v1(round, from, sent.length(), sent.substring(from, to)) instanceof Reassembly.Result.Whole whole) {
                    assertThat(whole(whole)).isEqualTo(sent);
                }
            }
        }
    }

    private Reassembly.Result v1(long id, long offset, long total, String part) {
        return reassembly.add(Side.CLIENT, packet(id, offset, total, part), bytes(part));
    }

    private Reassembly.Result v2(int type, long remaining, String part) {
        int length = part.length();
        P2p.V2 packet = new P2p.V2(0, 8 + length, 0, -1, type, 3, 0, remaining, 0, length);
        return reassembly.add(Side.CLIENT, packet, bytes(part));
    }

    private static P2p packet(long id, long offset, long total, String part) {
        return new P2p.V1(0, id, offset, total, 0, 0, 0, 0, part.length());
    }

    private static ByteBuf bytes(String part) {
        return Unpooled.copiedBuffer(part, StandardCharsets.US_ASCII);
    }

    private static String whole(Reassembly.Result result) {
        byte[] bytes = ((Reassembly.Result.Whole) result).message().bytes();
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static void broken(Reassembly.Result result) {
        assertThat(result).isInstanceOf(Reassembly.Result.Broken.class);
    }
}
