package org.sallyport.protocols.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** Recorded hellos, and what can be done to them. */
public final class Hellos {

    /** All that were recorded; each file says where. */
    public static final List<String> RECORDED = List.of(
            "curl-http-connect",
            "xmpp-starttls",
            "ldap-starttls",
            "jabber-2005",
            "jdk-tls13",
            "jdk-sslv2",
            "openssl-tls13",
            "openssl-tls12",
            "openssl-tls10",
            "chromium");

    private Hellos() {}

    /** One of them. */
    public static byte[] recorded(String name) {
        try (InputStream in = Hellos.class.getResourceAsStream("/tls/" + name + ".hex")) {
            if (in == null) {
                throw new AssertionError("no recording " + name);
            }
            String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.joining());
            return HexFormat.of().parseHex(hex);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same hello spread over records of so many bytes. */
    public static byte[] inRecordsOf(int size, byte[] hello) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int from = 5; from < hello.length; from += size) {
            int length = Math.min(size, hello.length - from);
            out.writeBytes(new byte[] {22, 3, 1, (byte) (length >> 8), (byte) length});
            out.write(hello, from, length);
        }
        return out.toByteArray();
    }

    /** A hello of TLS 1.2 with these extensions, each as type and content in hex. */
    static byte[] with(String... extensions) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String extension : extensions) {
            byte[] bytes = HexFormat.of().parseHex(extension.replace(" ", ""));
            all.write(bytes, 0, 2);
            all.write((bytes.length - 2) >> 8);
            all.write(bytes.length - 2);
            all.write(bytes, 2, bytes.length - 2);
        }
        byte[] head = new byte[2 + 32 + 1 + 4 + 2];
        head[0] = 3;
        head[1] = 3;
        Arrays.fill(head, 2, 34, (byte) 7);
        head[36] = 2;
        head[37] = 0x13;
        head[38] = 1;
        head[39] = 1;
        int body = head.length + 2 + all.size();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {22, 3, 1, (byte) ((body + 4) >> 8), (byte) (body + 4)});
        out.writeBytes(new byte[] {1, 0, (byte) (body >> 8), (byte) body});
        out.writeBytes(head);
        out.write(all.size() >> 8);
        out.write(all.size());
        out.writeBytes(all.toByteArray());
        return out.toByteArray();
    }

    /** The extension with one host name. */
    static byte[] named(String host) {
        byte[] name = host.getBytes(StandardCharsets.ISO_8859_1);
        HexFormat hex = HexFormat.of();
        return with("0000" + hex.toHexDigits((short) (name.length + 3)) + "00" + hex.toHexDigits((short) name.length)
                + hex.formatHex(name));
    }
}
