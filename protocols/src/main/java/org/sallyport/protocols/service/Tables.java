package org.sallyport.protocols.service;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads the tables that come along: lines of columns separated by tabs, and comments. */
final class Tables {

    private Tables() {}

    /**
     * Reads a table.
     *
     * @param row reads one line; an {@link IllegalArgumentException} says what is wrong with it
     * @throws IllegalStateException naming the line that is wrong, since the table is part of the program
     */
    static <T> List<T> read(String resource, int columns, Function<String[], T> row) {
        InputStream in = Tables.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException(resource + " is missing from the jar");
        }
        List<T> rows = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (!line.isBlank() && !line.startsWith("#")) {
                    rows.add(parse(resource + " line " + number, line, columns, row));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    private static <T> T parse(String where, String line, int wanted, Function<String[], T> row) {
        String[] columns = line.split("\t", -1);
        if (columns.length != wanted) {
            throw new IllegalStateException(where + " has " + columns.length + " columns, not " + wanted);
        }
        try {
            return row.apply(columns);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(where + ": " + e.getMessage(), e);
        }
    }

    /** A dash stands for nothing. */
    static String words(String column) {
        return column.equals("-") ? "" : column;
    }
}
