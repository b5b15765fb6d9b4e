package org.sallyport.proxy.alert.syslog;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.sallyport.proxy.alert.AlertSettings;
import org.sallyport.proxy.alert.ClientTls;
import org.sallyport.proxy.alert.Courier;
import org.sallyport.proxy.alert.Digest;

/**
 * Alerts for a collector of logs: one message a group, over TLS (RFC 5425) or TCP, with the length of each message in front
 * (RFC 5425, 4.3; RFC 6587, 3.4.1), so that nothing in a message can begin another one.
 *
 * <p>Syslog has no receipts. A connection is made for each digest and its end is waited for: what the collector's machine did not
 * take shows as an error there, and the digest is sent again. What a collector reads and then drops is not seen by anybody.
 *
 * <p>Confined to one thread, which it blocks for as long as the time-outs allow.
 */
public final class SyslogCourier implements Courier {

    /** How long a collector may take to close after the gateway did; many never do. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    /** What a collector may say, which is nothing, before it is not listened to any more. */
    private static final int MOST_SAID = 4_096;

    private final AlertSettings.Syslog target;
    private final Duration timeout;
    private final String version;

    /**
     * @param timeout for connecting, and for each step of the handshake
     * @param version of the program, as CEF tells it
     */
    public SyslogCourier(AlertSettings.Syslog target, Duration timeout, String version) {
        this.target = target;
        this.timeout = timeout;
        this.version = version;
    }

    @Override
    public String destination() {
        return target.server().toString();
    }

    @Override
    public Outcome deliver(Digest digest) {
        try (Socket plain = new Socket()) {
            Thread watch = closeIn(timeout.multipliedBy(3), plain);
            try {
                deliver(digest, plain);
                return new Outcome.Delivered(null);
            } finally {
                watch.interrupt();
            }
        } catch (IOException e) {
            return new Outcome.Failed(e.getClass().getSimpleName() + ": " + e.getMessage(), null);
        }
    }

    /** Writing to somebody who does not read has no time-out of its own. */
    private static Thread closeIn(Duration limit, Socket socket) {
        return Thread.ofVirtual().name("alerts-deadline").start(() -> {
            try {
                Thread.sleep(limit);
                socket.close();
            } catch (InterruptedException | IOException e) {
                // It was over in time, or is closed already.
            }
        });
    }

    private void deliver(Digest digest, Socket plain) throws IOException {
        plain.connect(
                new InetSocketAddress(target.server().host(), target.server().port()),
                Math.toIntExact(timeout.toMillis()));
        plain.setSoTimeout(Math.toIntExact(timeout.toMillis()));
        if (target.tls()) {
            try (Socket secured = secured(plain)) {
                send(secured, digest);
            }
        } else {
            send(plain, digest);
        }
    }

    private Socket secured(Socket plain) throws IOException {
        SSLSocket socket = (SSLSocket) ClientTls.context(target.ca())
                .getSocketFactory()
                .createSocket(plain, target.server().host(), target.server().port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private void send(Socket socket, Digest digest) throws IOException {
        OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 16 << 10);
        for (Digest.Group group : digest.groups()) {
            byte[] message = switch (target.format()) {
                case RFC5424 -> Rfc5424.structured(digest, group);
                case CEF -> Rfc5424.carrying(digest, group, Cef.line(digest, group, version));
            };
            out.write((message.length + " ").getBytes(StandardCharsets.US_ASCII));
            out.write(message);
        }
        out.flush();
        socket.shutdownOutput();
        awaitEnd(socket);
    }

    /** An error that is under way, such as that nobody reads there any more, shows here. */
    private static void awaitEnd(Socket socket) throws IOException {
        long end = System.nanoTime() + FAREWELL.toNanos();
        try {
            for (int said = 0; said < MOST_SAID; said++) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                socket.setSoTimeout(Math.toIntExact(Math.max(1, left)));
                if (left <= 0 || socket.getInputStream().read() < 0) {
                    return;
                }
            }
        } catch (SocketTimeoutException e) {
            // It took everything and keeps the connection open on its side: that is its affair.
        }
    }
}
