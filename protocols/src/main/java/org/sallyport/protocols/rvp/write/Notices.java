package org.sallyport.protocols.rvp.write;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.http.HttpMessage;
import org.sallyport.protocols.rvp.wire.RvpField;
import org.sallyport.protocols.tunnel.HttpFields;
import org.sallyport.protocols.tunnel.HttpHead;
import org.sallyport.protocols.web.EncodedWords;
import org.sallyport.protocols.web.MimeText;
import org.sallyport.protocols.web.Xml;
import org.sallyport.protocols.web.XmlDocument;

/** Texts: ones of the gateway's own, and others in place of what somebody wrote. */
public final class Notices {

    private static final String FORMAT = "X-MMS-IM-Format";

    private static final int LINE = 76;

    private Notices() {}

    /**
     * A message as a server delivers it: NOTIFY to the address where the client waits for calls.
     *
     * @param client where it waits
     * @param path the path it gave with that, or nothing
     * @param from the sender's URL
     * @param to the recipient's URL
     * @param conversation the number of the conversation, in braces
     */
    public static ByteBuf message(
            Address client, String path, String from, String to, String conversation, String text) {
        return carrying(client, path, from, to, text(conversation, Text.plain(text)));
    }

    /** A text with its head: in the form its writer gave it. Neither number nor style may end a line. */
    public static String text(String conversation, Text text) {
        String style = text.style().isEmpty() ? "" : FORMAT + ": " + text.style() + "\r\n";
        return "MIME-Version: 1.0\r\nContent-Type: " + (text.html() ? "text/html" : "text/plain")
                + "; charset=UTF-8\r\n" + style + "Session-Id: " + conversation + "\r\n\r\n" + text.source();
    }

    /** That somebody types. */
    public static String typing(String conversation, String user) {
        return "MIME-Version: 1.0\r\nContent-Type: text/x-msmsgscontrol\r\nTypingUser: " + user + "\r\nSession-Id: "
                + conversation + "\r\n\r\n";
    }

    /** The same with a MIME part of any kind. */
    public static ByteBuf carrying(Address client, String path, String from, String to, String mime) {
        String body = "<?xml version=\"1.0\"?>\r\n"
                + "<r:notification xmlns:d=\"DAV:\" xmlns:r=\"http://schemas.microsoft.com/rvp/\"><r:message>"
                + contact("notification-from", from)
                + contact("notification-to", to)
                + "<r:msgbody><r:mime-data>" + XmlDocument.cdata(mime) + "</r:mime-data></r:msgbody>"
                + "</r:message></r:notification>";
        HttpFields fields = HttpFields.of(
                "Host",
                client.toString(),
                RvpField.VERSION,
                "1.0",
                RvpField.ACK_TYPE,
                "SingleHop",
                RvpField.HOP_COUNT,
                "3",
                RvpField.FROM,
                from,
                "Content-Type",
                "text/xml",
                "Connection",
                "close");
        HttpHead head = HttpHead.request("NOTIFY", path.isEmpty() ? "/" : path, client.host(), fields);
        return HttpMessage.write(head, Unpooled.wrappedBuffer(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static String contact(String element, String url) {
        return "<r:" + element + "><r:contact><d:href>" + XmlDocument.escape(url) + "</d:href></r:contact></r:"
                + element + ">";
    }

    /**
     * A notification with other words.
     *
     * @return null when there is no text in it
     */
    public static @Nullable ByteBuf reworded(HttpHead head, XmlDocument document, String text) {
        Xml data = document.root().only("mime-data");
        MimeText mime = data == null ? null : MimeText.read(data.text());
        if (mime == null || !List.of("", "text/plain", "text/html").contains(mime.contentType())) {
            return null;
        }
        String words = mime.contentType().equals("text/html") ? XmlDocument.escape(text) : text;
        boolean encoded =
                mime.value("Content-Transfer-Encoding").toLowerCase(Locale.ROOT).equals("base64");
        ByteBuf body = document.with("mime-data", mime.with(encoded ? EncodedWords.base64Lines(words, LINE) : words));
        return body == null ? null : HttpMessage.write(head, body);
    }
}
