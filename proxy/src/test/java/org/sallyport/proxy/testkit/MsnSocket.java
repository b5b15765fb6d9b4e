package org.sallyport.proxy.testkit;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * MSNP on a pair of streams: lines that end in CR LF, and behind those of some commands as many bytes as the last word says. It
 * shares nothing with the code under test and forgives nothing. One thread reads, any writes.
 */
public final class MsnSocket implements AutoCloseable {

    private static final int LONGEST_LINE = 4_096;
    private static final Set<String> CARRYING = Set.of("MSG", "UUX");

    private final InputStream in;
    private final OutputStream out;
    private final Closeable under;
    private final ReentrantLock writing = new ReentrantLock();

    public MsnSocket(Socket socket) throws IOException {
        this(socket.getInputStream(), socket.getOutputStream(), socket);
    }

    /** @param under what is closed with it */
    MsnSocket(InputStream in, OutputStream out, Closeable under) {
        this.in = new java.io.BufferedInputStream(in);
        this.out = out;
        this.under = under;
    }

    /**
     * A command as it came.
     *
     * @param words the line's
     * @param payload what came behind it; empty when nothing did
     */
    public record Heard(List<String> words, String payload) {

        /** Whether it is this command. */
        public boolean is(String command) {
            return word(0).equals(command);
        }

        /** A word of the line; empty when there aren't so many. */
        public String word(int index) {
            return index < words.size() ? words.get(index) : "";
        }

        /** The transaction, or -1. */
        public long transaction() {
            return word(1).matches("[0-9]{1,10}") ? Long.parseLong(word(1)) : -1;
        }

        /** A field of a payload's head; empty when it isn't there. */
        public String field(String name) {
            return head().lines()
                    .filter(line -> line.startsWith(name + ": "))
                    .map(line -> line.substring(name.length() + 2))
                    .findFirst()
                    .orElse("");
        }

        /** What stands behind a payload's head. */
        public String body() {
            return payload.substring(Math.min(payload.length(), head().length() + 4));
        }

        private String head() {
            int end = payload.indexOf("\r\n\r\n");
            return end < 0 ? payload : payload.substring(0, end);
        }

        /** Whether it is a text of these words. */
        public boolean says(String text) {
            return field("Content-Type").startsWith("text/plain") && body().equals(text);
        }
    }

    /** The next command; null at the end. */
    @Nullable Heard read() throws IOException {
        String line = line();
        if (line == null) {
            return null;
        }
        List<String> words = List.of(line.split(" ", -1));
        if (!words.getFirst().matches("[A-Z]{3}|[0-9]{3}") || words.contains("")) {
            throw new IOException("no command");
        }
        if (!CARRYING.contains(words.getFirst())) {
            return new Heard(words, "");
        }
        int length = Integer.parseInt(words.getLast());
        byte[] payload = in.readNBytes(length);
        if (payload.length < length) {
            throw new EOFException("end in a payload");
        }
        return new Heard(words, new String(payload, StandardCharsets.UTF_8));
    }

    private @Nullable String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\r'; b = in.read()) {
            if (b < 0 && line.size() == 0) {
                return null;
            }
            if (b < 0 || b == '\n' || line.size() == LONGEST_LINE) {
                throw new IOException("a line without its end");
            }
            line.write(b);
        }
        if (in.read() != '\n') {
            throw new IOException("a line with half an end");
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Sends a line. */
    public void send(String line) throws IOException {
        write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a line, the length of its payload behind it, and the payload. */
    public void send(String line, String payload) throws IOException {
        int length = payload.getBytes(StandardCharsets.UTF_8).length;
        write((line + " " + length + "\r\n" + payload).getBytes(StandardCharsets.UTF_8));
    }

    private void write(byte[] bytes) throws IOException {
        writing.lock();
        try {
            out.write(bytes);
            out.flush();
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() {
        try {
            under.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }
}
