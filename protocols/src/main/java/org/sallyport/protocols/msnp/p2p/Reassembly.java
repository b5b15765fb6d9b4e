package org.sallyport.protocols.msnp.p2p;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Side;

/**
 * Puts SLP messages together from their parts. The parts themselves travel on as they come: a client acts only on a whole
 * message, so holding the last part is enough to hold them all.
 *
 * <p>Parts must come in order, as all clients send them. One that repeats what is there already, as libpurple's do, changes
 * nothing; one that says something else in the same place, leaves a gap or reaches past the end is refused: a client may put that
 * together in another way than we do.
 *
 * <p>Bounds: {@value #MOST} messages, finished ones included, of {@value #LONGEST} bytes each and {@value #MOST_BYTES} together;
 * the eldest goes, and parts of it that come later are refused. Confined to one thread.
 */
public final class Reassembly {

    /** The most messages kept. */
    public static final int MOST = 16;

    /** The longest message, in bytes: an offer with a preview picture has some twenty thousand. */
    public static final int LONGEST = 64 * 1024;

    /** The most bytes kept in all. */
    public static final int MOST_BYTES = 2 * LONGEST;

    /** What a part led to. */
    public sealed interface Result {

        /** More of it must come. */
        enum Partial implements Result {
            INSTANCE
        }

        /** The message is whole. */
        record Whole(Assembly message) implements Result {}

        /** A part of a message that was whole already, with nothing new in it. */
        record Repeated(Assembly message) implements Result {}

        /** It doesn't fit what came before. */
        record Broken(String why) implements Result {}
    }

    /** A message in the making, or made. */
    public static final class Assembly {

        private final int total;

        /** Grows as parts come, not as they announce. */
        private byte[] bytes = {};

        private boolean allowed;

        private Assembly(int total) {
            this.total = total;
        }

        /** Its bytes once it is whole: not to be changed. */
        public byte[] bytes() {
            return bytes;
        }

        /** Remembers that it went on, so that repetitions do too. */
        public void allow() {
            allowed = true;
        }

        /** Whether it went on: not before somebody said so. */
        public boolean allowed() {
            return allowed;
        }

        private boolean whole() {
            return bytes.length == total;
        }
    }

    private record Key(Side from, long id) {}

    private final Map<Key, Assembly> assemblies = new LinkedHashMap<>();
    private int held;

    /** How many messages are kept. */
    public int size() {
        return assemblies.size();
    }

    /** How many bytes are kept. */
    public int held() {
        return held;
    }

    /** Takes a part of an SLP message. */
    public Result add(Side from, P2p packet, ByteBuf buffer) {
        return switch (packet) {
            case P2p.V1 v1 -> add(new Key(from, v1.id()), v1.offset(), v1.total(), v1, buffer);
            case P2p.V2 v2 -> version2(new Key(from, -1L - v2.number()), v2, buffer);
            case P2p.Malformed malformed -> new Result.Broken(malformed.why());
        };
    }

    /** There the place of a part follows from what remains behind it. */
    private Result version2(Key key, P2p.V2 packet, ByteBuf buffer) {
        int length = packet.dataEnd() - packet.dataStart();
        if (packet.remaining() > LONGEST) {
            return new Result.Broken("SLP message of " + packet.remaining() + " bytes");
        }
        if (packet.first()) {
            return add(key, 0, length + packet.remaining(), packet, buffer);
        }
        Assembly begun = assemblies.get(key);
        if (begun == null) {
            return new Result.Broken("part of an SLP message without its beginning");
        }
        long offset = begun.total - packet.remaining() - length;
        return offset < 0
                ? new Result.Broken("part of an SLP message that doesn't fit")
                : add(key, offset, begun.total, packet, buffer);
    }

    private Result add(Key key, long offset, long total, P2p packet, ByteBuf buffer) {
        int length = packet.dataEnd() - packet.dataStart();
        if (total > LONGEST || length == 0) {
            return new Result.Broken(length == 0 ? "empty SLP message" : "SLP message of " + total + " bytes");
        }
        if (offset + length > total) {
            return new Result.Broken("part of an SLP message that reaches past its end");
        }
        Assembly assembly = begun(key, (int) offset, (int) total, packet, buffer);
        if (assembly == null || offset > assembly.bytes.length) {
            return new Result.Broken("part of an SLP message that doesn't follow the one before");
        }
        if (!repeats(assembly, (int) offset, packet, buffer)) {
            return new Result.Broken("part of an SLP message that contradicts another");
        }
        if (offset + length <= assembly.bytes.length) {
            return assembly.whole() ? new Result.Repeated(assembly) : Result.Partial.INSTANCE;
        }
        held -= assembly.bytes.length;
        assembly.bytes = Arrays.copyOf(assembly.bytes, (int) offset + length);
        held += assembly.bytes.length;
        buffer.getBytes(packet.dataStart(), assembly.bytes, (int) offset, length);
        makeRoom(assembly);
        return assembly.whole() ? new Result.Whole(assembly) : Result.Partial.INSTANCE;
    }

    /** The message that a part belongs to; null when that hasn't begun, or has another length. */
    private @Nullable Assembly begun(Key key, int offset, int total, P2p packet, ByteBuf buffer) {
        Assembly known = assemblies.get(key);
        boolean another =
                known == null || (known.whole() && (known.total != total || !repeats(known, offset, packet, buffer)));
        if (another && offset == 0) {
            // Numbers come round again; the message before is over.
            forget(assemblies.remove(key));
            Assembly fresh = new Assembly(total);
            assemblies.put(key, fresh);
            return fresh;
        }
        return known == null || known.total != total ? null : known;
    }

    private void makeRoom(Assembly newest) {
        Iterator<Assembly> eldest = assemblies.values().iterator();
        while (assemblies.size() > MOST || held > MOST_BYTES) {
            Assembly next = eldest.next();
            if (next != newest) {
                eldest.remove();
                forget(next);
            }
        }
    }

    private void forget(@Nullable Assembly gone) {
        held -= gone == null ? 0 : gone.bytes.length;
    }

    /** Whether a part says the same as what is there already, as far as they overlap. */
    private static boolean repeats(Assembly assembly, int offset, P2p packet, ByteBuf buffer) {
        int overlap = Math.min(assembly.bytes.length - offset, packet.dataEnd() - packet.dataStart());
        if (overlap <= 0) {
            return true;
        }
        byte[] again = new byte[overlap];
        buffer.getBytes(packet.dataStart(), again);
        return Arrays.equals(again, 0, overlap, assembly.bytes, offset, offset + overlap);
    }
}
