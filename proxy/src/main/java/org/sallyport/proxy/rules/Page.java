package org.sallyport.proxy.rules;

/** Text, line by line, comments wrapped. */
final class Page {

    private static final int WIDTH = 118;

    private final StringBuilder text = new StringBuilder();

    Page line(String line) {
        text.append(line).append('\n');
        return this;
    }

    Page gap() {
        return line("");
    }

    /** A comment, wrapped, as far in as {@code indent} is wide. */
    Page say(String indent, String comment) {
        String start = indent + "#";
        StringBuilder line = new StringBuilder(start);
        for (String word : comment.split(" ")) {
            if (line.length() > start.length() && line.length() + 1 + word.length() > WIDTH) {
                line(line.toString());
                line.setLength(0);
                line.append(start);
            }
            line.append(' ').append(word);
        }
        return line(line.toString());
    }

    /** A comment that is not wrapped, such as a command. */
    Page show(String command) {
        return line("#   " + command);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
