package org.sallyport.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;

class ArchiveDocumentTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path GOLDEN = Path.of("src/test/resources/org/sallyport/archive/documents");

    private static byte[] bytes(ArchiveRecord record) {
        return new ArchiveDocument("00000000000000ab", new ConversationTracker()).toBytes(record, 9);
    }

    private static JsonNode document(ArchiveRecord record) throws IOException {
        return JSON.readTree(bytes(record));
    }

    static Stream<String> kinds() {
        return Records.everyKind().keySet().stream().sorted();
    }

    /** Run with {@code -Dsallyport.golden=write} to write them anew, and read what changed. */
    @ParameterizedTest
    @MethodSource("kinds")
    void everyKindIsWrittenAsItsGoldenDocument(String kind) throws IOException {
        ImEvent event = Records.everyKind().get(kind);
        assertThat(event).isNotNull();
        DefaultIndenter indent = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentObjectsWith(indent);
        String written =
                JSON.writer(printer).writeValueAsString(document(Records.of(event, Records.ALICE, Records.NOON)))
                        + "\n";
        Path golden = GOLDEN.resolve(kind + ".json");
        if ("write".equals(System.getProperty("sallyport.golden"))) {
            Files.writeString(golden, written);
        }
        assertThat(written).isEqualTo(Files.readString(golden));
        assertThat(document(Records.of(event, Records.ALICE, Records.NOON))
                        .at("/event/action")
                        .asText())
                .isEqualTo(kind);
    }

    @Test
    void noKindOfEventIsLeftOut() {
        assertThat(Records.everyKind().values())
                .extracting(Object::getClass)
                .containsExactlyInAnyOrder(ImEvent.class.getPermittedSubclasses());
    }

    @Test
    void aRefusalSaysWhoWasToldWhatAndWhoIsAlerted() throws IOException {
        Decision decision = new Decision.Decided(
                new Verdict.Deny("Not here."),
                List.of("No files", "Second"),
                List.of(
                        new Duty.Alert("high", List.of("mail:compliance")),
                        new Duty.Review("legal"),
                        new Duty.Notice(Duty.Audience.BOTH, "Watched.")),
                "12",
                List.of("lexicon insider"));
        JsonNode document = document(Records.of(
                Records.message(Flow.OUTBOUND, Records.ALICE, List.of(Records.BOB), null, "x"),
                Records.ALICE,
                Records.NOON,
                decision));
        assertThat(document.at("/event/kind").asText()).isEqualTo("alert");
        assertThat(document.at("/event/outcome").asText()).isEqualTo("failure");
        assertThat(document.at("/rule/name").toString()).isEqualTo("[\"No files\",\"Second\"]");
        JsonNode im = document.path("im");
        assertThat(im.path("verdict").asText()).isEqualTo("deny");
        assertThat(im.path("policy").asText()).isEqualTo("12");
        assertThat(im.path("reasons").toString()).isEqualTo("[\"lexicon insider\"]");
        assertThat(im.path("alerts").toString()).isEqualTo("[{\"severity\":\"high\",\"to\":[\"mail:compliance\"]}]");
        assertThat(im.path("review").toString()).isEqualTo("[\"legal\"]");
        assertThat(im.path("notice").toString())
                .isEqualTo("[{\"audience\":\"sender\",\"text\":\"Not here.\"},"
                        + "{\"audience\":\"both\",\"text\":\"Watched.\"}]");
    }

    @Test
    void whatTheRuleSaysOfItIsKept() throws IOException {
        Decision decision = new Decision.Decided(
                Verdict.Drop.INSTANCE,
                List.of("r"),
                List.of(
                        new Duty.Quarantine("files"),
                        new Duty.Route(Duty.Reach.LOCAL_ONLY),
                        new Duty.Label(List.of("pci", "cards"), "critical")),
                "1",
                List.of());
        JsonNode im = document(Records.of(
                        Records.message(Flow.OUTBOUND, Records.ALICE, List.of(Records.BOB), null, "x"),
                        Records.ALICE,
                        Records.NOON,
                        decision))
                .path("im");
        assertThat(im.path("quarantine").asText()).isEqualTo("files");
        assertThat(im.path("route").asText()).isEqualTo("local-only");
        assertThat(im.path("tags").toString()).isEqualTo("[\"pci\",\"cards\"]");
        assertThat(im.path("severity").asText()).isEqualTo("critical");
    }

    @Test
    void aFailureToDecideIsNotARefusal() throws IOException {
        JsonNode document = document(Records.of(
                Records.message(Flow.OUTBOUND, Records.ALICE, List.of(Records.BOB), null, "x"),
                Records.ALICE,
                Records.NOON,
                new Decision.Failed("the directory is down", Verdict.Drop.INSTANCE)));
        assertThat(document.at("/event/outcome").asText()).isEqualTo("unknown");
        assertThat(document.at("/im/failure").asText()).isEqualTo("the directory is down");
        assertThat(document.at("/im/verdict").asText()).isEqualTo("drop");
        assertThat(document.has("rule")).isFalse();
    }

    @Test
    void whatWasSentInsteadIsKept() throws IOException {
        Decision rewritten = new Decision.Decided(new Verdict.Rewrite("****"), List.of("r"), List.of(), "1", List.of());
        JsonNode document = document(Records.of(
                Records.message(Flow.OUTBOUND, Records.ALICE, List.of(Records.BOB), null, "damn"),
                Records.ALICE,
                Records.NOON,
                rewritten));
        assertThat(document.at("/im/text").asText()).isEqualTo("damn");
        assertThat(document.at("/im/rewritten").asText()).isEqualTo("****");
        assertThat(document.at("/event/outcome").asText()).isEqualTo("success");
    }

    static Stream<String> hostileTexts() {
        StringBuilder controls = new StringBuilder();
        for (char c = 0; c < 0x30; c++) {
            controls.append(c);
        }
        return Stream.of(
                "\uD800",
                "\uDC00\uD800",
                "a\uD83Db",
                "\uD83D\uD83D\uDE00\uDE00",
                "end\uD83D",
                controls.append("\u007f\u0085\u2028\u2029\ufeff\uffff").toString(),
                "\",\"im\":{\"verdict\":\"allow\"}}\n{",
                "x".repeat(65_536),
                "\u0000".repeat(65_536),
                "\uD83D\uDE00".repeat(32_768),
                "\uD800".repeat(65_536));
    }

    @ParameterizedTest
    @MethodSource("hostileTexts")
    void whateverStrangersWriteItIsValidJsonInUtf8(String hostile) throws IOException {
        ScreenName name = new ScreenName(Records.AIM, hostile, hostile);
        ImEvent event = new ImEvent.FileOffer(
                Flow.INBOUND,
                Feature.FILE_TRANSFER,
                Step.PROPOSE,
                name,
                List.of(name),
                List.of(new FileInfo(hostile, 1, 1)),
                new Text(hostile, hostile + "<", true),
                hostile);
        byte[] bytes =
                bytes(Records.of(event, name, Records.NOON, new Decision.Failed(hostile, new Verdict.Deny(hostile))));
        // The strict decoder throws at anything that is not UTF-8.
        String decoded = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        JsonNode document = JSON.readTree(decoded);
        String expected = new String(hostile.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE);
        assertThat(document.at("/im/text").asText()).isEqualTo(expected);
        assertThat(document.at("/im/from/screen_name").asText()).isEqualTo(expected);
        assertThat(document.at("/file/0/name").asText()).isEqualTo(expected);
        assertThat(document.at("/im/failure").asText()).isEqualTo(expected);
    }

    @Test
    void oneWriterWritesManyIntoOneBuffer() throws IOException {
        ArchiveDocument writer = new ArchiveDocument("j", new ConversationTracker());
        DocumentBuffer buffer = new DocumentBuffer(64);
        writer.write(Records.says("one"), 1, buffer);
        int first = buffer.size();
        writer.write(Records.says("two"), 2, buffer);
        byte[] all = buffer.toByteArray();
        Map<String, JsonNode> read =
                Map.of("one", JSON.readTree(all, 0, first), "two", JSON.readTree(all, first, all.length - first));
        read.forEach((words, document) ->
                assertThat(document.at("/im/text").asText()).isEqualTo(words));
    }
}
