package org.sallyport.protocols.oscar;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.sallyport.protocols.Side;

/** FLAPs that third-party clients and servers sent, from the files {@code oscar/*.flaps} among the test resources. */
final class Recorded {

    /**
     * One FLAP.
     *
     * @param packet the number of the captured packet it ends in
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Flap(Side from, int packet, byte[] bytes) {}

    private Recorded() {}

    static List<Flap> flaps(String name) {
        String path = "/oscar/" + name + ".flaps";
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(Recorded.class.getResourceAsStream(path), path), StandardCharsets.US_ASCII))) {
            return in.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Recorded::flap)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes of the FLAP that ends in this packet; the first of several. */
    static byte[] packet(String name, int packet) {
        return flaps(name).stream()
                .filter(flap -> flap.packet() == packet)
                .findFirst()
                .orElseThrow()
                .bytes();
    }

    private static Flap flap(String line) {
        String[] words = line.split(" ");
        return new Flap(
                words[0].equals("C") ? Side.CLIENT : Side.SERVER,
                Integer.parseInt(words[1]),
                HexFormat.of().parseHex(words[2]));
    }
}
