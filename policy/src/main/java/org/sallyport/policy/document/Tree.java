package org.sallyport.policy.document;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a document says, before anybody asks for types: each node knows where it stands. Lines and columns count from 1. */
sealed interface Tree {

    int line();

    int column();

    /** How an error message calls it. */
    default String describe() {
        return switch (this) {
            case Scalar s ->
                switch (s.kind()) {
                    case NULL -> "empty";
                    case BOOLEAN -> "a boolean";
                    case INTEGER, NUMBER -> "a number";
                    case STRING -> "a string";
                };
            case Sequence s -> "a list";
            case Mapping m -> "a map";
        };
    }

    /** What an unquoted scalar reads as by the YAML 1.2 core schema; a quoted one is always a string. */
    enum Kind {
        NULL,
        BOOLEAN,
        INTEGER,
        NUMBER,
        STRING
    }

    /** One value, as written. */
    record Scalar(String text, Kind kind, int line, int column) implements Tree {}

    /** A list. */
    record Sequence(List<Tree> items, int line, int column) implements Tree {}

    /** A map with its keys in the order of the document. */
    record Mapping(Map<String, Entry> entries, int line, int column) implements Tree {
        static Mapping empty(int line, int column) {
            return new Mapping(new LinkedHashMap<>(), line, column);
        }
    }

    /** A key's place and its value. */
    record Entry(int line, int column, Tree value) {}
}
