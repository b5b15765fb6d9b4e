package org.sallyport.protocols.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.capture.TcpConnection;
import org.sallyport.protocols.trial.Recording;

/**
 * Recorded OSCAR connections carried as ICQ's proxy would, several in one tunnel and cut at 512 bytes as its own clients did, by
 * a writer that shares nothing with the format.
 */
class CarriedOscarTest {

    private static final String SID = "00112233445566778899aabbccddeeff";
    private static final int CUT = 512;
    private static final HttpHead DATA = HttpHead.request("POST", "/data?sid=" + SID, "192.0.2.1", HttpFields.NONE);
    private static final HttpHead MONITOR =
            HttpHead.request("GET", "/monitor?sid=" + SID, "192.0.2.1", HttpFields.NONE);
    private static final HttpHead OK = HttpHead.response(200, HttpFields.NONE);

    private static Recording recording;

    private final TunnelFormat format = new OscarHttp();

    @BeforeAll
    static void readCapture() throws IOException, URISyntaxException {
        recording = Recording.read(
                Path.of(Objects.requireNonNull(CarriedOscarTest.class.getResource("/contract/oscar/oscar.pcap"))
                        .toURI()),
                5190);
    }

    @Test
    void comesOutAsItWentIn() {
        for (Side side : Side.values()) {
            List<byte[]> streams = streams(side);
            List<ByteBuf> out = new ArrayList<>();
            streams.forEach(stream -> out.add(Unpooled.buffer()));
            for (ByteBuf body : bodies(streams)) {
                List<Piece> pieces = unwrap(side, body);
                for (Piece piece : pieces) {
                    Piece.Data data = (Piece.Data) piece;
                    out.get((int) data.stream().number() - 1)
                            .writeBytes(data.bytes().slice());
                }
                assertThat(ByteBufUtil.equals(wrap(side, pieces), body)).isTrue();
                // And when all of it is put in anew, records and all.
                List<Piece> anew = new ArrayList<>();
                pieces.forEach(
                        piece -> anew.add(Piece.Data.of(((Piece.Data) piece).stream(), ((Piece.Data) piece).bytes())));
                assertThat(ByteBufUtil.equals(wrap(side, anew), body)).isTrue();
            }
            for (int i = 0; i < streams.size(); i++) {
                assertThat(ByteBufUtil.getBytes(out.get(i))).isEqualTo(streams.get(i));
            }
        }
    }

    @Test
    void beginsWithAFlap() {
        for (Side side : Side.values()) {
            List<byte[]> streams = streams(side);
            assertThat(streams).hasSizeGreaterThan(1);
            streams.forEach(stream -> assertThat(stream[0]).isEqualTo((byte) 0x2A));
        }
    }

    private static List<byte[]> streams(Side side) {
        List<byte[]> streams = new ArrayList<>();
        for (TcpConnection connection : recording.connections()) {
            byte[] stream = recording.stream(connection, side);
            if (stream.length > 0) {
                streams.add(stream);
            }
        }
        return streams;
    }

    private List<Piece> unwrap(Side side, ByteBuf body) {
        return side == Side.CLIENT
                ? ((Unwrapped.Request) format.request(DATA, body)).pieces()
                : ((Unwrapped.Response) format.response(MONITOR, OK, body)).pieces();
    }

    private ByteBuf wrap(Side side, List<Piece> pieces) {
        return side == Side.CLIENT
                ? ((Rewrapped.ForwardAs) format.wrapRequest(DATA, pieces)).body()
                : format.wrapResponse(MONITOR, OK, pieces, null).body();
    }

    /** Records of all streams in random order, some to a body. */
    private static List<ByteBuf> bodies(List<byte[]> streams) {
        Random random = new Random(3);
        int[] at = new int[streams.size()];
        List<ByteBuf> bodies = new ArrayList<>();
        ByteBuf body = Unpooled.buffer();
        int left = streams.stream().mapToInt(stream -> stream.length).sum();
        while (left > 0) {
            int i = random.nextInt(streams.size());
            int length = Math.min(1 + random.nextInt(CUT), streams.get(i).length - at[i]);
            if (length == 0) {
                continue;
            }
            body.writeShort(length + 12)
                    .writeBytes(new byte[] {0x04, 0x43, 0, 5, 0, 0, 0, 0})
                    .writeInt(i + 1)
                    .writeBytes(streams.get(i), at[i], length);
            at[i] += length;
            left -= length;
            if (random.nextInt(3) == 0 || left == 0) {
                bodies.add(body);
                body = Unpooled.buffer();
            }
        }
        return bodies;
    }
}
