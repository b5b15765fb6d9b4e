package org.sallyport.policy.text;

import java.util.Locale;
import org.tartarus.snowball.SnowballStemmer;
import org.tartarus.snowball.ext.DanishStemmer;
import org.tartarus.snowball.ext.DutchStemmer;
import org.tartarus.snowball.ext.EnglishStemmer;
import org.tartarus.snowball.ext.FinnishStemmer;
import org.tartarus.snowball.ext.FrenchStemmer;
import org.tartarus.snowball.ext.GermanStemmer;
import org.tartarus.snowball.ext.ItalianStemmer;
import org.tartarus.snowball.ext.NorwegianStemmer;
import org.tartarus.snowball.ext.PortugueseStemmer;
import org.tartarus.snowball.ext.SpanishStemmer;
import org.tartarus.snowball.ext.SwedishStemmer;

/**
 * The languages whose words can be compared by their stems, with Porter's Snowball algorithms. Only languages in Latin
 * letters: folding makes Latin ones of their look-alikes, after which no stemmer for Russian or Greek knows its words.
 */
public enum Stemming {
    DANISH,
    DUTCH,
    ENGLISH,
    FINNISH,
    FRENCH,
    GERMAN,
    ITALIAN,
    NORWEGIAN,
    PORTUGUESE,
    SPANISH,
    SWEDISH;

    /** The word of the document, such as {@code english}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Something that finds stems. It has state: one for each thread. */
    public Stemmer stemmer() {
        return new Stemmer(
                switch (this) {
                    case DANISH -> new DanishStemmer();
                    case DUTCH -> new DutchStemmer();
                    case ENGLISH -> new EnglishStemmer();
                    case FINNISH -> new FinnishStemmer();
                    case FRENCH -> new FrenchStemmer();
                    case GERMAN -> new GermanStemmer();
                    case ITALIAN -> new ItalianStemmer();
                    case NORWEGIAN -> new NorwegianStemmer();
                    case PORTUGUESE -> new PortugueseStemmer();
                    case SPANISH -> new SpanishStemmer();
                    case SWEDISH -> new SwedishStemmer();
                });
    }

    /** Finds the stems of words. One thread. */
    public static final class Stemmer {

        /** No word of these languages is longer; what is longer is its own stem, so that nobody makes stemming slow. */
        private static final int LONGEST_WORD = 64;

        private final SnowballStemmer snowball;

        private Stemmer(SnowballStemmer snowball) {
            this.snowball = snowball;
        }

        /** The stem of a folded word. */
        public String stem(String word) {
            if (word.length() > LONGEST_WORD) {
                return word;
            }
            snowball.setCurrent(word);
            snowball.stem();
            return snowball.getCurrent();
        }
    }
}
