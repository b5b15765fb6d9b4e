package org.sallyport.proxy.tunnel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A client that sends requests and reads their responses, on one connection for as long as that lasts. One thread at a time. */
public final class HttpTalk implements AutoCloseable {

    private final InetSocketAddress proxy;
    private final String source;
    private final String version;
    private final boolean keepAlive;
    private String host = "unnamed.example";
    private @Nullable Socket socket;

    /**
     * @param source the address the client has
     * @param version such as {@code HTTP/1.0}
     */
    HttpTalk(InetSocketAddress proxy, String source, String version, boolean keepAlive) {
        this.proxy = proxy;
        this.source = source;
        this.version = version;
        this.keepAlive = keepAlive;
    }

    public HttpTalk(InetSocketAddress proxy) {
        this(proxy, "127.0.0.1", "HTTP/1.1", true);
    }

    /** On a connection that stands, such as one through another proxy. */
    public HttpTalk(Socket socket) {
        this((InetSocketAddress) socket.getRemoteSocketAddress());
        this.socket = socket;
    }

    /** With a server that targets don't name. */
    public HttpTalk named(String server) {
        host = server;
        return this;
    }

    /** A message: its head as text, its body as bytes. */
    public static final class Message {
        private final String head;
        private final byte[] body;

        public Message(String head, byte[] body) {
            this.head = head;
            this.body = body;
        }

        /** The first line, the fields, and the empty line behind them. */
        public String head() {
            return head;
        }

        public byte[] body() {
            return body;
        }

        public String text() {
            return new String(body, ISO_8859_1);
        }

        public int status() {
            return Integer.parseInt(head.split(" ", -1)[1]);
        }

        public String target() {
            return head.split(" ", -1)[1];
        }

        /** The value of a field; empty when it isn't there. */
        public String field(String name) {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElse("");
        }
    }

    Message get(String target) throws IOException {
        return ask("GET " + target, "", null);
    }

    Message post(String target, byte[] body, String... fields) throws IOException {
        return ask("POST " + target, String.join("", fields), body);
    }

    /**
     * Asks and reads the answer.
     *
     * @param what method and target
     */
    public Message ask(String what, String fields, byte @Nullable [] body) throws IOException {
        Socket to = socket;
        if (to == null) {
            to = new Socket();
            to.bind(new InetSocketAddress(source, 0));
            to.connect(proxy, 20_000);
            to.setSoTimeout(30_000);
            socket = to;
        }
        String authority = what.replaceFirst("^\\S+ http://([^/]+)/.*$", "$1");
        String named = authority.equals(what) ? host : authority;
        String connection = keepAlive ? "keep-alive" : "close";
        String length = body == null ? "" : "Content-Length: " + body.length + "\r\n";
        String head = what + " " + version + "\r\nHost: " + named + "\r\nProxy-Connection: " + connection + "\r\n"
                + fields + length + "\r\n";
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.getBytes(ISO_8859_1));
        if (body != null) {
            all.writeBytes(body);
        }
        to.getOutputStream().write(all.toByteArray());
        Message answer = read(to.getInputStream());
        boolean ends = !keepAlive || answer.field("Connection").equalsIgnoreCase("close");
        if (ends) {
            to.close();
            socket = null;
        }
        return answer;
    }

    /** Reads one message; a body has a known length or comes in chunks. */
    static Message read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            head.write(byteOf(in));
        }
        Message message = new Message(head.toString(ISO_8859_1), new byte[0]);
        String length = message.field("Content-Length");
        if (!length.isEmpty()) {
            return new Message(message.head(), in.readNBytes(Integer.parseInt(length)));
        }
        if (!message.field("Transfer-Encoding").equals("chunked")) {
            return message;
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunk(in); size > 0; size = chunk(in)) {
            body.writeBytes(in.readNBytes(size));
            in.skipNBytes(2);
        }
        in.skipNBytes(2);
        return new Message(message.head(), body.toByteArray());
    }

    private static int chunk(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.indexOf("\r\n") < 0) {
            line.append((char) byteOf(in));
        }
        return Integer.parseInt(line.toString().strip(), 16);
    }

    private static int byteOf(InputStream in) throws IOException {
        int b = in.read();
        if (b < 0) {
            throw new EOFException();
        }
        return b;
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
        }
    }
}
