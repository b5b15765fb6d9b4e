package org.sallyport.archive.elastic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.archive.elastic.ShippingDocument.Prepared;
import org.sallyport.archive.journal.JournalEntry;

class ShippingDocumentTest {

    private static final IndexNames NAMES = new IndexNames(ElasticSettings.of(URI.create("http://127.0.0.1:9200")));

    @Test
    void keepsTheJournalsBytesAndAddsWhatSearchingNeeds() throws Exception {
        String payload = """
                {"@timestamp":"2026-03-31T23:59:59.999999Z","user":{"name":"zoe","email":"Zoe@Example.org"},\
                "file":[{"name":"Q3_Report.doc"}],"im":{"account":"blueguitar","text":"Café","room":"The Lounge",\
                "from":{"normalized":"Blue Guitar","person":"Zoë Adams","login":"zoe"},"to":[{"normalized":"red"}]}}""";
        Prepared.Ready ready = (Prepared.Ready) prepare(payload);

        assertThat(ready.id()).isEqualTo("j-7");
        assertThat(ready.index()).isEqualTo("sallyport-im-2026.03");
        String sent = new String(ready.bytes(), StandardCharsets.UTF_8);
        assertThat(sent).startsWith(payload.substring(0, payload.length() - 1) + ",");
        JsonNode document = new ObjectMapper().readTree(sent);
        assertThat(document.path("event.hash").asText()).isEqualTo("ab".repeat(32));
        JsonNode search = document.path("search");
        assertThat(search.path("words").asText()).isEqualTo("cafe");
        assertThat(search.path("room").asText()).isEqualTo("the lounge");
        assertThat(HitReader.strings(search.path("files"))).containsExactly("q3 report doc");
        assertThat(HitReader.strings(search.path("people"))).containsExactly("zoe adams", "zoe", "zoe@example.org");
        assertThat(HitReader.strings(search.path("names"))).containsExactly("blueguitar", "red");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"@timestamp\":5}",
                "{\"@timestamp\":\"yesterday\"}",
                "{\"im\":",
                "\u0000"
            })
    void saysWhyItCannotBeSent(String payload) {
        assertThat(prepare(payload)).isInstanceOf(Prepared.Unfit.class);
    }

    private static Prepared prepare(String payload) {
        byte[] hash = new byte[32];
        Arrays.fill(hash, (byte) 0xAB);
        return ShippingDocument.prepare(
                new JournalEntry(7, payload.getBytes(StandardCharsets.UTF_8), hash), "j", NAMES);
    }
}
