package org.sallyport.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.policy.held.HeldMessage;
import org.sallyport.policy.identity.binding.Binding;
import org.sallyport.policy.identity.binding.Bindings;
import org.sallyport.protocols.ScreenName;

/** The pages on who is on, who is behind which name, and what is held: what they say and what they do. */
class PeoplePagesTest {

    private static final String HOSTILE = "<script>alert(1)</script>\"'><b>\u202Eevil";

    private Kit kit;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        kit = new Kit(folder);
    }

    @AfterEach
    void stop() throws IOException {
        kit.close();
    }

    private static ScreenName name(String name) {
        return ScreenName.of(FakePeople.AIM, name);
    }

    private void bind(String name, String login, Binding.Source source) {
        kit.bindings.bind(new Bindings.Claim(name(name), FakePeople.person(login), source, login, ""));
    }

    private static HttpResponse<String> post(Visitor visitor, String path, String... fields) {
        String[] all = new String[fields.length + 2];
        all[0] = "csrf";
        all[1] = visitor.formToken();
        System.arraycopy(fields, 0, all, 2, fields.length);
        return visitor.post(path, all);
    }

    @Test
    void everybodyIsOfferedWhatTheyMayUse() {
        assertThat(kit.as("olga").get("/").body())
                .contains("aria-current=\"page\">Search", "href=\"/held\"", "href=\"/identities\"")
                .doesNotContain("href=\"/who-is-on\"");
        Visitor adam = kit.as("adam");
        assertThat(Visitor.location(adam.get("/"))).isEqualTo("/who-is-on");
        assertThat(adam.get("/identities").body())
                .contains("aria-current=\"page\">Identities", "href=\"/who-is-on\"")
                .doesNotContain("href=\"/held\"", ">Search</a>");
        assertThat(kit.as("aude").get("/identities").body())
                .doesNotContain("href=\"/held\"", "Bind a name", "/identities/import");
    }

    @Test
    void whoIsOnIsListedAndNarrowed() {
        Visitor adam = kit.as("adam");
        assertThat(adam.get("/who-is-on").body()).contains("Nobody is signed on");
        kit.presence.on("c-1", "annaf", "anna", "AIM/5.1").on("c-2", "NightTrader77", null, "Trillian");
        String all = adam.get("/who-is-on").body();
        assertThat(all).contains("anna Doe", "annaf", "AIM/5.1", "NightTrader77", "Nobody here", "2 sessions");
        assertThat(adam.get("/who-is-on?text=trill").body())
                .contains("NightTrader77")
                .doesNotContain("annaf");
        assertThat(adam.get("/who-is-on?text=10.1.2.0").body())
                .contains("annaf")
                .doesNotContain("NightTrader77");
        assertThat(adam.get("/who-is-on?text=zzz").body()).contains("Nobody like that is on");
        assertThat(kit.as("aude").get("/who-is-on").body()).contains("annaf").doesNotContain("/end\"");
    }

    @Test
    void aSessionIsEndedOnceAndTheLogKnowsByWhom() {
        kit.presence.on("c-1", "annaf", "anna", "AIM/5.1").on("c-2", "other", null, "");
        Visitor adam = kit.as("adam");
        assertThat(adam.get("/who-is-on/c-1/end").body()).contains("End this session?", "annaf", "anna Doe");
        assertThat(kit.presence.sessions).hasSize(2);
        HttpResponse<String> done = post(adam, "/who-is-on/c-1/end", "notice", "Call the desk");
        assertThat(Visitor.location(done)).isEqualTo("/who-is-on");
        assertThat(kit.presence.notices).containsExactly("Call the desk");
        assertThat(kit.presence.sessions).hasSize(1);
        assertThat(adam.get("/who-is-on").body()).contains("The session of annaf is ended");
        assertThat(adam.get("/who-is-on").body()).doesNotContain("is ended");
        HttpResponse<String> again = post(adam, "/who-is-on/c-1/end", "notice", "");
        assertThat(again.statusCode()).isEqualTo(404);
        assertThat(again.body()).contains("This session is over");
    }

    @Test
    void namesAreBoundAndUnboundByHand() {
        Visitor adam = kit.as("adam");
        assertThat(adam.get("/identities").body()).contains("No name is bound yet");
        String[] good = {"service", "aim", "name", "Cool Guy", "login", "anna", "reason", "badge 17"};
        assertThat(Visitor.location(post(adam, "/identities/bind", good))).isEqualTo("/identities");
        assertThat(adam.get("/identities").body()).contains("is anna's now", "Cool Guy", "Entered by hand");
        Binding bound = kit.bound("coolguy");
        assertThat(bound.by()).isEqualTo("adam");
        assertThat(bound.reason()).isEqualTo("badge 17");

        HttpResponse<String> nobody =
                post(adam, "/identities/bind", "service", "aim", "name", "x", "login", "nobody", "reason", "");
        assertThat(nobody.statusCode()).isEqualTo(422);
        assertThat(nobody.body()).contains("Nobody in the directory", "value=\"nobody\"");
        assertThat(post(adam, "/identities/bind", "service", "icq", "name", "1", "login", "anna")
                        .body())
                .contains("no such names");
        assertThat(post(adam, "/identities/bind", "service", "aim", "name", "x", "login", "outage")
                        .statusCode())
                .isEqualTo(503);

        String path = "/identities/name?service=aim&name=coolguy";
        assertThat(adam.get(path).body()).contains("Became anna's", "badge 17", "Unbind");
        assertThat(post(adam, "/identities/unbind", "service", "aim", "name", "coolguy", "reason", "")
                        .statusCode())
                .isEqualTo(422);
        post(adam, "/identities/unbind", "service", "aim", "name", "coolguy", "reason", "left the firm");
        assertThat(kit.bindings.find(name("coolguy"))).isNull();
        assertThat(adam.get(path).body())
                .contains("Unbound: the name is nobody", "not bound to anybody", "left the firm", "badge 17");
        assertThat(adam.get("/identities/person?id=id-anna").body()).contains("anna", "Cool Guy", "left the firm");
        assertThat(adam.get("/identities/person?id=who").statusCode()).isEqualTo(404);
    }

    @Test
    void longListsHavePagesAndFilters() {
        for (int i = 0; i < 120; i++) {
            bind(String.format("name%03d", i), i % 2 == 0 ? "anna" : "boris", Binding.Source.CSV);
        }
        bind("zoe", "sam", Binding.Source.REGISTRATION);
        Visitor aude = kit.as("aude");
        String first = aude.get("/identities?text=boris").body();
        assertThat(first)
                .contains("60 names", "name001", "page=1&amp;text=boris")
                .doesNotContain("name000", "Previous");
        assertThat(aude.get("/identities?page=1&text=boris").body())
                .contains("name119", "Previous")
                .doesNotContain("Next");
        assertThat(aude.get("/identities?source=registration").body())
                .contains("zoe")
                .doesNotContain("name000");
        assertThat(aude.get("/identities?page=900000&service=~&source=x").statusCode())
                .isEqualTo(200);
        assertThat(aude.get("/identities?text=nothing").body()).contains("No such names");
    }

    @Test
    void conflictsAreSettledEitherWay() {
        bind("one", "anna", Binding.Source.REGISTRATION);
        bind("one", "boris", Binding.Source.REGISTRATION);
        bind("two", "anna", Binding.Source.REGISTRATION);
        bind("two", "boris", Binding.Source.REGISTRATION);
        Visitor adam = kit.as("adam");
        String page = adam.get("/identities/conflicts").body();
        assertThat(page).contains("Keep with <bdi>anna", "Hand over to <bdi>boris");
        assertThat(kit.as("aude").get("/identities/conflicts").body())
                .contains("claimed by")
                .doesNotContain("Hand over to");
        List<String> ids = kit.bindings.conflicts().stream().map(c -> c.id()).toList();
        post(adam, "/identities/conflicts/" + ids.get(0), "settlement", "keep", "reason", "was asked");
        post(adam, "/identities/conflicts/" + ids.get(1), "settlement", "hand-over", "reason", "new phone");
        assertThat(kit.bindings.conflicts()).isEmpty();
        assertThat(kit.bound("one").login()).isEqualTo("anna");
        assertThat(kit.bound("two").login()).isEqualTo("boris");
        assertThat(adam.get("/identities/conflicts").body()).contains("handed over", "Nobody claims");
        assertThat(adam.get("/identities/name?service=aim&name=two").body()).contains("Went from anna to boris");
        assertThat(post(adam, "/identities/conflicts/" + ids.get(0), "settlement", "keep")
                        .statusCode())
                .isEqualTo(422);
        assertThat(post(adam, "/identities/conflicts/x", "settlement", "both").statusCode())
                .isEqualTo(422);
    }

    @Test
    void filesAreLookedAtBeforeTheyAreImported() {
        bind("taken", "anna", Binding.Source.ADMINISTRATOR);
        Visitor adam = kit.as("adam");
        String file = "service,screen-name,login\r\naim,fresh,sam\r\naim,taken,boris\r\naim,bad,nobody\r\n";
        String looked = adam.upload("/identities/import", adam.formToken(), "names.csv", file)
                .body();
        assertThat(looked).contains("1 new", "1 another's", "1 wrong", "nobody has this login", "Import what is right");
        assertThat(kit.bindings.find(name("fresh"))).isNull();

        String next = looked.replaceAll("(?s).*action=\"(/identities/import/[^\"]+)\".*", "$1");
        // What one administrator looked at is no other's to import, and what is wrong is not passed over unasked.
        assertThat(post(kit.as("olga"), next).statusCode()).isEqualTo(403);
        assertThat(post(adam, next).body()).contains("Nothing was imported");
        assertThat(kit.bindings.find(name("fresh"))).isNull();
        assertThat(post(adam, next, "what-is-right", "yes", "reason", "merger").body())
                .contains("Imported.");
        assertThat(kit.bound("fresh").reason()).isEqualTo("merger");
        assertThat(kit.bindings.conflicts()).hasSize(1);
        assertThat(post(adam, next).statusCode()).isEqualTo(404);

        HttpResponse<String> export = adam.get("/identities/export?text=sam");
        assertThat(export.headers().firstValue("Content-Type")).contains("text/csv; charset=utf-8");
        assertThat(export.headers().firstValue("Content-Disposition").orElseThrow())
                .startsWith("attachment");
        assertThat(export.body()).isEqualTo("service,screen-name,login,reason\r\naim,fresh,sam,merger\r\n");
    }

    @Test
    void filesAreKeptForAWhileOnlyAndMustBeFiles() {
        Visitor adam = kit.as("adam");
        String looked = adam.upload(
                        "/identities/import", adam.formToken(), "n.csv", "service,screen-name,login\naim,a,sam\n")
                .body();
        String next = looked.replaceAll("(?s).*action=\"(/identities/import/[^\"]+)\".*", "$1");
        kit.clock.pass(Duration.ofMinutes(16));
        assertThat(post(adam, next).body()).contains("not kept any more");
        assertThat(adam.upload("/identities/import", adam.formToken(), "n.csv", "")
                        .body())
                .contains("Choose a file that is not empty");
        assertThat(adam.postBody("/identities/import", "application/x-www-form-urlencoded", "csrf=x")
                        .statusCode())
                .isEqualTo(415);
        assertThat(adam.postBody("/identities/import", "multipart/form-data; boundary=b", "--b\r\nbroken")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void heldMessagesAreReadReleasedAndRejected() {
        Visitor olga = kit.as("olga");
        assertThat(olga.get("/held").body()).contains("Nothing waits for you");
        kit.held
                .hold("h-1", "legal", "annaf", "the merger closes friday", "merger-talk")
                .hold("h-2", "legal", "annaf", "send me the numbers", "numbers")
                .hold("h-3", "desk", "borisk", "call me", "after-hours");
        bind("annaf", "anna", Binding.Source.CSV);
        kit.archive.down = true;
        assertThat(olga.get("/held"))
                .returns(503, HttpResponse::statusCode)
                .extracting(HttpResponse::body)
                .asString()
                .contains("be shown now")
                .doesNotContain("merger");
        assertThat(olga.get("/held/h-1").statusCode()).isEqualTo(503);
        assertThat(kit.archive.shown).isEmpty();
        kit.archive.down = false;
        String list = olga.get("/held").body();
        assertThat(kit.archive.shown).containsExactlyInAnyOrder("h-1", "h-2", "h-3");
        assertThat(list).contains("3 messages", "merger closes", "annaf (anna)", "legal (2)", "desk (1)", "Waiting");
        assertThat(olga.get("/held?queue=desk").body()).contains("call me").doesNotContain("merger closes");
        String one = olga.get("/held/h-1").body();
        assertThat(one).contains("the merger closes friday", "merger-talk", "rivalcorp", "Release", "Reject");

        assertThat(Visitor.location(post(olga, "/held/h-1/release", "reason", "public since noon")))
                .isEqualTo("/held");
        assertThat(olga.get("/held").body()).contains("Released: it goes out", "2 messages");
        HeldMessage released = kit.held.find("h-1").orElseThrow();
        assertThat(released.decision())
                .extracting(HeldMessage.Verdict::reviewer, HeldMessage.Verdict::reason)
                .containsExactly("olga", "public since noon");
        assertThat(olga.get("/held/h-1").body())
                .contains("Released and delivered", "public since noon")
                .doesNotContain("type=\"submit\">Release");
        HttpResponse<String> second = post(olga, "/held/h-1/reject", "reason", "");
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(second.body()).contains("Somebody has decided already");

        post(olga, "/held/h-2/reject", "reason", "");
        assertThat(kit.held.find("h-2").orElseThrow().state()).isEqualTo(HeldMessage.State.REJECTED);
        assertThat(olga.get("/held?state=rejected").body()).contains("numbers").doesNotContain("call me");
        assertThat(post(olga, "/held/h-3/reject", "reason", "x".repeat(2_001)).statusCode())
                .isEqualTo(422);
        assertThat(kit.held.find("h-3").orElseThrow().state()).isEqualTo(HeldMessage.State.WAITING);
        assertThat(olga.get("/held/none").statusCode()).isEqualTo(404);
    }

    /** A time without its zone is no evidence. */
    @Test
    void everyPageSaysWhoseTimesItShows() {
        for (String path :
                List.of("/held", "/policy", "/policy/versions", "/identities", "/policy/simulations", "/none")) {
            assertThat(kit.as("olga").get(path).body()).as(path).contains("Times are those of", "Europe/Berlin");
        }
    }

    @Test
    void everyHeldMessageIsOnAPageHoweverManyThereAre() {
        for (int i = 1; i <= 2_101; i++) {
            kit.held.hold("h-" + i, i % 100 == 1 ? "legal" : "desk", "annaf", "text number " + i + ".", "rule");
        }
        Visitor olga = kit.as("olga");
        String first = olga.get("/held").body();
        assertThat(first)
                .contains(
                        "2,101 messages",
                        "legal (22)",
                        "desk (2,079)",
                        "text number 50.",
                        "Page 1 of 43",
                        "rel=\"next\"")
                .doesNotContain("text number 51.", "rel=\"prev\"");
        String last = olga.get("/held?page=42").body();
        assertThat(last).contains("text number 2101.", "rel=\"prev\"").doesNotContain("rel=\"next\"");
        assertThat(olga.get("/held?page=43").body()).contains("text number 2101.");
        assertThat(kit.archive.shown).hasSize(50 + 1 + 1);
        assertThat(olga.get("/held?queue=legal").body())
                .contains("22 messages", "text number 2101.")
                .doesNotContain("text number 2.", "rel=\"next\"");
        assertThat(olga.get("/held?queue=none").body()).contains("none (0)", "Nothing waits for you");
        assertThat(olga.get("/api/v1/held?offset=2100").body())
                .contains("\"total\":2101", "\"offset\":2100", "text number 2101.")
                .doesNotContain("text number 2100.");
    }

    @Test
    void whatStrangersWriteStaysText() {
        kit.presence.on("c-1", HOSTILE, null, HOSTILE);
        kit.held.hold("h-1", "<b>desk", HOSTILE, HOSTILE, HOSTILE);
        kit.bindings.bind(new Bindings.Claim(
                new ScreenName(FakePeople.AIM, "hostile", HOSTILE),
                FakePeople.person("anna"),
                Binding.Source.REGISTRATION,
                "anna",
                HOSTILE));
        kit.bindings.bind(new Bindings.Claim(
                new ScreenName(FakePeople.AIM, "hostile", HOSTILE),
                FakePeople.person("boris"),
                Binding.Source.REGISTRATION,
                "boris",
                HOSTILE));
        Visitor olga = kit.as("olga");
        Visitor adam = kit.as("adam");
        String imported = adam.upload(
                        "/identities/import",
                        adam.formToken(),
                        "<b>.csv",
                        "service,screen-name,login\r\naim," + HOSTILE.replace("\"", "") + ",<i>\r\n")
                .body();
        for (String page : List.of(
                olga.get("/held").body(),
                olga.get("/held/h-1").body(),
                adam.get("/who-is-on").body(),
                adam.get("/who-is-on/c-1/end").body(),
                adam.get("/identities").body(),
                adam.get("/identities/conflicts").body(),
                adam.get("/identities/name?service=aim&name=hostile").body(),
                adam.get("/identities/person?id=id-anna").body(),
                imported)) {
            assertThat(page).contains("&lt;script&gt;alert(1)", "\u27E8U+202E\u27E9");
            assertThat(page).doesNotContain("<script>alert", "<b>", "<i>", "\u202E");
        }
        String echoed = adam.get("/who-is-on?text=%22%3E%3Cb%3E").body();
        assertThat(echoed).doesNotContain("\"><b>").contains("&#34;>&lt;b>");
    }
}
