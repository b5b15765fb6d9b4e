package org.sallyport.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.policy.history.Draft;
import org.sallyport.policy.history.PolicyDesk;
import org.sallyport.policy.history.PolicyVersion;

/** The pages about the policy: what they say, and what becomes of the file. */
class PolicyPagesTest {

    private static final Pattern TEXTAREA = Pattern.compile("<textarea[^>]*>\\n(.*?)</textarea>", Pattern.DOTALL);
    private static final Pattern SEEN = Pattern.compile("name=\"seen\" value=\"([^\"]+)\"");

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

    private static HttpResponse<String> post(Visitor visitor, String path, String... fields) {
        String[] all = new String[fields.length + 2];
        all[0] = "csrf";
        all[1] = visitor.formToken();
        System.arraycopy(fields, 0, all, 2, fields.length);
        return visitor.post(path, all);
    }

    private static String find(Pattern pattern, String page) {
        Matcher matcher = pattern.matcher(page);
        assertThat(matcher.find()).as(pattern.pattern()).isTrue();
        return matcher.group(1);
    }

    /** What a text field has, as a browser sends it back. */
    private static String typed(String page) {
        return find(TEXTAREA, page)
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&")
                .replace("\n", "\r\n");
    }

    private static String seen(String page) {
        return find(SEEN, page);
    }

    /** The address of a new draft of what is in the file. */
    private String draft() {
        HttpResponse<String> made = post(adam, "/policy/drafts");
        assertThat(made.statusCode()).isEqualTo(303);
        return Visitor.location(made);
    }

    private String onDisk() throws IOException {
        return Files.readString(kit.policy.file);
    }

    private HttpResponse<String> publish(String draft, String reason) {
        String page = adam.get(draft + "/changes").body();
        return post(adam, draft + "/changes", "seen", seen(page), "action", "publish", "reason", reason);
    }

    @Test
    void showsTheRulesInForceInTheWordsOfTheDocument() {
        String page = kit.as("aude").get("/policy").body();
        assertThat(page)
                .contains("No files to strangers", "not group legal", "file-transfer, image", "Deny", "high")
                .contains("Please send it by &lt;mail&gt;.")
                .contains("Nothing was published here yet")
                .contains("unread-connection", "line 23")
                .doesNotContain("Edit in a draft");
        assertThat(adam.get("/policy").body()).contains("Edit in a draft");
    }

    @Test
    void aDraftIsEditedCheckedAndPublishedWithItsComments() throws IOException {
        String draft = draft();
        String page = adam.get(draft).body();
        String text = typed(page);
        String wrong = text.replace("then: deny", "then: denny");
        HttpResponse<String> checked = post(adam, draft, "seen", seen(page), "text", wrong, "action", "check");
        assertThat(checked.body())
                .contains("line 11", "denny", "did you mean", "then: denny")
                .contains("rules[0].then");
        assertThat(typed(checked.body())).isEqualTo(wrong);
        assertThat(typed(adam.get(draft).body())).isEqualTo(text);

        String better = text.replace("then: deny", "then: disconnect");
        assertThat(Visitor.location(post(
                        adam, draft, "seen", seen(page), "text", better, "reason", "stricter", "action", "changes")))
                .isEqualTo(draft + "/changes");
        assertThat(onDisk()).isEqualTo(FakePolicy.DOCUMENT);
        String changes = adam.get(draft + "/changes").body();
        assertThat(changes).contains("d-removed", "d-added", "1 lines added, 1 removed", "value=\"stricter\"");

        assertThat(post(adam, draft + "/changes", "seen", seen(changes), "action", "publish", "reason", " ")
                        .statusCode())
                .isEqualTo(422);
        assertThat(Visitor.location(publish(draft, "stricter"))).isEqualTo("/policy?done=published");
        assertThat(onDisk()).isEqualTo(FakePolicy.DOCUMENT.replace("then: deny", "then: disconnect"));
        assertThat(kit.policy.history.versions(0, 9))
                .extracting(PolicyVersion::number, PolicyVersion::author, PolicyVersion::reason)
                .containsExactly(tuple(2, "adam", "stricter"), tuple(1, "(by hand)", "found in the file"));
        assertThat(adam.get("/policy").body()).contains("Disconnect", "Version 2 was published by");
        assertThat(adam.get("/policy/versions").body()).contains("All 2 versions are as published", "stricter");
        assertThat(adam.get("/policy/versions/2").body()).contains("then: disconnect", "then: deny");
    }

