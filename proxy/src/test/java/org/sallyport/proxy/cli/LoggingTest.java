package org.sallyport.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.proxy.config.Configuration.LogFormat;
import org.sallyport.proxy.log.LogLine;
import org.sallyport.proxy.testkit.ChildJvm;
import org.slf4j.MDC;

/** The logging that is shipped, in both formats: nobody who chooses a screen name can write a line of its own. */
final class LoggingTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FORGED = "2026-01-01T00:00:00.000Z INFO  o.s.proxy.Gateway - all is well";

    /** A new line of every kind, an escape sequence, a change of direction, and what ends a JSON text. */
    private static final String STRANGER =
            "eve\n" + FORGED + "\r\n\u2028\u0085" + FORGED + "\u001b[2J\u202e\u0000\"}{\"";

    private String before = "";

    @BeforeEach
    void remember() {
        before = System.getProperty(Logging.PROPERTY, "");
        System.clearProperty(Logging.PROPERTY);
    }

    @AfterEach
    void restore() {
        if (before.isEmpty()) {
            System.clearProperty(Logging.PROPERTY);
        } else {
            System.setProperty(Logging.PROPERTY, before);
        }
    }

    /** What the shipped configuration prints. */
    private static List<String> printed(String format, Consumer<Logger> log) throws Exception {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(MDC.getMDCAdapter());
        context.putProperty(Logging.PROPERTY, format);
        PrintStream stderr = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(Main.class.getResource("/logback.xml"));
            context.start();
            log.accept(context.getLogger("org.sallyport.proxy.Meters"));
        } finally {
            context.stop();
            System.setErr(stderr);
        }
        // Only what ends a line on a terminal or in a file: \n. What else might is looked for by the tests.
        return List.of(bytes.toString(StandardCharsets.UTF_8).split("\n"));
    }

    private static void alert(Logger log) {
        LogLine.warn(log).with("im.from", STRANGER).with("entry", "aim").log("alert, {}: {}", "low", STRANGER);
    }

    @Test
    void textLinesStayOneLine() throws Exception {
        List<String> lines = printed("text", LoggingTest::alert);
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\S+ WARN  o.sallyport.proxy.Meters - alert, low: eve \\| 2026.*")
                .contains("entry=aim")
                .contains("im.from=eve | ")
                .doesNotContainPattern("[\\p{Cc}\u2028\u202e]");
    }

    @Test
    void jsonLinesStayOneObject() throws Exception {
        List<String> lines = printed("json", LoggingTest::alert);
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst()).doesNotContainPattern("\\p{Cntrl}");
        JsonNode line = JSON.readTree(lines.getFirst());
        assertThat(line.path("message").asText()).isEqualTo("alert, low: " + STRANGER);
        assertThat(line.path("im.from").asText()).isEqualTo(STRANGER);
        assertThat(line.path("entry").asText()).isEqualTo("aim");
        assertThat(line.path("log.level").asText()).isEqualTo("WARN");
        assertThat(line.path("log.logger").asText()).isEqualTo("org.sallyport.proxy.Meters");
        assertThat(line.path("service.name").asText()).isEqualTo("sallyport");
        assertThat(line.path("ecs.version").asText()).isNotEmpty();
        assertThat(line.path("@timestamp").asText()).contains("T");
    }

    @Test
    void anExceptionsMessageMakesNoLineEither() throws Exception {
        Exception failure = new IllegalStateException(STRANGER, new IllegalArgumentException("cause\n" + FORGED));
        List<String> text = printed("text", log -> log.error("failed", failure));
        assertThat(text).hasSizeGreaterThan(3).noneMatch(line -> line.startsWith("2026-01-01"));
        assertThat(text.subList(1, text.size()))
                .allMatch(line -> line.startsWith("\tat ")
                        || line.startsWith("\t... ")
                        || line.startsWith("Caused by: ")
                        || line.startsWith("java.lang.IllegalStateException: eve | "));
        List<String> json = printed("json", log -> log.error("failed", failure));
        assertThat(json).hasSize(1);
        assertThat(JSON.readTree(json.getFirst()).path("error.message").asText())
                .isEqualTo(STRANGER);
    }

    @Test
    void plainLinesArePlain() throws Exception {
        assertThat(printed("text", log -> log.warn("two\nlines")))
                .singleElement()
                .asString()
                .endsWith(" - two | lines");
    }

    @Test
    void theEnvironmentWins() {
        StringWriter err = new StringWriter();
        Logging.environment("JSON ", new PrintWriter(err));
        Logging.configured(LogFormat.TEXT);
        assertThat(System.getProperty(Logging.PROPERTY)).isEqualTo("json");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void withoutOneTheConfigurationDoes() {
        Logging.environment(null, new PrintWriter(new StringWriter()));
        Logging.configured(LogFormat.JSON);
        assertThat(System.getProperty(Logging.PROPERTY)).isEqualTo("json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"xml", "json,text", "../json"})
    void anOddEnvironmentIsToldOf(String value) {
        StringWriter err = new StringWriter();
        Logging.environment(value, new PrintWriter(err));
        assertThat(err.toString()).contains("SALLYPORT_LOG_FORMAT must be text or json");
        assertThat(System.getProperty(Logging.PROPERTY)).isNull();
    }

    /** In a process of its own: nothing may log before the configuration has said in which format. */
    @Test
    void aStartThatFailsSaysSoInTheConfiguredFormat(@TempDir Path directory) throws Exception {
        Path config = directory.resolve("sallyport.yaml");
        Files.writeString(config, """
                data: /dev/null/nowhere
                log: {format: json}
                health: {listen: "off"}
                """);
        Path output = directory.resolve("output");
        try (ChildJvm child =
                ChildJvm.start(List.of(), Main.class, List.of("run", "--config", config.toString()), output)) {
            assertThat(child.awaitEnd()).isEqualTo(1);
        }
        List<String> objects = Files.readAllLines(output).stream()
                .filter(line -> line.startsWith("{"))
                .toList();
        assertThat(objects).isNotEmpty();
        JsonNode last = JSON.readTree(objects.getLast());
        assertThat(last.path("log.level").asText()).isEqualTo("ERROR");
        assertThat(last.path("message").asText()).contains("/dev/null/nowhere");
        assertThat(Files.readString(output)).doesNotContain("sallyport: ", "|-INFO");
    }
}
