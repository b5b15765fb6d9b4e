package org.sallyport.protocols.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The table in docs/services.md is the catalogue. After a change, run this test once with {@code -Dsallyport.docs.write=true}:
 * it writes the table anew.
 */
class ServicesPageTest {

    private static final Path PAGE =
            Path.of(System.getProperty("sallyport.root", "..")).resolve("docs/services.md");
    private static final String BEGIN = "<!-- services: written by ServicesPageTest -->\n";
    private static final String END = "<!-- end of services -->\n";

    @Test
    void everyServiceStandsOnThePage() throws IOException {
        String text = Files.readString(PAGE);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        assertThat(begin).isGreaterThan(BEGIN.length());
        assertThat(end).isGreaterThanOrEqualTo(begin);
        String wanted = "| id | name | kind | hosts and networks |\n|---|---|---|---|\n"
                + ServiceNames.standard().all().stream()
                        .map(ServicesPageTest::row)
                        .collect(Collectors.joining("\n"))
                + "\n";
        if (Boolean.getBoolean("sallyport.docs.write")) {
            text = text.substring(0, begin) + wanted + text.substring(end);
            Files.writeString(PAGE, text);
            end = text.indexOf(END);
        }
        assertThat(text.substring(begin, end)).isEqualTo(wanted);
    }

    private static String row(ServiceNames.Named service) {
        long hosts = ServiceCatalogue.standard().entries().stream()
                .filter(entry -> entry.service().equals(service.id()) && entry.namesHosts() && entry.decides())
                .count();
        return "| `" + service.id() + "` | " + service.name() + " | "
                + service.kind().id() + " | " + (hosts == 0 ? "–" : hosts) + " |";
    }
}
