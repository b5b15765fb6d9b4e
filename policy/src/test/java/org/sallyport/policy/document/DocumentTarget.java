package org.sallyport.policy.document;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sallyport.protocols.fuzz.Documents;
import org.sallyport.protocols.fuzz.FuzzTarget;

/**
 * YAML documents, with every question asked of every value: never an exception, no deeper than promised, and every problem at a
 * place that the text has.
 */
public final class DocumentTarget implements FuzzTarget {

    private static final long LARGEST = 8 * 1024;

    @Override
    public String name() {
        return "document";
    }

    @Override
    public List<byte[]> seeds() throws IOException {
        List<byte[]> seeds = new ArrayList<>(Documents.yaml());
        seeds.add("\uFEFFa: 1 # one\n? b\n: [x, 'y', \"z\\u20ac\", ~, 1.5, 0x1F]\nc: |\n  text\n\n  more\n"
                .getBytes(StandardCharsets.UTF_8));
        seeds.add("a: &x {b: *x}\n---\n!!map {c: !!str d}\n...\n".getBytes(StandardCharsets.UTF_8));
        seeds.add("listen: '[::1]:80'\nidle: 5m\nsize: 10 MiB\na: {a: [{a: [[]]}]}\na: 2\n"
                .getBytes(StandardCharsets.UTF_8));
        return seeds;
    }

    @Override
    public void run(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        Document document = Document.parse("fuzz.yaml", text, LARGEST);
        ask(document.root(), 0);
        Problems problems = document.check();
        if (!document.check().equals(problems)) {
            throw new AssertionError("asked again, it has other problems");
        }
        // U+0085, U+2028 and a lone CR end a line as well.
        long lines = text.codePoints()
                        .filter(c -> c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029)
                        .count()
                + 1;
        for (Problem problem : problems.list()) {
            if (problem.line() < 0 || problem.line() > lines || (problem.line() > 0 && problem.column() < 1)) {
                throw new AssertionError(problem.line() + ":" + problem.column() + " of " + lines + " lines");
            }
            if (problem.toString().lines().count() != 1) {
                throw new AssertionError("a problem on more than one line");
            }
        }
        if (problems.list().size() > Problems.LIMIT) {
            throw new AssertionError(problems.list().size() + " problems are kept");
        }
    }

    private static void ask(MapNode map, int depth) {
        if (depth > TreeReader.MAX_DEPTH) {
            throw new AssertionError("deeper than " + TreeReader.MAX_DEPTH);
        }
        map.entries().forEach((key, value) -> {
            if (!map.has(key)) {
                throw new AssertionError("a key that is not there");
            }
            ask(map.value(key), depth + 1);
            ask(value, depth + 1);
        });
    }

    private static void ask(Value value, int depth) {
        if (value.isMap()) {
            ask(value.map().orElseThrow(), depth);
        } else if (value.isList()) {
            value.list().forEach(item -> ask(item, depth + 1));
        } else {
            value.string();
            value.string(1, 5);
            value.bool();
            value.integer(1, 10).ifPresent(n -> within(n, 1, 10));
            value.number(-5, 5).ifPresent(n -> within(n, -5, 5));
            value.size(10, 1L << 40).ifPresent(n -> within(n, 10, 1L << 40));
            value.duration(Duration.ofSeconds(1), Duration.ofDays(1))
                    .ifPresent(d -> within(d.toMillis(), 1_000, 86_400_000));
            value.address(1).ifPresent(address -> within(address.port(), 1, 65_535));
            value.oneOrMore();
        }
    }

    private static void within(long number, long least, long most) {
        if (number < least || number > most) {
            throw new AssertionError(number + " is not within " + least + " and " + most);
        }
    }
}
