package org.sallyport.protocols.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * HTTP exchanges in a file, and what a format must read in them:
 *
 * <pre>
 *   -- remark
 *   C: POST /data HTTP/1.1     the client's request, line by line;  S: the service's response
 *   C| 2a01 "text\r\n"         a line of its body, in hex and quoted text
 *   = SEND key 12 alias -      what must be read of the message before; a response: key, ends, advertised
 *   * data 0 2a01              and each of its pieces in turn
 * </pre>
 */
final class HttpTranscript {

    private static final Pattern TOKEN = Pattern.compile("\"([^\"]*)\"|([0-9a-f]+)");
    private static final Pattern PIECE = Pattern.compile("(data \\d+|other) (.*)");

    /** One message; {@code request} is the request itself, or what a response answers. */
    record Message(HttpHead request, @Nullable HttpHead response, ByteBuf body, List<String> expected) {

        @Override
        public String toString() {
            return request.method() + " " + request.target() + (response == null ? "" : " answered");
        }
    }

    private HttpTranscript() {}

    static List<Message> read(String name) {
        try (InputStream in = HttpTranscript.class.getResourceAsStream("/tunnel/" + name + ".http")) {
            return parse(new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Message> parse(String text) {
        List<Message> messages = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        HttpHead request = null;
        for (String line : (text + "\n\n").lines().toList()) {
            if (line.startsWith("--")) {
                continue;
            }
            if (!line.isBlank()) {
                lines.add(line);
            } else if (!lines.isEmpty()) {
                Message message = message(lines, request);
                request = message.request();
                messages.add(message);
                lines.clear();
            }
        }
        return messages;
    }

    private static Message message(List<String> lines, @Nullable HttpHead before) {
        String[] start = lines.getFirst().substring(2).strip().split(" ");
        List<HttpFields.Field> fields = new ArrayList<>();
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        List<String> expected = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String rest = line.substring(2).strip();
            if (line.startsWith("=")) {
                expected.add(rest);
            } else if (line.startsWith("*")) {
                Matcher matcher = PIECE.matcher(rest);
                expected.add(
                        matcher.matches()
                                ? matcher.group(1) + " " + HexFormat.of().formatHex(bytes(matcher.group(2)))
                                : rest);
            } else if (line.charAt(1) == '|') {
                body.writeBytes(bytes(rest));
            } else {
                int colon = rest.indexOf(':');
                fields.add(new HttpFields.Field(
                        rest.substring(0, colon), rest.substring(colon + 1).strip()));
            }
        }
        HttpFields all = new HttpFields(fields);
        if (lines.getFirst().startsWith("S")) {
            return new Message(
                    Objects.requireNonNull(before),
                    HttpHead.response(Integer.parseInt(start[1]), all),
                    Unpooled.wrappedBuffer(body.toByteArray()),
                    expected);
        }
        String host = start[1].startsWith("/")
                ? all.first("Host")
                : URI.create(start[1]).getHost();
        return new Message(
                HttpHead.request(start[0], start[1], Objects.requireNonNull(host), all),
                null,
                Unpooled.wrappedBuffer(body.toByteArray()),
                expected);
    }

    /** Hex and quoted text, with the escapes for line ends. */
    static byte[] bytes(String tokens) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Matcher matcher = TOKEN.matcher(tokens);
        int end = 0;
        while (matcher.find()) {
            if (!tokens.substring(end, matcher.start()).isBlank()) {
                throw new IllegalArgumentException(tokens);
            }
            end = matcher.end();
            String text = matcher.group(1);
            out.writeBytes(
                    text == null
                            ? HexFormat.of().parseHex(matcher.group(2))
                            : text.replace("\\r", "\r").replace("\\n", "\n").getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    static ByteBuf buffer(String tokens) {
        return Unpooled.wrappedBuffer(bytes(tokens));
    }

    /** What was read, in the words of the file. */
    static List<String> describe(Unwrapped unwrapped) {
        List<String> words = new ArrayList<>();
        switch (unwrapped) {
            case Unwrapped.NotOurs no -> words.add("not ours");
            case Unwrapped.Malformed wrong -> words.add("malformed " + wrong.reason() + " " + wrong.why());
            case Unwrapped.Request r -> {
                words.add(r.kind() + " key " + or(r.key()) + " alias " + or(r.alias()));
                r.pieces().forEach(piece -> words.add(describe(piece)));
            }
            case Unwrapped.Response r -> {
                words.add("key " + or(r.newKey()) + (r.ends() ? " ends" : "")
                        + (r.advertised() == null ? "" : " advertised " + r.advertised()));
                r.pieces().forEach(piece -> words.add(describe(piece)));
            }
        }
        return words;
    }

    private static String describe(Piece piece) {
        return switch (piece) {
            case Piece.Open open ->
                "open " + open.stream() + " " + (open.destination() == null ? "-" : open.destination());
            case Piece.Data data -> "data " + data.stream() + " " + ByteBufUtil.hexDump(data.bytes());
            case Piece.Close close -> "close " + close.stream();
            case Piece.Other other -> "other " + ByteBufUtil.hexDump(other.raw());
        };
    }

    private static String or(@Nullable String text) {
        return text == null ? "-" : text;
    }
}
