package org.sallyport.protocols;

/**
 * Bounds on what a peer can make the gateway hold or do, per connection.
 *
 * @param frameBytes the longest frame held for decoding, in bytes; a longer one is {@link Outcome.Malformed}; at least 128
 * @param itemsPerFrame how many list entries (TLVs, fragments, buddies) of one frame are read; one more makes it malformed; at least 16
 * @param trackedItems how many entries each map of a session keeps (pending offers, room members); the eldest goes first; at least 16
 * @param textChars how many characters of one text are put into an event; the rest is cut with a mark; at least 128
 */
public record Limits(int frameBytes, int itemsPerFrame, int trackedItems, int textChars) {

    /** 128 KiB frames, 4,096 items, 1,024 tracked, 65,536 characters. */
    public static final Limits DEFAULT = new Limits(128 * 1024, 4_096, 1_024, 65_536);

    /** @throws IllegalArgumentException when a bound is below its least value */
    public Limits {
        atLeast("frameBytes", frameBytes, 128);
        atLeast("itemsPerFrame", itemsPerFrame, 16);
        atLeast("trackedItems", trackedItems, 16);
        atLeast("textChars", textChars, 128);
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", is " + value);
        }
    }
}
