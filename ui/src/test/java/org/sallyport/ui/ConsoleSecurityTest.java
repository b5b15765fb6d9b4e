package org.sallyport.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may do what, and what every answer tells a browser. */
class ConsoleSecurityTest {

    private static final ConsoleSettings SETTINGS = ConsoleSettings.DEFAULTS.withAddress("127.0.0.1", 0);

    private final FakeArchive archive = new FakeArchive();
    private final TestClock clock = new TestClock();
    private Console console;

    @BeforeEach
    void start() throws IOException {
        console = Console.start(SETTINGS, ConsoleServices.of(archive, new FakeDirectory(), clock));
    }

    @AfterEach
    void stop() {
        console.close();
    }

    @Test
    void otherMethodsReachNothing() {
        archive.events.add(Hits.said(1, Hits.ANNA, Hits.STRANGER, "hello"));
        Visitor nobody = new Visitor(console);
        for (String method : List.of("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD")) {
            HttpResponse<String> answer = nobody.method(method, "/conversation/c-1?around=r1");
            assertThat(answer.statusCode()).as(method).isNotEqualTo(200);
            assertThat(answer.body()).as(method).doesNotContain("hello");
        }
        assertThat(archive.readers).isEmpty();
    }

    @Test
    void everyAnswerCarriesTheHeaders() {
        Visitor olga = new Visitor(console).as("olga");
        for (String path : List.of("/", "/sign-in", "/nowhere", "/conversation/none?around=x", "/healthz")) {
            HttpResponse<String> answer = olga.get(path);
            assertThat(answer.headers().firstValue("Content-Security-Policy"))
                    .as(path)
                    .contains("default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
                            + "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
            assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
            assertThat(answer.headers().firstValue("Server")).isEmpty();
        }
    }

    @Test
    void requestsTooBrokenForARouteGetHeadersAndNoEcho() throws IOException {
        for (String line :
                List.of("GET /%zz<script> HTTP/1.1", "GET /conversation/..%2f..%2fetc HTTP/1.1", "<script> x")) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), console.port())) {
                socket.getOutputStream()
                        .write((line + "\r\nHost: x\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8));
                InputStream in = socket.getInputStream();
                String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                // The middle one is a whole path, to a conversation of that name: nobody unknown gets to see it.
                assertThat(answer)
                        .startsWith(line.contains("etc") ? "HTTP/1.1 303" : "HTTP/1.1 400")
                        .doesNotContain("<script>", "etc")
                        .contains("nosniff");
            }
        }
    }

    @Test
    void theCookieIsOutOfReach() throws IOException {
        Visitor visitor = new Visitor(console);
        String cookie = sessionCookie(visitor.signIn("olga", FakeDirectory.PASSWORD));
        assertThat(cookie)
                .startsWith("sallyport=")
                .contains("HttpOnly")
                .contains("SameSite=Strict")
                .contains("Path=/");
        assertThat(cookie).doesNotContain("Secure");
        assertThat(visitor.cookies.get("sallyport")).hasSize(43);
        try (Console secure = Console.start(
                SETTINGS.withSecureCookies(true), ConsoleServices.of(archive, new FakeDirectory(), clock))) {
            String host = sessionCookie(new Visitor(secure).signIn("olga", FakeDirectory.PASSWORD));
            assertThat(host).startsWith("__Host-sallyport=").contains("Secure").contains("HttpOnly");
        }
    }

    private static String sessionCookie(HttpResponse<?> answer) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(header -> !header.contains("sign-in"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aPlantedSessionIsNotTakenOver() {
        Visitor visitor = new Visitor(console);
        String planted = "A".repeat(43);
        visitor.cookies.put("sallyport", planted);
        visitor.as("olga");
        assertThat(visitor.cookies.get("sallyport")).isNotEqualTo(planted);
        String first = visitor.cookies.get("sallyport");
        // Signing in anew ends the session that was there.
        Visitor fresh = new Visitor(console);
        String csrf = Visitor.token(fresh.get("/sign-in").body());
        fresh.cookies.put("sallyport", first);
        fresh.post("/sign-in", "csrf", csrf, "login", "olga", "password", FakeDirectory.PASSWORD);
        assertThat(fresh.cookies.get("sallyport")).isNotEqualTo(first);
        assertThat(visitor.get("/").statusCode()).isEqualTo(303);
    }

    @Test
    void postsWithoutTheFormsTokenDoNothing() {
        Visitor olga = new Visitor(console).as("olga");
        String others = Visitor.token(new Visitor(console).as("olga").get("/").body());
        for (String token : List.of("", "wrong", others)) {
            assertThat(olga.post("/search", "csrf", token, "words", "x").statusCode())
                    .isEqualTo(403);
            assertThat(olga.post("/sign-out", "csrf", token).statusCode()).isEqualTo(403);
        }
        assertThat(olga.post("/search", "words", "x").statusCode()).isEqualTo(403);
        assertThat(olga.get("/").statusCode()).isEqualTo(200);

        Visitor nobody = new Visitor(console);
        assertThat(nobody.post("/sign-in", "login", "olga", "password", FakeDirectory.PASSWORD)
                        .statusCode())
                .isEqualTo(403);
        assertThat(nobody.cookies).doesNotContainKey("sallyport");
    }

    @Test
    void postsAreSmallForms() {
        Visitor olga = new Visitor(console).as("olga");
        String token = Visitor.token(olga.get("/").body());
        String form = "application/x-www-form-urlencoded";
        assertThat(olga.postBody("/search", "text/plain", "csrf=" + token).statusCode())
                .isEqualTo(415);
        assertThat(olga.postBody("/search", "multipart/form-data; boundary=x", "csrf=" + token)
                        .statusCode())
                .isEqualTo(415);
        assertThat(olga.postBody("/search", form, "csrf=" + token + "&words=" + "x".repeat(70_000))
                        .statusCode())
                .isEqualTo(413);
        assertThat(olga.postBody("/search", form, "csrf=" + token + "&words=%zz%f")
                        .statusCode())
                .isIn(303, 400);
    }

    @Test
    void sessionsEndIdleAndInAll() {
        Visitor olga = new Visitor(console).as("olga");
        clock.pass(Duration.ofMinutes(29));
        assertThat(olga.get("/").statusCode()).isEqualTo(200);
        clock.pass(Duration.ofMinutes(31));
        assertThat(olga.get("/").statusCode()).isEqualTo(303);

        olga.cookies.clear();
        olga.as("olga");
        for (int i = 0; i < 30; i++) {
            clock.pass(Duration.ofMinutes(20));
            assertThat(olga.get("/").statusCode()).isEqualTo(200);
        }
        clock.pass(Duration.ofMinutes(1));
        assertThat(olga.get("/").statusCode()).isEqualTo(303);
    }

    @Test
    void signingOutEndsTheSessionOnTheServer() {
        Visitor olga = new Visitor(console).as("olga");
        String kept = olga.cookies.get("sallyport");
        String token = Visitor.token(olga.get("/").body());
        assertThat(Visitor.location(olga.post("/sign-out", "csrf", token))).isEqualTo("/sign-in");
        assertThat(olga.cookies).doesNotContainKey("sallyport");
        olga.cookies.put("sallyport", kept);
        assertThat(olga.get("/").statusCode()).isEqualTo(303);
    }

    @Test
    void scriptsOfAnEndedSessionAreSentToTheSignInPage() {
        HttpResponse<String> answer = new Visitor(console).get("/search/x?page=1", "HX-Request", "true");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("HX-Redirect")).contains("/sign-in");
    }
}
