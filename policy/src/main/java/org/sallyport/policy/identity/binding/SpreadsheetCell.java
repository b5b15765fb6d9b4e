package org.sallyport.policy.identity.binding;

/**
 * Values as cells that a spreadsheet takes for text. One that begins with a sign of a formula gets an apostrophe before it, as
 * spreadsheets themselves mark text, and loses it when it comes back. Static; any thread.
 */
final class SpreadsheetCell {

    /** Full-width forms too: spreadsheets in East Asian languages calculate with them. */
    private static final String SIGNS = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private static final char MARK = '\'';

    private SpreadsheetCell() {}

    /** The value as it is written, quoted where need be. */
    static String write(String value) {
        String safe = isMarked(value) || begins(value, SIGNS) ? MARK + value : value;
        return safe.chars().anyMatch(c -> ",;\t\"\r\n".indexOf(c) >= 0) || !safe.equals(safe.strip())
                ? '"' + safe.replace("\"", "\"\"") + '"'
                : safe;
    }

    /** What a cell stands for. */
    static String read(String cell) {
        return isMarked(cell) ? cell.substring(1) : cell;
    }

    /** Whether an apostrophe stands before something that must not begin a cell, another such apostrophe included. */
    private static boolean isMarked(String value) {
        return value.length() > 1
                && value.charAt(0) == MARK
                && (value.charAt(1) == MARK || SIGNS.indexOf(value.charAt(1)) >= 0);
    }

    private static boolean begins(String value, String signs) {
        return !value.isEmpty() && signs.indexOf(value.charAt(0)) >= 0;
    }
}
