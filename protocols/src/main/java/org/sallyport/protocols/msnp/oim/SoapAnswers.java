package org.sallyport.protocols.msnp.oim;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.http.HttpMessage;
import org.sallyport.protocols.tunnel.HttpFields;
import org.sallyport.protocols.tunnel.HttpHead;
import org.sallyport.protocols.web.EncodedWords;
import org.sallyport.protocols.web.MimeText;
import org.sallyport.protocols.web.Xml;
import org.sallyport.protocols.web.XmlDocument;

/** What the gateway says in the services' place, and messages in other words. */
final class SoapAnswers {

    private static final int DONE = 200;

    /** SOAP 1.1 has every fault come with this (section 6.2). */
    private static final int FAULT = 500;

    private static final String OIM = "http://messenger.msn.com/ws/2004/09/oim/";
    private static final int LINE = 76;

    private SoapAnswers() {}

    /** Nothing was done. Clients give a message up on this code, and don't try again. */
    static ByteBuf refused(String why, boolean last) {
        return answer(
                FAULT,
                "<soap:Body><soap:Fault><faultcode xmlns:q0=\"" + OIM
                        + "\">q0:SystemUnavailable</faultcode><faultstring>" + XmlDocument.escape(why)
                        + "</faultstring></soap:Fault></soap:Body>",
                last);
    }

    /** A message was stored: some clients look for the acknowledgement, some for the answer. */
    static ByteBuf stored() {
        return answer(
                DONE,
                "<soap:Header><SequenceAcknowledgment xmlns=\"http://schemas.xmlsoap.org/ws/2003/03/rm\"><Identifier"
                        + " xmlns=\"http://schemas.xmlsoap.org/ws/2002/07/utility\">http://messenger.msn.com</Identifier></SequenceAcknowledgment></soap:Header><soap:Body><StoreResponse"
                        + " xmlns=\"" + OIM
                        + "\"/></soap:Body>",
                false);
    }

    private static ByteBuf answer(int status, String content, boolean last) {
        String body = "<?xml version=\"1.0\" encoding=\"utf-8\"?>"
                + "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\">" + content
                + "</soap:Envelope>";
        HttpFields fields = last
                ? HttpFields.of("Content-Type", "text/xml; charset=utf-8", "Connection", "close")
                : HttpFields.of("Content-Type", "text/xml; charset=utf-8");
        return HttpMessage.write(
                HttpHead.response(status, fields), Unpooled.wrappedBuffer(body.getBytes(StandardCharsets.UTF_8)));
    }

    /** A message with other words in this element; null when there are none in it. */
    static @Nullable ByteBuf reworded(HttpHead head, XmlDocument document, String element, String text) {
        Xml found = document.root().only(element);
        MimeText mime = found == null ? null : MimeText.read(found.text());
        if (mime == null) {
            return null;
        }
        boolean encoded =
                mime.value("Content-Transfer-Encoding").toLowerCase(Locale.ROOT).equals("base64");
        ByteBuf body = document.with(element, mime.with(encoded ? EncodedWords.base64Lines(text, LINE) : text));
        return body == null ? null : HttpMessage.write(head, body);
    }
}
