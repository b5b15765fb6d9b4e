package org.sallyport.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sallyport.proxy.cli.Main;
import org.sallyport.proxy.config.Configuration;
import org.sallyport.proxy.config.ConfigurationReader;
import org.sallyport.proxy.config.Key;
import org.sallyport.proxy.entry.EntrySettings;
import picocli.CommandLine;

/** What the documentation names is there: pages, sections, ports, keys, commands and classes. */
final class DocsTest {

    private static final Path ROOT =
            Path.of(System.getProperty("sallyport.root", "..")).toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern FENCE = Pattern.compile("```.*?```", Pattern.DOTALL);
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern COMMAND = Pattern.compile("(?:\\./|`)sallyport ((?:[a-z]+ ?)+)((?:--?[a-z-]+)?)");
    private static final Pattern TYPE =
            Pattern.compile("`([A-Z][a-z]+(?:[A-Z][A-Za-z0-9]*)+)(?:\\.([a-zA-Z]+)(?:\\(\\))?)?`");
    private static final Pattern PORT_ROW = Pattern.compile("(?m)^\\| ([0-9]+)(?:–([0-9]+))? \\| `([^`]+)` \\|");

    /** Commands of the launcher itself. */
    private static final Set<String> LAUNCHER = Set.of("test", "build");

    /** Names in capitals that are other people's. */
    private static final Set<String> FOREIGN = Set.of(
            "ServiceLoader", "ChannelOutputShutdownException", "KiB", "MiB", "GiB", "TiB", "HttpOnly", "SameSite");

    static Stream<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Path.of("README.md")));
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            files.filter(file -> file.toString().endsWith(".md"))
                    .map(ROOT::relativize)
                    .sorted()
                    .forEach(pages::add);
        }
        return pages.stream();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Path page) throws IOException {
        Matcher links = LINK.matcher(FENCE.matcher(read(page)).replaceAll(""));
        while (links.find()) {
            String link = links.group(1);
            if (link.startsWith("http://") || link.startsWith("https://")) {
                continue;
            }
            int hash = link.indexOf('#');
            String file = hash < 0 ? link : link.substring(0, hash);
            Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
            assertThat(ROOT.resolve(target)).as("%s links to %s", page, link).exists();
            if (hash >= 0) {
                assertThat(anchors(read(target)))
                        .as("%s links to %s", page, link)
                        .contains(link.substring(hash + 1));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyCommandIsOne(Path page) throws IOException {
        CommandLine main = Main.commandLine();
        Matcher commands = COMMAND.matcher(read(page));
        while (commands.find()) {
            CommandLine command = main;
            for (String word : commands.group(1).strip().split(" ")) {
                CommandLine next = command.getSubcommands().get(word);
                if (next == null) {
                    boolean known = command != main || LAUNCHER.contains(word);
                    assertThat(known)
                            .as("%s: sallyport %s", page, commands.group(1))
                            .isTrue();
                    break;
                }
                command = next;
            }
            String option = commands.group(2);
            if (!option.isEmpty() && command != main) {
                assertThat(command.getCommandSpec().optionsMap())
                        .as("%s: %s", page, commands.group())
                        .containsKey(option);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyTypeNamedIsInTheSources(Path page) throws IOException {
        if (page.endsWith("CHANGELOG.md")) {
            return; // It also names what is no more.
        }
        Matcher types = TYPE.matcher(read(page));
        while (types.find()) {
            String type = types.group(1);
            if (!FOREIGN.contains(type)) {
                assertThat(SourceNames.TYPES.contains(type))
                        .as("%s names %s", page, type)
                        .isTrue();
            }
        }
    }

    @Test
    void readmeHasEveryPort() throws IOException {
        Configuration defaults = ConfigurationReader.defaults(ROOT);
        Set<String> wanted = new TreeSet<>();
        for (EntrySettings entry : defaults.entries()) {
            String key = switch (entry) {
                case EntrySettings.Proxy proxy -> "entries.proxy.listen";
                case EntrySettings.Transparent transparent -> "entries.transparent.listen";
                case EntrySettings.Fixed fixed -> "entries.fixed[].listen";
            };
            wanted.add(entry.listen().getPort() + " " + key);
        }
        Configuration.Redirects redirects = defaults.redirects();
        wanted.add(redirects.first() + "–" + (redirects.first() + redirects.count() - 1) + " redirect-ports.first");
        wanted.add(defaults.console().port() + " console.listen");
        wanted.add(Objects.requireNonNull(defaults.health()).port() + " health.listen");
        Set<String> found = new TreeSet<>();
        Matcher rows = PORT_ROW.matcher(read(Path.of("README.md")));
        while (rows.find()) {
            found.add(rows.group(1) + (rows.group(2) == null ? "" : "–" + rows.group(2)) + " " + rows.group(3));
        }
        assertThat(found).isEqualTo(wanted);
    }

    @Test
    void directoryPageHasEveryKeyOfTheDirectory() throws IOException {
        String page = read(Path.of("docs/directory.md"));
        assertThat(ConfigurationReader.keys().stream()
                        .map(Key::path)
                        .filter(path -> path.startsWith("directory."))
                        .map(path -> "`" + path.substring("directory.".length()) + "`"))
                .allSatisfy(key -> assertThat(page).contains(key));
    }

    @Test
    void indexHasEveryPage() throws IOException {
        String index = read(Path.of("docs/README.md"));
        assertThat(pages().filter(page -> page.startsWith("docs") && !page.endsWith("README.md")))
                .allSatisfy(page -> assertThat(index)
                        .contains("]("
                                + Path.of("docs").relativize(page).toString().replace('\\', '/') + ")"));
    }

    private static String read(Path page) throws IOException {
        return Files.readString(ROOT.resolve(page));
    }

    /** Sections as the addresses that common renderers give them. */
    private static Set<String> anchors(String text) {
        return HEADING.matcher(FENCE.matcher(text).replaceAll(""))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    /** The simple names of all types of the project, nested ones and tests included. */
    private static final class SourceNames {

        private static final Pattern DECLARED =
                Pattern.compile("\\b(?:class|interface|record|enum) ([A-Z][A-Za-z0-9]*)");

        static final Set<String> TYPES = scan();

        private static Set<String> scan() {
            Set<String> names = new TreeSet<>();
            try (Stream<Path> files = Files.walk(ROOT)) {
                for (Path file : files.filter(f ->
                                f.toString().endsWith(".java") && f.toString().contains("/src/"))
                        .toList()) {
                    DECLARED.matcher(Files.readString(file)).results().forEach(found -> names.add(found.group(1)));
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            return names;
        }
    }
}
