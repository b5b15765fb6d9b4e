package org.sallyport.protocols.oscar;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.oscar.wire.Flap;
import org.sallyport.protocols.oscar.wire.Fragments;
import org.sallyport.protocols.oscar.wire.OscarNames;
import org.sallyport.protocols.oscar.wire.SnacBuilder;
import org.sallyport.protocols.oscar.wire.SnacHeader;
import org.sallyport.protocols.oscar.wire.TextCodec;
import org.sallyport.protocols.oscar.wire.Tlv;
import org.sallyport.protocols.oscar.wire.TlvList;
import org.sallyport.protocols.oscar.wire.UserInfo;
import org.sallyport.protocols.oscar.wire.WireReader;

/**
 * Puts other words into a message and leaves everything else in it as it stands: request id, extra block, cookie, names, TLVs
 * not about the text, fragments not of text. Stateless.
 *
 * <p>Answers null where the words can't be replaced, and where the result would not fit into a frame.
 */
final class Rewriter {

    private static final int FRAGMENTS = 0x0002;
    private static final int ICQ_MESSAGE = 0x0005;
    private static final int CHANNEL_TEXT = 1;
    private static final int CHANNEL_ICQ = 4;
    private static final int ICQ_TYPE_TEXT = 0x01;

    private static final int ROOM_CONTENT = 0x0005;
    private static final int CONTENT_TEXT = 0x0001;
    private static final int CONTENT_CHARSET = 0x0002;

    private Rewriter() {}

    /** 04/06 and 04/07 with other words, as a payload owned by the caller. */
    static @Nullable ByteBuf message(Side from, Frame frame, String text, ServiceId service, Limits limits) {
        ByteBuf buffer = frame.buffer();
        SnacHeader header = SnacHeader.read(buffer, FlapView.payload(frame), FlapView.end(frame));
        if (header == null) {
            return null;
        }
        WireReader in = header.body(buffer);
        in.skip(Long.BYTES);
        int channel = in.u16();
        if (from == Side.CLIENT) {
            in.b8();
        } else {
            UserInfo.read(in, limits);
        }
        int wanted = channel == CHANNEL_TEXT ? FRAGMENTS : channel == CHANNEL_ICQ ? ICQ_MESSAGE : -1;
        int start = in.position();
        TlvList tlvs = TlvList.read(in, limits);
        if (in.failed() || !tlvs.has(wanted)) {
            return null;
        }
        SnacBuilder out = SnacBuilder.bare().copy(buffer, header.start(), start);
        boolean written = false;
        for (Tlv tlv : tlvs.all()) {
            if (tlv.type() != wanted) {
                out.tlv(tlv);
            } else if (!written) {
                written = channel == CHANNEL_TEXT
                        ? fragments(out, tlv, text, service, limits)
                        : icqMessage(out, tlv, text);
                if (!written) {
                    return null;
                }
            }
        }
        return fitting(out);
    }

    /** All texts become one, where the first stood. */
    private static boolean fragments(SnacBuilder out, Tlv tlv, String text, ServiceId service, Limits limits) {
        WireReader in = tlv.reader();
        Fragments fragments = Fragments.read(in, limits);
        if (in.failed()) {
            return false;
        }
        // AIM clients read everything as HTML; ICQ's do when it looks so, and then the person wrote with such a one.
        boolean html = !service.equals(OscarNames.ICQ) || TextCodec.looksLikeHtml(fragments.text(in));
        TextCodec.Encoded words = Words.encode(text, html);
        SnacBuilder.Open open = out.open(FRAGMENTS);
        boolean written = false;
        for (Tlv fragment : fragments.all()) {
            if (!Fragments.isText(fragment)) {
                out.tlv(fragment);
            } else if (!written) {
                SnacBuilder.Open part = out.open(Fragments.TEXT);
                out.u16(words.charset()).u16(0).bytes(words.bytes()).close(part);
                written = true;
            }
        }
        out.close(open);
        return written;
    }

    /** u32 LE sender, u8 type, u8 flags, u16 LE length, text with NUL. Only what is plain text is replaced. */
    private static boolean icqMessage(SnacBuilder out, Tlv tlv, String text) {
        WireReader in = tlv.reader();
        long uin = in.u32le();
        int type = in.u8();
        int flags = in.u8();
        if (in.failed() || type != ICQ_TYPE_TEXT) {
            return false;
        }
        // The charset is the sender's own and not named: Latin-1 is what most have in common.
        byte[] words = text.getBytes(StandardCharsets.ISO_8859_1);
        int length = Math.min(words.length, Words.MOST_BYTES);
        SnacBuilder.Open open = out.open(ICQ_MESSAGE);
        out.u32le(uin).u8(type).u8(flags).u16le(length + 1);
        out.bytes(Arrays.copyOf(words, length)).u8(0).close(open);
        return true;
    }

    /** 0E/05 and 0E/06 with other words, as a payload owned by the caller. */
    static @Nullable ByteBuf roomTalk(Frame frame, String text, Limits limits) {
        ByteBuf buffer = frame.buffer();
        SnacHeader header = SnacHeader.read(buffer, FlapView.payload(frame), FlapView.end(frame));
        if (header == null) {
            return null;
        }
        WireReader in = header.body(buffer);
        in.skip(Long.BYTES + Short.BYTES);
        int start = in.position();
        TlvList tlvs = TlvList.read(in, limits);
        if (in.failed() || !tlvs.has(ROOM_CONTENT)) {
            return null;
        }
        SnacBuilder out = SnacBuilder.bare().copy(buffer, header.start(), start);
        boolean written = false;
        for (Tlv tlv : tlvs.all()) {
            if (tlv.type() != ROOM_CONTENT) {
                out.tlv(tlv);
            } else if (!written) {
                content(out, tlv, text, limits);
                written = true;
            }
        }
        return fitting(out);
    }

    private static void content(SnacBuilder out, Tlv tlv, String text, Limits limits) {
        TextCodec.Encoded words = Words.encode(text, true);
        SnacBuilder.Open open = out.open(ROOM_CONTENT);
        out.tlv(CONTENT_TEXT, words.bytes()).tlv(CONTENT_CHARSET, TextCodec.nameOf(words.charset()));
        for (Tlv part : TlvList.read(tlv.reader(), limits).all()) {
            if (part.type() != CONTENT_TEXT && part.type() != CONTENT_CHARSET) {
                out.tlv(part);
            }
        }
        out.close(open);
    }

    private static @Nullable ByteBuf fitting(SnacBuilder out) {
        ByteBuf payload = out.build();
        if (payload.readableBytes() > Flap.MAX_PAYLOAD) {
            payload.release();
            return null;
        }
        return payload;
    }
}
