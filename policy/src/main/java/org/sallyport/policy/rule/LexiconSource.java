package org.sallyport.policy.rule;

import java.io.IOException;

/** Where the files are that a rulebase names. */
@FunctionalInterface
public interface LexiconSource {

    /** A source without files: a rulebase that names one is invalid. */
    LexiconSource NONE = (path, maxBytes) -> {
        throw new IOException("there are no lexicon files here");
    };

    /**
     * The text of a file.
     *
     * @param path as in the document: relative, with {@code /}, without {@code ..}
     * @param maxBytes the largest size to be read
     * @throws IOException when there is no such file, when it is larger, or not UTF-8; the message is for an administrator
     */
    String read(String path, long maxBytes) throws IOException;
}
