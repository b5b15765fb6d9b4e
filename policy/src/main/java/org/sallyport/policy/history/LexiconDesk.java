package org.sallyport.policy.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sallyport.policy.document.Document;
import org.sallyport.policy.document.Problem;
import org.sallyport.policy.document.Problems;
import org.sallyport.policy.document.Sha256;
import org.sallyport.policy.document.Value;
import org.sallyport.policy.rule.LexiconFolder;
import org.sallyport.policy.rule.LexiconSource;
import org.sallyport.policy.rule.RulebaseReader;

/**
 * Where people change the lists of words that a policy names. Each file has drafts, versions and reasons as the policy itself
 * does, at a {@link PolicyDesk} of its own; it is put in its place only when the policy in force is right with it.
 *
 * <p><b>Files:</b> those that the policy file names as words of a lexicon or as link categories, and {@code lexicons/*.txt}
 * beside it, so that one can be there before a rule names it. Nothing else can be reached, whatever name is asked for.
 *
 * <p><b>Threading:</b> any thread, one at a time; blocks on the disk. <b>Lifecycle:</b> {@link #close} lets go of the folders.
 * <b>Bounds:</b> {@value #MOST_FILES} files.
 */
public final class LexiconDesk implements AutoCloseable {

    private static final int MOST_FILES = 300;
    private static final String FOLDER = "lexicons";
    private static final Pattern OWN = Pattern.compile(FOLDER + "/[A-Za-z0-9][A-Za-z0-9_-]{0,63}\\.txt");
    private static final Pattern PATH = Pattern.compile("(?!/)(?!.*(^|/)\\.\\.(/|$))[^\\\\:\\p{Cntrl}]{1,512}");

    private final Path policy;
    private final Path data;
    private final boolean secondPairOfEyes;
    private final Clock clock;
    private final Map<String, PolicyDesk> open = new HashMap<>();

    /**
     * @param policy the policy file; lexicons are beside or below it
     * @param data a folder for drafts and versions; made when the first is saved
     * @param secondPairOfEyes whether somebody else than its author must publish a change
     * @param clock the time
     */
    public LexiconDesk(Path policy, Path data, boolean secondPairOfEyes, Clock clock) {
        this.policy = policy;
        this.data = data;
        this.secondPairOfEyes = secondPairOfEyes;
        this.clock = clock;
    }

    /**
     * A file of words.
     *
     * @param path relative to the policy file
     * @param uses what the policy calls it, such as {@code lexicon insider}; none when no rule can name it yet
     * @param bytes how large it is; -1 when it is not there
     */
    public record Listed(String path, List<String> uses, long bytes) {
        public Listed {
            uses = List.copyOf(uses);
        }
    }

    /** The files there are, in the order of their paths. */
    public synchronized List<Listed> files() throws IOException {
        Map<String, List<String>> uses = new LinkedHashMap<>();
        named(uses);
        Path own = folder().resolve(FOLDER);
        if (Files.isDirectory(own)) {
            try (Stream<Path> files = Files.list(own)) {
                files.map(file -> FOLDER + "/" + file.getFileName())
                        .filter(path -> OWN.matcher(path).matches())
                        .sorted()
                        .limit(MOST_FILES)
                        .forEach(path -> uses.computeIfAbsent(path, p -> new ArrayList<>()));
            }
        }
        List<Listed> listed = new ArrayList<>();
        for (Map.Entry<String, List<String>> use : uses.entrySet()) {
            Path file = folder().resolve(use.getKey());
            listed.add(new Listed(use.getKey(), use.getValue(), Files.isRegularFile(file) ? Files.size(file) : -1));
        }
        listed.sort((a, b) -> a.path().compareTo(b.path()));
        return List.copyOf(listed);
    }

    /**
     * Where a file is changed that is there, is named by the policy, or has a draft or a past; empty when it is none of these. Leaves
     * nothing on the disk for those that are not.
     *
     * @param path as in {@link Listed}
     */
    public synchronized Optional<PolicyDesk> existing(String path) throws IOException {
        if (!PATH.matcher(path).matches()) {
            return Optional.empty();
        }
        boolean isNew = !open.containsKey(path)
                && !Files.isRegularFile(folder().resolve(path))
                && !Files.isDirectory(place(path));
        if (isNew) {
            Map<String, List<String>> uses = new HashMap<>();
            named(uses);
            isNew = !uses.containsKey(path);
        }
        return isNew ? Optional.empty() : desk(path);
    }

