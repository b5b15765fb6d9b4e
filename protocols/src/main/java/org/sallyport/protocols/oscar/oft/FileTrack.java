package org.sallyport.protocols.oscar.oft;

import io.netty.buffer.ByteBuf;

/**
 * Where one direction of a file transfer stands: how much of a file is still to come in it. The codec and the session keep one
 * each for a direction, and come to the same, since nothing but the direction's own bytes is asked.
 *
 * <p>A header may also stand where a file should begin: when the receiver had it already, or has a part of it. Only the other
 * direction knows; so what looks like a header there is taken for one, and the session refuses it where it should have been a
 * file. A file of fewer bytes than tell a header is never taken for one.
 */
final class FileTrack {

    private long left;
    private boolean begun;

    /** What the next bytes are. */
    enum Next {
        HEADER,
        DATA,
        /** A few more will tell. */
        UNTOLD
    }

    Next next(ByteBuf in, int at, int available) {
        if (left == 0) {
            return Next.HEADER;
        }
        if (begun || left < FileHeader.TELLING || !FileHeader.mayBegin(in, at, available)) {
            return Next.DATA;
        }
        if (available < FileHeader.TELLING) {
            return Next.UNTOLD;
        }
        return FileHeader.bySender(in, at) ? Next.HEADER : Next.DATA;
    }

    /** A whole header has passed. */
    void header(ByteBuf in, int at) {
        long follows = FileHeader.follows(in, at);
        if (follows >= 0) {
            left = follows;
            begun = false;
        }
    }

    /** So much of the file has passed. */
    void data(int length) {
        left -= length;
        begun = true;
    }

    /** How much of the file is to come. */
    long left() {
        return left;
    }
}
