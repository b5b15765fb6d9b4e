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
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Outcome;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.capture.TcpConnection;
import org.sallyport.protocols.trial.EventLine;
import org.sallyport.protocols.trial.Recording;
import org.sallyport.protocols.trial.Rig;
import org.sallyport.protocols.trial.TrialContext;
import org.sallyport.protocols.ymsg.YmsgPlugin;

/** A recorded YMSG connection means the same when Yahoo!'s pager carries it: one packet a request, a counted few an answer. */
class CarriedYmsgTest {

    private static final HttpHead REQUEST =
            HttpHead.request("POST", "/notify", "http.pager.yahoo.com", HttpFields.NONE);
    private static final HttpHead OK = HttpHead.response(200, HttpFields.NONE);

    private final TunnelFormat pager = new YahooPager();

    @Test
    void meansTheSameCarried() throws IOException, URISyntaxException {
        Recording recording = Recording.read(
                Path.of(Objects.requireNonNull(CarriedYmsgTest.class.getResource("/contract/ymsg/ymsg-jymsg-9.pcap"))
                        .toURI()));
        for (TcpConnection connection : recording.connections()) {
            Rig plain = rig();
            Rig carried = rig();
            for (Side side : Side.values()) {
                byte[] stream = recording.stream(connection, side);
                plain.send(side, stream);
                for (byte[] packet : packets(stream)) {
                    for (Piece piece : pieces(side, packet)) {
                        if (piece instanceof Piece.Data data) {
                            carried.send(side, ByteBufUtil.getBytes(data.bytes()));
                        }
                    }
                }
            }
            assertThat(carried.events().stream().map(EventLine::of).toList())
                    .hasSizeGreaterThan(3)
                    .isEqualTo(plain.events().stream().map(EventLine::of).toList());
        }
    }

    private static Rig rig() {
        return new Rig(new YmsgPlugin(), Limits.DEFAULT, TrialContext.newHandoffs());
    }

    private List<Piece> pieces(Side side, byte[] packet) {
        if (side == Side.CLIENT) {
            return ((Unwrapped.Request) pager.request(REQUEST, Unpooled.wrappedBuffer(packet))).pieces();
        }
        ByteBuf body = Unpooled.buffer().writeIntLE(1).writeBytes(packet);
        return ((Unwrapped.Response) pager.response(REQUEST, OK, body)).pieces();
    }

    private static List<byte[]> packets(byte[] stream) {
        var codec = new YmsgPlugin().newCodec(Side.CLIENT, Limits.DEFAULT);
        ByteBuf in = Unpooled.wrappedBuffer(stream);
        List<byte[]> packets = new ArrayList<>();
        while (in.isReadable() && codec.decode(in) instanceof Outcome.Decoded decoded) {
            packets.add(ByteBufUtil.getBytes(in.readSlice(decoded.frame().length())));
        }
        return packets;
    }
}
