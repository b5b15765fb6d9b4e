package org.sallyport.proxy.tunnel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sallyport.proxy.tunnel.HttpTalk.Message;

/**
 * The HTTP proxy of ICQ with one tunnel in it: opens the connections it is asked for, carries what comes on them in answers to
 * {@code /monitor}, and what comes in {@code /data} to them. Records as OscarRecords describes them, written anew here.
 */
final class IcqFarEnd implements AutoCloseable {

    static final String SID = "00112233445566778899aabbccddeeff";
    private static final int MOST_DATA = 512;
    private static final long MONITOR_MILLIS = 150;

    private final FarEnd http;
    private final LinkedBlockingQueue<byte[]> forClient = new LinkedBlockingQueue<>();
    private final Map<Integer, Socket> sockets = new ConcurrentHashMap<>();
    private final Map<Integer, ByteArrayOutputStream> sent = new ConcurrentHashMap<>();
    private final Map<Integer, ByteArrayOutputStream> received = new ConcurrentHashMap<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private int sequence;

    IcqFarEnd() throws IOException {
        http = new FarEnd(this::answer);
    }

    /** One record. */
    static byte[] record(int type, int number, byte[] data) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeShort(12 + data.length);
            out.writeShort(0x0443);
            out.writeShort(type);
            out.writeInt(0);
            out.writeInt(number);
            out.write(data);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    /** Takes records apart. */
    interface Records {
        void record(int type, int number, byte[] data) throws IOException;
    }

    static void read(byte[] body, Records to) throws IOException {
        DataInputStream in = new DataInputStream(new java.io.ByteArrayInputStream(body));
        while (in.available() > 0) {
            int length = in.readUnsignedShort();
            in.skipNBytes(2);
            int type = in.readUnsignedShort();
            in.skipNBytes(4);
            int number = in.readInt();
            to.record(type, number, in.readNBytes(length - 12));
        }
    }

    private Message answer(Message request) throws IOException, InterruptedException {
        String target = request.target();
        if (target.equals("/hello")) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            // 2a = 2 version + 2 type + 6 unknown + 16 session id + 2 length + 9 host + 2 port, less nothing.
            body.writeBytes(HexFormat.of().parseHex("002704430002000000000000" + SID + "0009"));
            body.writeBytes("127.0.0.1".getBytes(ISO_8859_1));
            body.write(port() >> 8);
            body.write(port());
            return FarEnd.ok("Content-Type: AIM/HTTP\r\n", body.toByteArray());
        }
        if (target.equals("/monitor?sid=" + SID)) {
            return FarEnd.ok("Content-Type: AIM/HTTP\r\n", waiting());
        }
        synchronized (this) {
            if (!target.equals("/data?sid=" + SID + "&seq=" + ++sequence)) {
                faults.add("seq " + sequence + " was expected, not " + target);
            }
        }
        read(request.body(), this::take);
        return FarEnd.ok("Content-Type: AIM/HTTP\r\n", new byte[0]);
    }

    private byte[] waiting() throws InterruptedException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] record = forClient.poll(MONITOR_MILLIS, TimeUnit.MILLISECONDS);
        while (record != null) {
            body.writeBytes(record);
            record = forClient.poll();
        }
        return body.toByteArray();
    }

    private void take(int type, int number, byte[] data) throws IOException {
        Socket socket = sockets.get(number);
        switch (type) {
            case 3 -> {
                DataInputStream in = new DataInputStream(new java.io.ByteArrayInputStream(data));
                String host = new String(in.readNBytes(in.readUnsignedShort()), ISO_8859_1);
                open(number, new Socket(host, in.readUnsignedShort()));
            }
            case 5 -> {
                if (socket == null) {
                    faults.add("data for no connection");
                } else {
                    bytes(received, number).writeBytes(data);
                    socket.getOutputStream().write(data);
                }
            }
            case 6 -> {
                if (socket != null) {
                    socket.close();
                }
            }
            default -> faults.add("record of type " + type);
        }
    }

    private void open(int number, Socket socket) {
        sockets.put(number, socket);
        forClient.add(record(4, number, new byte[1]));
        Thread.ofVirtual().start(() -> {
            try (socket) {
                byte[] buffer = new byte[MOST_DATA];
                for (int n = socket.getInputStream().read(buffer);
                        n >= 0;
                        n = socket.getInputStream().read(buffer)) {
                    byte[] data = java.util.Arrays.copyOf(buffer, n);
                    bytes(sent, number).writeBytes(data);
                    forClient.add(record(5, number, data));
                }
            } catch (IOException e) {
                // Told below.
            }
            forClient.add(record(7, number, new byte[1]));
        });
    }

    static ByteArrayOutputStream bytes(Map<Integer, ByteArrayOutputStream> of, int number) {
        return of.computeIfAbsent(number, n -> new ByteArrayOutputStream());
    }

    /** What was sent to the client on a connection. */
    byte[] sent(int number) {
        return bytes(sent, number).toByteArray();
    }

    /** What came from the client on a connection. */
    byte[] received(int number) {
        return bytes(received, number).toByteArray();
    }

    /** Whether a connection's socket is closed. */
    boolean isClosed(int number) {
        @Nullable Socket socket = sockets.get(number);
        return socket == null || socket.isClosed();
    }

    List<Message> asked() {
        return http.asked();
    }

    /** What broke the rules on its way here. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    int port() {
        return http.port();
    }

    @Override
    public void close() throws IOException {
        http.close();
        for (Socket socket : sockets.values()) {
            socket.close();
        }
    }
}
