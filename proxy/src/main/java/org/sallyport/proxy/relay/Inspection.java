package org.sallyport.proxy.relay;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.SeenFile;
import org.sallyport.policy.file.FileTypes;
import org.sallyport.proxy.scan.Scan;

/**
 * Looks at one file while it passes: how it begins, its hash, and what a scanner says of it. Confined to its event loop.
 *
 * <p><b>Bounds:</b> it keeps the first {@value FileTypes#FIRST_BYTES} bytes until the type is told, and otherwise nothing of the
 * file; the scan has a bound of its own.
 */
final class Inspection {

    /** Enough for every magic number but those at odd places; the rest of the first bytes only makes it surer. */
    private static final int ENOUGH = 1_024;

    private final FileTypes types;
    private final String name;
    private final @Nullable Scan scan;
    private final MessageDigest digest;
    private byte @Nullable [] first = new byte[0];
    private @Nullable String type;

    Inspection(FileTypes types, String name, @Nullable Scan scan) {
        this.types = types;
        this.name = name;
        this.scan = scan;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * A piece of it.
     *
     * @param last whether it is whole with it
     * @return what was seen, when the type is told by this piece; null when there is nothing new
     */
    @Nullable SeenFile piece(ByteBuf data, boolean last) {
        for (ByteBuffer buffer : data.nioBuffers()) {
            digest.update(buffer);
        }
        if (scan != null) {
            scan.data(data);
        }
        byte[] beginning = first;
        if (beginning == null) {
            return null;
        }
        int more = Math.min(data.readableBytes(), FileTypes.FIRST_BYTES - beginning.length);
        byte[] longer = Arrays.copyOf(beginning, beginning.length + more);
        data.getBytes(data.readerIndex(), longer, beginning.length, more);
        if (longer.length < ENOUGH && !last) {
            first = longer;
            return null;
        }
        first = null;
        type = types.byContent(longer, name);
        return new SeenFile(type, null);
    }

    /** Whether the scanner takes it more slowly than it comes. */
    boolean isFull() {
        return scan != null && scan.isFull();
    }

    void whenReady(Runnable then) {
        if (scan != null) {
            scan.whenReady(then);
        }
    }

    /** It is whole. {@code then} gets all that was seen; within this call where no scanner was asked. */
    void end(Consumer<SeenFile> then) {
        String hash = HexFormat.of().formatHex(digest.digest());
        if (scan == null) {
            then.accept(new SeenFile(type, hash));
        } else {
            scan.end(word -> then.accept(new SeenFile(type, hash, word)));
        }
    }

    /** It will not be whole; what was seen of it, which is not its hash. */
    SeenFile cancel() {
        if (scan == null) {
            return new SeenFile(type, null);
        }
        scan.cancel();
        return new SeenFile(
                type,
                null,
                new SeenFile.Scan(SeenFile.Scan.Result.FAILED, "the file was broken off before it was whole"));
    }
}
