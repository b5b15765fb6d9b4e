package org.sallyport.protocols.msnp.mime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What clients sent in {@code MSG}, from captures of libpurple 2.3.1 (MSNP9) and 2.10.12 (MSNP18). */
public final class RecordedMessages {

    private static final Map<String, byte[]> ALL = read();

    private RecordedMessages() {}

    /** A copy of one. */
    public static byte[] payload(String name) {
        return Objects.requireNonNull(ALL.get(name), name).clone();
    }

    /** All of them. */
    public static Set<String> names() {
        return ALL.keySet();
    }

    private static Map<String, byte[]> read() {
        try (InputStream in = RecordedMessages.class.getResourceAsStream("/msnp/messages.tsv")) {
            Map<String, byte[]> all = new LinkedHashMap<>();
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
            for (String line : text.lines().filter(l -> !l.startsWith("#")).toList()) {
                String[] columns = line.split("\t", 3);
                all.put(columns[0], HexFormat.of().parseHex(columns[2]));
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
