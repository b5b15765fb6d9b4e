package org.sallyport.protocols.msnp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.trial.CaptureTrial;
import org.sallyport.protocols.trial.ConnectionTrial;
import org.sallyport.protocols.trial.Recording;
import org.sallyport.protocols.trial.SharedCaptures;

/**
 * A conversation of official clients on a switchboard of 2006, which others have recorded and read: read where it is, when it is
 * there, and held against what they have read.
 */
class OfficialClientTest {

    private static final String CAPTURE = "msnp/ppa-suspectemployeechat-2006";

    @Test
    void saysWhatOthersHaveRead() throws IOException {
        Path folder = SharedCaptures.folder();
        Assumptions.assumeTrue(folder != null);
        Path captures = Objects.requireNonNull(folder);
        Path truth = captures.resolve(CAPTURE + ".expected.tsv");
        Assumptions.assumeTrue(Files.exists(truth));
        List<String> expected = new ArrayList<>();
        for (String row : Files.readAllLines(truth)) {
            String line = expected(row.split("\t"));
            if (!line.isEmpty()) {
                expected.add(line);
            }
        }
        assertThat(expected).hasSizeGreaterThan(20);
        Recording recording = Recording.read(captures.resolve(CAPTURE + ".pcap"));
        try (CaptureTrial trial =
                new CaptureTrial(Protocols.installed(), recording, CaptureTrial::byteByByte, ConnectionTrial::allow)) {
            List<String> lines = trial.lines().stream()
                    .filter(line -> line.startsWith("#1 > ") || line.startsWith("#1 < "))
                    .map(line -> line.substring(3).replaceAll(" id=\\d*", ""))
                    .toList();
            assertThat(lines).isEqualTo(expected);
        }
    }

    /** Columns: time, protocol, event, from, to, text. */
    private static String expected(String[] row) {
        String people = " from=msn:" + row[3] + " to=msn:" + row[4];
        String said = people + " feature=chat text=\"" + row[5] + "\"";
        return switch (row[2]) {
            case "sb-auth" -> "> sign-on from=msn:" + row[3] + " requested method=cookie";
            case "sb-auth-ok" -> "< sign-on from=msn:" + row[3] + " accepted method=cookie";
            case "typing-out" -> "> typing" + people + " started";
            case "typing-in" -> "< typing" + people + " started";
            case "message-out" -> "> message" + said;
            case "message-in" -> "< message" + said;
            default -> "";
        };
    }
}
