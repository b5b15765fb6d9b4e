package org.sallyport.proxy.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is asked in a message (RFC 1035, section 4.1). Everything but the header and the one question is left alone: EDNS and
 * whatever else a client sends goes to the resolver as it is.
 *
 * @param id the client's id
 * @param flags the header's second word
 * @param host the name asked for, in lower case and without the dot at its end; null when it is no name a host can have
 * @param type the type of record asked for
 * @param dnsClass its class
 * @param end where the question ends in the message
 */
record Query(int id, int flags, @Nullable String host, int type, int dnsClass, int end) {

    static final int HEADER = 12;
    static final int IN = 1;
    static final int A = 1;
    static final int CNAME = 5;
    static final int AAAA = 28;
    static final int ANY = 255;

    private static final int IXFR = 251;
    private static final int AXFR = 252;
    private static final int ANSWER = 0x8000;
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_LABEL = 63;

    /** What a message is. */
    sealed interface Read {

        /** A query with one question. */
        record Asked(Query query) implements Read {}

        /** A query that is not looked up; to be answered with this code. */
        record Refused(int responseCode) implements Read {}

        /** No query at all: not to be answered, or two servers could talk to each other for ever. */
        record Noise() implements Read {}
    }

    /** @param message from its first byte to its last; its indices stay as they are */
    static Read read(ByteBuf message) {
        ByteBuf bytes = message.slice();
        if (bytes.readableBytes() < HEADER || (bytes.getUnsignedShort(2) & ANSWER) != 0) {
            return new Read.Noise();
        }
        int flags = bytes.getUnsignedShort(2);
        if ((flags & 0x7800) != 0) {
            return new Read.Refused(Replies.NOT_IMPLEMENTED);
        }
        Query query = bytes.getUnsignedShort(4) == 1 ? question(bytes, flags) : null;
        if (query == null) {
            return new Read.Refused(Replies.FORMAT_ERROR);
        }
        // Transfers are answered in many messages.
        return query.type() == AXFR || query.type() == IXFR ? new Read.Refused(Replies.REFUSED) : new Read.Asked(query);
    }

    /** The question; null when it is broken. A name in it is written out: there is nothing before it to point to. */
    private static @Nullable Query question(ByteBuf bytes, int flags) {
        bytes.readerIndex(HEADER);
        StringBuilder name = new StringBuilder();
        boolean host = true;
        while (bytes.isReadable()) {
            int length = bytes.readUnsignedByte();
            if (length == 0) {
                break;
            }
            if (length > LONGEST_LABEL
                    || !bytes.isReadable(length)
                    || bytes.readerIndex() + length - HEADER > LONGEST_NAME - 1) {
                return null;
            }
            String label = bytes.readCharSequence(length, StandardCharsets.ISO_8859_1)
                    .toString()
                    .toLowerCase(Locale.ROOT);
            host &= isHostLabel(label);
            name.append(name.isEmpty() ? "" : ".").append(label);
        }
        if (!bytes.isReadable(4)) {
            return null;
        }
        int type = bytes.readUnsignedShort();
        int dnsClass = bytes.readUnsignedShort();
        return new Query(
                bytes.getUnsignedShort(0),
                flags,
                host && !name.isEmpty() ? name.toString() : null,
                type,
                dnsClass,
                bytes.readerIndex());
    }

    /** Letters, digits, hyphens and, as people do, underscores. */
    private static boolean isHostLabel(String label) {
        return label.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_');
    }

    /**
     * Whether a message is the answer to this query, sent with another id (RFC 5452, section 9.1). Servers that report an error
     * may leave out the question.
     *
     * @param message the query's own message
     */
    boolean isAnsweredBy(ByteBuf answer, int sentId, ByteBuf message) {
        int start = answer.readerIndex();
        if (answer.readableBytes() < HEADER
                || answer.getUnsignedShort(start) != sentId
                || (answer.getUnsignedShort(start + 2) & ANSWER) == 0) {
            return false;
        }
        int questions = answer.getUnsignedShort(start + 4);
        if (questions == 0) {
            return Replies.responseCode(answer) != Replies.NO_ERROR;
        }
        int length = end - HEADER;
        return questions == 1
                && answer.readableBytes() >= end
                && sameQuestion(answer.slice(start + HEADER, length), message.slice(HEADER, length));
    }

    /** Byte by byte but for the case of letters. Length bytes are no letters. */
    private static boolean sameQuestion(ByteBuf one, ByteBuf other) {
        int nameEnd = one.readableBytes() - 4;
        for (int i = 0; i < nameEnd; i++) {
            if (folded(one.getByte(i)) != folded(other.getByte(i))) {
                return false;
            }
        }
        return ByteBufUtil.equals(one, nameEnd, other, nameEnd, 4);
    }

    private static int folded(byte letter) {
        return letter >= 'A' && letter <= 'Z' ? letter + ('a' - 'A') : letter;
    }
}
