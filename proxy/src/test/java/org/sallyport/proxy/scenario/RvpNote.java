package org.sallyport.proxy.scenario;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * A notification with a message, read with the JDK's XML.
 *
 * @param from a screen name
 * @param type the content's, in lower case
 * @param text what stands behind the head of the content
 */
record RvpNote(String from, String type, String text) {

    private static final String RVP = "http://schemas.microsoft.com/rvp/";

    /** Reads a body. */
    static RvpNote read(byte[] body) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            Document document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(body));
            // XML has no other line breaks.
            String mime = text(document.getElementsByTagNameNS(RVP, "mime-data"));
            int end = mime.indexOf("\n\n");
            String head = end < 0 ? mime : mime.substring(0, end);
            String type = head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-type:"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip().toLowerCase(Locale.ROOT))
                    .findFirst()
                    .orElse("");
            String from = text(document.getElementsByTagNameNS(RVP, "notification-from"))
                    .strip();
            return new RvpNote(
                    from.substring(from.lastIndexOf('/') + 1) + "@example.com",
                    type,
                    end < 0 ? "" : mime.substring(end + 2));
        } catch (SAXException | ParserConfigurationException e) {
            throw new IOException("no notification", e);
        }
    }

    private static String text(NodeList found) {
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().replace("\r\n", "\n");
    }

    /** Of a text. */
    static byte[] write(String from, String to, String type, String text) {
        String at = "http://im.example.com/instmsg/aliases/";
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return ("<?xml version=\"1.0\"?>\r\n"
                        + "<r:notification xmlns:d=\"DAV:\" xmlns:r=\"" + RVP + "\"><r:message>"
                        + "<r:notification-from><r:contact><d:href>" + at + from + "</d:href></r:contact>"
                        + "</r:notification-from><r:notification-to><r:contact><d:href>" + at + to
                        + "</d:href></r:contact></r:notification-to><r:msgbody><r:mime-data>"
                        + "MIME-Version: 1.0\r\nContent-Type: " + type + "\r\n"
                        + "Session-Id: {16A2CC82-6F84-CFD7-C3D2-1BFFC84EDDDC}\r\n\r\n" + escaped
                        + "</r:mime-data></r:msgbody></r:message></r:notification>")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Whether it is what people say. */
    boolean isText() {
        return type.startsWith("text/plain");
    }
}
