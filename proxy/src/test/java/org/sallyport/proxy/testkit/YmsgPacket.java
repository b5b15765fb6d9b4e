package org.sallyport.proxy.testkit;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A packet as the peers of a test write and read it; shares nothing with the gateway's own reading. Immutable.
 *
 * <p><b>Bad input:</b> what isn't a header and whole pairs behind it is an {@link IOException}.
 *
 * @param version as on the wire
 * @param status signed
 */
public record YmsgPacket(int version, int service, int status, int session, List<Pair> pairs) {

    private static final int HEADER = 20;
    private static final int MAGIC = 0x594D_5347;

    /** A key and its value. */
    public record Pair(int key, String value) {}

    /** Freezes the pairs. */
    public YmsgPacket {
        pairs = List.copyOf(pairs);
    }

    /** One without pairs, version and session id. */
    public static YmsgPacket of(int service, int status) {
        return new YmsgPacket(0, service, status, 0, List.of());
    }

    /** With one pair more at the end. */
    public YmsgPacket with(int key, String value) {
        List<Pair> more = new ArrayList<>(pairs);
        more.add(new Pair(key, value));
        return new YmsgPacket(version, service, status, session, more);
    }

    /** With all pairs of another that have this key, at the end. */
    public YmsgPacket withAll(int key, YmsgPacket other) {
        YmsgPacket all = this;
        for (String value : other.all(key)) {
            all = all.with(key, value);
        }
        return all;
    }

    /** From whoever speaks this version in this session. */
    public YmsgPacket in(int itsVersion, int itsSession) {
        return new YmsgPacket(itsVersion, service, status, itsSession, pairs);
    }

    /** Whether it has this service and status. */
    public boolean is(int itsService, int itsStatus) {
        return service == itsService && status == itsStatus;
    }

    /** The first value of a key; empty when there is none. */
    public String first(int key) {
        List<String> all = all(key);
        return all.isEmpty() ? "" : all.getFirst();
    }

    /** The values of a key. */
    public List<String> all(int key) {
        return pairs.stream().filter(pair -> pair.key() == key).map(Pair::value).toList();
    }

    /** Whether the key is there. */
    public boolean has(int key) {
        return pairs.stream().anyMatch(pair -> pair.key() == key);
    }

    /** The keys, in order. */
    public List<Integer> keys() {
        return pairs.stream().map(Pair::key).toList();
    }

    /** On the wire. */
    public byte[] bytes() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (Pair pair : pairs) {
            field(body, Integer.toString(pair.key()));
            field(body, pair.value());
        }
        return ByteBuffer.allocate(HEADER + body.size())
                .putInt(MAGIC)
                .putShort((short) version)
                .putShort((short) 0)
                .putShort((short) body.size())
                .putShort((short) service)
                .putInt(status)
                .putInt(session)
                .put(body.toByteArray())
                .array();
    }

    private static void field(ByteArrayOutputStream body, String text) {
        body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        body.write(0xC0);
        body.write(0x80);
    }

    /** The next of a stream; null at its end. */
    public static @Nullable YmsgPacket read(DataInputStream in) throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        try {
            if (first << 24 != (MAGIC & 0xFF00_0000)
                    || in.readUnsignedByte() << 16 != (MAGIC & 0xFF_0000)
                    || in.readUnsignedShort() != (MAGIC & 0xFFFF)) {
                throw new IOException("a packet begins with something else than YMSG");
            }
            int version = in.readUnsignedShort();
            in.readUnsignedShort();
            byte[] body = new byte[in.readUnsignedShort()];
            int service = in.readUnsignedShort();
            int status = in.readInt();
            int session = in.readInt();
            in.readFully(body);
            return new YmsgPacket(version, service, status, session, pairs(body));
        } catch (EOFException e) {
            throw new IOException("the stream ends within a packet", e);
        }
    }

    private static List<Pair> pairs(byte[] body) throws IOException {
        List<String> fields = new ArrayList<>();
        int start = 0;
        for (int i = 0; i + 1 < body.length; i++) {
            if ((body[i] & 0xFF) == 0xC0 && (body[i + 1] & 0xFF) == 0x80) {
                fields.add(new String(body, start, i - start, StandardCharsets.UTF_8));
                start = i + 2;
                i++;
            }
        }
        if (start != body.length || fields.size() % 2 != 0) {
            throw new IOException("a body of something else than pairs");
        }
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < fields.size(); i += 2) {
            try {
                pairs.add(new Pair(Integer.parseInt(fields.get(i)), fields.get(i + 1)));
            } catch (NumberFormatException e) {
                throw new IOException("a key that is no number", e);
            }
        }
        return pairs;
    }

    @Override
    public String toString() {
        return "%02x st=%d id=%x %s".formatted(service, status, session, pairs);
    }
}
