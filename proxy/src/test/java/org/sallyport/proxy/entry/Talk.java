package org.sallyport.proxy.entry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.HexFormat;

/** One side of a dialogue, byte by byte. */
final class Talk implements AutoCloseable {

    private final Socket socket;

    Talk(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(60_000);
        socket.setTcpNoDelay(true);
    }

    /** With a client of the proxy entry. */
    static Talk proxy(OpenGate gate) throws IOException {
        return new Talk(new Socket("127.0.0.1", gate.address("proxy").getPort()));
    }

    Socket socket() {
        return socket;
    }

    Talk say(String hex) throws IOException {
        socket.getOutputStream().write(HexFormat.of().parseHex(hex.replace(" ", "")));
        return this;
    }

    Talk sayText(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        return this;
    }

    Talk hear(String hex) throws IOException {
        String wanted = hex.replace(" ", "");
        byte[] got = socket.getInputStream().readNBytes(wanted.length() / 2);
        assertThat(HexFormat.of().formatHex(got)).isEqualTo(wanted);
        return this;
    }

    Talk hearText(String text) throws IOException {
        assertThat(new String(socket.getInputStream().readNBytes(text.length()), ISO_8859_1))
                .isEqualTo(text);
        return this;
    }

    /** A SOCKS 5 success with the IPv4 address the service sees us at. */
    Talk hearSuccess() throws IOException {
        hear("05 00 00 01");
        byte[] bound = socket.getInputStream().readNBytes(6);
        assertThat(HexFormat.of().formatHex(bound, 0, 4)).isEqualTo("7f000001");
        assertThat((bound[4] & 0xFF) << 8 | bound[5] & 0xFF).isPositive();
        return this;
    }

    Talk echo(String text) throws IOException {
        return sayText(text).hearText(text);
    }

    /** All until the other side ends; a reset is an end, too. */
    String rest() {
        StringBuilder rest = new StringBuilder();
        try {
            int next;
            while ((next = socket.getInputStream().read()) >= 0) {
                rest.append((char) next);
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("it never ends", e);
        } catch (IOException e) {
            // Reset.
        }
        return rest.toString();
    }

    void end() {
        assertThat(rest()).isEmpty();
    }

    static String hex(int port) {
        return HexFormat.of().toHexDigits((short) port);
    }

    static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
