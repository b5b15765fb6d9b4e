package org.sallyport.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sallyport.proxy.entry.EntrySettings;
import org.sallyport.proxy.entry.OpenGate;
import org.sallyport.proxy.entry.Transport;

/**
 * A client that says it is done before the service has answered must still get the whole answer. Some versions of the native
 * transport lose the end of it, which is why Netty is pinned; this is what has to pass before it is raised.
 */
class HalfCloseTest {

    private static final int ROUNDS = 30;
    private static final int SMALL = 200_000;
    private static final int LARGE = 20_000_000;

    @ParameterizedTest
    @EnumSource(Transport.class)
    void theWholeAnswerArrivesAfterTheClientHasClosedItsSide(Transport transport) throws Exception {
        try (ServerSocket service = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                OpenGate gate = new OpenGate(
                        transport, OpenGate.relaySettings(), OpenGate.proxy(EntrySettings.Authentication.NONE))) {
            // Ends when the service's socket is closed.
            Thread.ofVirtual().start(() -> answer(service));
            for (int round = 0; round < ROUNDS; round++) {
                assertThat(ask(gate, service.getLocalPort(), SMALL, false)).isEqualTo(expected(SMALL));
            }
            assertThat(ask(gate, service.getLocalPort(), LARGE, true)).isEqualTo(expected(LARGE));
        }
    }

    private static String ask(OpenGate gate, int port, int size, boolean slowly) throws Exception {
        try (Socket socket = gate.socks("127.0.0.1", port)) {
            if (slowly) {
                socket.setReceiveBufferSize(16 * 1024);
            }
            socket.getOutputStream()
                    .write(("send " + size + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            MessageDigest digest = MessageDigest.getInstance("MD5");
            byte[] buffer = new byte[16 * 1024];
            InputStream in = socket.getInputStream();
            int n;
            int reads = 0;
            while ((n = in.read(buffer)) >= 0) {
                digest.update(buffer, 0, n);
                if (slowly && ++reads % 64 == 0) {
                    // Slow enough to fill every buffer on the way.
                    LockSupport.parkNanos(2_000_000);
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    /** Reads the whole request, up to the client's FIN, before it answers. */
    private static void answer(ServerSocket service) {
        while (true) {
            try (Socket socket = service.accept()) {
                String request =
                        new String(socket.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
                socket.getOutputStream()
                        .write(content(Integer.parseInt(request.substring(5).strip())));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static byte[] content(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static String expected(int size) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content(size)));
    }
}
