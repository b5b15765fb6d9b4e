package org.sallyport.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every route, tried by everybody, against the table in {@code access.txt}. */
class AccessTest {

    private static final List<String> VISITORS = List.of("nobody", "sam", "adam", "olga", "aude", "dc1");

    private static Kit kit;
    private static Console console;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        kit = new Kit(folder);
        console = kit.console;
    }

    @AfterAll
    static void stop() throws IOException {
        kit.close();
    }

    @Test
    void everyRouteHasALineAndEveryLineARoute() throws IOException {
        assertThat(console.routes().stream().map(AccessTest::key).toList())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(table().keySet());
    }

    @TestFactory
    List<DynamicTest> everyRouteAnswersThoseItIsFor() throws IOException {
        Map<String, List<String>> table = table();
        List<DynamicTest> tests = new ArrayList<>();
        for (Route route : console.routes()) {
            List<String> row = table.getOrDefault(key(route), List.of());
            for (int i = 0; i < row.size(); i++) {
                String login = VISITORS.get(i);
                String expected = row.get(i);
                tests.add(DynamicTest.dynamicTest(key(route) + " by " + login, () -> {
                    kit.archive.readers.clear();
                    assertThat(outcome(route, login)).isEqualTo(expected);
                    if (!expected.equals("yes")) {
                        assertThat(kit.archive.readers).isEmpty();
                    }
                }));
            }
        }
        return tests;
    }

    private static Visitor visitor(String login) {
        return login.equals("nobody") ? new Visitor(console) : new Visitor(console).as(login);
    }

    private static HttpResponse<String> ask(Route route, Visitor visitor, String token) {
        String path = path(route);
        return switch (route) {
            case Route.Page page when !page.changes() -> visitor.get(path);
            case Route.Page page when page.files() -> visitor.upload(path, token, "x.csv", "");
            case Route.Page page ->
                visitor.post(path, "csrf", token, "login", "olga", "password", FakeDirectory.PASSWORD);
            case Route.Remote remote ->
                visitor.call(remote.method().name(), path, "{}", new String[] {
                    "Content-Type", remote.takes(), "X-CSRF-Token", token
                });
        };
    }

    private static String path(Route route) {
        return route.path().replaceAll("\\{[a-z]+}", "x");
    }

    private static String outcome(Route route, String login) {
        Visitor visitor = visitor(login);
        HttpResponse<String> answer = ask(route, visitor, visitor.formToken());
        boolean toSignIn = answer.headers().firstValue("Location").equals(Optional.of("/sign-in"))
                && answer.headers().firstValue("Set-Cookie").isEmpty();
        if (toSignIn || answer.statusCode() == 401) {
            return "in";
        }
        if (answer.statusCode() == 403) {
            assertThat(answer.body()).contains("Your account may not", "the group");
            return "no";
        }
        assertThat(answer.statusCode()).isIn(200, 201, 204, 303, 400, 404, 409, 422);
        return "yes";
    }

    /** Who may do it, does nothing with another's token, or none. */
    @TestFactory
    List<DynamicTest> whatChangesSomethingTakesTheSessionsToken() throws IOException {
        Map<String, List<String>> table = table();
        String others = new Visitor(console).as("olga").formToken();
        List<DynamicTest> tests = new ArrayList<>();
        for (Route route : console.routes()) {
            if (!route.changes()) {
                continue;
            }
            String login =
                    VISITORS.get(table.getOrDefault(key(route), List.of()).lastIndexOf("yes"));
            for (String token : List.of("wrong", others)) {
                tests.add(DynamicTest.dynamicTest(key(route) + " by " + login, () -> {
                    HttpResponse<String> answer = ask(route, visitor(login), token);
                    assertThat(answer.statusCode()).isEqualTo(403);
                    assertThat(answer.body())
                            .containsAnyOf("This form is out of date", "The session's token is missing");
                }));
            }
        }
        assertThat(tests).hasSizeGreaterThan(30);
        return tests;
    }

    /** What browsers are told does not depend on the route, nor on how it went. */
    @TestFactory
    List<DynamicTest> everyAnswerCarriesTheHeaders() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Route route : console.routes()) {
            for (String login : List.of("nobody", "adam")) {
                tests.add(DynamicTest.dynamicTest(key(route) + " by " + login, () -> {
                    Visitor visitor = visitor(login);
                    HttpResponse<String> answer = ask(route, visitor, visitor.formToken());
                    assertThat(answer.headers().firstValue("Content-Security-Policy"))
                            .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'none'"));
                    assertThat(answer.headers().firstValue("X-Content-Type-Options"))
                            .contains("nosniff");
                    assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
                    for (String cookie : answer.headers().allValues("Set-Cookie")) {
                        assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/");
                    }
                }));
            }
        }
        return tests;
    }

    private static String key(Route route) {
        return route.method() + " " + route.path();
    }

    private static Map<String, List<String>> table() throws IOException {
        Map<String, List<String>> table = new LinkedHashMap<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(AccessTest.class.getResourceAsStream("/access.txt")), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    List<String> words = Arrays.asList(line.split("\\s+"));
                    List<String> row = words.subList(2, words.size());
                    assertThat(row).as(line).hasSize(VISITORS.size()).isSubsetOf("yes", "no", "in");
                    assertThat(table.put(words.get(0) + " " + words.get(1), row))
                            .as(line)
                            .isNull();
                }
            }
        }
        return table;
    }
}