    @Test
    void nobodyWritesOverWhatSomebodyElseWrote() throws IOException {
        String draft = draft();
        String page = adam.get(draft).body();
        kit.policy.desk.revise(
                draft.substring(draft.lastIndexOf('/') + 1),
                org.sallyport.ui.Forms.moment(seen(page)),
                "bert",
                "",
                "bert: was here\n");
        HttpResponse<String> late = post(adam, draft, "seen", seen(page), "text", "adam: typed this\r\n");
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).contains("somebody has changed the draft");
        assertThat(typed(late.body())).isEqualTo("adam: typed this\r\n");
        assertThat(typed(adam.get(draft).body())).isEqualTo("bert: was here\r\n");
        assertThat(publish(draft, "x").statusCode()).isEqualTo(422);
        assertThat(onDisk()).isEqualTo(FakePolicy.DOCUMENT);
    }

    @Test
    void rulesAreChangedOneByOneAndAllElseStays() throws IOException {
        String draft = draft();
        String rules = adam.get(draft + "/rules").body();
        assertThat(rules).contains("Move Strangers&#39; games up");
        assertThat(post(adam, draft + "/rules", "seen", seen(rules), "index", "2", "action", "up")
                        .statusCode())
                .isEqualTo(303);
        rules = adam.get(draft + "/rules").body();
        post(adam, draft + "/rules", "seen", seen(rules), "index", "0", "action", "off");
        rules = adam.get(draft + "/rules").body();
        assertThat(rules).contains(">Off</span>");
        String rule = adam.get(draft + "/rules/2").body();
        assertThat(typed(rule)).contains("name: Insider words");
        post(
                adam,
                draft + "/rules/2",
                "seen",
                seen(rule),
                "text",
                typed(rule).replace("review: compliance", "review: legal # they know"));
        String fresh = adam.get(draft + "/rules/new-0").body();
        assertThat(typed(fresh)).contains("name: New rule");
        post(adam, draft + "/rules/new-0", "seen", seen(fresh), "text", typed(fresh));

        String text = typed(adam.get(draft).body()).replace("\r\n", "\n");
        assertThat(text)
                .contains("# Who may do what. Ask Legal before you change it.")
                .contains("# Files go by mail.\n  - name: No files to strangers   # since March")
                .contains("alert: high\n    enabled: false")
                .contains("review: legal # they know")
                .contains("# All that is left.\n  - name: Everything else");
        assertThat(text.indexOf("New rule")).isLessThan(text.indexOf("No files"));
        assertThat(text.indexOf("games")).isLessThan(text.indexOf("Insider words"));

        String stale = seen(rules);
        assertThat(post(adam, draft + "/rules", "seen", stale, "index", "0", "action", "delete")
                        .statusCode())
                .isEqualTo(409);
        String broken = adam.get(draft + "/rules/0").body();
        HttpResponse<String> refused =
                post(adam, draft + "/rules/0", "seen", seen(broken), "text", "- name: a\r\n- name: b\r\n");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(typed(refused.body())).isEqualTo("- name: a\r\n- name: b\r\n");
    }

    @Test
    void anEditByHandShowsAndIsKeptOrTakenBack() throws IOException {
        publish(draft(), "first");
        String byHand = FakePolicy.DOCUMENT.replace("No files to strangers ", "Edited by vi ");
        Files.writeString(kit.policy.file, byHand);
        assertThat(kit.as("olga").get("/policy").body())
                .contains("policy.yaml was edited by hand", "Edited by vi", "d-added")
                .doesNotContain("Put the version back");
        assertThat(typed(adam.get(draft()).body()).replace("\r\n", "\n")).isEqualTo(byHand);

        post(adam, "/policy/file", "action", "restore");
        assertThat(onDisk()).isEqualTo(FakePolicy.DOCUMENT);
        Files.writeString(kit.policy.file, byHand);
        assertThat(post(adam, "/policy/file", "action", "adopt", "reason", "").statusCode())
                .isEqualTo(422);
        post(adam, "/policy/file", "action", "adopt", "reason", "it was urgent");
        assertThat(kit.policy.history.newest().orElseThrow().text()).isEqualTo(byHand);

        Files.writeString(kit.policy.file, byHand.replace("then: allow", "then: alow"));
        assertThat(adam.get("/policy").body()).contains("has mistakes, so it is not in force", "alow", "Edited by vi");
    }

    /** What is taken away here is in no version: so it must be what somebody has looked at. */
    @Test
    void anEditByHandIsNotTakenBackUnseen() throws IOException {
        publish(draft(), "first");
        Files.writeString(kit.policy.file, FakePolicy.DOCUMENT + "# one\n");
        String seen = seen(adam.get("/policy").body());
        Files.writeString(kit.policy.file, FakePolicy.DOCUMENT + "# two\n");
        HttpResponse<String> late = post(adam, "/policy/file", "seen", seen, "action", "restore");
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).contains("somebody has changed the file in the meantime", "# two");
        late = post(adam, "/policy/file", "seen", seen, "action", "adopt", "reason", "why");
        assertThat(late.statusCode()).isEqualTo(409);
        Files.delete(kit.policy.file);
        seen = seen(adam.get("/policy").body());
        assertThat(post(adam, "/policy/file", "seen", seen, "action", "restore").statusCode())
                .isEqualTo(303);
        assertThat(onDisk()).isEqualTo(FakePolicy.DOCUMENT);
    }

    @Test
    void whatSomebodyWroteSinceIsNotThrownAway() throws IOException {
        String draft = draft();
        String page = adam.get(draft + "/changes").body();
        String stale = seen(page);
        post(adam, draft, "seen", stale, "text", FakePolicy.DOCUMENT + "# hours of work\n", "reason", "");
        HttpResponse<String> late = post(adam, draft + "/changes", "seen", stale, "action", "discard");
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).contains("Not discarded", "# hours of work");
        assertThat(post(adam, draft + "/changes", "seen", seen(late.body()), "action", "discard")
                        .statusCode())
                .isEqualTo(303);
        assertThat(adam.get(draft).statusCode()).isEqualTo(404);
    }

    @Test
    void nobodyGoesBackPastAVersionTheyHaveNotSeen() throws IOException {
        publish(draft(), "first");
        publish(draft(), "second");
        String page = adam.get("/policy/versions/1").body();
        assertThat(page).contains("name=\"newest\" value=\"2\"");
        publish(draft(), "third");
        HttpResponse<String> late = post(adam, "/policy/versions/1", "newest", "2", "reason", "it was better");
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).contains("version 3 was published in the meantime");
    }

    @Test
    void goingBackIsAVersionToo() throws IOException {
        publish(draft(), "first");
        String draft = draft();
        String page = adam.get(draft).body();
        post(adam, draft, "seen", seen(page), "text", typed(page).replace("version: 1", "version: 2"));
        publish(draft, "second");
        assertThat(post(adam, "/policy/versions/1", "reason", "").statusCode()).isEqualTo(422);
        assertThat(post(adam, "/policy/versions/1", "reason", "it was better").statusCode())
                .isEqualTo(303);
        assertThat(onDisk()).isEqualTo(FakePolicy.DOCUMENT);
        assertThat(adam.get("/policy/versions").body()).contains("it was better", "brings version 1 back");
    }

    @Test
    void explainsWhichRuleAndWhyNotThoseBefore() {
        Visitor olga = kit.as("olga");
        HttpResponse<String> answer = post(
                olga, "/policy/explain", "service", "aim", "feature", "file-transfer", "who", "zoe", "with", "eve");
        assertThat(answer.body()).contains("by the rule <bdi class=\"rule\">No files to strangers", "v-deny");
        answer = post(
                olga,
                "/policy/explain",
                "service",
                "aim",
                "feature",
                "chat",
                "who",
                "anna",
                "with",
                "eve, bob",
                "text",
                "the \"Merger\" is on <b>");
        assertThat(answer.body())
                .contains("by the rule <bdi class=\"rule\">Insider words", "review by compliance")
                .contains("is about other features", "the \"Merger\" is on &lt;b&gt;");
        assertThat(post(olga, "/policy/explain", "service", "aim", "at", "noon").body())
                .contains("must be a time such as");
        assertThat(post(olga, "/policy/explain", "policy", "draft:nothing").statusCode())
                .isEqualTo(422);
    }

    @Test
    void aDraftIsTriedOutOnThePast() throws Exception {
        kit.policy.happened("e1", "{ who: anna, with: eve, service: aim, feature: game }");
        kit.policy.happened("e2", "{ who: zoe, with: eve, service: icq, feature: chat, text: hello }");
        Draft draft = ((PolicyDesk.Outcome.Drafted) kit.policy.desk.draft(
                        "adam", "allow games", FakePolicy.DOCUMENT.replace("then: drop", "then: allow")))
                .draft();
        CountDownLatch hold = new CountDownLatch(1);
        kit.policy.hold = hold;
        HttpResponse<String> started = post(
                adam,
                "/policy/simulations",
                "policy",
                "draft:" + draft.id(),
                "from",
                "2026-11-14",
                "until",
                "2026-11-21");
        String job = Visitor.location(started);
        assertThat(adam.get(job).body()).contains("hx-trigger=\"every 1s\"", "End it");
        hold.countDown();
        Await.until(() -> adam.get(job).body().contains("By rule"));
        String report = adam.get(job).body();
        assertThat(report)
                .contains("Would now pass", "anna.s", "AIM", "games</bdi> → <bdi>Strangers")
                .doesNotContain("hx-trigger", "/conversation/");
        assertThat(kit.as("olga").get(job).body()).contains("/conversation/talk-e1?around=e1#hit");
        assertThat(kit.policy.readings)
                .containsExactly("adam the draft by adam 2026-11-13T23:00:00Z 2026-11-21T23:00:00Z");
    }

    @Test
    void simulationsAreFewCanBeEndedAndSayWhyTheyFailed() throws Exception {
        kit.policy.happened("e1", "{ who: anna, with: eve, service: aim, feature: game }");
        kit.policy.happened("e2", "{ who: anna, with: eve, service: aim, feature: game }");
        CountDownLatch hold = new CountDownLatch(1);
        kit.policy.hold = hold;
        String[] form = {"policy", "in-force", "from", "2026-11-20", "until", "2026-11-20"};
        Visitor olga = kit.as("olga");
        String first = Visitor.location(post(olga, "/policy/simulations", form));
        String second = Visitor.location(post(adam, "/policy/simulations", form));
        HttpResponse<String> third = post(olga, "/policy/simulations", form);
        assertThat(third.statusCode()).isEqualTo(409);
        assertThat(third.body()).contains("Others are being tried out");
        assertThat(post(olga, second).statusCode()).isEqualTo(409);
        post(olga, first);
        post(adam, second);
        hold.countDown();
        Await.until(() -> adam.get(second).body().contains("It was ended early")
                && adam.get(first).body().contains("It was ended early"));

        kit.policy.archiveDown = true;
        String failing = Visitor.location(post(adam, "/policy/simulations", form));
        Await.until(() -> adam.get(failing).body().contains("Elasticsearch refuses connections."));
        assertThat(post(adam, "/policy/simulations", "from", "x", "until", "y").statusCode())
                .isEqualTo(422);
    }

    @Test
    void wordsAreEditedAndTriedAgainstThePolicy() throws IOException {
        String address = "/policy/lexicons/file?path=lexicons%2Finsider.txt";
        assertThat(adam.get("/policy/lexicons").body()).contains(address, "lexicon insider");
        String page = adam.get(address).body();
        String[] form = {
            "path",
            "lexicons/insider.txt",
            "seen",
            seen(page),
            "reason",
            "new project",
            "text",
            typed(page) + "falcon\r\n"
        };
        assertThat(post(adam, "/policy/lexicons/file", form).statusCode()).isEqualTo(303);
        Path file = kit.policy.file.resolveSibling("lexicons/insider.txt");
        assertThat(Files.readString(file)).isEqualTo("# Words.\nmerger\nproject bluebird = 3\nfalcon\n");
        HttpResponse<String> stale = post(adam, "/policy/lexicons/file", form);
        assertThat(stale.statusCode()).isEqualTo(409);
        assertThat(stale.body()).contains("falcon", "somebody has changed the file");

        page = adam.get(address).body();
        assertThat(page).contains("new project", "(by hand)");
        HttpResponse<String> bad = post(
                adam,
                "/policy/lexicons/file",
                "path",
                "lexicons/insider.txt",
                "seen",
                seen(page),
                "reason",
                "x",
                "text",
                "fine\r\n*\r\n");
        assertThat(bad.statusCode()).isEqualTo(422);
        assertThat(bad.body()).contains("line 2", "has nothing in it to look for");
        assertThat(Files.readString(file)).contains("falcon");
        assertThat(adam.get("/policy/lexicons/file?path=policy.yaml").statusCode())
                .isEqualTo(404);
        assertThat(kit.as("aude").get(address).body()).contains("falcon").doesNotContain("<textarea");
    }

    @Test
    void aPolicyTooLargeForAPageSaysWhereToEditIt() throws IOException {
        StringBuilder large = new StringBuilder("version: 1\nrules:\n");
        for (int i = 0; large.length() < 3_900_000; i++) {
            large.append("  - name: Rule ").append(i).append(" # ").append("x".repeat(500));
            large.append("\n    who: { person: p").append(i).append(" }\n    then: deny\n");
        }
        large.append("  - { name: rest, then: allow }\n");
        Files.writeString(kit.policy.file, large.toString());
        assertThat(adam.get("/policy").body())
                .contains("Rules after", "Rule 199")
                .doesNotContain("Rule 200");
        String draft = draft();
        assertThat(adam.get(draft).body())
                .contains("too large for a text field")
                .doesNotContain("<textarea");
        String rule = adam.get(draft + "/rules/1").body();
        post(adam, draft + "/rules/1", "seen", seen(rule), "text", typed(rule).replace("deny", "drop"));
        assertThat(publish(draft, "one rule").statusCode()).isEqualTo(303);
        assertThat(onDisk()).isEqualTo(large.toString().replaceFirst("(?s)(Rule 1 .*?then: )deny", "$1drop"));
        HttpResponse<String> much = post(adam, draft(), "text", "x".repeat(2 << 20));
        assertThat(much.statusCode()).isEqualTo(413);
    }

    /** Ten thousand forms make a page that no browser shows. */
    @Test
    void theRulesOfALongDraftComeInParts() throws IOException {
        StringBuilder many = new StringBuilder("version: 1\nrules:\n");
        for (int i = 1; i <= 450; i++) {
            many.append("  - { name: rule ")
                    .append(i)
                    .append("., who: { person: p")
                    .append(i)
                    .append(" }, then: deny }\n");
        }
        many.append("  - { name: all the rest, then: allow }\n");
        Files.writeString(kit.policy.file, many);
        String draft = draft();
        String first = adam.get(draft + "/rules").body();
        assertThat(first)
                .contains("rule 200.", "451 rules in all", draft + "/rules?from=200\"")
                .doesNotContain("rule 201.", "Rules before");
        String last = adam.get(draft + "/rules?from=400").body();
        assertThat(last)
                .contains("rule 401.", "all the rest", draft + "/rules?from=200\"")
                .doesNotContain("Rules after");
        HttpResponse<String> moved = post(adam, draft + "/rules", "seen", seen(last), "index", "409", "action", "up");
        assertThat(Visitor.location(moved)).isEqualTo(draft + "/rules?from=400");
        assertThat(adam.get(draft + "/rules/401").body()).contains("href=\"" + draft + "/rules?from=400\"");
        HttpResponse<String> stale =
                post(adam, draft + "/rules", "seen", seen(last), "index", "409", "action", "delete");
        assertThat(stale.statusCode()).isEqualTo(409);
        assertThat(stale.body()).contains("rule 410.").doesNotContain("rule 1.");
    }
}
