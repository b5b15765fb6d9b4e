package org.sallyport.proxy.config;

/**
 * One key of the configuration, as the reference lists it.
 *
 * @param path where it stands, such as {@code relay.idle-timeout}; {@code []} for an item of a list, {@code <name>} for
 *     a name that is chosen freely
 * @param type what it takes, with bounds
 * @param defaultValue what holds without it, as it would be written; a dash when there is none
 * @param meaning what it does
 */
public record Key(String path, String type, String defaultValue, String meaning) {

    /** The key as a row of a Markdown table. */
    public String row() {
        return "| `" + path + "` | " + type.replace("|", "\\|") + " | "
                + (defaultValue.equals("–") ? "–" : "`" + defaultValue + "`") + " | " + meaning + " |";
    }
}
