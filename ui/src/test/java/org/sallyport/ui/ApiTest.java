package org.sallyport.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sallyport.policy.held.HeldMessage;
import org.sallyport.policy.identity.binding.Binding;
import org.sallyport.protocols.ScreenName;

/** What scripts get: how they prove who they are, what they can do, and what they are told when they can't. */
class ApiTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String JSON = "application/json";

    private Kit kit;
    private Visitor script;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        kit = new Kit(folder);
        script = new Visitor(kit.console);
    }

    @AfterEach
    void stop() throws IOException {
        kit.close();
    }

    private static String basic(String login, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((login + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** With a password in the request; more headers in turn. */
    private HttpResponse<String> ask(String login, String method, String path, String body, String... more) {
        List<String> headers =
                new ArrayList<>(List.of("Authorization", basic(login, FakeDirectory.PASSWORD), "Content-Type", JSON));
        headers.addAll(List.of(more));
        return script.call(method, "/api/v1" + path, body, headers.toArray(new String[0]));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return MAPPER.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    private static void problem(HttpResponse<String> answer, int status, String words) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonNode problem = json(answer);
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("type").asText()).isEqualTo("about:blank");
        assertThat(problem.get("title").asText()).isNotBlank();
        assertThat(problem.get("detail").asText() + problem.get("title").asText())
                .contains(words);
    }

    @Test
    void aPasswordInTheRequestNeedsNoSessionAndLeavesNone() {
        HttpResponse<String> me = ask("adam", "GET", "/me", "");
        assertThat(json(me).get("login").asText()).isEqualTo("adam");
        assertThat(json(me).get("roles").get(0).asText()).isEqualTo("administrator");
        assertThat(json(me).has("csrf")).isFalse();
        assertThat(me.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(ask("adam", "POST", "/identities", "{\"service\":\"aim\",\"name\":\"x\",\"login\":\"anna\"}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(kit.bound("x").source()).isEqualTo(Binding.Source.ADMINISTRATOR);
    }

    @Test
    void whoDoesNotProveItIsTold() {
        HttpResponse<String> nobody = script.get("/api/v1/identities");
        problem(nobody, 401, "HTTP Basic");
        assertThat(nobody.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Basic realm=");
        String path = "/api/v1/identities";
        problem(script.get(path, "Authorization", basic("adam", "wrong")), 401, "do not fit together");
        problem(script.get(path, "Authorization", "Bearer x"), 401, "Only HTTP Basic");
        problem(script.get(path, "Authorization", "Basic ***"), 401, "Only HTTP Basic");
        HttpResponse<String> tooMany = script.get(path, "Authorization", basic("slow-down", "x"));
        problem(tooMany, 429, "240 seconds");
        assertThat(tooMany.headers().firstValue("Retry-After")).contains("240");
        problem(script.get(path, "Authorization", basic("outage", "x")), 503, "directory does not answer");
        problem(
                ask("sam", "GET", "/identities", ""),
                403,
                "the group administrators or audit or compliance or operations");
        // A wrong password is not made good by a session that happens to be there.
        Visitor adam = kit.as("adam");
        problem(adam.get(path, "Authorization", basic("adam", "wrong")), 401, "do not fit together");
    }

    @Test
    void otherSitesPasswordsAndFormsAreRefused() {
        String body = "{\"service\":\"aim\",\"name\":\"x\",\"login\":\"anna\"}";
        problem(ask("adam", "POST", "/identities", body, "Sec-Fetch-Site", "cross-site"), 403, "another site");
        problem(ask("adam", "GET", "/identities", "", "Sec-Fetch-Site", "same-site"), 403, "another site");
        assertThat(ask("adam", "GET", "/me", "", "Sec-Fetch-Site", "same-origin")
                        .statusCode())
                .isEqualTo(200);
        for (String type :
                List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b")) {
            HttpResponse<String> answer = script.call("POST", "/api/v1/identities", body, new String[] {
                "Authorization", basic("adam", FakeDirectory.PASSWORD), "Content-Type", type
            });
            problem(answer, 415, "application/json only");
        }
        assertThat(kit.bindings.find(ScreenName.of(FakePeople.AIM, "x"))).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {                                                       | 400 | not a JSON
            []                                                      | 400 | outermost
            null                                                    | 400 | must be a JSON object
            {"service":"aim","name":"x","login":"anna","more":1}    | 400 | /more
            {"service":"aim","name":{"a":1},"login":"anna"}         | 400 | /name
            {"service":"aim","service":"aim","name":"x"}            | 400 | JSON
            {"service":"aim","name":"x","login":"anna"} {}          | 400 | outermost
            {"service":"aim","name":"x"}                            | 422 | login must be there
            {"service":"icq","name":"x","login":"anna"}             | 422 | no such names
            {"service":"NO","name":"x","login":"anna"}              | 422 | no such names
            {"service":"aim","name":"x","login":"who"}              | 422 | Nobody in the directory
            {"service":"aim","name":"x","login":"outage"}           | 503 | directory does not answer
            """)
    void whatDoesNotFitIsToldByPlace(String body, int status, String words) {
        problem(ask("adam", "POST", "/identities", body.strip()), status, words);
        assertThat(kit.bindings.find(ScreenName.of(FakePeople.AIM, "x"))).isNull();
    }

    @Test
    void bodiesAndListsAreBounded() {
        problem(ask("adam", "POST", "/identities", "\"" + "x".repeat(70_000) + "\""), 413, "64 kB");
        problem(ask("adam", "POST", "/identities", "[".repeat(200)), 400, "");
        problem(ask("adam", "GET", "/identities?limit=501", ""), 400, "limit must be a number from 1 to 500");
        problem(ask("adam", "GET", "/identities?offset=-1", ""), 400, "offset");
        problem(ask("adam", "GET", "/who-is-on?limit=many", ""), 400, "limit");
        for (int i = 0; i < 60; i++) {
            kit.presence.on("c-" + i, "n" + i, null, "");
        }
        JsonNode part = json(ask("adam", "GET", "/who-is-on?offset=55&limit=10", ""));
        assertThat(part.get("total").asInt()).isEqualTo(60);
        assertThat(part.get("entries")).hasSize(5);
        assertThat(part.at("/entries/0/connection").asText()).isEqualTo("c-55");
        assertThat(json(ask("adam", "GET", "/who-is-on", "")).get("entries")).hasSize(50);
    }

    @Test
    void whatIsNotThereIsAProblemToo() {
        problem(script.get("/api/v1/nowhere"), 404, "no such page");
        problem(script.get("/api/v2"), 404, "no such page");
        problem(ask("olga", "GET", "/held/none", ""), 404, "no held message");
        problem(ask("adam", "POST", "/who-is-on/none/end", "{}"), 404, "no such connection");
        assertThat(ask("adam", "PATCH", "/identities", "{}").statusCode()).isIn(404, 405);
    }

    @Test
    void heldMessagesAreDecidedOnce() {
        kit.held.hold("h-1", "legal", "annaf", "secret plans", "merger");
        assertThat(json(ask("olga", "GET", "/held?queue=legal", ""))
                        .at("/entries/0/text")
                        .asText())
                .isEqualTo("secret plans");
        assertThat(json(ask("olga", "GET", "/held?queue=other", ""))
                        .get("total")
                        .asInt())
                .isZero();
        problem(ask("olga", "GET", "/held?state=lost", ""), 400, "state must be");
        JsonNode released = json(ask("olga", "POST", "/held/h-1/release", "{\"reason\":\"fine\"}"));
        assertThat(released.get("state").asText()).isEqualTo("delivered");
        assertThat(released.at("/decision/reviewer").asText()).isEqualTo("olga");
        problem(ask("olga", "POST", "/held/h-1/reject", "{}"), 409, "Somebody has decided");
        assertThat(kit.held.find("h-1").orElseThrow().state()).isEqualTo(HeldMessage.State.DELIVERED);
        problem(ask("olga", "POST", "/held/h-1/reject", "{\"reason\":\"" + "x".repeat(2_001) + "\"}"), 422, "2000");
    }

    /** The answer has the words: so whoever decides unseen has been shown them too. */
    @Test
    void whoeverIsShownAHeldMessageByDecidingIsOnRecord() {
        kit.held
                .hold("h-1", "legal", "annaf", "secret plans", "merger")
                .hold("h-2", "legal", "annaf", "more", "merger");
        json(ask("olga", "POST", "/held/h-1/reject", "{}"));
        assertThat(kit.archive.shown).containsExactly("h-1");
        kit.archive.down = true;
        problem(ask("olga", "POST", "/held/h-2/reject", "{}"), 503, "recorded in the archive first");
        assertThat(kit.held.find("h-2").orElseThrow().state()).isEqualTo(HeldMessage.State.WAITING);
    }

    @Test
    void namesAreBoundDisputedSettledAndUnbound() {
        String anna = "{\"service\":\"aim\",\"name\":\"Cool Guy\",\"login\":\"anna\",\"reason\":\"badge\"}";
        assertThat(json(ask("adam", "POST", "/identities", anna)).get("kind").asText())
                .isEqualTo("bound");
        assertThat(json(ask("adam", "POST", "/identities", anna)).get("changed").asBoolean())
                .isFalse();
        HttpResponse<String> disputed = ask("adam", "POST", "/identities", anna.replace("\"anna\"", "\"boris\""));
        problem(disputed, 409, "is another's");
        String conflict = json(disputed).get("conflict").asText();
        assertThat(json(ask("aude", "GET", "/identities/conflicts", ""))
                        .at("/entries/0/id")
                        .asText())
                .isEqualTo(conflict);
        problem(ask("adam", "PUT", "/identities/conflicts/" + conflict, "{\"settlement\":\"both\"}"), 422, "keep");
        JsonNode settled =
                json(ask("adam", "PUT", "/identities/conflicts/" + conflict, "{\"settlement\":\"hand-over\"}"));
        assertThat(settled.get("kind").asText()).isEqualTo("handed-over");
        assertThat(settled.get("formerLogin").asText()).isEqualTo("anna");
        problem(ask("adam", "DELETE", "/identities", "{\"service\":\"aim\",\"name\":\"coolguy\"}"), 422, "reason");
        ask("adam", "DELETE", "/identities", "{\"service\":\"aim\",\"name\":\"coolguy\",\"reason\":\"gone\"}");
        assertThat(kit.bindings.find(ScreenName.of(FakePeople.AIM, "coolguy"))).isNull();
        JsonNode history = json(ask("aude", "GET", "/identities/history?person=id-anna", ""));
        assertThat(history.get("entries").findValuesAsText("kind")).contains("handed-over", "bound");
    }

    @Test
    void filesOfNamesAreTriedAndImported() {
        String file = "service,screen-name,login\r\naim,fresh,sam\r\naim,bad,nobody\r\n";
        String[] headers = {
            "Authorization", basic("adam", FakeDirectory.PASSWORD), "Content-Type", "text/csv; charset=utf-8"
        };
        JsonNode tried = json(script.call("POST", "/api/v1/identities/csv", file, headers));
        assertThat(tried.get("written").asBoolean()).isFalse();
        assertThat(tried.get("lines").findValuesAsText("kind")).containsExactly("new", "wrong");
        JsonNode all = json(script.call("POST", "/api/v1/identities/csv?mode=all-or-nothing", file, headers));
        assertThat(all.get("written").asBoolean()).isFalse();
        JsonNode right = json(script.call("POST", "/api/v1/identities/csv?mode=what-is-right", file, headers));
        assertThat(right.get("written").asBoolean()).isTrue();
        assertThat(ask("aude", "GET", "/identities/csv", "").body()).endsWith("aim,fresh,sam,\r\n");
        problem(script.call("POST", "/api/v1/identities/csv?mode=maybe", file, headers), 400, "mode");
    }

    @Test
    void logonsAreHeardFromWhoMayTellThem() throws Exception {
        InetAddress desk = InetAddress.getByName("10.1.2.3");
        String body = "{\"address\":\"10.1.2.3\",\"login\":\"anna\",\"ttl\":3600}";
        assertThat(ask("dc1", "POST", "/logons", body).statusCode()).isEqualTo(200);
        assertThat(kit.logons.login(desk)).isEqualTo("anna");
        problem(ask("olga", "POST", "/logons", body.replace("anna", "boris")), 403, "logon-scripts");
        assertThat(kit.logons.login(desk)).isEqualTo("anna");
        for (String wrong : List.of("desk.example.org", "10.1.2.0/24", "10.1.2", "1", "")) {
            problem(ask("dc1", "POST", "/logons", body.replace("10.1.2.3", wrong)), 422, "address");
        }
        problem(ask("dc1", "POST", "/logons", body.replace("3600", "0")), 422, "ttl");
        problem(ask("dc1", "POST", "/logons", body.replace("3600", "604801")), 422, "ttl");
        problem(ask("dc1", "POST", "/logons", body.replace("anna", "a\\u0000")), 422, "control");
        assertThat(json(ask("dc1", "DELETE", "/logons", "{\"address\":\"10.1.2.3\"}"))
                        .get("changed")
                        .asBoolean())
                .isTrue();
        assertThat(kit.logons.login(desk)).isNull();
    }
}
