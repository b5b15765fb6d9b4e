package org.sallyport.protocols.ymsg.read;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Packet;
import org.sallyport.protocols.ymsg.wire.Pair;
import org.sallyport.protocols.ymsg.wire.Pairs;
import org.sallyport.protocols.ymsg.wire.YmsgNames;
import org.sallyport.protocols.ymsg.wire.YmsgText;

/**
 * One packet under a reader's eyes, and the phrases all readers need: who is speaking, how texts are cut. Valid as long as the
 * packet is.
 *
 * @param from who sent it
 * @param account whose connection it is; null while unknown
 * @param limits bounds on lists and texts
 */
public record Scene(Side from, Packet packet, @Nullable ScreenName account, Limits limits) {

    private static final int LONGEST_ID = 128;

    /** The packet's pairs. */
    public Pairs pairs() {
        return packet.pairs();
    }

    /** Whether the client sent it. */
    public boolean byClient() {
        return from == Side.CLIENT;
    }

    /** Which way it travels. */
    public Flow flow() {
        return Flow.from(from);
    }

    /**
     * Whoever acts when the client does: the account, whichever of its identities it uses. Only where nobody has signed on (a
     * connection taken up midway) what the packet claims.
     */
    public @Nullable ScreenName self() {
        ScreenName known = account;
        if (known != null) {
            return known;
        }
        Pair claimed = pairs().first(byClient() ? Key.ME : Key.RECIPIENT);
        if (claimed == null) {
            claimed = pairs().first(byClient() ? Key.ACCOUNT : Key.ME);
        }
        if (claimed == null && byClient()) {
            claimed = pairs().first(Key.SENDER);
        }
        return claimed == null ? null : name(claimed, YmsgNames.YAHOO);
    }

    /** {@link #self} as a list of recipients; empty while unknown. */
    public List<ScreenName> me() {
        ScreenName self = self();
        return self == null ? List.of() : List.of(self);
    }

    /** The name in a pair at a service; null when it is empty. */
    public static @Nullable ScreenName name(@Nullable Pair pair, ServiceId service) {
        if (pair == null) {
            return null;
        }
        ScreenName name = YmsgNames.screenName(service, pair.text());
        return name.normalized().isEmpty() ? null : name;
    }

    /** The name in the first pair with this key, at the network that key 241 of the packet says; null when there is none. */
    public @Nullable ScreenName peer(int key) {
        return name(pairs().first(key), network());
    }

    /** {@link #peer} as a list. */
    public List<ScreenName> peers(int key) {
        ScreenName peer = peer(key);
        return peer == null ? List.of() : List.of(peer);
    }

    /** The network that the packet's peers are in. */
    public ServiceId network() {
        return network(pairs().first(Key.NETWORK));
    }

    /** The network that a pair with key 241 says, Yahoo! for none. */
    public static ServiceId network(@Nullable Pair pair) {
        return pair == null ? YmsgNames.YAHOO : YmsgNames.network(pair.number(-1));
    }

    /** A text, formatting and all, cut to the limit. */
    public Text text(@Nullable Pair pair) {
        return pair == null ? Text.EMPTY : YmsgText.text(pair.text(), limits);
    }

    /** The text of the first pair with this key. */
    public Text text(int key) {
        return text(pairs().first(key));
    }

    /** The id of something, empty for none: longer ones than any client makes are cut. */
    public static String id(@Nullable Pair pair) {
        return pair == null ? "" : YmsgText.cut(pair.text(), LONGEST_ID);
    }

    /** A message, marked when it is cut. */
    public ImEvent.Message message(
            Feature feature,
            @Nullable ScreenName by,
            List<ScreenName> to,
            @Nullable String room,
            Pair words,
            Set<ImEvent.Message.Mark> marks,
            String id) {
        Set<ImEvent.Message.Mark> all = EnumSet.noneOf(ImEvent.Message.Mark.class);
        all.addAll(marks);
        String decoded = words.text();
        if (YmsgText.isCut(decoded, limits)) {
            all.add(ImEvent.Message.Mark.CUT);
        }
        return new ImEvent.Message(flow(), feature, by, to, room, YmsgText.text(decoded, limits), all, id);
    }
}
