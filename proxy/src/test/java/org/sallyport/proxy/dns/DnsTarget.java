package org.sallyport.proxy.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.sallyport.protocols.fuzz.FuzzInput;
import org.sallyport.protocols.fuzz.FuzzTarget;

/**
 * A client's query and a resolver's answer to it: never an exception, an index moved or a buffer lost; what is answered here is
 * an answer to what was asked; and little is learned from much.
 */
public final class DnsTarget implements FuzzTarget {

    private static final int MOST_LEARNED = 100;

    @Override
    public String name() {
        return "dns";
    }

    @Override
    public boolean releasesAll() {
        return true;
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        byte[] asked = Wire.bytes("edd4 0100 0001 0000 0000 0000 03667470 0765636974656c65 03636f6d 00 0001 0001");
        seeds.add(FuzzInput.with(0)
                .piece(0, asked)
                .piece(0, Wire.bytes(Wire.ANSWER))
                .build());
        seeds.add(FuzzInput.with(0)
                .piece(0, Wire.bytes(Wire.QUERY))
                .piece(0, Wire.bytes("1234 8183 0000 0000 0000 0000"))
                .build());
        for (int type : new int[] {Query.A, Query.AAAA, Query.ANY, Query.CNAME, 252}) {
            byte[] query = Wire.query(0x1234, "login.example.com", type);
            byte[] answer = query.clone();
            answer[2] |= (byte) 0x80;
            seeds.add(FuzzInput.with(0).piece(0, query).piece(0, answer).build());
        }
        return seeds;
    }

    @Override
    public void run(byte[] bytes) throws Exception {
        List<FuzzInput.Piece> pieces = FuzzInput.of(bytes).pieces();
        ByteBuf message =
                padded(pieces.isEmpty() ? new byte[0] : pieces.getFirst().bytes());
        ByteBuf answer = padded(pieces.size() < 2 ? new byte[0] : pieces.get(1).bytes());
        byte[] before = ByteBufUtil.getBytes(message);
        switch (Query.read(message)) {
            case Query.Read.Asked(Query query) -> asked(query, message, answer);
            case Query.Read.Refused(int code) ->
                assertAnswers(Replies.error(ByteBufAllocator.DEFAULT, message, code), message, code);
            case Query.Read.Noise noise -> {
                // Not answered.
            }
        }
        if (message.readerIndex() != 3 || answer.readerIndex() != 3) {
            throw new AssertionError("an index was moved");
        }
        if (!java.util.Arrays.equals(before, ByteBufUtil.getBytes(message))) {
            throw new AssertionError("the query was changed");
        }
    }

    private static void asked(Query query, ByteBuf message, ByteBuf answer) throws Exception {
        if (query.end() > message.readableBytes()) {
            throw new AssertionError("the question ends at " + query.end() + " of " + message.readableBytes());
        }
        assertAnswers(
                Replies.error(ByteBufAllocator.DEFAULT, message, query, Replies.SERVER_FAILURE),
                message,
                Replies.SERVER_FAILURE);
        List<InetAddress> addresses =
                List.of(InetAddress.getByAddress(new byte[4]), InetAddress.getByAddress(new byte[16]));
        ByteBuf reply = Replies.addresses(ByteBufAllocator.DEFAULT, message, query, addresses);
        if (!query.isAnsweredBy(reply, query.id(), message.slice())) {
            throw new AssertionError("our own answer is none");
        }
        if (Learned.from(reply, query).size() > addresses.size()) {
            throw new AssertionError("more was learned than said");
        }
        assertAnswers(reply, message, Replies.NO_ERROR);
        if (query.isAnsweredBy(answer, query.id(), message.slice())) {
            List<Learned> learned = Learned.from(answer, query);
            if (learned.size() > MOST_LEARNED || learned.stream().anyMatch(one -> one.ttlSeconds() < 0)) {
                throw new AssertionError("learned " + learned);
            }
        }
    }

    /** The query's id and question, marked as an answer, with the code. */
    private static void assertAnswers(ByteBuf reply, ByteBuf message, int code) {
        boolean answers = reply.getUnsignedShort(0) == message.getUnsignedShort(message.readerIndex())
                && (reply.getUnsignedShort(2) & 0x8000) != 0
                && Replies.responseCode(reply) == code
                && Query.read(reply) instanceof Query.Read.Noise;
        reply.release();
        if (!answers) {
            throw new AssertionError("the reply is no answer");
        }
    }

    /** With something before and nothing behind. */
    private static ByteBuf padded(byte[] bytes) {
        byte[] all = new byte[bytes.length + 3];
        System.arraycopy(bytes, 0, all, 3, bytes.length);
        return Unpooled.wrappedBuffer(all).skipBytes(3);
    }
}
