package org.sallyport.protocols.oscar.oft;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.oscar.wire.TextCodec;

/**
 * The header by which two clients talk of one file: {@code OFT2} or {@code OFT3}, u16 length of it all, u16 type, and at fixed
 * places what the file is and how much of it has come.
 *
 * <p>Sources: the behaviour of libpurple and joscar; AIM 6.9's was observed in a capture of 2009.
 *
 * @param type one of the constants, or one nobody knows
 * @param cookie of the rendezvous; AIM's own client says 0 in a {@link #PROMPT}
 * @param plain whether the file comes as it is, neither encrypted nor compressed
 * @param size of this file
 * @param received how much of it the receiver has
 * @param name of this file, folders before it
 */
record FileHeader(int type, long cookie, boolean plain, long size, long received, String name) {

    /** The sender names a file. */
    static final int PROMPT = 0x0101;

    /** The sender goes on from where the receiver wants it, or from the beginning. */
    static final int RESUMES = 0x0106;

    /** The receiver wants the file. */
    static final int ACCEPTED = 0x0202;

    /** The receiver has the file: now, or it had it before. */
    static final int DONE = 0x0204;

    /** The receiver has a part of the file. */
    static final int RESUME_WANTED = 0x0205;

    /** The receiver knows where the sender goes on. */
    static final int RESUME_AGREED = 0x0207;

    /** The sender names the list of what it shares. */
    static final int LISTING = 0x1108;

    /** The receiver wants the list. */
    static final int LISTING_ACCEPTED = 0x1209;

    /** The receiver has the list, and perhaps doesn't understand it. */
    static final int LISTING_BAD = 0x120A;

    /** The receiver has the list. */
    static final int LISTING_DONE = 0x120B;

    /** The receiver asks for a file on the list. */
    static final int FILE_WANTED = 0x120C;

    /** The receiver asks for a folder on the list. */
    static final int FOLDER_WANTED = 0x120E;

    /** The shortest header. */
    static final int SHORTEST = 256;

    /** More than any name needs. */
    static final int LONGEST = 4_096;

    /** How much of a header tells that it is one: magic, length and type. */
    static final int TELLING = 8;

    private static final int LENGTH = 4;
    private static final int TYPE = 6;
    private static final int COOKIE = 8;
    private static final int ENCRYPTION = 16;
    private static final int COMPRESSION = 18;
    private static final int SIZE = 32;
    private static final int RECEIVED = 60;
    private static final int RECEIVED_CHECKSUM = 64;
    private static final int CHARSET = 188;
    private static final int NAME = 192;

    /** The checksum of no bytes. */
    private static final int OF_NOTHING = 0xFFFF_0000;

    /** Folders are told apart by it. */
    private static final char FOLDER = '\1';

    /** What the bytes begin with that are there, as far as there are any: {@code OFT2} or {@code OFT3}. */
    static boolean mayBegin(ByteBuf in, int at, int available) {
        return matches(in, at, available, 0, 'O')
                && matches(in, at, available, 1, 'F')
                && matches(in, at, available, 2, 'T')
                && (matches(in, at, available, 3, '2') || matches(in, at, available, 3, '3'));
    }

    private static boolean matches(ByteBuf in, int at, int available, int index, char expected) {
        return index >= available || in.getByte(at + index) == expected;
    }

    /** The length it gives itself, of which six bytes must be there. */
    static int length(ByteBuf in, int at) {
        return in.getUnsignedShort(at + LENGTH);
    }

    static int type(ByteBuf in, int at) {
        return in.getUnsignedShort(at + TYPE);
    }

    /** Whether the eight bytes there are those of a sender's header, and not of a file. */
    static boolean bySender(ByteBuf in, int at) {
        int length = length(in, at);
        int type = type(in, at);
        return length >= SHORTEST && length <= LONGEST && (type == PROMPT || type == RESUMES || type == LISTING);
    }

    /** How many bytes of a file may follow it, on the way that it takes itself; -1 where it says nothing of that. */
    static long follows(ByteBuf in, int at) {
        return switch (type(in, at)) {
            case PROMPT, LISTING -> in.getUnsignedInt(at + SIZE);
            case RESUMES -> Math.max(0, in.getUnsignedInt(at + SIZE) - in.getUnsignedInt(at + RECEIVED));
            default -> -1;
        };
    }

    /** Makes it say that nothing of the file is there yet. */
    static void fromTheBeginning(Frame frame) {
        frame.buffer().setInt(frame.offset() + RECEIVED, 0);
        frame.buffer().setInt(frame.offset() + RECEIVED_CHECKSUM, OF_NOTHING);
    }

    /** Reads a whole one. */
    static FileHeader read(Frame frame) {
        ByteBuf in = frame.buffer();
        int at = frame.offset();
        byte[] name = new byte[frame.length() - NAME];
        in.getBytes(at + NAME, name);
        return new FileHeader(
                type(in, at),
                in.getLong(at + COOKIE),
                in.getShort(at + ENCRYPTION) == 0 && in.getShort(at + COMPRESSION) == 0,
                in.getUnsignedInt(at + SIZE),
                in.getUnsignedInt(at + RECEIVED),
                name(in.getUnsignedShort(at + CHARSET), name));
    }

    private static String name(int charset, byte[] bytes) {
        if (charset == TextCodec.UTF16) {
            String all = TextCodec.decode(charset, bytes);
            int end = all.indexOf('\0');
            return (end < 0 ? all : all.substring(0, end)).replace(FOLDER, '/');
        }
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return TextCodec.decode(charset, Arrays.copyOf(bytes, end)).replace(FOLDER, '/');
    }
}
