package org.sallyport.ui;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sallyport.archive.search.ArchiveSearch.Reader;
import org.sallyport.archive.search.ArchiveStatus;
import org.sallyport.archive.search.Hit;
import org.sallyport.archive.search.SearchQuery;
import org.slf4j.LoggerFactory;

/** What the pages say. */
class ConsolePagesTest {

    private static final Pattern TAG =
            Pattern.compile("<!doctype html>|</[a-z0-9]+>|<[a-z0-9]+(\\s+[a-z-]+(=\"[^\"]*\"|='[^']*')?)*\\s*>");

    private final FakeArchive archive = new FakeArchive();
    private Console console;
    private Visitor olga;

    @BeforeEach
    void start() throws IOException {
        console = Console.start(
                ConsoleSettings.DEFAULTS.withAddress("127.0.0.1", 0),
                ConsoleServices.of(archive, new FakeDirectory(), new TestClock()));
        olga = new Visitor(console).as("olga");
    }

    @AfterEach
    void stop() {
        console.close();
    }

    @Test
    void signingInExplainsWhatWentWrong() {
        Visitor visitor = new Visitor(console);
        assertThat(visitor.get("/sign-in").body()).contains("Sign in").doesNotContain("role=\"alert\"");

        HttpResponse<String> wrong = visitor.signIn("olga", "wrong");
        HttpResponse<String> unknown = visitor.signIn("nobody", "wrong");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body()).contains("do not fit together").isEqualTo(unknown.body());

        HttpResponse<String> tooMany = visitor.signIn("slow-down", "x");
        assertThat(tooMany.statusCode()).isEqualTo(429);
        assertThat(tooMany.headers().firstValue("Retry-After")).contains("240");
        assertThat(tooMany.body()).contains("Wait 4 minutes");

