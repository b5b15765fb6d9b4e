package org.sallyport.protocols.rvp.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.http.HttpMessage;
import org.sallyport.protocols.web.Xml;
import org.sallyport.protocols.web.XmlDocument;
import org.sallyport.protocols.web.XmlReader;
import org.sallyport.protocols.web.XmlReading;

/**
 * Reads the answers that tell how others are: 207 to a SUBSCRIBE or PROPFIND of somebody's node, {@code
 * multistatus/response{href, propstat/prop}}. Confined to one thread.
 */
public final class AnswerReader {

    private static final int MULTI_STATUS = 207;

    private final XmlReader xml;

    /** A reader within these bounds. */
    public AnswerReader(Limits limits) {
        this.xml = new XmlReader(limits);
    }

    /** Reads an answer; one's own state in it is nothing new. */
    public Meaning read(HttpMessage answer, View view) {
        String type = answer.head().fields().first("Content-Type");
        boolean states = answer.head().status() == MULTI_STATUS
                || type != null && type.toLowerCase(Locale.ROOT).contains("xml");
        if (!answer.body().isReadable() || !states) {
            return Meaning.Nothing.INSTANCE;
        }
        return switch (xml.read(answer.body(), type)) {
            case XmlReading.Broken broken -> new Meaning.Broken(broken.why());
            case XmlDocument document -> states(document.root(), view);
        };
    }

    private static Meaning states(Xml root, View view) {
        List<ImEvent> events = new ArrayList<>();
        for (Xml response : root.all("response")) {
            ScreenName owner = view.principal(response.textAt("href"));
            for (Xml part : response.all("propstat")) {
                Xml prop = part.child("prop");
                ImEvent presence = prop == null || view.isMe(owner) ? null : Properties.presence(prop, owner, view);
                if (presence != null && found(part.textAt("status"))) {
                    events.add(presence);
                }
            }
        }
        return Meaning.of(events);
    }

    /** A property that isn't there is named with its status. */
    private static boolean found(@Nullable String status) {
        return status == null || status.contains(" 200");
    }
}
