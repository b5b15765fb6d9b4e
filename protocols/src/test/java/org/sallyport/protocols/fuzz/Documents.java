package org.sallyport.protocols.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The YAML that the project's documentation shows. */
public final class Documents {

    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    private Documents() {}

    /** All of it, a block each. */
    public static List<byte[]> yaml() throws IOException {
        Path docs = Path.of(Objects.requireNonNull(System.getProperty("sallyport.root")), "docs");
        List<byte[]> blocks = new ArrayList<>();
        try (Stream<Path> pages = Files.list(docs)) {
            for (Path page :
                    pages.filter(f -> f.toString().endsWith(".md")).sorted().toList()) {
                YAML.matcher(Files.readString(page))
                        .results()
                        .forEach(block -> blocks.add(block.group(1).getBytes(StandardCharsets.UTF_8)));
            }
        }
        return blocks;
    }
}
