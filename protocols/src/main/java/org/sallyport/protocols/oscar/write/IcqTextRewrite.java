package org.sallyport.protocols.oscar.write;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.oscar.wire.Capability;
import org.sallyport.protocols.oscar.wire.SnacBuilder;
import org.sallyport.protocols.oscar.wire.TextCodec;
import org.sallyport.protocols.oscar.wire.Tlv;
import org.sallyport.protocols.oscar.wire.TlvList;
import org.sallyport.protocols.oscar.wire.WireReader;

/** Other words in ICQ's typed messages. Only plain text ones have a place for them. */
final class IcqTextRewrite {

    private static final int BLOCK = 0x0005;
    private static final int SERVICE_DATA = 0x2711;
    private static final int TYPE_TEXT = 0x01;
    private static final int COLOURS = 8;
    private static final String UTF8_GUID = "{0946134E-4C7F-11D1-8222-444553540000}";

    private IcqTextRewrite() {}

    /**
     * Channel 4: u32LE sender, u8 type, u8 flags, s16LE text with NUL. It has no charset, so that only ASCII arrives as meant.
     */
    static Optional<ByteBuf> typed(SnacBuilder out, TlvList tlvs, String plain) {
        Tlv block = only(tlvs, BLOCK);
        if (block == null || !TextCodec.isAscii(plain)) {
            return TextRewrite.none(out);
        }
        WireReader in = block.reader();
        in.u32le();
        boolean isText = in.u8() == TYPE_TEXT;
        in.u8();
        int lengthAt = in.position();
        in.b16le();
        if (in.failed() || !isText) {
            return TextRewrite.none(out);
        }
        for (Tlv tlv : tlvs.all()) {
            if (tlv.start() == block.start()) {
                SnacBuilder.Open open = out.open(BLOCK);
                out.copy(block.buffer(), block.valueStart(), lengthAt);
                text(out, plain.getBytes(StandardCharsets.US_ASCII));
                out.copy(block.buffer(), in.position(), block.end()).close(open);
            } else {
                out.tlv(tlv);
            }
        }
        return Optional.of(out.build());
    }

    /** Channel 2 with the relay capability: the text in TLV 2711 of TLV 5. */
    static Optional<ByteBuf> relay(SnacBuilder out, TlvList tlvs, String plain, Limits limits) {
        Tlv block = only(tlvs, BLOCK);
        if (block == null) {
            return TextRewrite.none(out);
        }
        WireReader in = block.reader();
        in.u16();
        in.u64();
        boolean relay = Capability.read(in).equals(Capability.ICQ_RELAY);
        int innerAt = in.position();
        TlvList inner = TlvList.read(in, limits);
        Tlv data = only(inner, SERVICE_DATA);
        if (in.failed() || !relay || data == null) {
            return TextRewrite.none(out);
        }
        for (Tlv tlv : tlvs.all()) {
            if (tlv.start() != block.start()) {
                out.tlv(tlv);
                continue;
            }
            SnacBuilder.Open open = out.open(BLOCK);
            out.copy(block.buffer(), block.valueStart(), innerAt);
            for (Tlv part : inner.all()) {
                if (part.start() != data.start()) {
                    out.tlv(part);
                } else if (!data(out, data, plain)) {
                    return TextRewrite.none(out);
                }
            }
            out.close(open);
        }
        return Optional.of(out.build());
    }

    /** The words in UTF-8, and behind the colours the GUID that says so, in place of one that may have said RTF. */
    private static boolean data(SnacBuilder out, Tlv data, String plain) {
        WireReader in = data.reader();
        in.skip(in.u16le());
        in.skip(in.u16le());
        boolean isText = in.u8() == TYPE_TEXT;
        in.u8();
        in.u16le();
        in.u16le();
        int lengthAt = in.position();
        in.b16le();
        if (in.failed() || !isText) {
            return false;
        }
        SnacBuilder.Open open = out.open(SERVICE_DATA);
        out.copy(data.buffer(), data.valueStart(), lengthAt);
        text(out, plain.getBytes(StandardCharsets.UTF_8));
        if (in.remaining() >= COLOURS) {
            out.copy(data.buffer(), in.position(), in.position() + COLOURS);
        } else {
            out.u32(0).u32(0x00FF_FFFF);
        }
        byte[] guid = UTF8_GUID.getBytes(StandardCharsets.US_ASCII);
        out.u32le(guid.length).bytes(guid).close(open);
        return true;
    }

    private static void text(SnacBuilder out, byte[] words) {
        SnacBuilder.Open length = out.openLength();
        out.bytes(words).u8(0).closeLittleEndian(length);
    }

    private static @Nullable Tlv only(TlvList tlvs, int type) {
        return tlvs.repeats(type) ? null : tlvs.first(type);
    }
}
