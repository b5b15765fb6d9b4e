package org.sallyport.protocols.msnp;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.ImEvent.Message.Mark;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.msnp.mime.MimeMessage;

/**
 * What a MIME part means, by its type. The one place where content types are told apart; whoever carries a part brings the way
 * in which a ruling on it is carried out.
 *
 * <p>What a client says of itself ({@code clientcaps}), keep-alives, and the service's own notices of mail and of messages that
 * wait (their words stay with the service, and a ticket may stand beside them) mean nothing. Sources: libpurple, aMSN,
 * MSNPSharp, MSNPiki; captures of official clients.
 *
 * <p>Confined to the connection's event loop.
 */
final class Contents {

    private static final int LONGEST_TYPE = 64;
    private static final String FORMAT = "X-MMS-IM-Format";
    private static final int LONGEST_FORMAT = 255;

    private final Connection connection;

    Contents(Connection connection) {
        this.connection = connection;
    }

    /** What a part carried by {@code MSG}, {@code UUM} or {@code UBM} means. */
    Finding read(Post post, Enforcement enforcement) {
        String type = post.mime().contentType();
        return switch (type) {
            case "text/plain" -> text(post, enforcement);
            case "text/x-msmsgscontrol" -> typing(post, enforcement);
            case "text/x-msnmsgr-datacast" -> datacast(post, enforcement);
            case "text/x-mms-emoticon", "text/x-mms-animemoticon" -> emoticons(post, enforcement);
            case "image/gif" -> said(post, Feature.IMAGE, Text.EMPTY, enforcement);
            case "application/x-ms-ink" -> said(post, Feature.WHITEBOARD, Text.EMPTY, enforcement);
            case "text/x-clientcaps", "text/x-clientinfo", "text/x-keepalive" -> Finding.Pass.INSTANCE;
            default ->
                isService(type) && post.command().equals("MSG") && connection.kind() == Kind.NOTIFICATION
                        ? Finding.Pass.INSTANCE
                        : unclassified(post, type, enforcement);
        };
    }

    /** Profiles, mail, messages that wait, maintenance: the notification server's own. */
    private static boolean isService(String type) {
        return (type.startsWith("text/x-msmsgs") && !type.equals("text/x-msmsgsinvite"))
                || type.equals("application/x-msmsgssystemmessage");
    }

    /** What a part of version 21 means, where a header names the type. */
    Finding readTyped(Post post, Enforcement enforcement) {
        String type = post.mime().first("Message-Type");
        String word = type == null ? "" : type.toLowerCase(Locale.ROOT);
        return switch (word) {
            case "text" -> text(post, enforcement);
            case "control", "control/typing", "control/recording" -> typing(post, enforcement);
            case "nudge" -> said(post, Feature.NUDGE, Text.EMPTY, enforcement);
            case "wink" -> said(post, Feature.EMOTICON, Text.EMPTY, enforcement);
            case "customemoticon" -> emoticons(post, enforcement);
            case "voice" -> said(post, Feature.VOICE, Text.EMPTY, enforcement);
            case "invite", "signal/turn", "signal/audiometa", "signal/audiotunnel" ->
                invite(post, Feature.VOICE, enforcement);
            case "signal/closeimwindow", "signal/markimwindowread", "signal/forceabchsync" -> Finding.Pass.INSTANCE;
            default -> unclassified(post, word, enforcement);
        };
    }

    private Finding text(Post post, Enforcement enforcement) {
        return said(post, post.feature(), Text.plain(words(post.mime())).inStyle(style(post.mime())), enforcement);
    }

    /** Font, effects and colour; what no client writes is left behind. */
    private static String style(MimeMessage mime) {
        String format = mime.first(FORMAT);
        return format == null || format.length() > LONGEST_FORMAT ? "" : format;
    }

