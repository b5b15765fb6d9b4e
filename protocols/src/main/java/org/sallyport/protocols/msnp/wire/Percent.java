package org.sallyport.protocols.msnp.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Percent-encoding of text tokens: UTF-8, and a sign that is none stands for itself. */
public final class Percent {

    private Percent() {}

    /** The text a token stands for. */
    public static String decode(String token) {
        if (token.indexOf('%') < 0) {
            return token;
        }
        byte[] in = token.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
        for (int i = 0; i < in.length; i++) {
            int octet = in[i] == '%' && i + 2 < in.length ? octet(in[i + 1], in[i + 2]) : -1;
            if (octet < 0) {
                out.write(in[i]);
            } else {
                out.write(octet);
                i += 2;
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** A token that stands for a text; an empty text has none. */
    public static String encode(String text) {
        StringBuilder out = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet > ' ' && octet < 0x7F && octet != '%') {
                out.append((char) octet);
            } else {
                out.append(String.format("%%%02X", octet));
            }
        }
        return out.toString();
    }

    private static int octet(byte high, byte low) {
        int h = Character.digit(high, 16);
        int l = Character.digit(low, 16);
        return h < 0 || l < 0 ? -1 : 16 * h + l;
    }
}
