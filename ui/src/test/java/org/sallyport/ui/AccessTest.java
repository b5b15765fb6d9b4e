package org.sallyport.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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

/** Every route, tried by everybody, against the table in {@code access.txt}. */
class AccessTest {

    private static final List<String> VISITORS = List.of("nobody", "sam", "adam", "olga", "aude", "dc1");

    private static final FakeArchive ARCHIVE = new FakeArchive();
    private static Console console;

    @BeforeAll
    static void start() throws IOException {
        console = Console.start(
                FakeDirectory.SETTINGS, ConsoleServices.of(ARCHIVE, new FakeDirectory(), new TestClock()));
    }

    @AfterAll
    static void stop() {
        console.close();
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
                    ARCHIVE.readers.clear();
                    assertThat(outcome(route, login)).isEqualTo(expected);
                    if (!expected.equals("yes")) {
                        assertThat(ARCHIVE.readers).isEmpty();
                    }
                }));
            }
        }
        return tests;
    }

    private static String outcome(Route route, String login) {
        String path = route.path().replaceAll("\\{[a-z]+}", "x");
        Visitor visitor = login.equals("nobody") ? new Visitor(console) : new Visitor(console).as(login);
        HttpResponse<String> answer =
                switch (route) {
                    case Route.Page page -> page.changes()
                            ? visitor.post(
                                    path,
                                    "csrf",
                                    visitor.formToken(),
                                    "login",
                                    "olga",
                                    "password",
                                    FakeDirectory.PASSWORD)
                            : visitor.get(path);
                    case Route.Remote remote -> visitor.call(remote.method().name(), path, remote.takes(), "{}");
                };
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
