package org.sallyport.policy.file;

/**
 * Says what kind of file something is, as a media type in lower case. Safe for any thread; never blocks.
 *
 * <p><b>Bad input:</b> never throws; {@link #UNKNOWN} is the answer to whatever tells nothing.
 */
public interface FileTypes {

    /** Nothing is known of it. */
    String UNKNOWN = "application/octet-stream";

    /** How many of the first bytes are enough. */
    int FIRST_BYTES = 4_096;

    /** By its name alone. */
    String byName(String name);

    /**
     * By how it begins. The name only tells apart what begins alike, such as the many formats inside a ZIP.
     *
     * @param first the first bytes, up to {@link #FIRST_BYTES}; more are not looked at
     * @param name as the sender named it; may be empty
     */
    String byContent(byte[] first, String name);
}
