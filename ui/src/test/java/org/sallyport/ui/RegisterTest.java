package org.sallyport.ui;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.policy.identity.binding.Binding;
import org.sallyport.policy.identity.binding.Bindings;
import org.sallyport.protocols.ScreenName;
import org.slf4j.LoggerFactory;

/** People register their screen names with the code from their client. */
class RegisterTest {

    private static final ScreenName COOLGUY = ScreenName.of(FakePeople.AIM, "coolguy");

    private Kit kit;
    private Visitor visitor;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        kit = new Kit(folder);
        visitor = new Visitor(kit.console);
    }

    @AfterEach
    void stop() throws IOException {
        kit.close();
    }

    private HttpResponse<String> register(String login, String password, String code) {
        String token = Visitor.token(visitor.get("/register").body());
        return visitor.post("/register", "csrf", token, "login", login, "password", password, "code", code);
    }

    @Test
    void loginPasswordAndCodeMakeTheNameTheirs() {
        HttpResponse<String> answer =
                register("sam", FakeDirectory.PASSWORD, kit.code("coolguy").toLowerCase(Locale.ROOT));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("coolguy</bdi> at AIM is yours now");
        Binding binding = kit.bound("coolguy");
        assertThat(binding.login()).isEqualTo("sam");
        assertThat(binding.source()).isEqualTo(Binding.Source.REGISTRATION);
        // It is no way to sign in.
        assertThat(visitor.get("/").statusCode()).isEqualTo(303);
        assertThat(visitor.cookies).doesNotContainKey("sallyport");
    }

    @Test
    void whoeverIsSignedInNeedsTheCodeOnly() {
        visitor.as("sam");
        String page = visitor.get("/register").body();
        assertThat(page).contains("Sam Salesman").doesNotContain("type=\"password\"");
        String code = kit.code("coolguy");
        assertThat(visitor.post("/register", "csrf", Visitor.token(page), "code", code)
                        .body())
                .contains("is yours now");
        assertThat(kit.bindings.of("id-sam")).hasSize(1);
    }

    /** A neighbour in the same domain can plant the cookie of somebody not signed in, with a form that goes with it. */
    @Test
    void aFormForPeopleNotSignedInIsNotTakenFromThoseWhoAre() {
        String planted = Visitor.token(visitor.get("/register").body());
        String nonce = String.valueOf(visitor.cookies.get("sallyport-sign-in"));
        visitor.as("sam");
        visitor.cookies.put("sallyport-sign-in", nonce);
        HttpResponse<String> answer = visitor.post("/register", "csrf", planted, "code", kit.code("attacker"));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(kit.bindings.of("id-sam")).isEmpty();
    }

    @Test
    void aWrongPasswordLeavesTheCodeGood() {
        String code = kit.code("coolguy");
        HttpResponse<String> wrong = register("sam", "wrong", code);
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body()).contains("Your code was not used", "value=\"" + code + "\"", "value=\"sam\"");
        assertThat(register("outage", "x", code).statusCode()).isEqualTo(503);
        assertThat(register("outage", "x", code).body()).contains("Your code is still good");
        assertThat(register("slow-down", "x", code).headers().firstValue("Retry-After"))
                .contains("240");
        assertThat(register("sam", FakeDirectory.PASSWORD, code).statusCode()).isEqualTo(200);
    }

    @Test
    void codesAreGoodOnceAndNotForGuessing() {
        String code = kit.code("coolguy");
        assertThat(register("sam", FakeDirectory.PASSWORD, code).statusCode()).isEqualTo(200);
        HttpResponse<String> used = register("sam", FakeDirectory.PASSWORD, code);
        assertThat(used.statusCode()).isEqualTo(422);
        assertThat(used.body()).contains("This code is not good").doesNotContain(code);
        register("sam", FakeDirectory.PASSWORD, "AAAA-AAAA");
        register("sam", FakeDirectory.PASSWORD, "AAAA-AAAB");
        String other = kit.code("othername");
        HttpResponse<String> tooMany = register("sam", FakeDirectory.PASSWORD, other);
        assertThat(tooMany.statusCode()).isEqualTo(429);
        assertThat(tooMany.headers().firstValue("Retry-After")).isPresent();
        assertThat(tooMany.body()).contains("too many tries", "5 minutes");
        assertThat(kit.bindings.find(ScreenName.of(FakePeople.AIM, "othername")))
                .isNull();
    }

    @Test
    void anothersNameIsForAnAdministratorToSettle() {
        kit.bindings.bind(
                new Bindings.Claim(COOLGUY, FakePeople.person("anna"), Binding.Source.ADMINISTRATOR, "adam", ""));
        HttpResponse<String> answer = register("sam", FakeDirectory.PASSWORD, kit.code("coolguy"));
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("An administrator will look at it").doesNotContain("anna");
        assertThat(kit.bound("coolguy").login()).isEqualTo("anna");
        assertThat(kit.bindings.conflicts()).hasSize(1);
    }

    @Test
    void withoutRegistrationThePageSaysSo() throws IOException {
        try (Console console = Console.start(
                FakeDirectory.SETTINGS, ConsoleServices.of(new FakeArchive(), new FakeDirectory(), new TestClock()))) {
            Visitor nobody = new Visitor(console);
            assertThat(nobody.get("/register").body()).contains("Nobody can register here");
            String token = nobody.formToken();
            assertThat(nobody.post("/register", "csrf", token, "login", "sam", "code", "x")
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void noCodeOrPasswordGetsIntoTheLog() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.addAppender(log);
        Logger desk = (Logger) LoggerFactory.getLogger(RegisterDesk.class);
        desk.setLevel(Level.DEBUG);
        try {
            String code = kit.code("one");
            register("sam", "hunter22", code);
            register("outage", "hunter22", code);
            register("sam", FakeDirectory.PASSWORD, code);
            assertThat(log.list.toString())
                    .contains("sam registered aim:one")
                    .doesNotContain("hunter22", FakeDirectory.PASSWORD, code, code.replace("-", ""));
        } finally {
            root.detachAppender(log);
            desk.setLevel(null);
        }
    }
}
