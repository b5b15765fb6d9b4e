package org.sallyport.protocols.msnp.write;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.sallyport.protocols.msnp.mime.MimeWriter;
import org.sallyport.protocols.msnp.wire.CommandLine;
import org.sallyport.protocols.msnp.wire.Percent;

/** Writes whole commands. Every buffer belongs to the caller. */
public final class Commands {

    private static final int MOST_NAME = 100;
    private static final String FORMAT = "X-MMS-IM-Format";
    private static final String USUAL_FORMAT = "FN=Segoe%20UI; EF=; CO=0; CS=0; PF=0";

    private Commands() {}

    /** A line of these tokens, none of which is checked. */
    public static ByteBuf line(String... tokens) {
        return Unpooled.copiedBuffer(String.join(" ", tokens) + "\r\n", StandardCharsets.UTF_8);
    }

    /**
     * The same command with another payload: the line's last token becomes its length.
     *
     * @param payload released here
     */
    public static ByteBuf withPayload(CommandLine line, ByteBuf payload) {
        int last = line.tokenStart(line.count() - 1);
        ByteBuf out = Unpooled.buffer();
        out.writeBytes(line.buffer(), line.start(), last - line.start());
        out.writeCharSequence(payload.readableBytes() + "\r\n", StandardCharsets.US_ASCII);
        out.writeBytes(payload);
        payload.release();
        return out;
    }

    /** The same command with other text in place of one token, everything else byte for byte. */
    public static ByteBuf withToken(CommandLine line, int token, String text) {
        ByteBuf out = Unpooled.buffer();
        out.writeBytes(line.buffer(), line.start(), line.tokenStart(token) - line.start());
        out.writeCharSequence(text, StandardCharsets.UTF_8);
        out.writeBytes(line.buffer(), line.tokenEnd(token), line.payloadEnd() - line.tokenEnd(token));
        return out;
    }

    /**
     * A message as a switchboard passes it on, in Segoe UI black as clients do.
     *
     * @param handle whose address it comes from
     * @param nick the name to show; never empty
     */
    public static ByteBuf message(String handle, String nick, String text) {
        return message(handle, nick, text, "");
    }

    /**
     * A message as a switchboard passes it on.
     *
     * @param style font and colour as another client said them; empty for what clients begin with
     */
    public static ByteBuf message(String handle, String nick, String text, String style) {
        return from(handle, nick, text(text, style));
    }

    /**
     * A message as a client says it in a switchboard, which answers only when nobody got it.
     *
     * @param style as in {@link #message}
     */
    public static ByteBuf said(String transaction, String text, String style) {
        return joined("MSG " + transaction + " N", text(text, style));
    }

    /** A nudge as a switchboard passes it on. */
    public static ByteBuf nudge(String handle, String nick) {
        ByteBuf payload = MimeWriter.fresh()
                .header("MIME-Version", "1.0")
                .header("Content-Type", "text/x-msnmsgr-datacast")
                .body("ID: 1\r\n\r\n")
                .toBuffer();
        return from(handle, nick, payload);
    }

    /** That somebody types, as a switchboard passes it on. */
    public static ByteBuf typing(String handle, String nick) {
        ByteBuf payload = MimeWriter.fresh()
                .header("MIME-Version", "1.0")
                .header("Content-Type", "text/x-msmsgscontrol")
                .header("TypingUser", handle)
                .body("\r\n")
                .toBuffer();
        return from(handle, nick, payload);
    }

    private static ByteBuf from(String handle, String nick, ByteBuf payload) {
        return joined("MSG " + Percent.encode(handle) + " " + Percent.encode(cut(nick)), payload);
    }

    /**
     * A message of version 21, which needs no switchboard.
     *
     * @param from whose address it comes from
     * @param to who gets it
     */
    public static ByteBuf datagram(String from, String to, String text) {
        return datagram(from, to, text, "");
    }

    /** The same with a style as in {@link #message}. */
    public static ByteBuf datagram(String from, String to, String text, String style) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        ByteBuf routing = MimeWriter.fresh()
                .header("Routing", "1.0")
                .header("To", "1:" + to)
                .header("From", "1:" + from)
                .toBuffer();
        ByteBuf reliability = MimeWriter.fresh().header("Reliability", "1.0").toBuffer();
        MimeWriter content = MimeWriter.fresh()
                .header("Messaging", "2.0")
                .header("Message-Type", "Text")
                .header("Content-Type", "text/plain; charset=UTF-8")
                .header("Content-Length", Integer.toString(body.length))
                .body(body);
        if (!style.isEmpty()) {
            content.header(FORMAT, style);
        }
        return joined("SDG 0", Unpooled.wrappedBuffer(routing, reliability, content.toBuffer()));
    }

    /** The MIME part of a plain text. */
    public static ByteBuf text(String text) {
        return text(text, "");
    }

    private static ByteBuf text(String text, String style) {
        return MimeWriter.fresh()
                .header("MIME-Version", "1.0")
                .header("Content-Type", "text/plain; charset=UTF-8")
                .header(FORMAT, style.isEmpty() ? USUAL_FORMAT : style)
                .body(text)
                .toBuffer();
    }

    /** A line, the payload's length at its end, and the payload, which is released. */
    public static ByteBuf joined(String line, ByteBuf payload) {
        ByteBuf out = Unpooled.buffer(line.length() + payload.readableBytes() + 16);
        out.writeCharSequence(line + " " + payload.readableBytes() + "\r\n", StandardCharsets.UTF_8);
        out.writeBytes(payload);
        payload.release();
        return out;
    }

    private static String cut(String name) {
        return name.length() <= MOST_NAME ? name : name.substring(0, MOST_NAME);
    }
}
