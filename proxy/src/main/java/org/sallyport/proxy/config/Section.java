package org.sallyport.proxy.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.Document;
import org.sallyport.policy.document.MapNode;
import org.sallyport.policy.document.Value;
import org.sallyport.protocols.Address;

/**
 * Part of the configuration being read. Each reading of a key also writes the key down, so that the reference in the
 * documentation can be checked against what the reader really takes, defaults included.
 */
final class Section {

    private final MapNode node;
    private final String path;
    private final List<Key> keys;
    private final Map<String, Section> sections = new HashMap<>();

    Section(MapNode node, String path, List<Key> keys) {
        this.node = node;
        this.path = path;
        this.keys = keys;
    }

    /** The section under a key; the same one every time, so that what is wrong with it is said once. */
    Section in(String key) {
        return sections.computeIfAbsent(key, name -> new Section(node.map(name), at(name), keys));
    }

    boolean has(String key) {
        return node.has(key);
    }

    /** An error of this section as a whole. */
    void fail(String message) {
        node.fail(message);
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private void note(String key, String type, String defaultValue, String meaning) {
        keys.add(new Key(at(key), type, defaultValue, meaning));
    }

    String text(String key, String defaultValue, int max, String meaning) {
        note(key, "text, 1 to " + max + " characters", defaultValue, meaning);
        return plain(node.value(key), max).orElse(defaultValue);
    }

    @Nullable String optionalText(String key, int max, String meaning) {
        note(key, "text, 1 to " + max + " characters", "–", meaning);
        return plain(node.value(key), max).orElse(null);
    }

    /** Text for one line: none of what is configured has a use for control characters, and a file's name can't have NUL. */
    private static Optional<String> plain(Value value, int max) {
        Optional<String> text = value.string(1, max);
        if (text.isPresent() && text.get().chars().anyMatch(Character::isISOControl)) {
            return value.fail("must not have control characters");
        }
        return text;
    }

    boolean flag(String key, boolean defaultValue, String meaning) {
        note(key, "`true` or `false`", Boolean.toString(defaultValue), meaning);
        return node.value(key).bool().orElse(defaultValue);
    }

    int number(String key, int min, int max, int defaultValue, String meaning) {
        note(key, "number, " + min + " to " + max, Integer.toString(defaultValue), meaning);
        return node.value(key).integer(min, max).orElse(defaultValue);
    }

    Duration duration(String key, Duration min, Duration max, Duration defaultValue, String meaning) {
        note(key, "time, " + shown(min) + " to " + shown(max), shown(defaultValue), meaning);
        return node.value(key).duration(min, max).orElse(defaultValue);
    }

    long size(String key, long min, long max, long defaultValue, String meaning) {
        note(key, "size, " + shown(min) + " to " + shown(max), shown(defaultValue), meaning);
        return node.value(key).size(min, max).orElse(defaultValue);
    }

    <T> T oneOf(String key, Map<String, T> values, String defaultId, String meaning) {
        note(key, "`" + String.join("` or `", values.keySet()) + "`", defaultId, meaning);
        T chosen = values.get(defaultId);
        if (chosen == null) {
            throw new IllegalStateException("the default of " + at(key) + " is none of its values");
        }
        return node.value(key).oneOf(values).orElse(chosen);
    }

    Address address(String key, Address defaultValue, String meaning) {
        note(key, "`host:port`; port 0 picks a free one", defaultValue.toString(), meaning);
        return node.value(key).address(0).orElse(defaultValue);
    }

    /** An address, or {@code off}. */
    @Nullable Address addressOrOff(String key, Address defaultValue, String meaning) {
        note(key, "`host:port`, or `off`", defaultValue.toString(), meaning);
        Value value = node.value(key);
        if (!value.isPresent()) {
            return defaultValue;
        }
        Optional<String> text = value.string();
        if (text.isPresent() && text.get().equals("off")) {
            return null;
        }
        return value.address(0).orElse(defaultValue);
    }

    /** An address, or {@code off}, which is what holds when it is missing. */
    @Nullable Address addressUnlessOff(String key, String meaning) {
        note(key, "`host:port`, or `off`", "off", meaning);
        Value value = node.value(key);
        Optional<String> text = value.isPresent() ? value.string() : Optional.empty();
        return text.isEmpty() || text.get().equals("off")
                ? null
                : value.address(0).orElse(null);
    }

    /** An address that must be there. */
    Optional<Address> requiredAddress(String key, String meaning) {
        note(key, "`host:port`", "–", meaning);
        return node.required(key).address(1);
    }

    /** An address that may be missing; also null when it is wrong, which is then an error. */
    @Nullable Address optionalAddress(String key, String meaning) {
        note(key, "`host:port`", "–", meaning);
        Value value = node.value(key);
        return value.isPresent() ? value.address(1).orElse(null) : null;
    }

    String requiredText(String key, int max, String meaning) {
        note(key, "text, 1 to " + max + " characters", "–", meaning);
        return plain(node.required(key), max).orElse("-");
    }

    List<String> texts(String key, List<String> defaultValue, String type, String meaning) {
        note(key, "list of " + type, defaultValue.toString(), meaning);
        Value value = node.value(key);
        if (!value.isPresent()) {
            return defaultValue;
        }
        List<String> texts = new ArrayList<>();
        for (Value item : value.list()) {
            plain(item, 255).ifPresent(texts::add);
        }
        return texts;
    }

    /** A value that a record checks by itself: its complaint becomes an error at the key's place. */
    <T> Optional<T> checked(String key, Function<String, T> reading) {
        Value value = node.value(key);
        Optional<String> text = value.string();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(reading.apply(text.get()));
        } catch (IllegalArgumentException e) {
            return value.fail(String.valueOf(e.getMessage()));
        }
    }

