package org.sallyport.policy.document;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A YAML document, read strictly: what is unknown, twice there, of the wrong type or out of bounds is an error, and all
 * errors are found at once.
 *
 * <p>A reader asks the {@link #root} for what it knows, key by key; every question makes its key a known one and gives an
 * empty answer when the value is missing or wrong, so that the reader just goes on. At the end {@link #finish} adds the
 * keys that nobody asked for. Only when there is no problem left are the answers worth anything:
 *
 * <pre>{@code
 * Document document = Document.load(file, 1 << 20);
 * MapNode root = document.root();
 * Address listen = root.value("listen").address(1).orElse(DEFAULT);
 * Duration idle = root.map("limits").value("idle").duration(SECOND, DAY).orElse(MINUTE);
 * document.finish();                        // throws DocumentException with every problem
 * }</pre>
 *
 * <p>Bounds: the size given by the caller and 32 levels of nesting. Aliases, tags, and a second document in the file are
 * refused.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class Document {

    private static final int LONGEST_SHOWN = 60;

    private final String name;
    private final List<Problem> problems = new ArrayList<>();

    /** One node for a map however often it is asked for, because a node collects the keys that are known. */
    private final IdentityHashMap<Tree.Mapping, MapNode> nodes = new IdentityHashMap<>();

    private final List<MapNode> unchecked = new ArrayList<>();
    private MapNode root;
    private int omitted;
    private boolean broken;
    private String sha256 = "";

    private Document(String name) {
        this.name = name;
        this.root = node(Tree.Mapping.empty(1, 1), "");
    }

    /**
     * Reads a text. Never throws: what is wrong is in {@link #problems}.
     *
     * @param name how messages call the document, such as its file name
     * @param text YAML; its outermost value must be a map
     * @param maxBytes how large it may be, in bytes of UTF-8
     */
    public static Document parse(String name, String text, long maxBytes) {
        Document document = new Document(name);
        // Cheap first: each char takes at least one byte.
        if (text.length() > maxBytes || utf8Length(text) > maxBytes) {
            document.broken(0, 0, "is larger than " + maxBytes + " bytes");
            return document;
        }
        document.read(text.startsWith("\uFEFF") ? text.substring(1) : text);
        return document;
    }

    /**
     * Reads a file. Never throws: a file that is missing, unreadable, too large or not UTF-8 is a problem as well.
     *
     * @param file UTF-8
     * @param maxBytes how large it may be; no more than that is read
     */
    public static Document load(Path file, long maxBytes) {
        Document document = new Document(file.toString());
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes((int) Math.min(maxBytes + 1, Integer.MAX_VALUE - 8));
            if (bytes.length > maxBytes) {
                document.broken(0, 0, "is larger than " + maxBytes + " bytes");
                return document;
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            document.read(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (NoSuchFileException e) {
            document.broken(0, 0, "does not exist");
        } catch (CharacterCodingException e) {
            document.broken(0, 0, "is not UTF-8");
        } catch (IOException e) {
            document.broken(0, 0, "can't be read: " + e);
        }
        return document;
    }

    private void read(String text) {
        sha256 = Sha256.hex(text);
        Tree tree = new TreeReader(this).read(text);
        if (broken) {
            return;
        }
        switch (tree) {
            case Tree.Mapping mapping -> root = node(mapping, "");
            case null -> broken(0, 0, "is empty");
            case Tree.Scalar s -> broken(s.line(), s.column(), "must be a map, is " + s.describe());
            case Tree.Sequence s -> broken(s.line(), s.column(), "must be a map, is " + s.describe());
        }
    }

    /** How messages call it. */
    public String name() {
        return name;
    }

    /** The hash of the text, in 64 hexadecimal digits; empty when it was not read. */
    public String sha256() {
        return sha256;
    }

    /** The outermost map; an empty one when the text is not YAML. */
    public MapNode root() {
        return root;
    }

    /** What has been found wrong so far, in the order of lines. */
    public Problems problems() {
        List<Problem> sorted = new ArrayList<>(problems);
        sorted.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
        return new Problems(sorted, omitted);
    }

    /**
     * Ends the reading: keys that nobody asked for become problems.
     *
     * @throws DocumentException with everything that is wrong
     */
    public void finish() throws DocumentException {
        Problems all = check();
        if (!all.isEmpty()) {
            throw new DocumentException(all);
        }
    }

    /** Ends the reading like {@link #finish}, for those who want the problems without an exception. */
    public Problems check() {
        unchecked.forEach(MapNode::refuseUnknownKeys);
        unchecked.clear();
        return problems();
    }

    /** Adds a problem; past {@link Problems#LIMIT} they are only counted. */
    void problem(int line, int column, String path, String message, List<String> allowed) {
        if (broken) {
            // The text was not read, so that what is missing in it says nothing.
            return;
        }
        if (problems.size() == Problems.LIMIT) {
            omitted++;
            return;
        }
        problems.add(new Problem(name, line, column, path, message, allowed));
    }

    /** Gives the text up: this problem stays, none comes after it. */
    void broken(int line, int column, String message) {
        problem(line, column, "", message, List.of());
        broken = true;
    }

    MapNode node(Tree.Mapping tree, String path) {
        return nodes.computeIfAbsent(tree, t -> {
            MapNode made = new MapNode(this, t, path);
            unchecked.add(made);
            return made;
        });
    }

    /** A piece of the document as a message may repeat it: short, and on one line. */
    static String shown(@Nullable String text) {
        if (text == null) {
            return "";
        }
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "...";
    }

    private static long utf8Length(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // A surrogate pair makes four bytes, so two for each half.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
