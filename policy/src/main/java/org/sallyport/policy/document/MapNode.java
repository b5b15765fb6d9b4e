package org.sallyport.policy.document;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A map of a {@link Document}. Asking for a key makes it a known one; keys that stay unknown are errors. One thread.
 */
public final class MapNode {

    private final Document document;
    private final Tree.Mapping tree;
    private final String path;
    private final TreeSet<String> known = new TreeSet<>();

    MapNode(Document document, Tree.Mapping tree, String path) {
        this.document = document;
        this.tree = tree;
        this.path = path;
    }

    /** The value of a key, which may be absent. */
    public Value value(String key) {
        known.add(key);
        Tree.Entry entry = tree.entries().get(key);
        return entry == null
                ? new Value(document, null, tree.line(), tree.column(), pathOf(key))
                : new Value(
                        document,
                        entry.value(),
                        entry.value().line(),
                        entry.value().column(),
                        pathOf(key));
    }

    /** The value of a key; it is a problem when there is none. */
    public Value required(String key) {
        Value value = value(key);
        if (!value.isPresent()) {
            document.problem(tree.line(), tree.column(), path, "'" + key + "' is missing", List.of());
        }
        return value;
    }

    /** The map under a key; an empty one when there is none, so that its defaults can be asked for all the same. */
    public MapNode map(String key) {
        return value(key)
                .map()
                .orElseGet(() -> document.node(Tree.Mapping.empty(tree.line(), tree.column()), pathOf(key)));
    }

    /** Every key with its value, in the order of the document, for maps whose keys are names that the author chose. */
    public Map<String, Value> entries() {
        Map<String, Value> all = new LinkedHashMap<>();
        for (String key : tree.entries().keySet()) {
            all.put(key, value(key));
        }
        return Collections.unmodifiableMap(all);
    }

    /** Whether the key is there, whatever its value. Does not make it known. */
    public boolean has(String key) {
        return tree.entries().containsKey(key);
    }

    /** Whether there are no keys. */
    public boolean isEmpty() {
        return tree.entries().isEmpty();
    }

    /** Adds a problem about the map as a whole. */
    public void fail(String message) {
        document.problem(tree.line(), tree.column(), path, message, List.of());
    }

    /** The line it starts on, from 1. */
    public int line() {
        return tree.line();
    }

    /** The column it starts at, from 1. */
    public int column() {
        return tree.column();
    }

    /** Where it is, such as {@code rules[3].content}; empty for the root. */
    public String path() {
        return path;
    }

    void refuseUnknownKeys() {
        tree.entries().forEach((key, entry) -> {
            if (!known.contains(key)) {
                String hint = Nearest.to(key, known)
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse("");
                document.problem(
                        entry.line(),
                        entry.column(),
                        path,
                        "unknown key '" + Document.shown(key) + "'" + hint,
                        new ArrayList<>(known));
            }
        });
    }

    private String pathOf(String key) {
        String shown = Document.shown(key);
        return path.isEmpty() ? shown : path + "." + shown;
    }
}
