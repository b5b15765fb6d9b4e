package org.sallyport.proxy.testkit;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;

/**
 * The way of clients that have nothing but a web proxy: every connection is a session at MSN's HTTP gateway, one request at a
 * time, and asked again and again whether there is something. What the client reads and writes is as on a connection.
 */
public final class MsnWebWay implements MsnClient.Way {

    private static final String GATEWAY = "gateway.messenger.hotmail.com";

    /** Real clients ask every two seconds. */
    private static final long POLL_MILLIS = 40;

    private final InetSocketAddress proxy;

    public MsnWebWay(InetSocketAddress proxy) {
        this.proxy = proxy;
    }

    @Override
    public MsnSocket open(String server, Address to) {
        Session session = new Session("Action=open&Server=" + server + "&IP=" + to.host());
        Thread.ofVirtual().name("web-" + server).start(session);
        return new MsnSocket(session.incoming, session.outgoing, session);
    }

    private final class Session implements Runnable, Closeable {
        private final BlockingQueue<byte[]> unsent = new LinkedBlockingQueue<>();
        private final BlockingQueue<byte[]> unread = new LinkedBlockingQueue<>();
        private final Incoming incoming = new Incoming(unread);
        private final OutputStream outgoing = new OutputStream() {
            @Override
            public void write(int b) {
                unsent.add(new byte[] {(byte) b});
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                unsent.add(java.util.Arrays.copyOfRange(bytes, offset, offset + length));
            }
        };
        private final String first;
        private volatile boolean closed;

        Session(String first) {
            this.first = first;
        }

        @Override
        public void run() {
            try (HttpClient http = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .proxy(ProxySelector.of(proxy))
                    .build()) {
                String host = GATEWAY;
                String query = first;
                byte[] body = unsent.take();
                while (!closed) {
                    HttpResponse<byte[]> answer = http.send(
                            HttpRequest.newBuilder(URI.create("http://" + host + "/gateway/gateway.dll?" + query))
                                    .header("User-Agent", "MSMSGS")
                                    .header("Content-Type", "application/x-msn-messenger")
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
                    String field =
                            answer.headers().firstValue("X-MSN-Messenger").orElse("");
                    if (answer.statusCode() != 200 || field.isEmpty()) {
                        throw new IOException("HTTP " + answer.statusCode());
                    }
                    unread.add(answer.body());
                    if (field.endsWith("; Session=close")) {
                        break;
                    }
                    host = value(field, "GW-IP");
                    body = next();
                    query = (body.length == 0 ? "Action=poll&SessionID=" : "SessionID=") + value(field, "SessionID");
                }
            } catch (IOException | InterruptedException e) {
                incoming.failure = e.toString();
            }
            unread.add(Incoming.END);
        }

        private byte[] next() throws InterruptedException {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] one = unsent.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
            while (one != null) {
                all.writeBytes(one);
                one = unsent.poll();
            }
            return all.toByteArray();
        }

        private static String value(String field, String name) {
            for (String part : field.split("; ", -1)) {
                if (part.startsWith(name + "=")) {
                    return part.substring(name.length() + 1);
                }
            }
            return "";
        }

        @Override
        public void close() {
            closed = true;
            unsent.add(new byte[0]);
        }
    }

    /** The bodies of all answers, one behind the other. */
    private static final class Incoming extends InputStream {
        private static final byte[] END = {};

        private final BlockingQueue<byte[]> unread;
        private byte[] now = new byte[0];
        private int at;
        private volatile @Nullable String failure;

        Incoming(BlockingQueue<byte[]> unread) {
            this.unread = unread;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // The end is that one array.
        public int read(byte[] to, int offset, int length) throws IOException {
            try {
                while (at == now.length) {
                    if (now == END) {
                        return ended();
                    }
                    now = unread.take();
                    at = 0;
                }
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            int count = Math.min(length, now.length - at);
            System.arraycopy(now, at, to, offset, count);
            at += count;
            return count;
        }

        private int ended() throws IOException {
            if (failure != null) {
                throw new IOException(failure);
            }
            return -1;
        }
    }
}
