package org.sallyport.protocols.oscar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The little language of the transcripts, in which frames are written down by hand:
 *
 * <ul>
 *   <li>{@code 0a1b}: bytes in hexadecimal; {@code ????}: any bytes
 *   <li>{@code "text"}: ASCII; {@code s8"text"}, {@code s16"text"}: the same behind its length; {@code u"text"}: UTF-16BE
 *   <li>{@code {5: ...}}: a TLV with what follows the colon inside
 *   <li>{@code 04/06 #28 ...}: a SNAC on channel 2 with its request id, in hexadecimal; {@code 04/06 #28 !8000 ...}: with flags
 *   <li>{@code ch4 ...}: another channel
 * </ul>
 */
final class Bytes {

    /** Bytes, and which of them may be anything. */
    static final class Pattern {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final StringBuilder mask = new StringBuilder();

        void add(byte[] some, boolean any) {
            bytes.writeBytes(some);
            mask.repeat(any ? '?' : '=', some.length);
        }

        void add(Pattern other) {
            bytes.writeBytes(other.bytes.toByteArray());
            mask.append(other.mask);
        }

        int size() {
            return bytes.size();
        }

        byte[] toBytes() {
            return bytes.toByteArray();
        }

        /** {@code actual} in hexadecimal with the bytes that may be anything blanked as in {@link #toString()}. */
        String blank(byte[] actual) {
            StringBuilder hex = new StringBuilder();
            for (int i = 0; i < actual.length; i++) {
                boolean any = i < mask.length() && mask.charAt(i) == '?';
                hex.append(any ? "??" : HexFormat.of().toHexDigits(actual[i]));
            }
            return hex.toString();
        }

        @Override
        public String toString() {
            return blank(toBytes());
        }
    }

    private final String text;
    private int at;

    private Bytes(String text) {
        this.text = text;
    }

    /** A whole FLAP with this sequence number. */
    static Pattern flap(String text, int sequence) {
        String line = text.strip();
        int channel = 2;
        Pattern payload = new Pattern();
        if (line.startsWith("ch")) {
            channel = line.charAt(2) - '0';
            line = line.substring(3);
        } else {
            String[] words = line.split("\\s+", 3);
            String[] opcode = words[0].split("/");
            int flags = 0;
            String body = words.length > 2 ? words[2] : "";
            if (body.startsWith("!")) {
                flags = Integer.parseInt(body.substring(1, 5), 16);
                body = body.substring(5);
            }
            payload.add(u16(Integer.parseInt(opcode[0], 16)), false);
            payload.add(u16(Integer.parseInt(opcode[1], 16)), false);
            payload.add(u16(flags), false);
            long id = Long.parseLong(words[1].substring(1), 16);
            payload.add(u16((int) (id >> 16)), false);
            payload.add(u16((int) id & 0xFFFF), false);
            line = body;
        }
        payload.add(body(line));
        Pattern flap = new Pattern();
        flap.add(new byte[] {0x2A, (byte) channel}, false);
        flap.add(u16(sequence), false);
        flap.add(u16(payload.size()), false);
        flap.add(payload);
        return flap;
    }

    static Pattern body(String text) {
        Bytes reader = new Bytes(text);
        Pattern out = reader.run();
        if (reader.at < text.length()) {
            throw new IllegalArgumentException("left over: " + text.substring(reader.at));
        }
        return out;
    }

    private Pattern run() {
        Pattern out = new Pattern();
        while (at < text.length() && text.charAt(at) != '}') {
            char c = text.charAt(at);
            if (c == ' ') {
                at++;
            } else if (c == '{') {
                out.add(tlv());
            } else if (c == '?') {
                at += 2;
                out.add(new byte[1], true);
            } else if (c == '"') {
                out.add(quoted().getBytes(StandardCharsets.US_ASCII), false);
            } else if (text.startsWith("u\"", at)) {
                at++;
                out.add(quoted().getBytes(StandardCharsets.UTF_16BE), false);
            } else if (text.startsWith("s8\"", at)) {
                at += 2;
                byte[] bytes = quoted().getBytes(StandardCharsets.US_ASCII);
                out.add(new byte[] {(byte) bytes.length}, false);
                out.add(bytes, false);
            } else if (text.startsWith("s16\"", at)) {
                at += 3;
                byte[] bytes = quoted().getBytes(StandardCharsets.US_ASCII);
                out.add(u16(bytes.length), false);
                out.add(bytes, false);
            } else {
                out.add(HexFormat.of().parseHex(text.substring(at, at + 2)), false);
                at += 2;
            }
        }
        return out;
    }

    private Pattern tlv() {
        int colon = text.indexOf(':', at);
        int type = Integer.parseInt(text.substring(at + 1, colon), 16);
        at = colon + 1;
        Pattern value = run();
        if (at >= text.length()) {
            throw new IllegalArgumentException("no end of TLV in " + text);
        }
        at++;
        Pattern out = new Pattern();
        out.add(u16(type), false);
        out.add(u16(value.size()), false);
        out.add(value);
        return out;
    }

    private String quoted() {
        int end = text.indexOf('"', at + 1);
        String inside = text.substring(at + 1, end);
        at = end + 1;
        return inside;
    }

    private static byte[] u16(int value) {
        return new byte[] {(byte) (value >> 8), (byte) value};
    }
}