    /** The words as the client will show them: clients take every text for UTF-8, and undo base64 where a header says so. */
    private static String words(MimeMessage mime) {
        String encoding = mime.first("Content-Transfer-Encoding");
        if (encoding == null || !encoding.equalsIgnoreCase("base64")) {
            return mime.bodyText();
        }
        return new String(Base64.getMimeDecoder().decode(padded(mime.bodyText())), StandardCharsets.UTF_8);
    }

    /** What the decoder takes without complaint, whatever was written. */
    private static String padded(String base64) {
        StringBuilder symbols = new StringBuilder();
        for (int i = 0; i < base64.length(); i++) {
            char c = base64.charAt(i);
            if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/') {
                symbols.append(c);
            }
        }
        // One symbol alone stands for no byte.
        symbols.setLength(symbols.length() % 4 == 1 ? symbols.length() - 1 : symbols.length());
        return symbols.toString();
    }

    private Finding typing(Post post, Enforcement enforcement) {
        return new Finding.Asks(
                new ImEvent.Typing(post.flow(), post.from(), post.to(), ImEvent.Typing.State.STARTED), enforcement);
    }

    /** {@code ID: 1} shakes the window, 2 plays a wink, 3 a voice clip, 4 shows words about what the sender does. */
    private Finding datacast(Post post, Enforcement enforcement) {
        String body = post.mime().bodyText();
        return switch (field(body, "ID")) {
            case "1" -> said(post, Feature.NUDGE, Text.EMPTY, enforcement);
            case "2" -> said(post, Feature.EMOTICON, Text.EMPTY, enforcement);
            case "3" -> said(post, Feature.VOICE, Text.EMPTY, enforcement);
            case "4" -> said(post, post.feature(), Text.plain(field(body, "Data")), enforcement);
            default -> unclassified(post, "text/x-msnmsgr-datacast", enforcement);
        };
    }

    private static String field(String body, String name) {
        for (String line : body.split("\r\n", 16)) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(name)) {
                return line.substring(colon + 1).strip();
            }
        }
        return "";
    }

    /** {@code shortcut TAB object TAB ...}: the pictures that some letters of the next message stand for. */
    private Finding emoticons(Post post, Enforcement enforcement) {
        String[] fields = post.mime().bodyText().split("\t", connection.limits().itemsPerFrame());
        StringBuilder shortcuts = new StringBuilder();
        for (int i = 0; i < fields.length - 1; i += 2) {
            shortcuts.append(i == 0 ? "" : " ").append(fields[i]);
        }
        return said(post, Feature.EMOTICON, Text.plain(shortcuts.toString()), enforcement);
    }

    private Finding said(Post post, Feature feature, Text text, Enforcement enforcement) {
        Set<Mark> marks = EnumSet.noneOf(Mark.class);
        marks.addAll(post.marks());
        Text kept = text;
        int longest = connection.limits().textChars();
        if (text.plain().length() > longest) {
            kept = Text.plain(text.plain().substring(0, longest)).inStyle(text.style());
            marks.add(Mark.CUT);
        }
        return new Finding.Asks(
                new ImEvent.Message(post.flow(), feature, post.from(), post.to(), post.room(), kept, marks, post.id()),
                enforcement);
    }

    private static Finding invite(Post post, Feature feature, Enforcement enforcement) {
        return new Finding.Asks(
                new ImEvent.Invite(
                        post.flow(), feature, Step.PROPOSE, post.from(), post.to(), post.room(), Text.EMPTY, post.id()),
                enforcement);
    }

    private static Finding unclassified(Post post, String type, Enforcement enforcement) {
        return new Finding.Asks(
                new ImEvent.Unclassified(
                        post.flow(),
                        post.from(),
                        isName(type) ? post.command() + " " + type : post.command(),
                        post.mime().bodyEnd() - post.mime().start()),
                enforcement);
    }

    /** A type is the sender's; only what looks like one is repeated. */
    private static boolean isName(String type) {
        return !type.isEmpty()
                && type.length() <= LONGEST_TYPE
                && type.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "/-.+".indexOf(c) >= 0);
    }
}