    private Path place(String path) {
        return data.resolve(Sha256.hex(path).substring(0, 16));
    }

    /**
     * Where a file is changed; empty when it is none that may be. For those who may make one.
     *
     * @param path as in {@link Listed}, or a new one in {@code lexicons}
     */
    public synchronized Optional<PolicyDesk> desk(String path) throws IOException {
        if (!PATH.matcher(path).matches() || !within(path)) {
            return Optional.empty();
        }
        PolicyDesk there = open.get(path);
        if (there != null) {
            return Optional.of(there);
        }
        Map<String, List<String>> uses = new HashMap<>();
        named(uses);
        if (open.size() >= MOST_FILES
                || (!uses.containsKey(path) && !OWN.matcher(path).matches())) {
            return Optional.empty();
        }
        Path place = place(path);
        Files.createDirectories(place);
        Path file = folder().resolve(path);
        PolicyHistory history = PolicyHistory.open(place.resolve("versions"));
        try {
            PolicyDesk desk = new PolicyDesk(
                    history, file, text -> problems(path, text), place.resolve("drafts"), secondPairOfEyes, clock);
            open.put(path, desk);
            return Optional.of(desk);
        } catch (IOException e) {
            history.close();
            throw e;
        }
    }

    /** Everything that would be wrong if the file had this text: with itself, and with the policy in force. */
    private Problems problems(String path, String text) {
        LexiconFolder folder = LexiconFolder.beside(policy);
        LexiconSource with = (wanted, most) -> wanted.equals(path) ? text : folder.read(wanted, most);
        try {
            Map<String, List<String>> uses = new HashMap<>();
            named(uses);
            String document = uses.containsKey(path)
                    ? Files.readString(policy)
                    : "version: 1\nlexicons:\n  new: { words: '" + path
                            + "' }\nrules:\n  - { name: all, then: deny }\n";
            String name = uses.containsKey(path) ? String.valueOf(policy.getFileName()) : path;
            return switch (RulebaseReader.read(name, document, with)) {
                case RulebaseReader.Result.Valid valid -> Problems.NONE;
                case RulebaseReader.Result.Invalid invalid -> invalid.problems();
            };
        } catch (IOException e) {
            Problem unreadable = new Problem(
                    String.valueOf(policy.getFileName()),
                    0,
                    0,
                    "",
                    "can't be read, so nothing can be tried",
                    List.of());
            return Problems.NONE.plus(List.of(unreadable));
        }
    }

    /** The files that the policy file names, if it can be read. */
    private void named(Map<String, List<String>> uses) throws IOException {
        if (!Files.isRegularFile(policy)) {
            return;
        }
        Document document = Document.load(policy, RulebaseReader.LARGEST_DOCUMENT);
        document.root()
                .map(FOLDER)
                .entries()
                .forEach((name, value) ->
                        value.map().ifPresent(lexicon -> add(lexicon.value("words"), "lexicon " + name, uses)));
        add(document.root().value("link-categories"), "link categories", uses);
    }

    private static void add(Value value, String use, Map<String, List<String>> uses) {
        if (value.isPresent() && !value.isList() && !value.isMap()) {
            value.string()
                    .filter(path -> PATH.matcher(path).matches())
                    .filter(path -> uses.size() < MOST_FILES)
                    .ifPresent(path ->
                            uses.computeIfAbsent(path, p -> new ArrayList<>()).add(use));
        }
    }

    /** Whether the folder it would be in is really below the policy's: links could lead anywhere. */
    private boolean within(String path) throws IOException {
        Path parent = folder().resolve(path).getParent();
        if (parent == null) {
            return false;
        }
        if (!Files.isDirectory(parent)) {
            if (!OWN.matcher(path).matches()) {
                return false;
            }
            Files.createDirectories(parent);
        }
        return parent.toRealPath().startsWith(folder().toRealPath());
    }

    private Path folder() {
        return LexiconFolder.beside(policy).folder();
    }

    /** Lets go of the folders. */
    @Override
    public synchronized void close() throws IOException {
        for (PolicyDesk desk : open.values()) {
            desk.history().close();
        }
        open.clear();
    }
}
