package org.sallyport.proxy.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.oscar.wire.Fragments;
import org.sallyport.protocols.oscar.wire.SnacHeader;
import org.sallyport.protocols.oscar.wire.TextCodec;
import org.sallyport.protocols.oscar.wire.Tlv;
import org.sallyport.protocols.oscar.wire.TlvList;
import org.sallyport.protocols.oscar.wire.UserInfo;
import org.sallyport.protocols.oscar.wire.WireReader;

/** One SNAC as it was received. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Snac(int family, int subtype, int flags, long requestId, byte[] body) {

    private static final int MESSAGE = 0x0002;
    private static final int RENDEZVOUS = 0x0005;

    /** What is in a FLAP of channel 2; null when it is none. */
    public static @Nullable Snac of(FlapSocket.Received flap) {
        if (flap.channel() != 2) {
            return null;
        }
        byte[] payload = flap.payload();
        SnacHeader header = SnacHeader.read(Unpooled.wrappedBuffer(payload), 0, payload.length);
        return header == null
                ? null
                : new Snac(
                        header.family(),
                        header.subtype(),
                        header.flags(),
                        header.requestId(),
                        Arrays.copyOfRange(payload, header.bodyStart(), header.end()));
    }

    /** Whether it is this one. */
    public boolean is(int wantedFamily, int wantedSubtype) {
        return family == wantedFamily && subtype == wantedSubtype;
    }

    /** Whether more of the same follows. */
    public boolean goesOn() {
        return (flags & SnacHeader.FLAG_MORE) != 0;
    }

    /** Reads the body. */
    public WireReader reader() {
        ByteBuf bytes = Unpooled.wrappedBuffer(body);
        return new WireReader(bytes, 0, body.length);
    }

    /** The body as nothing but TLVs. */
    public TlvList tlvs() {
        return TlvList.read(reader(), Limits.DEFAULT);
    }

    /**
     * A message, 04/06 or 04/07.
     *
     * @param peer to whom, or from whom
     * @param channel 1: words; 2: rendezvous
     */
    public record Icbm(long cookie, int channel, String peer, TlvList tlvs) {

        /** The words of a message on channel 1; null when there are none. */
        public @Nullable String text() {
            Tlv message = tlvs.first(MESSAGE);
            if (message == null) {
                return null;
            }
            WireReader in = message.reader();
            return Fragments.read(in, Limits.DEFAULT).text(in);
        }

        /** What a rendezvous is: 0 proposes, 1 cancels, 2 accepts; -1 when it is none. */
        public int rendezvous() {
            Tlv block = tlvs.first(RENDEZVOUS);
            return block == null ? -1 : block.reader().u16();
        }
    }

    /** Reads it as a message that somebody sends. */
    public Icbm outgoing() {
        WireReader in = reader();
        return new Icbm(in.u64(), in.u16(), in.s8(), TlvList.read(in, Limits.DEFAULT));
    }

    /** Reads it as a message that arrives. */
    public Icbm incoming() {
        WireReader in = reader();
        long cookie = in.u64();
        int channel = in.u16();
        UserInfo from = UserInfo.read(in, Limits.DEFAULT);
        return new Icbm(cookie, channel, from.name(), TlvList.read(in, Limits.DEFAULT));
    }

    /**
     * A line in a room, 0E/05 or 0E/06.
     *
     * @param from who says it; empty when that is whoever sends it
     */
    public record Line(long cookie, String from, TlvList tlvs) {

        private static final int SENDER = 0x0003;
        private static final int CONTENT = 0x0005;

        /** What stands beside each other in its content; empty when there is none. */
        public TlvList parts() {
            Tlv content = tlvs.first(CONTENT);
            return content == null
                    ? TlvList.read(new WireReader(Unpooled.EMPTY_BUFFER, 0, 0), Limits.DEFAULT)
                    : TlvList.read(content.reader(), Limits.DEFAULT);
        }

        /** The words; empty when there are none. */
        public String text() {
            Tlv words = parts().first(1);
            return words == null ? "" : TextCodec.decode(parts().text(2), words.bytes());
        }
    }

    /** Reads it as a line in a room. */
    public Line line() {
        WireReader in = reader();
        long cookie = in.u64();
        in.u16();
        TlvList tlvs = TlvList.read(in, Limits.DEFAULT);
        Tlv sender = tlvs.first(Line.SENDER);
        return new Line(
                cookie,
                sender == null
                        ? ""
                        : UserInfo.read(sender.reader(), Limits.DEFAULT).name(),
                tlvs);
    }

    /** Family and subtype; not the body, which is what people wrote. */
    @Override
    public String toString() {
        return SnacHeader.opcode(family, subtype) + "#" + Long.toHexString(requestId);
    }
}
