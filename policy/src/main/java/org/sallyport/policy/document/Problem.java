package org.sallyport.policy.document;

import java.util.List;

/**
 * One thing wrong with a document. Immutable.
 *
 * @param file the document, as whoever reads the message knows it
 * @param line 1 for the first line; 0 when the trouble is with the document as a whole
 * @param column 1 for the first character of the line; 0 with line 0
 * @param path where in the document, such as {@code rules[3].then}; empty for the document itself
 * @param message what is wrong, in words for an administrator
 * @param allowed what may stand there instead; empty when that can't be listed
 */
public record Problem(String file, int line, int column, String path, String message, List<String> allowed) {
    public Problem {
        allowed = List.copyOf(allowed);
    }

    /** {@code file:line:column: path: message (allowed: ...)}, on one line, as editors and terminals link it. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(file);
        if (line > 0) {
            out.append(':').append(line).append(':').append(column);
        }
        out.append(": ");
        if (!path.isEmpty()) {
            out.append(path).append(": ");
        }
        out.append(message);
        if (!allowed.isEmpty()) {
            out.append(" (allowed: ").append(String.join(", ", allowed)).append(')');
        }
        return out.toString();
    }
}
