package org.sallyport.proxy.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.sallyport.policy.identity.ldap.Slapd;

/**
 * Every file in {@code scenarios}, for every protocol it names, through one gateway. {@code -Dsallyport.scenario=part} plays those
 * whose names have this part.
 */
class ScenarioIT {

    private static final String ONLY = System.getProperty("sallyport.scenario", "");

    private static List<Scenario> scenarios = List.of();

    /** Each expects what does not come. */
    private static List<Scenario> wrong = List.of();

    private static Stage stage;

    @BeforeAll
    static void start() throws Exception {
        if (!Slapd.installed()) {
            System.out.println("ScenarioIT is skipped: there is no slapd (Debian package slapd)");
        }
        Assumptions.assumeTrue(Slapd.installed(), "slapd is not installed");
        scenarios = read("scenarios", 's');
        wrong = read("scenarios/wrong", 'w');
        List<Scenario> all = new ArrayList<>(scenarios);
        all.addAll(wrong);
        stage = Stage.start(all);
    }

    @AfterAll
    static void stop() throws Exception {
        if (stage != null) {
            stage.close();
        }
    }

    private static List<Scenario> read(String folder, char prefix) throws Exception {
        List<Path> files;
        try (Stream<Path> found = Files.list(folder(folder))) {
            files = found.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
        List<Scenario> read = new ArrayList<>();
        for (Path file : files) {
            String name = file.getFileName().toString();
            read.add(ScenarioReader.read(name, "%c%02d".formatted(prefix, read.size()), Files.readString(file)));
        }
        return read;
    }

    private static Path folder(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(ScenarioIT.class.getClassLoader().getResource(name), name)
                .toURI());
    }

    @TestFactory
    Stream<DynamicContainer> scenarios() {
        return scenarios.stream()
                .filter(scenario -> scenario.file().contains(ONLY))
                .map(scenario -> DynamicContainer.dynamicContainer(
                        scenario.toString(),
                        scenario.protocols().stream()
                                .map(protocol -> DynamicTest.dynamicTest(
                                        scenario.file() + " " + protocol,
                                        () -> new Performance(stage, scenario, stage.wire(protocol)).play()))));
    }

    /** A runner that can't fail says nothing. What is wrong is told in each file's first line. */
    @TestFactory
    Stream<DynamicTest> whatIsNotSoFails() {
        return wrong.stream()
                .map(scenario -> DynamicTest.dynamicTest(scenario.file(), () -> {
                    assertThat(scenario.protocols()).hasSize(1);
                    Wire wire = stage.wire(scenario.protocols().getFirst());
                    assertThatThrownBy(() -> new Performance(stage, scenario, wire).play())
                            .isInstanceOf(AssertionError.class)
                            .hasMessageStartingWith(scenario.file() + ":")
                            .hasMessageContaining(scenario.about());
                }));
    }
}