        HttpResponse<String> outage = visitor.signIn("outage", "x");
        assertThat(outage.statusCode()).isEqualTo(503);
        assertThat(outage.body()).contains("directory does not answer").doesNotContain("ldap.example.org");
    }

    @Test
    void whoMayNotReadIsToldWhatItTakes() {
        Visitor sam = new Visitor(console);
        assertThat(Visitor.location(sam.signIn("sam", FakeDirectory.PASSWORD))).isEqualTo("/");
        HttpResponse<String> answer = sam.get("/");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("administrators or compliance", "Sam Salesman", "Sign out");
    }

    @Test
    void aSearchAsksForAllThatIsFilledIn() {
        HttpResponse<String> page = olga.search(
                "words", " \"first draft\" ",
                "person", "ferrand",
                "screenName", "anna*",
                "service", "aim",
                "feature", "file-transfer",
                "verdict", "deny",
                "from", "2026-11-01",
                "until", "2026-11-20");
        assertThat(archive.queries)
                .containsExactly(new SearchQuery(
                        "\"first draft\"",
                        "ferrand",
                        "anna*",
                        "aim",
                        "file-transfer",
                        "deny",
                        Instant.parse("2026-10-31T23:00:00Z"),
                        Instant.parse("2026-11-20T23:00:00Z"),
                        null,
                        25));
        assertThat(archive.readers).containsExactly(new Reader("olga", "127.0.0.1"));
        assertThat(page.body())
                .contains("value=\"&#34;first draft&#34;\"", "value=\"2026-11-20\"", "Nothing found")
                .contains("<option value=\"deny\" selected>");
    }

    @Test
    void whatWasSearchedForIsInNoAddress() {
        String token = Visitor.token(olga.get("/").body());
        String location = Visitor.location(olga.post("/search", "csrf", token, "words", "plutonium"));
        assertThat(location).matches("/search/[A-Za-z0-9_-]{43}");
        assertThat(new Visitor(console).as("olga").get(location).statusCode()).isEqualTo(404);
    }

    @Test
    void aSearchThatCannotBeAskedSaysWhy() {
        assertThat(olga.search("from", "2026-11-20", "until", "2026-11-01").body())
                .contains("The first day must not be after the last.");
        assertThat(olga.search("from", "yesterday").body()).contains("year, month and day");
        assertThat(olga.search("until", "+999999999-12-31").body()).contains("year, month and day");
        assertThat(olga.search("words", "x".repeat(501)).body()).contains("at most 500 characters");
        assertThat(olga.search("service", "<b>").statusCode()).isEqualTo(422);
        assertThat(archive.queries).isEmpty();
    }

    @Test
    void hitsShowWhoSaidWhatToWhom() {
        archive.events.add(Hits.said(1, Hits.ANNA, Hits.STRANGER, "The merger is on."));
        archive.events.add(
                Hits.alerting(Hits.denied(2, Hits.ANNA, Hits.STRANGER, "merger numbers", "Words that matter"), "high"));
        archive.events.add(Hits.failing(Hits.said(3, Hits.STRANGER, Hits.ANNA, "merger?"), "directory down"));
        archive.events.add(Hits.offered(4, Hits.ANNA, Hits.STRANGER, "merger.xls", 1_234_567, "deny", "No files"));
        String page = olga.search("words", "merger").body();
        assertThat(page)
                .contains("4 results", "<mark>merger</mark>", "Anna Ferrand", "annaf", "NightTrader77")
                .contains("Allowed", "Denied", "Failed, allowed", "Alert: high", "Words that matter", "directory down")
                .contains("merger.xls", "1.2 MB", "offered files")
                .contains("title=\"2026-11-20 08:58:53.250318 UTC\"", "20 Nov 2026, 09:58:53")
                .contains("href=\"/conversation/c-1?around=r1#hit\"");
        assertThat(page.indexOf("merger.xls")).isLessThan(page.indexOf("The "));
    }

    @Test
    void moreGoesOnWhereThePageEnded() {
        for (int i = 0; i < 60; i++) {
            archive.events.add(Hits.said(i, Hits.ANNA, Hits.STRANGER, "message number " + i + "."));
        }
        String first = olga.search("words", "message").body();
        assertThat(first).contains("number 59.", "number 35.").doesNotContain("number 34.");
        String second = olga.get(more(first)).body();
        assertThat(second).contains("number 34.", "number 10.").doesNotContain("number 35.", "number 9.");
        String third = olga.get(more(second)).body();
        assertThat(third).contains("number 0.", "That is all.").doesNotContain("More results");
        assertThat(olga.get(more(first).replace("page=1", "page=7")).statusCode())
                .isEqualTo(404);
        assertThat(olga.get(more(first).replace("page=1", "page=x")).statusCode())
                .isEqualTo(404);
    }

    private static String more(String page) {
        Matcher link =
                Pattern.compile("<a class=\"button\" href=\"(/search/[^\"]+)\"").matcher(page);
        assertThat(link.find()).isTrue();
        return link.group(1);
    }

    @Test
    void emptyAndUnavailableArchivesSayWhatToDo() {
        archive.status = new ArchiveStatus(true, "Empty.", 0, 0);
        assertThat(olga.get("/").body()).contains("Nothing is archived yet");
        archive.status = new ArchiveStatus(true, "Shipping.", 5_000, 3_766);
        assertThat(olga.get("/").body()).contains("1,234 on their way");
        assertThat(olga.search("words", "x").body()).contains("newest 1,234 records");
        archive.status = new ArchiveStatus(false, "No answer since 09:12.", 5_000, 3_766);
        archive.down = true;
        HttpResponse<String> answer = olga.search("words", "x");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("archive:9200 refuses", "No answer since 09:12.", "Archive unavailable");
        assertThat(olga.get("/conversation/c-1?around=r1").statusCode()).isEqualTo(503);
        assertThat(new Visitor(console).get("/healthz").body()).isEqualTo("console up\narchive down\n");
    }

    @Test
    void strangersTextStaysText() {
        List<String> hostile = List.of(
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "\" onmouseover=\"alert(1)",
                "</bdi></p></li></ol><h1>free</h1>",
                "${7*7} @if(true) javascript:alert(1)",
                "\u202Egnp.exe\u0007\u001b[31m");
        int number = 0;
        for (String text : hostile) {
            Hit.Party evil = new Hit.Party(text, null, null);
            Hit.Party named = new Hit.Party(text, text, text);
            archive.events.add(Hits.hit(
                    number++,
                    "message",
                    "chat",
                    evil,
                    List.of(named),
                    text,
                    text,
                    text + "!",
                    true,
                    text,
                    List.of(new Hit.File(text, 5)),
                    "deny",
                    List.of(text)));
            archive.events.add(Hits.failing(
                    Hits.alerting(
                            Hits.hit(
                                    number++,
                                    text,
                                    text,
                                    evil,
                                    List.of(named),
                                    text,
                                    text,
                                    text + "!",
                                    true,
                                    text,
                                    List.of(new Hit.File(text, -1)),
                                    text,
                                    List.of(text)),
                            text),
                    text));
        }
        String results = olga.search("words", "").body();
        String found = olga.search("words", "<script>").body();
        String transcript = olga.get("/conversation/c-1?around=r0&sources=all").body();
        assertThat(found).contains("<mark>&lt;script&gt;</mark>", "value=\"&lt;script");
        for (String page : List.of(results, found, transcript)) {
            assertOnlyOurMarkup(page);
            assertThat(page)
                    .contains("&lt;script&gt;")
                    .doesNotContain("<script>", "<img src=x", "<h1>free", "\u202E", "\u0007", "\u001b");
        }
        assertThat(results)
                .contains("\u27E8U+202E\u27E9gnp.exe\u27E8U+0007\u27E9\u27E8U+001B\u27E9[31m", "${7*7} @if(true)");
        assertThat(transcript).contains("Exactly as sent", "&lt;script&gt;alert(1)&lt;/script&gt;!");
    }

    /** Every {@code <} begins a whole tag, and no tag has an attribute that runs anything. */
    private static void assertOnlyOurMarkup(String page) {
        int tags = 0;
        Matcher tag = TAG.matcher(page);
        for (int at = page.indexOf('<'); at >= 0; at = page.indexOf('<', at + 1)) {
            tag.region(at, page.length());
            assertThat(tag.lookingAt())
                    .as(page.substring(at, Math.min(page.length(), at + 60)))
                    .isTrue();
            assertThat(tag.group()).doesNotContainPattern("\\s(on[a-z]+|style|src=\"(?!/assets/))");
            tags++;
        }
        assertThat(tags).isGreaterThan(40);
    }

    @Test
    void longTextsAreCutAroundWhatWasFound() {
        String text = "a ".repeat(30_000) + "needle" + " z".repeat(2_000);
        archive.events.add(Hits.said(1, Hits.ANNA, Hits.STRANGER, text));
        String results = olga.search("words", "needle").body();
        assertThat(results).contains("<mark>needle</mark>").hasSizeLessThan(25_000);
        String transcript = olga.get("/conversation/c-1?around=r1").body();
        assertThat(transcript).contains(text);
    }

    @Test
    void aConversationIsReadAroundTheHitAndOnwards() {
        for (int i = 0; i < 300; i++) {
            archive.events.add(Hits.said(
                    i,
                    i % 2 == 0 ? Hits.ANNA : Hits.STRANGER,
                    i % 2 == 0 ? Hits.STRANGER : Hits.ANNA,
                    "line " + i + "."));
        }
        String around = olga.get("/conversation/c-1?around=r150").body();
        assertThat(around).contains("line 90.", "line 210.").doesNotContain("line 89.", "line 211.");
        assertThat(around).containsOnlyOnce("id=\"hit\"");
        assertThat(around).containsOnlyOnce("class=\"day\"");

        String before = olga.get("/conversation/c-1?before=r90&hit=r150", "HX-Request", "true")
                .body();
        assertThat(before).contains("line 89.", "line 30.", "before=r30").doesNotContain("line 90.", "after=");
        String after = olga.get("/conversation/c-1?after=r210&hit=r150", "HX-Request", "true")
                .body();
        assertThat(after).contains("line 211.", "after=r270").doesNotContain("line 210.", "before=", "class=\"day\"");
        String plain = olga.get("/conversation/c-1?after=r210&hit=r150").body();
        assertThat(plain).contains("before=r211&amp;hit=r150", "class=\"day\"");
        assertThat(archive.readers).hasSize(4).allMatch(reader -> reader.login().equals("olga"));
    }

    @Test
    void aConversationTellsSidesAndVerdictsApart() {
        archive.events.add(Hits.said(1, Hits.ANNA, Hits.STRANGER, "hi"));
        archive.events.add(Hits.html(2, Hits.STRANGER, Hits.ANNA, "hi", "<FONT SIZE=2>hi</FONT>"));
        archive.events.add(
                Hits.offered(3, Hits.ANNA, Hits.STRANGER, "q3.xls", 900, "deny", "Files leave through Legal"));
        String page = olga.get("/conversation/c-1?around=r1").body();
        assertThat(page).contains("line ours", "line theirs", "happening");
        assertThat(page).contains("offered files", "Denied", "Files leave through Legal", "900 bytes");
        assertThat(page).contains("<details><summary>Exactly as sent", "&lt;FONT SIZE=2&gt;hi&lt;/FONT&gt;");
        assertThat(olga.get("/conversation/c-1?around=r1&sources=all").body()).contains("<details open>");
    }

    @Test
    void failuresOfPartsAreShownWhole() {
        archive.down = true;
        String path = "/conversation/c-1?before=r1&hit=r2";
        assertThat(olga.get(path, "HX-Request", "true").headers().firstValue("HX-Redirect"))
                .contains(path);
        archive.bug = new IllegalStateException();
        assertThat(olga.get(path, "HX-Request", "true").headers().firstValue("HX-Redirect"))
                .contains(path);
        assertThat(olga.get(path).headers().firstValue("HX-Redirect")).isEmpty();
    }

    @Test
    void eventsReadAsSentences() {
        archive.events.add(event("sign-on", "sign-on", "accepted, md5, AIM/5.1"));
        archive.events.add(event("presence", "presence", "away"));
        archive.events.add(event("invite", "voice", "propose"));
        archive.events.add(event("typing", "typing", "paused"));
        archive.events.add(event("receipt", "receipt", "failed, 0x0004"));
        archive.events.add(event("teleport", "chat", "beamed"));
        assertThat(olga.search().body())
                .contains(
                        "signed on <bdi class=\"muted\">md5, AIM/5.1</bdi>", "changed status <bdi class=\"muted\">away")
                .contains("offered voice</p>", "paused typing</p>", "fail at the service <bdi class=\"muted\">0x0004")
                .contains("teleport <bdi class=\"muted\">beamed</bdi>");
    }

    private static Hit event(String kind, String feature, String detail) {
        return Hits.hit(
                1, kind, feature, Hits.ANNA, List.of(), null, "", "", false, detail, List.of(), "allow", List.of());
    }

    @Test
    void whatIsNotThereSaysSo() {
        assertThat(olga.get("/nowhere").statusCode()).isEqualTo(404);
        assertThat(olga.get("/nowhere").body()).contains("There is no such page", "Olga Reader");
        assertThat(olga.get("/conversation/c-9?around=r1").body()).contains("not in the archive");
        assertThat(olga.get("/conversation/c-1").statusCode()).isEqualTo(404);
        assertThat(olga.get("/conversation/c-1?around=" + "x".repeat(400)).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aBugGetsANumberAndTheLogNoWords() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.addAppender(log);
        try {
            archive.bug = new IllegalStateException("cannot parse: my darkest secret");
            HttpResponse<String> answer = olga.search("words", "plutonium");
            assertThat(answer.statusCode()).isEqualTo(500);
            Matcher incident = Pattern.compile("<code>([0-9A-F]{8})</code>").matcher(answer.body());
            assertThat(incident.find()).isTrue();
            assertThat(answer.body()).doesNotContain("darkest", "IllegalState");
            String lines = log.list.toString();
            assertThat(lines).contains(incident.group(1), "ConsolePagesTest", "/search/{id}");
            assertThat(lines).doesNotContain("darkest", "plutonium");
        } finally {
            root.detachAppender(log);
        }
    }
}
