package org.sallyport.protocols.oscar.oft;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Outcome;

/**
 * Cuts one direction of what two clients say to each other. Of files: headers, and between them as many bytes as the header
 * announced, in blocks of {@value #BLOCK} bytes. Of direct messages: a header with its words, up to where pictures begin; the tags
 * around pictures; and the pictures in such blocks. Allocates nothing per frame of a file.
 *
 * <p><b>Threading:</b> confined to the connection's event loop. <b>Bad input:</b> a header that is none, shorter than it can be or
 * longer than {@value FileHeader#LONGEST} bytes, words of more than {@link Limits#frameBytes()}, or anything but tags between
 * pictures is {@link Outcome.Malformed}, for good. Files and pictures may be of any length.
 */
final class PeerCodec implements Codec {

    /** A frame of a file: whoever breaks off within one has not sent it. */
    static final int BLOCK = 8_192;

    private static final int MAGIC = 4;
    private static final int LENGTH_KNOWN = 6;

    /** So much of the tag before pictures may have come without being seen. */
    private static final int LONGEST_PART_OF_TAG = 7;

    private final Frame frame = new Frame();
    private final Outcome.Decoded decoded = new Outcome.Decoded(frame);
    private final FileTrack file = new FileTrack();
    private final DirectTrack direct = new DirectTrack();
    private final int longest;
    private final int block;
    private Kind kind = Kind.UNKNOWN;
    private int searched;
    private long offset;
    private Outcome.@Nullable Malformed broken;

    private enum Kind {
        UNKNOWN,
        FILES,
        DIRECT
    }

    PeerCodec(Limits limits) {
        this.longest = limits.frameBytes();
        this.block = Math.min(BLOCK, longest);
    }

    @Override
    public Outcome decode(ByteBuf in) {
        if (broken != null) {
            return broken;
        }
        if (!in.isReadable()) {
            return Outcome.NeedMore.INSTANCE;
        }
        return switch (kind) {
            case UNKNOWN -> first(in);
            case FILES -> file(in);
            case DIRECT -> direct(in);
        };
    }

    private Outcome first(ByteBuf in) {
        int available = in.readableBytes();
        boolean files = FileHeader.mayBegin(in, in.readerIndex(), available);
        if (!files && !DirectHeader.mayBegin(in, in.readerIndex(), available)) {
            return broken("neither a file nor a direct message", 0);
        }
        if (available < MAGIC) {
            return Outcome.NeedMore.INSTANCE;
        }
        kind = files ? Kind.FILES : Kind.DIRECT;
        return files ? file(in) : direct(in);
    }

    private Outcome file(ByteBuf in) {
        int available = in.readableBytes();
        return switch (file.next(in, in.readerIndex(), available)) {
            case UNTOLD -> Outcome.NeedMore.INSTANCE;
            case DATA -> {
                int length = (int) Math.min(file.left(), block);
                if (available < length) {
                    yield Outcome.NeedMore.INSTANCE;
                }
                file.data(length);
                yield decoded(in, length);
            }
            case HEADER -> fileHeader(in, available);
        };
    }

    private Outcome fileHeader(ByteBuf in, int available) {
        int at = in.readerIndex();
        if (!FileHeader.mayBegin(in, at, available)) {
            return broken("no header of a file", 0);
        }
        if (available < LENGTH_KNOWN) {
            return Outcome.NeedMore.INSTANCE;
        }
        int length = FileHeader.length(in, at);
        if (length < FileHeader.SHORTEST || length > Math.min(FileHeader.LONGEST, longest)) {
            return broken("header of " + length + " bytes", MAGIC);
        }
        if (available < length) {
            return Outcome.NeedMore.INSTANCE;
        }
        file.header(in, at);
        return decoded(in, length);
    }

    private Outcome direct(ByteBuf in) {
        int available = in.readableBytes();
        return switch (direct.next()) {
            case PICTURE -> {
                int length = (int) Math.min(direct.pictureLeft(), block);
                if (available < length) {
                    yield Outcome.NeedMore.INSTANCE;
                }
                direct.picture(length);
                yield decoded(in, length);
            }
            case TAG -> tag(in, available);
            case MESSAGE -> message(in, available);
        };
    }

    private Outcome message(ByteBuf in, int available) {
        int at = in.readerIndex();
        if (!DirectHeader.mayBegin(in, at, available)) {
            return broken("no header of a direct message", 0);
        }
        if (available < LENGTH_KNOWN) {
            return Outcome.NeedMore.INSTANCE;
        }
        int header = DirectHeader.length(in, at);
        if (header < DirectHeader.SHORTEST || header > Math.min(DirectHeader.LONGEST, longest)) {
            return broken("header of " + header + " bytes", MAGIC);
        }
        if (available < header) {
            return Outcome.NeedMore.INSTANCE;
        }
        long whole = header + DirectHeader.textLength(in, at);
        int most = (int) Math.min(whole, longest);
        int there = Math.min(available, most);
        int pictures = DirectTrack.pictures(in, at + Math.max(header, searched), at + there);
        if (pictures >= 0) {
            return message(in, at, pictures - at);
        }
        if (there < most) {
            // The beginning of the tag may be there already.
            searched = Math.max(header, there - LONGEST_PART_OF_TAG);
            return Outcome.NeedMore.INSTANCE;
        }
        return whole > longest ? broken("message of " + whole + " bytes", header) : message(in, at, there);
    }

    private Outcome message(ByteBuf in, int at, int length) {
        searched = 0;
        direct.message(in, at, length);
        return decoded(in, length);
    }

    private Outcome tag(ByteBuf in, int available) {
        int at = in.readerIndex();
        int most = (int) Math.min(direct.left(), DirectTrack.LONGEST_TAG);
        int there = Math.min(available, most);
        int end = in.indexOf(at, at + there, (byte) '>');
        if (end < 0 && there < most) {
            return Outcome.NeedMore.INSTANCE;
        }
        if (end < 0 && direct.left() > most) {
            return broken("pictures without a tag", 0);
        }
        int length = end < 0 ? most : end + 1 - at;
        return direct.tag(in, at, length) ? decoded(in, length) : broken("no tag, or too long a picture", 0);
    }

    @Override
    public Outcome decodeLast(ByteBuf in) {
        return broken == null ? broken("stream ends within a header or a message", in.readableBytes()) : broken;
    }

    private Outcome decoded(ByteBuf in, int length) {
        frame.point(in, in.readerIndex(), length);
        offset += length;
        return decoded;
    }

    private Outcome broken(String why, int into) {
        Outcome.Malformed malformed = new Outcome.Malformed(why, offset + into);
        broken = malformed;
        return malformed;
    }
}
