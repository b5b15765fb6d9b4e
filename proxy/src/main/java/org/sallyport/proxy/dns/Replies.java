package org.sallyport.proxy.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.InetAddress;
import java.util.List;

/** Answers the forwarder gives by itself (RFC 1035, section 4.1). */
final class Replies {

    static final int NO_ERROR = 0;
    static final int FORMAT_ERROR = 1;
    static final int SERVER_FAILURE = 2;
    static final int NOT_IMPLEMENTED = 4;
    static final int REFUSED = 5;

    private static final int TTL_SECONDS = 60;

    /** What is kept of the query's flags: the kind of query, and whether recursion is wanted. */
    private static final int KEPT = 0x7900;
    /** An answer, from a server that recurses. */
    private static final int ANSWER = 0x8080;
    /** A name that stands at the beginning of the question. */
    private static final int POINTER_TO_QUESTION = 0xC000 | Query.HEADER;

    private Replies() {}

    /** The response code of an answer with a whole header. */
    static int responseCode(ByteBuf answer) {
        return answer.getUnsignedShort(answer.readerIndex() + 2) & 0xF;
    }

    /** A refusal of a message whose question could not be read. */
    static ByteBuf error(ByteBufAllocator allocator, ByteBuf message, int responseCode) {
        return header(allocator, message, responseCode, 0, 0);
    }

    /** A refusal of a query. */
    static ByteBuf error(ByteBufAllocator allocator, ByteBuf message, Query query, int responseCode) {
        return header(allocator, message, responseCode, 1, 0)
                .writeBytes(message, message.readerIndex() + Query.HEADER, query.end() - Query.HEADER);
    }

    /** The addresses of the family asked for; an answer without any when there are none. */
    static ByteBuf addresses(ByteBufAllocator allocator, ByteBuf message, Query query, List<InetAddress> addresses) {
        List<byte[]> fitting = addresses.stream()
                .map(InetAddress::getAddress)
                .filter(address -> isAsked(query.type(), address.length))
                .toList();
        ByteBuf reply = header(allocator, message, NO_ERROR, 1, fitting.size())
                .writeBytes(message, message.readerIndex() + Query.HEADER, query.end() - Query.HEADER);
        for (byte[] address : fitting) {
            reply.writeShort(POINTER_TO_QUESTION)
                    .writeShort(address.length == 4 ? Query.A : Query.AAAA)
                    .writeShort(Query.IN)
                    .writeInt(TTL_SECONDS)
                    .writeShort(address.length)
                    .writeBytes(address);
        }
        return reply;
    }

    private static boolean isAsked(int type, int length) {
        return type == Query.ANY || type == (length == 4 ? Query.A : Query.AAAA);
    }

    private static ByteBuf header(
            ByteBufAllocator allocator, ByteBuf message, int responseCode, int questions, int answers) {
        int start = message.readerIndex();
        return allocator
                .buffer(512)
                .writeShort(message.getUnsignedShort(start))
                .writeShort((message.getUnsignedShort(start + 2) & KEPT) | ANSWER | responseCode)
                .writeShort(questions)
                .writeShort(answers)
                .writeInt(0);
    }
}
