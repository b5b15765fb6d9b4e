package org.sallyport.archive.elastic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.archive.node.LocalNode;
import org.sallyport.archive.search.ArchiveSearch.ArchiveUnavailable;
import org.sallyport.archive.search.ArchiveSearch.Reader;
import org.sallyport.archive.search.Conversation;
import org.sallyport.archive.search.Hit;
import org.sallyport.archive.search.SearchPage;
import org.sallyport.archive.search.SearchQuery;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;

/** Shipping into and searching in a real Elasticsearch. Every test has indices of its own. */
@ExtendWith(LocalNode.class)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ElasticArchiveIT {

    private static final Reader READER = new Reader("auditor", "192.0.2.7");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    private Path directory;

    private final MemoryJournal journal = new MemoryJournal(UUID.randomUUID().toString());
    private final Talk talk = new Talk(journal);
    private ElasticSettings settings;
    private ElasticArchive archive;

    @BeforeEach
    void open() throws IOException {
        settings = ElasticSettings.of(LocalNode.node().url())
                .withPrefix("t" + UUID.randomUUID().toString().substring(0, 8));
        archive = ElasticArchive.open(settings, journal, directory);
    }

    @AfterEach
    void close() {
        archive.close();
    }

    @Test
    void findsByEveryFilter() throws Exception {
        talk.say(NOON, "The merger is on Friday");
        ScreenName other = new ScreenName(new ServiceId("icq"), "4711", "4711");
        talk.say(NOON.plusSeconds(1), Text.html("<b>Lunch</b> on Friday?"), other, other, Talk.ALLOWED);
        talk.say(
                NOON.plusSeconds(2),
                new ImEvent.FileOffer(
                        Flow.OUTBOUND,
                        Feature.FILE_TRANSFER,
                        Step.PROPOSE,
                        Talk.BOB,
                        List.of(Talk.ZOE),
                        List.of(new FileInfo("Q3_Report.doc", 4096, 1)),
                        Text.EMPTY,
                        "7"),
                Talk.denied());
        talk.say(
                NOON.plusSeconds(3),
                Text.plain("Undecided words"),
                Talk.BOB,
                Talk.BOB,
                new Decision.Failed("the directory did not answer", new Verdict.Deny(null)));
        shipAll();

        assertThat(sequences(words("friday"))).containsExactly(2, 1);
        assertThat(sequences(words("friday -lunch"))).containsExactly(1);
        assertThat(sequences(words("\"merger is\""))).containsExactly(1);
        assertThat(sequences(words("\"is merger\""))).isEmpty();
        assertThat(sequences(words("merger | undecided"))).containsExactly(4, 1);
        assertThat(sequences(words("friday report"))).isEmpty();
        assertThat(sequences(words("q3 report"))).containsExactly(3);
        assertThat(sequences(words("Q3_Report.doc"))).containsExactly(3);
        assertThat(sequences(words("-friday"))).containsExactly(4, 3);
        assertThat(sequences(person("ZOE"))).containsExactly(3, 1);
        assertThat(sequences(person("zoë ada"))).containsExactly(3, 1);
        assertThat(sequences(person("zadams"))).containsExactly(3, 1);
        assertThat(sequences(person("zoe.adams@ex"))).containsExactly(1);
        assertThat(sequences(person("*"))).isEmpty();
        assertThat(sequences(screenName("Blue Guitar 77"))).containsExactly(3, 1);
        assertThat(sequences(screenName("bluegui*"))).containsExactly(3, 1);
        assertThat(sequences(screenName("bluegui"))).isEmpty();
        assertThat(sequences(query("", "", "", "icq", null, null, null, null))).containsExactly(2);
        assertThat(sequences(query("", "", "", null, "file-transfer", null, null, null)))
                .containsExactly(3);
        assertThat(sequences(query("", "", "", null, null, "deny", null, null))).containsExactly(4, 3);
        assertThat(sequences(query("", "", "", null, null, "failed", null, null)))
                .containsExactly(4);
        assertThat(sequences(query("", "", "", null, null, null, NOON.plusSeconds(1), NOON.plusSeconds(3))))
                .containsExactly(3, 2);
    }

    @Test
    void findsNothingInAnEmptyArchiveAndRecordsThatToo() throws Exception {
        SearchPage page = archive.search(words("anything"), READER);
        assertThat(page.hits()).isEmpty();
        assertThat(page.total()).isZero();
        assertThat(page.next()).isNull();
        assertThat(archive.conversation("none", "none", 10, READER).events()).isEmpty();
        assertThat(count("-access-*", "user.name:auditor")).isEqualTo(2);
        String mapping = send("GET", "/" + settings.prefix() + "-access-*/_mapping", "");
        assertThat(mapping).as("made by the template").contains("\"dynamic\":\"false\"");
    }

    @Test
    void showsAHitAsItHappened() throws Exception {
        talk.say(NOON, Text.html("Die <i>Straße</i>"), Talk.ZOE, Talk.BOB, Talk.denied());
        shipAll();
        Hit hit = archive.search(words("strasse"), READER).hits().getFirst();
        assertThat(hit.id()).isEqualTo(journal.journalId() + "-1");
        assertThat(hit.time()).isEqualTo(NOON);
        assertThat(hit.kind()).isEqualTo("message");
        assertThat(hit.from()).isEqualTo(new Hit.Party("Blue Guitar 77", "Zoë Adams", "zadams"));
        assertThat(hit.to()).containsExactly(new Hit.Party("Bobby", null, null));
        assertThat(hit.text()).containsExactly(new Hit.Piece("Die ", false), new Hit.Piece("Straße", true));
        assertThat(hit.source()).isEqualTo("Die <i>Straße</i>");
        assertThat(hit.html()).isTrue();
        assertThat(hit.inbound()).isFalse();
        assertThat(hit.verdict()).isEqualTo("deny");
        assertThat(hit.rules()).containsExactly("No files");
        assertThat(hit.alerts()).containsExactly("high");
        assertThat(hit.conversation()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uE000fake\uE001 needle \uE001\uE000",
                "<em>needle</em> <script>alert(1)</script>",
                "needle \u0000\u001b[31m \uFFFE 😀\u202E needle",
                "\"needle\"}],{\"index\":{}}\n{\"a\":1}\n",
                "ﬃ ﷺ Ne\u0301edle İ needle",
            })
    void showsHostileTextsUnchanged(String text) throws Exception {
        talk.say(NOON, text);
        shipAll();
        Hit hit = archive.search(words("needle"), READER).hits().getFirst();
        assertThat(joined(hit)).isEqualTo(text);
        assertThat(hit.text()).anySatisfy(piece -> {
            assertThat(piece.found()).isTrue();
            assertThat(Folding.fold(piece.text()).text()).isEqualTo("needle");
        });
        assertThat(hit.text().stream().filter(Hit.Piece::found))
                .allSatisfy(
                        piece -> assertThat(Folding.fold(piece.text()).text()).isEqualTo("needle"));
    }

    @Test
    void neverFailsOnOddWords() throws Exception {
        talk.say(NOON, "needle");
        shipAll();
        for (String odd : List.of(
                "\"",
                "-",
                "|",
                "((",
                "a AND",
                "*",
                "field:x",
                "a~2^",
                "\\",
                "/x/",
                "{}",
                "\uD83D\uDE00",
                "-\uD83D\uDE00",
                "\u0000",
                ":-)",
                "\uE000",
                "\uD800",
                "needle " + "x ".repeat(240))) {
            archive.search(words(odd), READER);
            archive.search(person(odd), READER);
            archive.search(screenName(odd), READER);
        }
        assertThat(sequences(words("needle :-)"))).containsExactly(1);
        assertThat(sequences(words("needle -:-)"))).containsExactly(1);
    }

    @Test
    void pagesThroughAThousandWithoutOverlapAlsoWhileNewOnesCome() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            // Ten share each instant: the order among them must hold too.
            talk.say(NOON.plusMillis(i / 10), "common " + i);
        }
        shipAll();
        Set<String> seen = new HashSet<>();
        String page = null;
        int pages = 0;
        Instant before = Instant.MAX;
        do {
            SearchPage found =
                    archive.search(new SearchQuery("common", "", "", null, null, null, null, null, page, 73), READER);
            for (Hit hit : found.hits()) {
                assertThat(seen.add(hit.id())).as(hit.id()).isTrue();
                assertThat(hit.time()).isBeforeOrEqualTo(before);
                before = hit.time();
            }
            page = found.next();
            pages++;
            talk.say(NOON.plusSeconds(60 + pages), "common and new");
            shipAll();
        } while (page != null);
        assertThat(seen).hasSize(1_000);
        assertThat(pages).isEqualTo(14);

        SearchPage first = archive.search(words("common"), READER);
        assertThat(first.total()).isEqualTo(1_014);
        assertThat(first.totalIsLowerBound()).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> archive.search(
                        new SearchQuery("common", "", "", null, null, null, null, null, "bm9uc2Vuc2U", 10), READER));
    }

    @Test
    void opensAConversationAroundAnEvent() throws Exception {
        for (int i = 1; i <= 40; i++) {
            talk.say(NOON.plusSeconds(i), "line " + i);
        }
        talk.say(NOON.plusSeconds(50), Text.plain("elsewhere"), Talk.BOB, Talk.BOB, Talk.ALLOWED);
        shipAll();
        Hit middle = archive.search(words("\"line 20\""), READER).hits().getFirst();
        String id = Objects.requireNonNull(middle.conversation());

        Conversation around = archive.conversation(id, middle.id(), 11, READER);
        assertThat(around.events()).extracting(ElasticArchiveIT::joined).containsExactly(lines(15, 25));
        assertThat(around.earlier()).isTrue();
        assertThat(around.later()).isTrue();

        Hit late = archive.search(words("\"line 39\""), READER).hits().getFirst();
        Conversation end = archive.conversation(id, late.id(), 11, READER);
        assertThat(end.events()).extracting(ElasticArchiveIT::joined).containsExactly(lines(30, 40));
        assertThat(end.later()).isFalse();

        Conversation whole = archive.conversation(id, middle.id(), 500, READER);
        assertThat(whole.events()).hasSize(40);
        assertThat(whole.earlier() || whole.later()).isFalse();
        assertThat(archive.conversation("none", middle.id(), 11, READER).events())
                .isEmpty();
    }

    @Test
    void buriesWhatElasticsearchWillNotTakeAndGoesOn() throws Exception {
        talk.say(NOON, "before");
        journal.append("{\"@timestamp\":\"2026-11-20T12:00:00Z\",\"im\":\"not an object\"}");
        journal.append("not even JSON");
        talk.say(NOON.plusSeconds(2), "after");
        shipAll();
        assertThat(sequences(words("before | after"))).containsExactly(4, 1);
        assertThat(archive.deadLetters()).isEqualTo(2);
        assertThat(count("-dead", "*")).isEqualTo(2);
        assertThat(count("-dead", "event.sequence:2 AND error.type:document_parsing_exception"))
                .isOne();
        assertThat(archive.status().available()).isTrue();
        assertThat(archive.status().message()).contains("2 records are not searchable");
    }

    @Test
    void shipsEverythingExactlyOnceThoughTheNodeIsKilled() throws Exception {
        int records = 6_000;
        for (int i = 0; i < records / 2; i++) {
            talk.say(NOON.plusMillis(i), "number " + i);
        }
        assertThat(archive.awaitShipped(1, PATIENCE)).isTrue();
        ProcessHandle.of(LocalNode.node().pid().orElseThrow()).orElseThrow().destroyForcibly();
        for (int i = records / 2; i < records; i++) {
            talk.say(NOON.plusMillis(i), "number " + i);
        }
        shipAll();
        assertThat(count("-im-*", "*")).isEqualTo(records);
        assertThat(archive.status().waiting()).isZero();
        assertThat(archive.status().available()).isTrue();

        // A crash that lost the mark ships it all again, and nothing is there twice.
        archive.close();
        Files.delete(directory.resolve("shipped.mark"));
        archive = ElasticArchive.open(settings, journal, directory);
        shipAll();
        assertThat(count("-im-*", "*")).isEqualTo(records);
    }

    @Test
    void putsRecordsWhereTheirTimeBelongs() throws Exception {
        talk.say(Instant.parse("2026-10-31T23:59:59Z"), "autumn");
        talk.say(Instant.parse("2026-11-01T00:00:00Z"), "winter");
        shipAll();
        assertThat(count("-im-2026.10", "*")).isOne();
        assertThat(count("-im-2026.11", "*")).isOne();
    }

    @Test
    void recordsEveryReaderBeforeTheAnswer() throws Exception {
        talk.say(NOON, "secret");
        shipAll();
        archive.search(words("secret"), READER);
        archive.conversation("some", "event", 10, READER);
        assertThat(count("-access-*", "event.action:search AND user.name:auditor AND access.words:secret"))
                .isOne();
        assertThat(count("-access-*", "event.action:open AND access.conversation:some AND source.address:192.0.2.7"))
                .isOne();

        archive.heldShown(List.of("h-1", "h-2"), READER);
        assertThat(count("-access-*", "event.action:held AND user.name:auditor AND access.held:h-2"))
                .isOne();

        // An index of that name that takes no writes: nothing may be read.
        send("PUT", "/" + settings.prefix() + "-access-*/_settings", "{\"index.blocks.write\":true}");
        assertThatThrownBy(() -> archive.search(words("secret"), READER)).isInstanceOf(ArchiveUnavailable.class);
        assertThatThrownBy(() -> archive.conversation("some", "event", 10, READER))
                .isInstanceOf(ArchiveUnavailable.class);
        assertThatThrownBy(() -> archive.heldShown(List.of("h-3"), READER)).isInstanceOf(ArchiveUnavailable.class);
    }

    @Test
    void saysWhatToDoWhenNobodyAnswers() throws Exception {
        int free;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = probe.getLocalPort();
        }
        MemoryJournal waiting = new MemoryJournal("waiting");
        try (ElasticArchive away = ElasticArchive.open(
                ElasticSettings.of(URI.create("http://127.0.0.1:" + free)), waiting, directory.resolve("away"))) {
            assertThatThrownBy(() -> away.search(words("x"), READER))
                    .isInstanceOf(ArchiveUnavailable.class)
                    .hasMessageContaining("Is Elasticsearch running");
            assertThat(away.waitingSince()).isNull();
            new Talk(waiting).say(NOON, "waits");
            new Talk(waiting).say(NOON.plusSeconds(60), "waits behind it");
            while (away.status().available()) {
                away.awaitShipped(1, Duration.ofMillis(20));
            }
            assertThat(away.status().message()).contains("kept in the journal");
            assertThat(away.status().waiting()).isEqualTo(2);
            assertThat(away.waitingSince()).isEqualTo(NOON);
        }
    }

    @Test
    void nothingWaitsWhenAllIsShipped() throws Exception {
        talk.say(NOON, "on its way");
        shipAll();
        assertThat(archive.waitingSince()).isNull();
    }

    private void shipAll() throws Exception {
        assertThat(archive.awaitShipped(journal.durableSequence(), PATIENCE))
                .as(() -> archive.status().message())
                .isTrue();
        send("POST", "/" + settings.prefix() + "-*/_refresh", "");
    }

    private List<Integer> sequences(SearchQuery query) throws Exception {
        return archive.search(query, READER).hits().stream()
                .map(hit -> Integer.valueOf(hit.id().substring(hit.id().lastIndexOf('-') + 1)))
                .toList();
    }

    private long count(String index, String query) throws Exception {
        send("POST", "/" + settings.prefix() + "-*/_refresh", "");
        String answer = send(
                "GET",
                "/" + settings.prefix() + index + "/_count?q=" + URLEncoder.encode(query, StandardCharsets.UTF_8),
                "");
        return new ObjectMapper().readTree(answer).path("count").asLong();
    }

    private static String send(String method, String path, String body) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(LocalNode.node().url() + path))
                    .header("Content-Type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    private static String joined(Hit hit) {
        return hit.text().stream().map(Hit.Piece::text).collect(Collectors.joining());
    }

    private static String[] lines(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(i -> "line " + i).toArray(String[]::new);
    }

    private static SearchQuery words(String words) {
        return query(words, "", "", null, null, null, null, null);
    }

    private static SearchQuery person(String person) {
        return query("", person, "", null, null, null, null, null);
    }

    private static SearchQuery screenName(String screenName) {
        return query("", "", screenName, null, null, null, null, null);
    }

    private static SearchQuery query(
            String words,
            String person,
            String screenName,
            @Nullable String service,
            @Nullable String feature,
            @Nullable String verdict,
            @Nullable Instant from,
            @Nullable Instant to) {
        return new SearchQuery(words, person, screenName, service, feature, verdict, from, to, null, 100);
    }
}
