package org.sallyport.proxy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.event.HtmlText;
import org.sallyport.protocols.trial.SharedCaptures;

/**
 * Captures of real services, which are not part of the project: what a replay says of them, against what is known to be in
 * their bytes (an {@code .expected.tsv} beside each).
 */
class RecordedReplayTest {

    /** Expected event: kind and flow in a replay. */
    private static final Map<String, String> KINDS = Map.of(
            "message-out", "message out",
            "message-in", "message in",
            "typing-out", "typing out",
            "typing-in", "typing in",
            "message-ack", "receipt in");

    private static Path folder(String name) {
        Path folder = SharedCaptures.folder();
        Assumptions.assumeTrue(folder != null);
        boolean plugin = Protocols.installed().byId(new ProtocolId("oscar")).isPresent();
        if (!plugin) {
            System.out.println("No OSCAR plugin is installed: skipped.");
        }
        Assumptions.assumeTrue(plugin);
        return folder == null ? Path.of(name) : folder.resolve(name);
    }

    private static List<JsonNode> replay(Path file) throws IOException {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        ReplayOptions options = ReplayOptions.of(List.of(file), ReplayOptions.Format.JSON, null);
        assertThat(Replay.run(options, out, new PrintWriter(err)))
                .as(err.toString())
                .isZero();
        List<JsonNode> rows = new ArrayList<>();
        for (String line : out.toString().split("\n")) {
            rows.add(new ObjectMapper().readTree(line));
        }
        return rows;
    }

    private static List<String[]> expected(Path capture) throws IOException {
        String name = capture.toString();
        Path table = Path.of(name.substring(0, name.lastIndexOf('.')) + ".expected.tsv");
        return Files.readAllLines(table).stream()
                .skip(1)
                .map(l -> l.split("\t", -1))
                .toList();
    }

    @Test
    void whatWasSaidAtIcqIsReadDespiteTheGaps() throws IOException {
        Path capture = folder("oscar").resolve("ndpi-oscar-icq2015.pcap");
        List<String> expected = new ArrayList<>();
        long missing = 0;
        for (String[] row : expected(capture)) {
            String kind = KINDS.get(row[2]);
            if (kind != null) {
                String who = kind.endsWith("out") ? row[4] : row[3];
                String words = kind.startsWith("message") ? HtmlText.toPlain(row[5]) : "";
                expected.add(kind + " " + (kind.startsWith("receipt") ? row[4] : who) + " " + words);
            }
            missing += row[2].equals("gap") ? 1 : 0;
        }
        List<String> actual = new ArrayList<>();
        long gaps = 0;
        for (JsonNode row : replay(capture)) {
            if (row.get("type").asText().equals("gap")) {
                gaps += row.get("why").asText().equals("missing") ? 1 : 0;
                continue;
            }
            String kind = row.path("kind").asText() + " " + row.path("flow").asText();
            if (KINDS.containsValue(kind)) {
                String who = kind.endsWith("out")
                        ? row.get("to").get(0).asText()
                        : row.get("from").asText();
                String words = kind.startsWith("message") ? row.get("text").asText() : "";
                actual.add(kind + " " + who + " " + words);
            }
        }
        assertThat(actual).containsExactlyElementsOf(expected);
        assertThat(gaps).isEqualTo(missing);
    }

    @Test
    void theFirstBytesOfOldSignOnsAreKnown() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder("l7filter"))) {
            files = all.filter(f -> f.toString().endsWith(".bin")).sorted().toList();
        }
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            String spoken = name.startsWith("aim") ? "oscar" : name.startsWith("yahoo") ? "ymsg" : "unknown";
            assertThat(replay(file).getFirst().get("protocol").asText())
                    .as(name)
                    .isEqualTo(spoken);
        }
    }
}
