package org.sallyport.policy.rule;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The policy that comes with Sallyport: a start for one's own, with comments for whoever edits it. */
public final class DefaultPolicy {

    private static final String ROOT = "/org/sallyport/policy/";
    private static final String DOCUMENT = "default-policy.yaml";
    private static final String LEXICON = "lexicons/sample.txt";

    private DefaultPolicy() {}

    /** The document. */
    public static String text() {
        return resource(DOCUMENT);
    }

    /** The lexicons it names. */
    public static LexiconSource lexicons() {
        return (path, maxBytes) -> {
            if (!path.equals(LEXICON)) {
                throw new IOException("does not exist: " + path);
            }
            return resource(LEXICON);
        };
    }

    /** The rulebase it makes. */
    public static Rulebase rulebase() {
        return switch (RulebaseReader.read(DOCUMENT, text(), lexicons())) {
            case RulebaseReader.Result.Valid valid -> valid.rulebase();
            case RulebaseReader.Result.Invalid invalid ->
                throw new IllegalStateException(invalid.problems().toString());
        };
    }

    /**
     * Writes the document and its lexicon, for an administrator to edit.
     *
     * @param policy where the document goes; the lexicon goes into {@code lexicons} beside it, unless one is there
     * @throws FileAlreadyExistsException when the document is there: nothing is overwritten
     */
    public static void writeTo(Path policy) throws IOException {
        Path folder = policy.toAbsolutePath().getParent();
        Path lexicon = policy.toAbsolutePath().resolveSibling(LEXICON);
        if (folder != null) {
            Files.createDirectories(folder.resolve("lexicons"));
        }
        if (Files.exists(policy)) {
            throw new FileAlreadyExistsException(policy.toString());
        }
        if (!Files.exists(lexicon)) {
            Files.writeString(lexicon, resource(LEXICON));
        }
        Files.writeString(policy, text(), StandardOpenOption.CREATE_NEW);
    }

    private static String resource(String name) {
        try (InputStream in = DefaultPolicy.class.getResourceAsStream(ROOT + name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing from the build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