    /** Names with a value each. */
    Map<String, String> map(String key, Map<String, String> defaultValue, String meaning) {
        note(
                key,
                "map of text to text",
                new java.util.TreeMap<>(defaultValue).toString().replace("=", ": "),
                meaning);
        if (!node.has(key)) {
            return defaultValue;
        }
        Map<String, String> map = new java.util.LinkedHashMap<>();
        node.map(key).entries().forEach((name, value) -> plain(value, 255).ifPresent(text -> map.put(name, text)));
        return map;
    }

    /**
     * A list of maps.
     *
     * @param item reads one; also called on an empty map to write its keys down when the list is missing
     */
    <T> List<T> items(
            String key, List<T> defaultValue, String shown, String meaning, Function<Section, Optional<T>> item) {
        note(key, "list of maps", shown, meaning);
        Value value = node.value(key);
        if (!value.isPresent()) {
            MapNode empty = Document.parse("defaults", "{}", 16).root();
            // Read for the keys it writes down, which is all an empty map can give.
            Optional<T> unused = item.apply(new Section(empty, at(key) + "[]", keys));
            return defaultValue;
        }
        List<T> items = new ArrayList<>();
        for (Value each : value.list()) {
            each.map()
                    .flatMap(map -> item.apply(new Section(map, at(key) + "[]", new ArrayList<>())))
                    .ifPresent(items::add);
        }
        return items;
    }

    /**
     * A map of maps whose keys are names that the author chose.
     *
     * @param item reads one by its name; also called on an empty map to write its keys down when there are none
     */
    <T> List<T> named(String key, String meaning, BiFunction<String, Section, Optional<T>> item) {
        note(key, "map of names to maps", "{}", meaning);
        if (!node.has(key)) {
            MapNode empty = Document.parse("defaults", "{}", 16).root();
            // Read for the keys it writes down, as in a list.
            Optional<T> unused = item.apply("name", new Section(empty, at(key) + ".<name>", keys));
            return List.of();
        }
        List<T> items = new ArrayList<>();
        node.map(key)
                .entries()
                .forEach((name, value) -> value.map()
                        .flatMap(map -> item.apply(name, new Section(map, at(key) + "." + name, new ArrayList<>())))
                        .ifPresent(items::add));
        return items;
    }

    private static String shown(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0s";
        } else if (millis % 86_400_000 == 0) {
            return millis / 86_400_000 + "d";
        } else if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + "h";
        } else if (millis % 60_000 == 0) {
            return millis / 60_000 + "m";
        }
        return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
    }

    private static String shown(long bytes) {
        if (bytes >= 1 << 30 && bytes % (1 << 30) == 0) {
            return (bytes >> 30) + "GiB";
        } else if (bytes >= 1 << 20 && bytes % (1 << 20) == 0) {
            return (bytes >> 20) + "MiB";
        }
        return bytes >= 1 << 10 && bytes % (1 << 10) == 0 ? (bytes >> 10) + "KiB" : bytes + "B";
    }
}
