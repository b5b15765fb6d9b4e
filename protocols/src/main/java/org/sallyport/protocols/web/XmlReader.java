package org.sallyport.protocols.web;

import io.netty.buffer.ByteBuf;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Limits;

/**
 * Reads XML 1.0 from strangers. No document type, so no entities but the five and nothing fetched; UTF-8, or UTF-16 behind a
 * byte order mark, since a reader that believes another encoding would read other words; at most {@value #DEEPEST} elements
 * deep, {@value #MOST_ATTRIBUTES} attributes each, and {@link Limits#itemsPerFrame()} elements in all. What goes beyond is
 * {@link XmlReading.Broken}.
 *
 * <p>Confined to one thread.
 */
public final class XmlReader {

    /** The deepest nesting. The deepest known, a lease in a notification of a property, has nine. */
    public static final int DEEPEST = 32;

    /** The most attributes of one element. */
    public static final int MOST_ATTRIBUTES = 32;

    private static final Pattern ENCODING =
            Pattern.compile("\\A<\\?xml[^>]{0,100}?\\sencoding\\s*=\\s*[\"']([A-Za-z][A-Za-z0-9._-]{0,30})[\"']");

    /** Looked for before the bytes are believed to be UTF-8. */
    private static final int DECLARATION = 200;

    private static final char MARK = '\uFEFF';

    private final XMLInputFactory factory = factory();
    private final int mostElements;

    /** A reader within these bounds. */
    public XmlReader(Limits limits) {
        this.mostElements = limits.itemsPerFrame();
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /**
     * Reads a whole body.
     *
     * @param body read from its reader index on, which is not moved
     * @param contentType the message's {@code Content-Type}, for its charset; null when it has none
     */
    public XmlReading read(ByteBuf body, @Nullable String contentType) {
        Charset charset = charset(body, contentType);
        if (charset == null) {
            return new XmlReading.Broken("XML in an encoding that is not read");
        }
        String decoded = decode(body, charset);
        if (decoded == null) {
            return new XmlReading.Broken("XML that is not in its encoding");
        }
        boolean marked = !decoded.isEmpty() && decoded.charAt(0) == MARK;
        String source = marked ? decoded.substring(1) : decoded;
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(source));
            try {
                return document(reader, source, charset, marked);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException | RuntimeException e) {
            // The parser's own limits come as exceptions of either kind. What it says of them may quote the body.
            return new XmlReading.Broken("XML that is not well-formed");
        }
    }

    private XmlReading document(XMLStreamReader reader, String source, Charset charset, boolean marked)
            throws XMLStreamException {
        // Line ends are others in 1.1.
        if (reader.getVersion() != null && !reader.getVersion().equals("1.0")) {
            return new XmlReading.Broken("XML of another version");
        }
        Deque<Open> open = new ArrayDeque<>();
        Xml root = null;
        int elements = 0;
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++elements > mostElements || open.size() == DEEPEST) {
                        return new XmlReading.Broken("XML with too many elements");
                    }
                    if (reader.getAttributeCount() > MOST_ATTRIBUTES) {
                        return new XmlReading.Broken("XML with too many attributes");
                    }
                    open.push(new Open(reader));
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    Xml closed = open.pop().close();
                    Open outer = open.peek();
                    if (outer == null) {
                        root = closed;
                    } else {
                        outer.children.add(closed);
                    }
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    Open inner = open.peek();
                    if (inner != null) {
                        inner.text.append(reader.getText());
                    }
                }
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> {
                    return new XmlReading.Broken("XML with a document type");
                }
                default -> {
                    // Comments, processing instructions and blanks say nothing.
                }
            }
        }
        return root == null
                ? new XmlReading.Broken("XML without an element")
                : new XmlDocument(root, source, charset, marked);
    }

    /** An element that is not closed yet. */
    private static final class Open {
        private final String name;
        private final Map<String, String> attributes = new HashMap<>();
        private final List<Xml> children = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();

        Open(XMLStreamReader reader) {
            name = reader.getLocalName();
            for (int i = 0; i < reader.getAttributeCount(); i++) {
                attributes.putIfAbsent(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
            }
        }

        Xml close() {
            return new Xml(name, attributes, children, text.toString());
        }
    }

    /** What the bytes are in; null when that isn't read here, or two places say different things. */
    private static @Nullable Charset charset(ByteBuf body, @Nullable String contentType) {
        String said = contentType == null ? null : MimeText.parameter(contentType, "charset");
        int start = body.readerIndex();
        int first = body.readableBytes() < 2 ? 0 : body.getUnsignedShort(start);
        if (first == 0xFEFF || first == 0xFFFE) {
            boolean agrees = said == null || said.toLowerCase(Locale.ROOT).startsWith("utf-16");
            return !agrees ? null : first == 0xFEFF ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
        }
        String beginning =
                body.toString(start, Math.min(DECLARATION, body.readableBytes()), StandardCharsets.ISO_8859_1);
        Matcher declared =
                ENCODING.matcher(beginning.startsWith("\u00EF\u00BB\u00BF") ? beginning.substring(3) : beginning);
        boolean plain = (said == null || isUtf8(said)) && (!declared.find() || isUtf8(declared.group(1)));
        return plain ? StandardCharsets.UTF_8 : null;
    }

    /** ASCII is UTF-8 as well; what claims to be and is not, is read as the other does. */
    private static boolean isUtf8(String name) {
        return name.equalsIgnoreCase("utf-8") || name.equalsIgnoreCase("us-ascii") || name.equalsIgnoreCase("utf8");
    }

    private static @Nullable String decode(ByteBuf body, Charset charset) {
        ByteBuffer bytes = body.nioBuffer();
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes)
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
