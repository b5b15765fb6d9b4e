package org.sallyport.protocols.msnp.deal;

import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.msnp.p2p.P2p;
import org.sallyport.protocols.msnp.p2p.Slp;

/**
 * The bytes of one file as they come in packets: one message of the file's size, as all clients send it.
 *
 * <p>They must come in order. A packet that leaves a gap or comes again, and a message of another size than offered, is refused:
 * what was looked at would not be what the receiver puts together. Where the offer said no size, each message counts as a file.
 * Keeps no bytes. Confined to one thread.
 */
final class FileStream {

    /** How the file begins. */
    final ImEvent.FileOffer file;

    /** By which its end is told. */
    final Slp.Head invitation;

    private final Side sender;
    private final long size;

    private long message = -1;
    private long total;
    private long next;

    FileStream(ImEvent.FileOffer file, Slp.Head invitation, Side sender) {
        this.file = file;
        this.invitation = invitation;
        this.sender = sender;
        FileInfo info = file.files().isEmpty() ? null : file.files().getFirst();
        this.size = info == null ? -1 : info.size();
    }

    /** Takes the data of a packet. Returns what is wrong with it, or null. */
    @Nullable String piece(Side from, P2p packet) {
        if (from != sender) {
            return "data of a file from who receives it";
        }
        return switch (packet) {
            case P2p.V1 v1 -> piece(v1.id(), v1.offset() == 0, v1.offset(), v1.total(), v1);
            case P2p.V2 v2 -> {
                long length = (long) v2.dataEnd() - v2.dataStart();
                long all = v2.first() ? length + v2.remaining() : total;
                yield piece(v2.number(), v2.first(), all - v2.remaining() - length, all, v2);
            }
            case P2p.Malformed malformed -> malformed.why();
        };
    }

    private @Nullable String piece(long id, boolean begins, long offset, long all, P2p packet) {
        int length = packet.dataEnd() - packet.dataStart();
        if (begins && next == total) {
            if (size >= 0 && (total > 0 || all != size)) {
                return "file of another size than was offered";
            }
            message = id;
            total = all;
            next = 0;
        }
        if (id != message || all != total || offset != next || length > total - next) {
            return "part of a file that doesn't follow the one before";
        }
        next += length;
        return null;
    }

    /** Whether the file is whole with what came last. */
    boolean isWhole() {
        return next == total;
    }
}
