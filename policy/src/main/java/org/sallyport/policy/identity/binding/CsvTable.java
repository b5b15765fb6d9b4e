package org.sallyport.policy.identity.binding;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values (RFC 4180), as spreadsheets write them: the separator may be a semicolon or a tab, whichever the first
 * line has; a byte order mark is passed over. Immutable.
 *
 * @param rows what is in it, empty lines left out
 * @param flaw where it stops being readable, if it does; the rows are those before
 */
record CsvTable(List<Row> rows, @Nullable Flaw flaw) {

    private static final char MARK = '\uFEFF';
    private static final int LONGEST_CELL = 4_000;
    private static final int MOST_CELLS = 20;

    /** One row, and the number of the line on which it begins. */
    record Row(int line, List<String> cells) {}

    /** From this line on nothing can be read. */
    record Flaw(int line, String why) {}

    static CsvTable read(byte[] bytes, int mostRows) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new CsvTable(List.of(), new Flaw(1, "the file is not UTF-8: save it as \"CSV UTF-8\""));
        }
        return new Reading(!text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text, mostRows).read();
    }

    /** One pass over a text. */
    private static final class Reading {

        private final String text;
        private final int mostRows;
        private final char separator;
        private final List<Row> rows = new ArrayList<>();
        private int at;
        private int line = 1;

        Reading(String text, int mostRows) {
            this.text = text;
            this.mostRows = mostRows;
            this.separator = separator(text);
        }

        private static char separator(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == ',' || c == ';' || c == '\t') {
                    return c;
                }
                if (c == '\n' || c == '\r') {
                    break;
                }
            }
            return ',';
        }

        CsvTable read() {
            while (at < text.length()) {
                int first = line;
                List<String> cells = new ArrayList<>();
                String wrong = row(cells);
                if (wrong == null && rows.size() == mostRows) {
                    wrong = "there are more than " + mostRows + " lines";
                }
                if (wrong != null) {
                    return new CsvTable(List.copyOf(rows), new Flaw(first, wrong));
                }
                if (cells.size() > 1 || !cells.getFirst().isBlank()) {
                    rows.add(new Row(first, List.copyOf(cells)));
                }
            }
            return new CsvTable(List.copyOf(rows), null);
        }

        private @Nullable String row(List<String> cells) {
            while (true) {
                StringBuilder cell = new StringBuilder();
                String wrong = at < text.length() && text.charAt(at) == '"' ? quoted(cell) : plain(cell);
                if (wrong != null) {
                    return wrong;
                }
                cells.add(cell.toString());
                if (cells.size() > MOST_CELLS) {
                    return "there are more than " + MOST_CELLS + " columns";
                }
                if (at >= text.length()) {
                    return null;
                }
                char c = text.charAt(at++);
                if (c != separator) {
                    if (c == '\r' && at < text.length() && text.charAt(at) == '\n') {
                        at++;
                    }
                    line++;
                    return null;
                }
            }
        }

        private @Nullable String plain(StringBuilder cell) {
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == separator || c == '\n' || c == '\r') {
                    return null;
                }
                cell.append(c);
                if (cell.length() > LONGEST_CELL) {
                    return "a value is longer than " + LONGEST_CELL + " characters";
                }
                at++;
            }
            return null;
        }

        private @Nullable String quoted(StringBuilder cell) {
            at++;
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c != '"') {
                    cell.append(c);
                    line += c == '\n' ? 1 : 0;
                } else if (at < text.length() && text.charAt(at) == '"') {
                    cell.append(c);
                    at++;
                } else {
                    boolean over = at >= text.length()
                            || text.charAt(at) == separator
                            || text.charAt(at) == '\n'
                            || text.charAt(at) == '\r';
                    return over ? null : "something follows a closing quotation mark";
                }
                if (cell.length() > LONGEST_CELL) {
                    return "a value is longer than " + LONGEST_CELL
                            + " characters, or its closing quotation mark is missing";
                }
            }
            return "a closing quotation mark is missing";
        }
    }
}
