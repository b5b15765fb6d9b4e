package org.sallyport.protocols.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One YMSG packet as an element: {@code <Ymsg Command Status Version VendorId SessionId>} with its pairs for a text. The header's
 * numbers are decimal; a status may have a sign.
 */
final class YmsgElement {

    private static final String NAME = "Ymsg";
    private static final String END = "</" + NAME + ">";
    private static final long U16 = 0xFFFF;
    private static final long U32 = 0xFFFF_FFFFL;
    private static final int MOST_DIGITS = 10;
    private static final int MAGIC = 0x594D_5347;
    private static final int VERSION = 4;
    private static final int VENDOR = 6;

    private YmsgElement() {}

    /** The index behind the element that a tag begins; -1 when it is another element, or has no end. */
    static int end(ByteBuf in, XmlTag tag) {
        if (!tag.name().equals(NAME)) {
            return -1;
        }
        if (tag.form() == XmlTag.Form.EMPTY) {
            return tag.to();
        }
        XmlTag last = XmlTag.read(in, CaretPairs.textEnd(in, tag.to()));
        return last != null && last.form() == XmlTag.Form.END && last.name().equals(NAME) ? last.to() : -1;
    }

    /**
     * The packet in an element.
     *
     * @param session what it stands in: names the session where the element itself doesn't
     * @param end as {@link #end} has found it
     * @return a packet of its own; null when it can't be read
     */
    static @Nullable ByteBuf read(ByteBuf in, XmlTag session, XmlTag tag, int end) {
        int textEnd = tag.form() == XmlTag.Form.EMPTY ? tag.to() : CaretPairs.textEnd(in, tag.to());
        ByteBuf body = CaretPairs.read(in, tag.to(), Math.min(textEnd, end));
        long command = number(tag.value("Command"), -1, U16);
        long status = status(tag.value("Status"));
        long version = number(tag.value("Version"), 0, U16);
        long vendor = number(tag.value("VendorId"), 0, U16);
        String ofSession = session.value(SessionDocument.SESSION_ID);
        long outer =
                ofSession == null ? 0 : Math.max(0, number(ofSession.substring(ofSession.indexOf('-') + 1), 0, U32));
        long id = number(tag.value(SessionDocument.SESSION_ID), outer, U32);
        if (body == null || command < 0 || status < 0 || version < 0 || vendor < 0 || id < 0) {
            return null;
        }
        return Unpooled.buffer(YmsgPackets.HEADER + body.readableBytes())
                .writeInt(MAGIC)
                .writeShort((int) version)
                .writeShort((int) vendor)
                .writeShort(body.readableBytes())
                .writeShort((int) command)
                .writeInt((int) status)
                .writeInt((int) id)
                .writeBytes(body);
    }

    private static long status(@Nullable String text) {
        if (text == null || !text.startsWith("-")) {
            return number(text, 0, U32);
        }
        long positive = number(text.substring(1), -1, -(long) Integer.MIN_VALUE);
        return positive < 0 ? -1 : -positive & U32;
    }

    /** The number; {@code otherwise} when there is no text, -1 when it is no number up to the greatest. */
    private static long number(@Nullable String text, long otherwise, long greatest) {
        if (text == null) {
            return otherwise;
        }
        boolean digits =
                !text.isEmpty() && text.length() <= MOST_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9');
        long number = digits ? Long.parseLong(text) : -1;
        return number > greatest ? -1 : number;
    }

    /** Writes the packet that stands whole at an index. */
    static void write(ByteBuf packets, int at, ByteBuf out) {
        String tag = "<" + NAME
                + " Command=\"" + YmsgPackets.service(packets, at)
                + "\" Status=\"" + YmsgPackets.status(packets, at)
                + "\" Version=\"" + packets.getUnsignedShort(at + VERSION)
                + "\" VendorId=\"" + packets.getUnsignedShort(at + VENDOR)
                + "\" SessionId=\"" + Integer.toUnsignedString(YmsgPackets.session(packets, at)) + "\">";
        out.writeCharSequence(tag, StandardCharsets.US_ASCII);
        int end = at + YmsgPackets.length(packets, at);
        CaretPairs.write(packets, at + YmsgPackets.HEADER, end, out);
        out.writeCharSequence(END, StandardCharsets.US_ASCII);
    }
}
