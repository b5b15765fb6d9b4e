package org.sallyport.policy.document;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Builds a {@link Tree} out of the parser's events. From events and not from the parser's own nodes, because those follow
 * aliases and recurse before anybody can say no: here depth and aliases are refused as they are met.
 */
final class TreeReader {

    /** Deeper than any document of ours, and far from any stack's end. */
    static final int MAX_DEPTH = 32;

    private final Document document;
    private final ScalarResolver resolver = new CoreSchema().getScalarResolver();
    private final Deque<Open> open = new ArrayDeque<>();
    private @Nullable Tree root;

    /** A collection whose end has not come. */
    private static final class Open {
        final Tree tree;

        /** In a map, the key whose value comes next; null when a key comes next. */
        Tree.@Nullable Scalar key;

        Open(Tree tree) {
            this.tree = tree;
        }
    }

    TreeReader(Document document) {
        this.document = document;
    }

    /** The root, or null when the text is not YAML of our kind: then the document has the problem. */
    @Nullable Tree read(String text) {
        LoadSettings settings = YamlText.settings(text)
                .setLabel(document.name())
                .setSchema(new CoreSchema())
                .build();
        try {
            int documents = 0;
            for (Event event : new Parse(settings).parseString(text)) {
                if (event instanceof DocumentStartEvent && ++documents > 1) {
                    document.broken(
                            line(event), column(event), "a second document starts here; one file is one document");
                    return null;
                }
                if (!take(event)) {
                    return null;
                }
            }
        } catch (ReaderException e) {
            Place place = Place.of(text, e.getPosition());
            document.broken(
                    place.line,
                    place.column,
                    "has a character that YAML does not allow: U+%04X".formatted(e.getCodePoint()));
            return null;
        } catch (MarkedYamlEngineException e) {
            Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
            document.broken(
                    mark.map(m -> m.getLine() + 1).orElse(0),
                    mark.map(m -> m.getColumn() + 1).orElse(0),
                    "is not YAML: " + oneLine(e.getProblem()));
            return null;
        } catch (YamlEngineException e) {
            document.broken(0, 0, "is not YAML: " + oneLine(e.getMessage()));
            return null;
        }
        return root;
    }

    /** Whether to go on. */
    private boolean take(Event event) {
        switch (event.getEventId()) {
            case Scalar -> place(scalar((ScalarEvent) event));
            case MappingStart, SequenceStart -> {
                CollectionStartEvent start = (CollectionStartEvent) event;
                refuseTag(start.getTag(), event);
                if (open.size() == MAX_DEPTH) {
                    document.broken(line(event), column(event), "is nested deeper than " + MAX_DEPTH + " levels");
                    return false;
                }
                Tree tree = start instanceof MappingStartEvent
                        ? Tree.Mapping.empty(line(event), column(event))
                        : new Tree.Sequence(new ArrayList<>(), line(event), column(event));
                place(tree);
                open.push(new Open(tree));
            }
            case MappingEnd, SequenceEnd -> open.pop();
            case Alias -> {
                document.broken(
                        line(event),
                        column(event),
                        "the alias *" + ((AliasEvent) event).getAlias().getValue()
                                + " is not supported: write the value out");
                return false;
            }
            case StreamStart, StreamEnd, DocumentStart, DocumentEnd, Comment -> {}
        }
        return true;
    }

    private void place(Tree tree) {
        Open parent = open.peek();
        if (parent == null) {
            root = tree;
            return;
        }
        switch (parent.tree) {
            case Tree.Sequence sequence -> sequence.items().add(tree);
            case Tree.Mapping mapping -> placeInMap(parent, mapping, tree);
            case Tree.Scalar scalar -> throw new IllegalStateException("a scalar holds nothing");
        }
    }

    private void placeInMap(Open parent, Tree.Mapping mapping, Tree tree) {
        Tree.Scalar key = parent.key;
        if (key == null) {
            if (tree instanceof Tree.Scalar scalar) {
                parent.key = scalar;
            } else {
                document.problem(
                        tree.line(), tree.column(), "", "a key must be a word, this is " + tree.describe(), List.of());
                parent.key = new Tree.Scalar("?", Tree.Kind.STRING, tree.line(), tree.column());
            }
            return;
        }
        parent.key = null;
        Tree.Entry before = mapping.entries().get(key.text());
        if (before == null) {
            mapping.entries().put(key.text(), new Tree.Entry(key.line(), key.column(), tree));
        } else {
            document.problem(
                    key.line(),
                    key.column(),
                    "",
                    "the key '" + Document.shown(key.text()) + "' is here twice, first on line " + before.line(),
                    List.of());
        }
    }

    private Tree.Scalar scalar(ScalarEvent event) {
        refuseTag(event.getTag(), event);
        return new Tree.Scalar(event.getValue(), kind(event), line(event), column(event));
    }

    private Tree.Kind kind(ScalarEvent event) {
        if (!event.isPlain()) {
            return Tree.Kind.STRING;
        }
        Tag tag = resolver.resolve(event.getValue(), true);
        if (tag.equals(Tag.NULL)) {
            return Tree.Kind.NULL;
        }
        if (tag.equals(Tag.BOOL)) {
            return Tree.Kind.BOOLEAN;
        }
        if (tag.equals(Tag.INT)) {
            return Tree.Kind.INTEGER;
        }
        return tag.equals(Tag.FLOAT) ? Tree.Kind.NUMBER : Tree.Kind.STRING;
    }

    private void refuseTag(Optional<String> tag, Event event) {
        tag.ifPresent(t -> document.problem(
                line(event),
                column(event),
                "",
                "the tag " + Document.shown(t) + " is not supported: leave it out",
                List.of()));
    }

    private static int line(Event event) {
        return event.getStartMark().map(m -> m.getLine() + 1).orElse(0);
    }

    private static int column(Event event) {
        return event.getStartMark().map(m -> m.getColumn() + 1).orElse(0);
    }

    private static String oneLine(@Nullable String message) {
        return message == null
                ? "no reason given"
                : message.lines().findFirst().orElse("").strip();
    }

    /** Where a code point stands, for the parser's errors that only count code points. */
    private record Place(int line, int column) {
        static Place of(String text, int position) {
            int line = 1;
            int column = 1;
            int index = 0;
            for (int n = 0; n < position && index < text.length(); n++) {
                int c = text.codePointAt(index);
                index += Character.charCount(c);
                if (c == '\n') {
                    line++;
                    column = 1;
                } else {
                    column++;
                }
            }
            return new Place(line, column);
        }
    }
}
