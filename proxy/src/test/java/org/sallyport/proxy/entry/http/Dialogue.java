package org.sallyport.proxy.entry.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A client that says and expects what a transcript says: {@code C:} the client, {@code S:} what it must hear. */
final class Dialogue implements AutoCloseable {

    private final Socket socket;

    Dialogue(InetSocketAddress proxy) throws IOException {
        socket = new Socket(proxy.getAddress(), proxy.getPort());
        socket.setSoTimeout(20_000);
    }

    /**
     * Plays a transcript. Lines end with CR and LF on the wire; one that ends with {@code \} doesn't.
     *
     * @param transcript lines that begin with {@code C:} or {@code S:}
     */
    Dialogue play(String transcript) throws IOException {
        for (String line : transcript.split("\n")) {
            String text = line.length() > 3 ? line.substring(3) : "";
            String wire = text.endsWith("\\") ? text.substring(0, text.length() - 1) : text + "\r\n";
            if (line.startsWith("C:")) {
                say(wire);
            } else {
                hear(wire);
            }
        }
        return this;
    }

    void say(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    }

    void hear(String text) throws IOException {
        byte[] heard = socket.getInputStream().readNBytes(text.length());
        assertThat(new String(heard, ISO_8859_1)).isEqualTo(text);
    }

    /** One response's head and, when it has a length, its body. */
    String response() throws IOException {
        return WebService.request(socket.getInputStream());
    }

    String head() throws IOException {
        return WebService.head(socket.getInputStream());
    }

    /** All that is still said, up to the end. */
    String rest() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    void expectEnd() throws IOException {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
