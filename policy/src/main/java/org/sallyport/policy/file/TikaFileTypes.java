package org.sallyport.policy.file;

import java.util.Arrays;
import java.util.Locale;
import org.apache.tika.Tika;

/** Types by the magic numbers and the file names that Apache Tika knows. Loading takes a moment, so not on an event loop. */
public final class TikaFileTypes implements FileTypes {

    private static final int LONGEST_NAME = 1_024;

    private final Tika tika = new Tika();

    private TikaFileTypes() {}

    private static final class Holder {
        private static final TikaFileTypes INSTANCE = new TikaFileTypes();
    }

    /** The one there is; the first call loads its tables. */
    public static TikaFileTypes instance() {
        return Holder.INSTANCE;
    }

    @Override
    public String byName(String name) {
        try {
            return tika.detect(shorten(name)).toLowerCase(Locale.ROOT);
        } catch (RuntimeException e) {
            // Names are strangers' texts, and reading them is somebody else's code.
            return UNKNOWN;
        }
    }

    @Override
    public String byContent(byte[] first, String name) {
        try {
            byte[] enough = first.length <= FIRST_BYTES ? first : Arrays.copyOf(first, FIRST_BYTES);
            return tika.detect(enough, shorten(name)).toLowerCase(Locale.ROOT);
        } catch (RuntimeException e) {
            return UNKNOWN;
        }
    }

    /** The end tells; and without folders and the marks of a URL, which Tika would cut at. */
    private static String shorten(String name) {
        String end = name.length() <= LONGEST_NAME ? name : name.substring(name.length() - LONGEST_NAME);
        return end.replaceAll("[\\\\/#?%:]", "_").strip().toLowerCase(Locale.ROOT);
    }
}
