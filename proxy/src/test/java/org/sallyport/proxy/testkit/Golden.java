package org.sallyport.proxy.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.sallyport.protocols.oscar.wire.Flap;

/**
 * FLAPs that a third-party client (libpurple) and a third-party server exchanged, from the files {@code oscar/*.flaps} among the
 * test resources of the protocols.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public final class Golden {

    /** Bobby at the authorizer: hello in packet 7, 17/06 in 9, 17/07 in 43, 17/02 in 45, 17/03 in 61. */
    public static final String AUTHORIZER = "libpurple-authorizer";

    /** Bobby at the BOS: hello in packet 68; in 665 he says "hi A, this is B" to alice. */
    public static final String BOBBY = "libpurple-bos-bobby";

    /** Alice at the BOS: in packet 638 she says "hello B" to bobby, in 683 she offers him a file. */
    public static final String ALICE = "libpurple-bos-alice";

    /** Where the recipient's length stands in a 04/06: after FLAP header, SNAC header, cookie and channel. */
    private static final int RECIPIENT = Flap.HEADER + 10 + 8 + 2;

    private Golden() {}

    /**
     * One recorded FLAP.
     *
     * @param client whether the client sent it
     * @param packet the number of the captured packet it ends in
     */
    public record Recorded(boolean client, int packet, byte[] bytes) {}

    /** All of a file, in order. */
    public static List<Recorded> flaps(String name) {
        String path = "/oscar/" + name + ".flaps";
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Golden.class.getResourceAsStream(path), path), StandardCharsets.US_ASCII))) {
            return in.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" "))
                    .map(words -> new Recorded(
                            words[0].equals("C"),
                            Integer.parseInt(words[1]),
                            HexFormat.of().parseHex(words[2])))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The FLAP that ends in this packet. */
    public static byte[] packet(String name, int packet) {
        return flaps(name).stream()
                .filter(flap -> flap.packet() == packet)
                .findFirst()
                .orElseThrow()
                .bytes();
    }

    /** A recorded 04/06 for somebody else: nothing but the name and the FLAP's length differ. */
    public static byte[] addressedTo(byte[] message, String recipient) {
        byte[] name = recipient.getBytes(StandardCharsets.US_ASCII);
        int rest = RECIPIENT + 1 + message[RECIPIENT];
        ByteBuf out = Unpooled.buffer()
                .writeBytes(message, 0, RECIPIENT)
                .writeByte(name.length)
                .writeBytes(name)
                .writeBytes(message, rest, message.length - rest);
        out.setShort(4, out.readableBytes() - Flap.HEADER);
        return ByteBufUtil.getBytes(out);
    }

    /** What is inside a FLAP. */
    public static byte[] payload(byte[] flap) {
        return Arrays.copyOfRange(flap, Flap.HEADER, flap.length);
    }
}
