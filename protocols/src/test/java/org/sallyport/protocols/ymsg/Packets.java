package org.sallyport.protocols.ymsg;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Packets as tests write them: {@code 06 st=5a55aa56 id=1a 5=bob 14="hello there"}. The service is hexadecimal, and so are {@code
 * v} (version), {@code vn} (vendor), {@code st} (status) and {@code id} (session id), 0 where left out. Then come the pairs; a
 * value with spaces is quoted, with {@code \xHH} for a byte, and anything but ASCII is UTF-8. {@code raw=hex} is bytes
 * as they are, {@code len=hex} a length field that lies.
 */
final class Packets {

    private static final int HEADER = 20;
    private static final Pattern TOKEN = Pattern.compile("([a-z0-9]+)=(\"(?:[^\"\\\\]|\\\\.)*\"|\\S*)");
    private static final HexFormat HEX = HexFormat.of();

    private Packets() {}

    /** The bytes of a packet whose version is this unless it says another. */
    static byte[] bytes(String packet, int version) {
        ByteBuffer header = ByteBuffer.allocate(HEADER).put("YMSG".getBytes(StandardCharsets.US_ASCII));
        header.putShort(4, (short) version);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String[] parts = packet.strip().split("\\s+", 2);
        header.putShort(10, (short) Integer.parseInt(parts[0], 16));
        int length = -1;
        Matcher token = TOKEN.matcher(parts.length > 1 ? parts[1] : "");
        while (token.find()) {
            String value = token.group(2);
            switch (token.group(1)) {
                case "v" -> header.putShort(4, (short) hex(value));
                case "vn" -> header.putShort(6, (short) hex(value));
                case "st" -> header.putInt(12, hex(value));
                case "id" -> header.putInt(16, hex(value));
                case "len" -> length = hex(value);
                case "raw" -> body.writeBytes(HEX.parseHex(value));
                default -> pair(body, token.group(1), value);
            }
        }
        header.putShort(8, (short) (length < 0 ? body.size() : length));
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(header.array());
        whole.writeBytes(body.toByteArray());
        return whole.toByteArray();
    }

    private static int hex(String value) {
        return Integer.parseUnsignedInt(value, 16);
    }

    private static void pair(ByteArrayOutputStream body, String key, String value) {
        body.writeBytes(key.getBytes(StandardCharsets.US_ASCII));
        separator(body);
        body.writeBytes(value.startsWith("\"") ? unquoted(value) : value.getBytes(StandardCharsets.UTF_8));
        separator(body);
    }

    private static void separator(ByteArrayOutputStream body) {
        body.write(0xC0);
        body.write(0x80);
    }

    private static byte[] unquoted(String value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 1;
        while (at < value.length() - 1) {
            if (value.startsWith("\\x", at)) {
                out.write(Integer.parseInt(value.substring(at + 2, at + 4), 16));
                at += 4;
            } else {
                int end = value.offsetByCodePoints(at, 1);
                out.writeBytes(value.substring(at, end).getBytes(StandardCharsets.UTF_8));
                at = end;
            }
        }
        return out.toByteArray();
    }

    /** A packet's header and pairs, one a line, for a readable comparison; the bytes are compared besides. */
    static String text(byte[] packet) {
        if (packet.length < HEADER) {
            return HEX.formatHex(packet);
        }
        StringBuilder out = new StringBuilder(HEX.formatHex(packet, 0, HEADER));
        int field = 0;
        StringBuilder now = new StringBuilder();
        for (int i = HEADER; i < packet.length; i++) {
            if (i + 1 < packet.length && (packet[i] & 0xFF) == 0xC0 && (packet[i + 1] & 0xFF) == 0x80) {
                out.append(field % 2 == 0 ? "\n" : " = ").append(now);
                now.setLength(0);
                field++;
                i++;
            } else if (packet[i] >= 0x20 && packet[i] < 0x7F) {
                now.append((char) packet[i]);
            } else {
                now.append("\\x").append(HEX.toHexDigits(packet[i]));
            }
        }
        return out.append(now.isEmpty() ? "" : "\nrest " + now).toString();
    }
}
