package org.sallyport.protocols.carrier;

/**
 * Looks for an element of this local name in a stream of XML, a byte at a time, under whatever prefix (Namespaces in XML 1.0,
 * section 3) and however it is closed. Keeps no more of the stream than the beginning of a name.
 */
final class XmlElement {

    /** Longer names are none that is looked for. */
    private static final int LONGEST_NAME = 256;

    private enum At {
        TEXT,
        NAME,
        TAG
    }

    private final String wanted;
    private final StringBuilder name = new StringBuilder();
    private At at = At.TEXT;
    private byte last;

    /** Its start tag was there, and its end tag was not. */
    private boolean open;

    XmlElement(String wanted) {
        this.wanted = wanted;
    }

    /** Takes the next byte; whether it is the last one of such an element. */
    boolean endsWith(byte b) {
        switch (at) {
            case TEXT -> begin(b);
            case NAME -> {
                if (b == '<') {
                    begin(b);
                } else if (b == '>' || b >= 0 && b <= ' ' || b == '/' && !name.isEmpty()) {
                    at = At.TAG;
                    return tag(b);
                } else if (name.length() <= LONGEST_NAME) {
                    name.append((char) (b & 0xFF));
                }
            }
            case TAG -> {
                return tag(b);
            }
        }
        return false;
    }

    private void begin(byte b) {
        if (b == '<') {
            at = At.NAME;
            name.setLength(0);
        }
    }

    private boolean tag(byte b) {
        boolean empty = last == '/';
        last = b;
        if (b != '>') {
            return false;
        }
        at = At.TEXT;
        last = 0;
        boolean closing = !name.isEmpty() && name.charAt(0) == '/';
        if (!isWanted(closing ? 1 : 0)) {
            return false;
        }
        boolean ends = closing ? open : empty;
        open = !closing && !empty;
        return ends;
    }

    private boolean isWanted(int from) {
        int colon = name.lastIndexOf(":");
        return name.length() <= LONGEST_NAME
                && name.substring(Math.max(colon + 1, from)).equals(wanted);
    }
}
