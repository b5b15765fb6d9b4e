package org.sallyport.protocols.oscar.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.oscar.wire.GoldenSnacs;
import org.sallyport.protocols.oscar.wire.GoldenSnacs.Golden;
import org.sallyport.protocols.oscar.wire.SnacBuilder;
import org.sallyport.protocols.oscar.wire.SnacHeader;

/** Whatever the bytes, a reader answers and does not throw. */
final class HostileReadTest {

    private static final ReadContext ALICE = Reads.in("room", "alice");

    @Test
    void everyTruncationIsBrokenOrReadable() {
        int broken = 0;
        for (Golden golden : GoldenSnacs.all()) {
            ByteBuf whole = golden.buffer();
            for (int length = 0; length < whole.readableBytes(); length++) {
                // The bytes behind the end are there, as they are in a receive buffer; they must not be looked at.
                SnacHeader header = SnacHeader.read(whole, whole.readerIndex(), whole.readerIndex() + length);
                if (header == null) {
                    assertThat(length).isLessThan(SnacHeader.LENGTH);
                    continue;
                }
                Meaning meaning = SnacReaders.read(golden.from(), header, header.body(whole), ALICE);
                broken += meaning instanceof Meaning.Broken ? 1 : 0;
            }
        }
        assertThat(broken).isGreaterThan(2_000);
    }

    @Test
    void aTruncatedMessageHasNoEvent() {
        Golden golden = GoldenSnacs.at("oscar", 683, "00040006");
        ByteBuf whole = golden.buffer();
        int events = 0;
        for (int length = SnacHeader.LENGTH; length < whole.readableBytes(); length++) {
            SnacHeader header = SnacHeader.read(whole, whole.readerIndex(), whole.readerIndex() + length);
            assertThat(header).isNotNull();
            Meaning meaning = SnacReaders.read(golden.from(), header, header.body(whole), ALICE);
            events += meaning instanceof Meaning.Events ? 1 : 0;
        }
        assertThat(events).isZero();
    }

    @Test
    void mutationsNeverThrow() {
        Random random = new Random(20_261_121);
        List<Golden> goldens = GoldenSnacs.all();
        int[] kinds = new int[4];
        for (int i = 0; i < 20_000; i++) {
            Golden golden = goldens.get(random.nextInt(goldens.size()));
            ByteBuf buffer = golden.buffer();
            int changes = 1 + random.nextInt(4);
            for (int c = 0; c < changes; c++) {
                int at = buffer.readerIndex() + random.nextInt(buffer.readableBytes());
                int value = random.nextInt(4) == 0 ? 0xFF : random.nextInt(256);
                buffer.setByte(at, value);
            }
            if (random.nextInt(4) == 0) {
                // Another family's reader, this one's body.
                buffer.setShort(buffer.readerIndex(), random.nextInt(0x19));
                buffer.setShort(buffer.readerIndex() + 2, random.nextInt(0x20));
            }
            Side side = random.nextInt(8) == 0 ? golden.from().other() : golden.from();
            kinds[kind(Reads.read(side, buffer, ALICE))]++;
        }
        assertThat(java.util.Arrays.stream(kinds).min().orElseThrow()).isGreaterThan(100);
    }

    @Test
    void noiseNeverThrows() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(120)];
            random.nextBytes(noise);
            ByteBuf buffer = SnacBuilder.snac(random.nextInt(0x19), random.nextInt(0x20), 0, 1)
                    .bytes(noise)
                    .build();
            Side side = random.nextBoolean() ? Side.CLIENT : Side.SERVER;
            kind(Reads.read(side, buffer, ALICE));
        }
    }

    private static int kind(Meaning meaning) {
        return switch (meaning) {
            case Meaning.Nothing nothing -> 0;
            case Meaning.Events events -> {
                for (ImEvent event : events.events()) {
                    assertThat(event.text().plain().length()).isLessThanOrEqualTo(Limits.DEFAULT.textChars());
                }
                yield 1;
            }
            case Meaning.Unclassified unclassified -> 2;
            case Meaning.Broken broken -> 3;
        };
    }

    @Test
    void tenThousandOfAnythingAreBroken() {
        assertThat(many(Side.CLIENT, 0x0004, 0x0006, "0102030405060708 0001 ('bobby')", new byte[4]))
                .isInstanceOf(Meaning.Broken.class);
        assertThat(many(Side.CLIENT, 0x0003, 0x0004, "", new byte[] {1, 'a'})).isInstanceOf(Meaning.Broken.class);
        assertThat(many(Side.SERVER, 0x0003, 0x000C, "", new byte[] {1, 'a', 0, 0, 0, 0}))
                .isInstanceOf(Meaning.Broken.class);
        assertThat(many(Side.CLIENT, 0x0013, 0x0008, "", new byte[] {0, 1, 'a', 0, 0, 0, 0, 0, 0, 0, 0}))
                .isInstanceOf(Meaning.Broken.class);
        assertThat(many(Side.SERVER, 0x0004, 0x000A, "", new byte[] {0, 1, 1, 'a', 0, 0, 0, 0, 0, 0, 0, 0}))
                .isInstanceOf(Meaning.Broken.class);
    }

    private static Meaning many(Side from, int family, int subtype, String head, byte[] item) {
        SnacBuilder out =
                SnacBuilder.snac(family, subtype, 0, 1).bytes(org.sallyport.protocols.oscar.wire.WireText.bytes(head));
        for (int i = 0; i < 10_000; i++) {
            out.bytes(item);
        }
        return Reads.read(from, out.build(), ALICE);
    }

    @Test
    void lyingLengthsAreBroken() {
        for (String body : List.of(
                "0102030405060708 0001 FF 'bobby'",
                "0102030405060708 0001 ('bobby') 0002 FFFF 00",
                "0102030405060708 0001 ('bobby') 0002[0101 FFFF 00000000 'x']",
                "0102030405060708 0001 ('bobby') 0002[0101[00]]",
                "0102030405060708 0002 ('bobby') 0005[0000 01]",
                "0102030405060708 0004 ('bobby') 0005[D2040000 01 01 FFFF 'x']")) {
            assertThat(Reads.read(Side.CLIENT, "0004 0006", body, ALICE))
                    .as(body)
                    .isInstanceOf(Meaning.Broken.class);
        }
        // A rendezvous file block that ends within its numbers.
        assertThat(Reads.read(
                        Side.CLIENT,
                        "0004 0006",
                        "0102030405060708 0002 ('bobby') 0005[0000 0102030405060708 094613434C7F11D18222444553540000"
                                + "2711[0001 0001]]",
                        ALICE))
                .isInstanceOf(Meaning.Broken.class);
    }
}
