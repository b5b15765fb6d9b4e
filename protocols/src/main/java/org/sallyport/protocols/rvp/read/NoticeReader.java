package org.sallyport.protocols.rvp.read;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.web.EncodedWords;
import org.sallyport.protocols.web.MimeText;
import org.sallyport.protocols.web.Xml;

/**
 * NOTIFY: {@code notification} with a {@code message} or a {@code propnotification} in it (Internet-Draft "RVP: A Presence and
 * Instant Messaging Protocol"; the behaviour of Net::RVP and of Miranda's plugin). A message is a mail-like text in {@code
 * msgbody/mime-data}.
 *
 * <p>Where people are in a conversation is told by typing events: {@code FINISHED} for who joined and writes nothing yet, {@code
 * CLOSED} for who left. They are no room's joins: RVP's conversations have no name but a number each window makes up.
 */
final class NoticeReader {

    /** Longer numbers of conversations are cut. */
    private static final int LONGEST_ID = 64;

    private static final String FORMAT = "X-MMS-IM-Format";
    private static final int LONGEST_FORMAT = 255;

    private NoticeReader() {}

    /** @param to whom the head names, for a message that names nobody itself */
    static Meaning read(Xml root, @Nullable ScreenName from, List<ScreenName> to, View view, int length) {
        if (!root.name().equals("notification")) {
            return new Meaning.Events(view.unclassified(from, "NOTIFY/" + View.word(root.name()), length));
        }
        for (String name : List.of(
                "message", "propnotification", "notification-from", "notification-to", "msgbody", "mime-data")) {
            if (root.count(name) > 1) {
                return new Meaning.Broken("element " + name + " is there more than once");
            }
        }
        Xml message = root.child("message");
        Xml change = root.child("propnotification");
        if (message != null && change != null || message == null && change == null) {
            return new Meaning.Broken("a notification of neither one thing nor the other");
        }
        if (change != null) {
            return change(change, from, view);
        }
        if (message == null) {
            return Meaning.Nothing.INSTANCE;
        }
        List<ScreenName> recipients = recipients(message, view);
        return message(
                message,
                from,
                (view.outbound() || to.isEmpty()) && !recipients.isEmpty() ? recipients : to,
                view,
                length);
    }

    /** Who a notification says it is from; null when it names nobody. */
    static @Nullable ScreenName sender(Xml root, View view) {
        Xml from = root.only("notification-from");
        return from == null ? null : view.principal(from.textAt("contact", "href"));
    }

    private static List<ScreenName> recipients(Xml message, View view) {
        List<ScreenName> recipients = new ArrayList<>();
        Xml to = message.child("notification-to");
        for (Xml contact : to == null ? List.<Xml>of() : to.all("contact")) {
            ScreenName name = view.principal(contact.textAt("href"));
            if (name != null) {
                recipients.add(name);
            }
        }
        return recipients;
    }

    private static Meaning change(Xml change, @Nullable ScreenName from, View view) {
        List<ImEvent> events = new ArrayList<>();
        for (Xml child : change.children()) {
            if (child.name().equals("propertyupdate") || child.name().equals("propupdate")) {
                Properties.updates(child, from, view, events);
            }
        }
        return Meaning.of(events);
    }

    private static Meaning message(Xml message, @Nullable ScreenName from, List<ScreenName> to, View view, int length) {
        Xml data = message.at("msgbody", "mime-data");
        if (data == null) {
            return message.count("mime-data") > 0
                    ? new Meaning.Broken("mime-data outside msgbody")
                    // A conversation may begin with nothing, to be given its number.
                    : new Meaning.Events(typing(from, to, ImEvent.Typing.State.FINISHED, view));
        }
        MimeText mime = data.children().isEmpty() ? MimeText.read(data.text()) : null;
        if (mime == null
                || mime.repeats("Content-Type")
                || mime.repeats("Session-Id")
                || mime.repeats("Content-Transfer-Encoding")) {
            return new Meaning.Broken("mime-data without a head that can be read");
        }
        String id = id(mime);
        String type = mime.contentType();
        return switch (type) {
            // The draft spells it without the second g.
            case "text/x-msmsgscontrol", "text/x-msmsscontrol" -> {
                boolean types = mime.first("TypingUser") != null;
                yield new Meaning.Events(
                        typing(from, to, types ? ImEvent.Typing.State.STARTED : ImEvent.Typing.State.FINISHED, view));
            }
            case "text/x-imleave" -> new Meaning.Events(typing(from, to, ImEvent.Typing.State.CLOSED, view));
            case "text/x-msmsgsinvite" -> InvitationReader.read(mime, from, to, view, length);
            case "", "text/plain", "text/html" -> words(mime, type, from, to, id, view);
            default -> new Meaning.Events(view.unclassified(from, "NOTIFY/" + View.word(type), length));
        };
    }

    private static Meaning words(
            MimeText mime, String type, @Nullable ScreenName from, List<ScreenName> to, String id, View view) {
        if (!mime.ended()) {
            return new Meaning.Broken("a text with no end of its head");
        }
        String words = decoded(mime);
        return words == null
                ? new Meaning.Broken("a text in an encoding that is not read")
                : new Meaning.Events(view.said(from, to, words, type.equals("text/html"), style(mime), id));
    }

    /** Font and colour; what no client writes is left behind. */
    private static String style(MimeText mime) {
        String format = mime.value(FORMAT);
        boolean plain = format.length() <= LONGEST_FORMAT && format.chars().noneMatch(c -> c < ' ' || c == 0x7F);
        return plain ? format : "";
    }

    /** The words of a text; null when they can't be had. */
    private static @Nullable String decoded(MimeText mime) {
        return switch (mime.value("Content-Transfer-Encoding").toLowerCase(Locale.ROOT)) {
            case "", "7bit", "8bit", "binary" -> mime.body();
            case "base64" -> {
                byte[] bytes = EncodedWords.base64(mime.body());
                yield bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
            }
            default -> null;
        };
    }

    private static String id(MimeText mime) {
        String id = mime.value("Session-Id").toUpperCase(Locale.ROOT);
        return id.length() <= LONGEST_ID ? id : id.substring(0, LONGEST_ID);
    }

    private static ImEvent typing(
            @Nullable ScreenName from, List<ScreenName> to, ImEvent.Typing.State state, View view) {
        return new ImEvent.Typing(view.flow(), from, to, state);
    }
}
