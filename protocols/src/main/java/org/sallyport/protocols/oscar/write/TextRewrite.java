package org.sallyport.protocols.oscar.write;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.oscar.wire.Flap;
import org.sallyport.protocols.oscar.wire.Fragments;
import org.sallyport.protocols.oscar.wire.SnacBuilder;
import org.sallyport.protocols.oscar.wire.SnacHeader;
import org.sallyport.protocols.oscar.wire.TextCodec;
import org.sallyport.protocols.oscar.wire.Tlv;
import org.sallyport.protocols.oscar.wire.TlvList;
import org.sallyport.protocols.oscar.wire.UserInfo;
import org.sallyport.protocols.oscar.wire.WireReader;

/**
 * Puts other words into a message: 04/06 and 04/07 on channels 1 and 4 and in an ICQ relay message, 0E/05 and 0E/06. Header,
 * extra block, unknown TLVs and unknown fragments stay byte for byte; all lengths are made to fit. Where the original was HTML
 * the new words are escaped and become one HTML document.
 */
public final class TextRewrite {

    private static final int FRAGMENTS = 0x0002;
    private static final int CONTENT = 0x0005;
    /** For headers, a charset name, a GUID. */
    private static final int FRAME_ROOM = 256;

    private TextRewrite() {}

    /**
     * Rewrites a message.
     *
     * @param header of the message
     * @param buffer where it was read from; stays as it is
     * @param plain the new words, plain text
     * @return a whole SNAC, the caller's to release; empty when the message has no place for other words (then it must not go
     *     on), is broken, or would outgrow a frame
     */
    public static Optional<ByteBuf> rewriteText(SnacHeader header, ByteBuf buffer, String plain, Limits limits) {
        if (!fits(header, plain)) {
            return Optional.empty();
        }
        if (header.is(0x0004, 0x0006) || header.is(0x0004, 0x0007)) {
            return message(header, buffer, plain, limits);
        }
        if (header.is(0x000E, 0x0005) || header.is(0x000E, 0x0006)) {
            return inRoom(header, buffer, plain, limits);
        }
        return Optional.empty();
    }

    /** The old words count too, so that no length field on the way can overflow. */
    private static boolean fits(SnacHeader header, String plain) {
        int html = TextCodec.encode(Markup.html(plain)).bytes().length;
        int utf8 = 3 * plain.length();
        return header.end() - header.start() + Math.max(html, utf8) + FRAME_ROOM <= Flap.MAX_PAYLOAD;
    }

    private static Optional<ByteBuf> message(SnacHeader header, ByteBuf buffer, String plain, Limits limits) {
        WireReader in = header.body(buffer);
        in.u64();
        int channel = in.u16();
        if (header.subtype() == 0x0006) {
            in.b8();
        } else {
            UserInfo.read(in, limits);
        }
        int tlvsAt = in.position();
        TlvList tlvs = TlvList.read(in, limits);
        if (in.failed()) {
            return Optional.empty();
        }
        return switch (channel) {
            case 1 -> fragments(head(header, buffer, tlvsAt), tlvs, plain, limits);
            case 2 -> IcqTextRewrite.relay(head(header, buffer, tlvsAt), tlvs, plain, limits);
            case 4 -> IcqTextRewrite.typed(head(header, buffer, tlvsAt), tlvs, plain);
            default -> Optional.empty();
        };
    }

    private static SnacBuilder head(SnacHeader header, ByteBuf buffer, int end) {
        return SnacBuilder.bare().copy(buffer, header.start(), end);
    }

    private static Optional<ByteBuf> fragments(SnacBuilder out, TlvList tlvs, String plain, Limits limits) {
        boolean html = false;
        for (Tlv tlv : tlvs.all()) {
            if (tlv.type() == FRAGMENTS) {
                WireReader in = tlv.reader();
                html |= TextCodec.looksLikeHtml(Fragments.read(in, limits).text(in));
                if (in.failed()) {
                    return none(out);
                }
            }
        }
        String words = html ? Markup.html(plain) : plain;
        boolean written = false;
        for (Tlv tlv : tlvs.all()) {
            if (tlv.type() != FRAGMENTS) {
                out.tlv(tlv);
            } else if (!written) {
                written = true;
                fragments(out, tlv, words, limits);
            }
        }
        return written ? Optional.of(out.build()) : none(out);
    }

    private static void fragments(SnacBuilder out, Tlv original, String words, Limits limits) {
        SnacBuilder.Open tlv = out.open(FRAGMENTS);
        boolean written = false;
        for (Tlv fragment : Fragments.read(original.reader(), limits).all()) {
            if (!Fragments.isText(fragment)) {
                out.tlv(fragment);
            } else if (!written) {
                written = true;
                Messages.text(out, words);
            }
        }
        if (!written) {
            Messages.text(out, words);
        }
        out.close(tlv);
    }

    private static Optional<ByteBuf> inRoom(SnacHeader header, ByteBuf buffer, String plain, Limits limits) {
        WireReader in = header.body(buffer);
        in.u64();
        in.u16();
        int tlvsAt = in.position();
        TlvList tlvs = TlvList.read(in, limits);
        if (in.failed()) {
            return Optional.empty();
        }
        SnacBuilder out = head(header, buffer, tlvsAt);
        boolean written = false;
        for (Tlv tlv : tlvs.all()) {
            if (tlv.type() != CONTENT) {
                out.tlv(tlv);
            } else if (!written) {
                written = true;
                if (!content(out, tlv, plain, limits)) {
                    return none(out);
                }
            }
        }
        return written ? Optional.of(out.build()) : none(out);
    }

    private static boolean content(SnacBuilder out, Tlv original, String plain, Limits limits) {
        WireReader in = original.reader();
        TlvList parts = TlvList.read(in, limits);
        Tlv text = parts.first(0x0001);
        if (in.failed() || text == null) {
            return false;
        }
        boolean html = TextCodec.looksLikeHtml(TextCodec.decode(parts.text(0x0002), text.bytes()));
        TextCodec.Encoded words = TextCodec.encode(html ? Markup.html(plain) : plain);
        SnacBuilder.Open content = out.open(CONTENT);
        for (Tlv part : parts.all()) {
            if (part.start() == text.start()) {
                out.tlv(0x0001, words.bytes()).tlv(0x0002, TextCodec.nameOf(words.charset()));
            } else if (part.type() > 0x0002) {
                out.tlv(part);
            }
        }
        out.close(content);
        return true;
    }

    static Optional<ByteBuf> none(SnacBuilder out) {
        out.build().release();
        return Optional.empty();
    }
}
