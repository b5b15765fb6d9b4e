package org.sallyport.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The policy for scripts: the same document as on the disk and on the pages. */
class PolicyApiTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String YAML = "application/yaml";
    private static final String WORDS = "/api/v1/policy/lexicons/document?path=lexicons/insider.txt";

    private Kit kit;
    private Visitor adam;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        kit = new Kit(folder);
        adam = kit.as("adam");
    }

    @AfterEach
    void stop() throws IOException {
        kit.close();
    }

    private JsonNode call(int status, String method, String path, String type, String body) throws IOException {
        HttpResponse<String> answer = adam.call(method, "/api/v1/policy" + path, type, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer.body());
    }

    private JsonNode json(int status, String method, String path, String body) throws IOException {
        return call(status, method, path, "application/json", body);
    }

    private JsonNode get(String path) throws IOException {
        return json(200, "GET", path, "");
    }

    @Test
    void aDocumentGoesInByteForByteAndComesOutSo() throws IOException {
        assertThat(adam.get("/api/v1/policy/document").body()).isEqualTo(FakePolicy.DOCUMENT);
        JsonNode inForce = get("");
        assertThat(inForce.at("/rules/0/conditions/who").asText()).isEqualTo("not group legal");
        assertThat(inForce.at("/newest").asInt()).isZero();

        String text = FakePolicy.DOCUMENT.replace("alert: high", "alert: low") + "\r\n# € \uD83D\uDE00\n";
        JsonNode draft = call(201, "POST", "/drafts?reason=calmer", YAML, text);
        String id = draft.at("/id").asText();
        assertThat(adam.get("/api/v1/policy/drafts/" + id + "/document").body()).isEqualTo(text);
        assertThat(get("/drafts").at("/total").asInt()).isEqualTo(1);
        // The page edits the same draft.
        assertThat(adam.get("/policy/drafts/" + id).body()).contains("alert: low", "value=\"calmer\"");
        assertThat(get("/drafts/" + id + "/changes").findValuesAsText("kind")).contains("ADDED", "REMOVED");

        json(409, "POST", "/drafts/" + id + "/publish", "{\"seen\":1}");
        json(422, "POST", "/drafts/" + id + "/publish", "{}");
        JsonNode published = json(
                201,
                "POST",
                "/drafts/" + id + "/publish",
                "{\"seen\":" + draft.at("/seen").asLong() + "}");
        assertThat(published.at("/published/reason").asText()).isEqualTo("calmer");
        assertThat(Files.readString(kit.policy.file)).isEqualTo(text);
        assertThat(adam.get("/api/v1/policy/versions/2/document").body()).isEqualTo(text);
        assertThat(adam.get("/api/v1/policy/versions/1/document").body()).isEqualTo(FakePolicy.DOCUMENT);
        assertThat(get("/versions").at("/entries/0/number").asInt()).isEqualTo(2);
        assertThat(get("/versions?offset=1&limit=1").at("/entries/0/number").asInt())
                .isEqualTo(1);

        json(201, "POST", "/versions/1/restore", "{\"reason\":\"too calm\"}");
        assertThat(Files.readString(kit.policy.file)).isEqualTo(FakePolicy.DOCUMENT);
        assertThat(get("/versions/3").at("/restores").asInt()).isEqualTo(1);
        assertThat(get("/versions/3/changes?since=1").at("/lines")).isEmpty();
    }

    @Test
    void mistakesComeAllAtOnceWithTheirLines() throws IOException {
        String wrong = FakePolicy.DOCUMENT.replace("then: deny", "then: denny").replace("then: drop", "then: dropp");
        JsonNode validation = call(200, "POST", "/validate", YAML, wrong);
        assertThat(validation.at("/valid").asBoolean()).isFalse();
        assertThat(validation.at("/errors").findValuesAsText("path")).containsExactly("rules[0].then", "rules[2].then");
        assertThat(validation.at("/errors/0/line").asInt()).isEqualTo(11);
        JsonNode draft = call(201, "POST", "/drafts", YAML, wrong);
        JsonNode refused = json(
                422,
                "POST",
                "/drafts/" + draft.at("/id").asText() + "/publish",
                "{\"reason\":\"x\",\"seen\":" + draft.at("/seen").asLong() + "}");
        assertThat(refused.at("/errors").size()).isEqualTo(2);
        assertThat(Files.readString(kit.policy.file)).isEqualTo(FakePolicy.DOCUMENT);
        JsonNode warned =
                call(200, "POST", "/validate", YAML, FakePolicy.DOCUMENT.replace("group: legal", "group: nobodys"));
        assertThat(warned.at("/warnings").toString()).contains("'nobodys', which the directory does not have");
        call(204, "DELETE", "/drafts/" + draft.at("/id").asText(), "application/json", "");
        json(404, "GET", "/drafts/" + draft.at("/id").asText(), "");
    }

    @Test
    void explainsAnEvent() throws IOException {
        JsonNode answer = json(
                200,
                "POST",
                "/explain",
                "{\"service\":\"aim\",\"who\":\"zoe\",\"with\":[\"eve\"],\"feature\":\"image\"}");
        assertThat(answer.at("/verdict").asText()).isEqualTo("deny");
        assertThat(answer.at("/steps/0/reason").asText()).isEqualTo("matched");
        assertThat(json(422, "POST", "/explain", "{\"who\":\"zoe\"}").toString())
                .contains("'service' is missing");
        json(404, "POST", "/explain?policy=draft:none", "{}");
    }

    @Test
    void aSimulationTellsHowFarItIsLineByLine() throws Exception {
        kit.policy.happened("e1", "{ who: anna, with: eve, service: aim, feature: game }");
        CountDownLatch hold = new CountDownLatch(1);
        kit.policy.hold = hold;
        JsonNode draft = call(201, "POST", "/drafts", YAML, FakePolicy.DOCUMENT.replace("then: drop", "then: allow"));
        JsonNode job = json(
                202,
                "POST",
                "/simulations",
                "{\"policy\":\"draft:" + draft.at("/id").asText()
                        + "\",\"from\":\"2026-11-20T00:00:00Z\",\"to\":\"2026-11-21T00:00:00Z\"}");
        String id = job.at("/id").asText();
        assertThat(job.at("/state").asText()).isEqualTo("running");
        List<String> lines = new ArrayList<>();
        Thread reading = Thread.ofPlatform()
                .start(() -> adam.get("/api/v1/policy/simulations/" + id + "/progress")
                        .body()
                        .lines()
                        .forEach(lines::add));
        hold.countDown();
        reading.join();
        JsonNode last = JSON.readTree(lines.getLast());
        assertThat(last.at("/state").asText()).isEqualTo("done");
        assertThat(last.at("/report/changes/NOW_ALLOWED").asInt()).isEqualTo(1);
        assertThat(get("/simulations/" + id).at("/report/people/0/name").asText())
                .isEqualTo("anna.s");
        assertThat(get("/simulations").at("/entries/0/id").asText()).isEqualTo(id);
        call(204, "DELETE", "/simulations/" + id, "application/json", "");
        json(422, "POST", "/simulations", "{\"from\":\"yesterday\",\"to\":\"today\"}");
    }

    @Test
    void wordsAreChangedByWhoeverHasSeenThem() throws IOException {
        HttpResponse<String> now = adam.get(WORDS);
        String tag = now.headers().firstValue("ETag").orElseThrow();
        String[] headers = {
            "Content-Type", "application/octet-stream", "X-CSRF-Token", String.valueOf(adam.csrf()), "If-Match", tag
        };
        HttpResponse<String> saved = adam.call("PUT", WORDS + "&reason=more", now.body() + "falcon\n", headers);
        assertThat(saved.statusCode()).as(saved.body()).isEqualTo(201);
        assertThat(adam.get(WORDS).body()).isEqualTo("# Words.\nmerger\nproject bluebird = 3\nfalcon\n");
        assertThat(adam.call("PUT", WORDS + "&reason=again", "x\n", headers).statusCode())
                .isEqualTo(412);
        assertThat(get("/lexicons/versions?path=lexicons/insider.txt")
                        .at("/entries")
                        .size())
                .isEqualTo(2);
        json(404, "GET", "/lexicons/document?path=../policy.yaml", "");
        assertThat(get("/lexicons").at("/entries/0/uses/0").asText()).isEqualTo("lexicon insider");
    }

    private HttpResponse<String> put(String path, String type, String text, String tag) {
        String[] headers = {"Content-Type", type, "X-CSRF-Token", String.valueOf(adam.csrf()), "If-Match", tag};
        return adam.call(path.startsWith("/api/v1/policy/drafts") ? "POST" : "PUT", path, text, headers);
    }

    private String tag(String path) {
        return adam.get(path).headers().firstValue("ETag").orElseThrow();
    }

    /** Each of them has seen the same text: whoever is second would write over what the first wrote. */
    @Test
    void ofThoseWhoSaveWordsAtTheSameTimeOneIsFirst() throws Exception {
        String csrf = String.valueOf(adam.csrf());
        for (int round = 0; round < 8; round++) {
            String tag = tag(WORDS);
            CountDownLatch start = new CountDownLatch(1);
            List<Integer> answers = new CopyOnWriteArrayList<>();
            List<Thread> savers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                String text = "round" + round + "\nword" + i + "\n";
                savers.add(Thread.ofPlatform().start(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    String[] headers = {
                        "Content-Type", "application/octet-stream", "X-CSRF-Token", csrf, "If-Match", tag
                    };
                    answers.add(adam.call("PUT", WORDS + "&reason=more", text, headers)
                            .statusCode());
                }));
            }
            start.countDown();
            for (Thread saver : savers) {
                saver.join();
            }
            assertThat(answers).filteredOn(status -> status == 201).hasSize(1);
            assertThat(answers).allMatch(status -> status == 201 || status == 409 || status == 412);
        }
    }

    @Test
    void aDraftSaysOfWhichTextItWasMade() throws IOException {
        String tag = tag("/api/v1/policy/document");
        String text = FakePolicy.DOCUMENT + "# mine\n";
        assertThat(put("/api/v1/policy/drafts", YAML, text, tag).statusCode()).isEqualTo(201);
        Files.writeString(kit.policy.file, FakePolicy.DOCUMENT + "# another's\n");
        HttpResponse<String> late = put("/api/v1/policy/drafts", YAML, text, tag);
        assertThat(late.statusCode()).isEqualTo(412);
        assertThat(late.body()).contains("read it again");
        assertThat(put("/api/v1/policy/drafts", YAML, text, tag("/api/v1/policy/document"))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void nobodyGoesBackPastAVersionTheyHaveNotSeen() throws IOException {
        for (String comment : List.of("# one\n", "# two\n")) {
            JsonNode draft = call(201, "POST", "/drafts?reason=why", YAML, FakePolicy.DOCUMENT + comment);
            json(
                    201,
                    "POST",
                    "/drafts/" + draft.at("/id").asText() + "/publish",
                    "{\"seen\":" + draft.at("/seen").asLong() + "}");
        }
        JsonNode late = json(409, "POST", "/versions/1/restore", "{\"reason\":\"why\",\"newest\":2}");
        assertThat(late.at("/detail").asText()).contains("version 3 was published");
        assertThat(Files.readString(kit.policy.file)).endsWith("# two\n");
        json(201, "POST", "/versions/1/restore", "{\"reason\":\"why\",\"newest\":3}");
    }

    /** Each of them has one of the console's threads for as long as it lasts. */
    @Test
    void thoseWhoFollowASimulationLeaveRoomForAllOthers() throws Exception {
        kit.policy.happened("e1", "{ who: anna, with: eve, service: aim, feature: game }");
        CountDownLatch hold = new CountDownLatch(1);
        kit.policy.hold = hold;
        JsonNode job = json(
                202, "POST", "/simulations", "{\"from\":\"2026-11-20T00:00:00Z\",\"to\":\"2026-11-21T00:00:00Z\"}");
        String path = "/api/v1/policy/simulations/" + job.at("/id").asText() + "/progress";
        List<Integer> answers = new CopyOnWriteArrayList<>();
        List<Thread> followers = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            followers.add(
                    Thread.ofPlatform().start(() -> answers.add(adam.get(path).statusCode())));
        }
        Await.until(() -> answers.size() == 80 - TrialApi.MOST_FOLLOWERS);
        assertThat(answers).containsOnly(429);
        assertThat(adam.get("/healthz").statusCode()).isEqualTo(200);
        hold.countDown();
        for (Thread follower : followers) {
            follower.join();
        }
        assertThat(answers).filteredOn(status -> status == 200).hasSize(TrialApi.MOST_FOLLOWERS);
        assertThat(adam.get(path).statusCode()).isEqualTo(200);
    }
}
