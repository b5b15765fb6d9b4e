package org.sallyport.protocols.msnp.oim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.web.EncodedWords;
import org.sallyport.protocols.web.MimeText;
import org.sallyport.protocols.web.Xml;

/**
 * What the envelopes say. A message to be stored has its people as {@code memberName} of {@code From} and {@code To} in the SOAP
 * header, and a mail-like {@code Content} in the body; one that is fetched is a whole mail in {@code GetMessageResult}. The words
 * are in base64 in both.
 */
final class Soap {

    /** The element with what is stored. */
    static final String CONTENT = "Content";

    /** The element with what was stored. */
    static final String RESULT = "GetMessageResult";

    private static final int LONGEST_ID = 64;

    private Soap() {}

    /** What an envelope means. */
    sealed interface Meaning {

        /** Nothing that a person did. */
        enum Nothing implements Meaning {
            INSTANCE
        }

        /**
         * Something happened.
         *
         * @param event it
         * @param print tells the same message from others when it comes again
         */
        record Happened(ImEvent event, String print) implements Meaning {}

        /** It breaks the rules. */
        record Broken(String why) implements Meaning {}
    }

    /** Reads a request. */
    static Meaning request(Xml root, Limits limits) {
        if (root.count(CONTENT) == 0) {
            return Meaning.Nothing.INSTANCE;
        }
        Xml content = root.at("Body", CONTENT);
        Xml from = root.only("From");
        Xml to = root.only("To");
        if (content == null || root.only(CONTENT) == null || from == null || to == null) {
            return new Meaning.Broken("a message without one sender, one recipient and one content");
        }
        ScreenName recipient = OimPlugin.known(to.attributes().get("memberName"));
        ScreenName sender = OimPlugin.known(from.attributes().get("memberName"));
        List<ScreenName> recipients = recipient == null ? List.of() : List.of(recipient);
        return message(content, Flow.OUTBOUND, sender, recipients, limits);
    }

    /** Who a request says it is from; null when it doesn't. */
    static @Nullable ScreenName sender(Xml root) {
        Xml from = root.only("From");
        return from == null ? null : OimPlugin.known(from.attributes().get("memberName"));
    }

    /** Reads an answer. */
    static Meaning answer(Xml root, @Nullable ScreenName account, Limits limits) {
        if (root.count(RESULT) == 0) {
            return Meaning.Nothing.INSTANCE;
        }
        Xml result = root.only(RESULT);
        MimeText mime = result == null ? null : MimeText.read(result.text());
        if (result == null || mime == null) {
            return new Meaning.Broken("a message that can't be read");
        }
        ScreenName to = account == null ? OimPlugin.known(address(mime.value("To"))) : account;
        return message(
                result,
                Flow.INBOUND,
                OimPlugin.known(address(mime.value("From"))),
                to == null ? List.of() : List.of(to),
                limits);
    }

    /** Whether an answer only asks for a better signature: the same message comes again then. */
    static boolean asksAgain(Xml root) {
        Xml code = root.only("faultcode");
        return code != null && code.text().strip().endsWith("AuthenticationFailed");
    }

    private static Meaning message(
            Xml element, Flow flow, @Nullable ScreenName from, List<ScreenName> to, Limits limits) {
        MimeText mime = element.children().isEmpty() ? MimeText.read(element.text()) : null;
        if (mime == null
                || !mime.ended()
                || mime.repeats("Content-Type")
                || mime.repeats("Content-Transfer-Encoding")) {
            return new Meaning.Broken("a message without a head that can be read");
        }
        String type = mime.contentType();
        if (!type.isEmpty() && !type.equals("text/plain")) {
            String word = type.replaceAll("[^a-z0-9/.+-]", "-");
            String what = word.substring(0, Math.min(LONGEST_ID, word.length()));
            return new Meaning.Happened(
                    new ImEvent.Unclassified(flow, from, what, element.text().length()), "");
        }
        String words = words(mime);
        if (words == null) {
            return new Meaning.Broken("a message in an encoding that is not read");
        }
        Set<ImEvent.Message.Mark> marks = EnumSet.of(ImEvent.Message.Mark.OFFLINE);
        if (words.length() > limits.textChars()) {
            marks.add(ImEvent.Message.Mark.CUT);
        }
        // A telephone's messages come by the same way.
        Feature feature = mime.value("X-OIMProxy").equalsIgnoreCase("MOSMS") ? Feature.SMS : Feature.CHAT;
        ImEvent event = new ImEvent.Message(
                flow, feature, from, to, null, Text.plain(cut(words, limits.textChars())), marks, id(mime));
        return new Meaning.Happened(event, from + "\n" + to + "\n" + words);
    }

    /** The words; null when they can't be had. */
    private static @Nullable String words(MimeText mime) {
        return switch (mime.value("Content-Transfer-Encoding").toLowerCase(Locale.ROOT)) {
            case "base64" -> {
                byte[] bytes = EncodedWords.base64(mime.body());
                yield bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
            }
            case "", "7bit", "8bit" -> mime.body().stripTrailing();
            default -> null;
        };
    }

    /** The number of a conversation and that of the message in it. */
    private static String id(MimeText mime) {
        List<String> parts = new ArrayList<>(2);
        for (String name : List.of("X-OIM-Run-Id", "X-OIM-Sequence-Num")) {
            String value = mime.value(name);
            if (!value.isEmpty()) {
                parts.add(value.substring(0, Math.min(LONGEST_ID, value.length())));
            }
        }
        return String.join("/", parts);
    }

    /** The address behind a name, both perhaps in encoded words. The last one counts: a name can look like an address too. */
    private static String address(String field) {
        String decoded = EncodedWords.decode(field).strip();
        int open = decoded.lastIndexOf('<');
        return decoded.endsWith(">") && open >= 0 ? decoded.substring(open + 1, decoded.length() - 1) : decoded;
    }

    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
