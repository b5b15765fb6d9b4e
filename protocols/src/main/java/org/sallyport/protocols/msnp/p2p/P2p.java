package org.sallyport.protocols.msnp.p2p;

import io.netty.buffer.ByteBuf;

/**
 * One packet, without the footer that a switchboard message has behind it. Positions are absolute indices of the buffer it was
 * read from.
 *
 * <p>Sources: the behaviour of libpurple, aMSN, Miranda and MSNPSharp; libpurple's bytes in captures of version 1.
 */
public sealed interface P2p {

    /** Bytes of the footer: the number of the application, big-endian. */
    int FOOTER = 4;

    /** What is in a packet. */
    enum Kind {
        /** A part of an MSNSLP message. */
        SLP,
        /** Says that a message has arrived. */
        ACKNOWLEDGEMENT,
        /** A part of what was agreed on: a file, a picture. */
        DATA,
        /** Anything else: a refusal of a packet, a cancel, a handshake. */
        CONTROL
    }

    /** What is in it. */
    Kind kind();

    /** The call it belongs to; 0 while calls are arranged. */
    long session();

    /** The message's number: the sender's own count. */
    long id();

    /** The number of the message that it acknowledges; -1 when none. */
    long acknowledged();

    /** Where its data begins. */
    int dataStart();

    /** Just past its data. */
    int dataEnd();

    /**
     * Version 1: 48 bytes, little-endian.
     *
     * @param total bytes of the whole message
     * @param offset of this part in it
     * @param ackId a number of the sender's own, or of the message acknowledged
     * @param ackSubId the other's {@code ackId} in an acknowledgement
     */
    record V1(
            long session,
            long id,
            long offset,
            long total,
            long flags,
            long ackId,
            long ackSubId,
            int dataStart,
            int dataEnd)
            implements P2p {

        @Override
        public Kind kind() {
            boolean acknowledges = (flags & V1Header.ACKNOWLEDGEMENT) != 0;
            if (session == 0 && dataEnd > dataStart) {
                // Whatever else it says it is: some client will read it.
                return Kind.SLP;
            }
            if (acknowledges && dataEnd == dataStart) {
                return Kind.ACKNOWLEDGEMENT;
            }
            return session == 0 ? Kind.CONTROL : Kind.DATA;
        }

        @Override
        public long acknowledged() {
            return kind() == Kind.ACKNOWLEDGEMENT ? ackId : -1;
        }
    }

    /**
     * Version 2: two headers of varying length, big-endian.
     *
     * @param opcode 1: synchronises, 2: wants an acknowledgement
     * @param messageLength bytes behind the first header
     * @param type bit 0: first part of a message; the rest says what kind of data
     * @param number ties the parts of a message together
     * @param remaining bytes of the message that follow in later parts
     */
    record V2(
            int opcode,
            int messageLength,
            long id,
            long acknowledged,
            int type,
            int number,
            long session,
            long remaining,
            int dataStart,
            int dataEnd)
            implements P2p {

        /** Whether a message begins here. */
        public boolean first() {
            return (type & 1) != 0;
        }

        @Override
        public Kind kind() {
            if (dataEnd > dataStart) {
                return session == 0 ? Kind.SLP : Kind.DATA;
            }
            return acknowledged >= 0 ? Kind.ACKNOWLEDGEMENT : Kind.CONTROL;
        }
    }

    /** It is none. */
    record Malformed(String why) implements P2p {
        @Override
        public Kind kind() {
            return Kind.CONTROL;
        }

        @Override
        public long session() {
            return 0;
        }

        @Override
        public long id() {
            return 0;
        }

        @Override
        public long acknowledged() {
            return -1;
        }

        @Override
        public int dataStart() {
            return 0;
        }

        @Override
        public int dataEnd() {
            return 0;
        }
    }

    /**
     * Reads a packet of whichever version fits, as on a direct connection, where nothing else says it. A length of data that
     * stands where version 1 has it is there by chance once in four thousand million; where that says nothing, both lengths of
     * version 2 must be right to the byte.
     */
    static P2p either(ByteBuf buffer, int start, int end) {
        P2p first = V1Header.read(buffer, start, end);
        if (first instanceof V1 v1 && v1.dataEnd() > v1.dataStart() && V1Header.saysLength(buffer, start)) {
            return first;
        }
        return first instanceof Malformed || V2Header.length(buffer, start, end) == end - start
                ? V2Header.read(buffer, start, end)
                : first;
    }
}
