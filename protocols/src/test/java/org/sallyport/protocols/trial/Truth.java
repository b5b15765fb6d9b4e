package org.sallyport.protocols.trial;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a TCP connection of a recorded capture really is: a line of {@code captures/truth.tsv}, made by hand from the captures'
 * documentation and with a dissector.
 *
 * @param file the capture, below the folder of captures
 * @param number the connection's place in it, from 1
 * @param ends {@code client>server}
 * @param start {@code whole}, {@code midway} when the capture misses the connection's beginning, {@code raw} for bytes without
 *     a connection
 * @param protocol what is on the wire, also when nobody can be expected to know it; {@code silent} when nothing is
 * @param inside what is carried inside that, or {@code -}
 */
public record Truth(String file, int number, String ends, String start, String protocol, String inside) {

    /** Captures without a TCP connection have one line, with this in place of the number. */
    private static final String NO_TCP = "udp";

    /** All lines. */
    public static List<Truth> load() throws IOException {
        List<Truth> truths = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(Truth.class.getResourceAsStream("/captures/truth.tsv"))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                if (!line.isEmpty() && !line.startsWith("#")) {
                    truths.add(parse(line.split("\t", -1)));
                }
            }
        }
        return truths;
    }

    private static Truth parse(String[] columns) {
        int number = columns[1].equals(NO_TCP) ? 0 : Integer.parseInt(columns[1]);
        return new Truth(columns[0], number, columns[2], columns[3], columns[4], columns[5]);
    }

    /** Whether the line stands for a capture without TCP. */
    public boolean withoutTcp() {
        return number == 0;
    }

    /**
     * What someone who knows these protocols should call it; {@code none} when it is none of them. Who knows what is inside,
     * such as {@code socks5/http}, should say that.
     */
    public String among(Set<String> vocabulary) {
        String both = protocol + "/" + inside;
        if (vocabulary.contains(both)) {
            return both;
        }
        return vocabulary.contains(protocol) ? protocol : IdentificationMatrix.NONE;
    }
}
