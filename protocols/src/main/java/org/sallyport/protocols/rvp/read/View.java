package org.sallyport.protocols.rvp.read;

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
import org.sallyport.protocols.rvp.wire.RvpNames;

/**
 * From where a message is looked at, and the phrases all readers need.
 *
 * @param flow which way it goes
 * @param account our own person, if known
 * @param host the server's, for names without one
 */
public record View(Flow flow, @Nullable ScreenName account, String host, Limits limits) {

    private static final int LONGEST_WORD = 32;

    boolean outbound() {
        return flow == Flow.OUTBOUND;
    }

    /** The account as a list of recipients; empty while unknown. */
    List<ScreenName> me() {
        return account == null ? List.of() : List.of(account);
    }

    boolean isMe(@Nullable ScreenName name) {
        return name != null && name.equals(account);
    }

    @Nullable ScreenName principal(@Nullable String url) {
        return url == null ? null : RvpNames.principal(url, host);
    }

    /** Words, cut to the limit. */
    Text text(String words, boolean html) {
        String cut = cut(words, limits.textChars());
        return html ? Text.html(cut) : Text.plain(cut);
    }

    /** Something said, with a mark when it was longer than an event can be. */
    ImEvent said(@Nullable ScreenName from, List<ScreenName> to, String words, boolean html, String style, String id) {
        Set<ImEvent.Message.Mark> marks = EnumSet.noneOf(ImEvent.Message.Mark.class);
        if (words.length() > limits.textChars()) {
            marks.add(ImEvent.Message.Mark.CUT);
        }
        return new ImEvent.Message(
                flow, Feature.CHAT, from, to, null, text(words, html).inStyle(style), marks, id);
    }

    /** What no reader has a name for. */
    ImEvent unclassified(@Nullable ScreenName from, String what, int length) {
        return new ImEvent.Unclassified(flow, from, what, length);
    }

    /** A name out of the stream as one lower-case word. */
    static String word(String name) {
        String word = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9/.+-]", "-");
        return word.isEmpty() ? "-" : cut(word, LONGEST_WORD);
    }

    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        // Never through the middle of a character.
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
