package org.sallyport.protocols.msnp;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.msnp.write.Commands;

/**
 * What colleagues say without the service, put to the client as a switchboard would. The conversation must be the same one: a
 * switchboard with the same people in it, and of the same session where it is a room. With anybody else in it the words would
 * have to go to the service as well, and arrive twice.
 *
 * <p>What is carried is the text in its font and colour, a nudge, and that somebody types. What is no text (pictures, ink,
 * clips) can't be carried, no more than a text of which the event has only the beginning.
 *
 * <p>Likewise what this client said itself and was held can be said to the service once a reviewer lets it go, in a switchboard
 * with the same people: the answer comes only when nobody got it, carries a transaction of the gateway's own, and stays here.
 *
 * <p>Confined to the connection's event loop.
 */
final class Colleagues {

    /** In characters. More than clients put into one message, and far less than any of them chokes on. */
    private static final int LONGEST = 8_000;

    /** In bytes. With its head well within what servers take (Escargot: 1664 bytes). */
    private static final int LONGEST_SAID = 1_100;

    private final Connection connection;
    private final Voice voice;
    private final Supplier<String> transactions;

    /** {@code transactions} gives numbers for commands of the gateway's own. */
    Colleagues(Connection connection, Voice voice, Supplier<String> transactions) {
        this.connection = connection;
        this.voice = voice;
        this.transactions = transactions;
    }

    /** Whether the client would be shown all of it, here and now. */
    boolean takes(ImEvent event) {
        ScreenName from = event.from();
        if (from == null || !connection.welcomed() || connection.left()) {
            return false;
        }
        if (event instanceof ImEvent.Typing typing) {
            return typing.state() == ImEvent.Typing.State.STARTED && isSwitchboard() && samePeople(from, typing.to());
        }
        if (!(event instanceof ImEvent.Message message) || !isWhole(message)) {
            return false;
        }
        return isSwitchboard()
                ? isHere(from, message.room()) && samePeople(from, message.to())
                : connection.datagrams() && message.room() == null && message.feature() == Feature.CHAT;
    }

    private static boolean isWhole(ImEvent.Message message) {
        return switch (message.feature()) {
            case CHAT, GROUP_CHAT ->
                !message.marks().contains(ImEvent.Message.Mark.CUT)
                        && message.text().plain().length() <= LONGEST;
            case NUDGE -> true;
            default -> false;
        };
    }

    private boolean samePeople(ScreenName from, List<ScreenName> to) {
        Set<ScreenName> others = new HashSet<>(to);
        if (!others.remove(connection.account())) {
            return false;
        }
        others.add(from);
        return others.equals(new HashSet<>(connection.roster().people()));
    }

    /**
     * A colleague's message. Nothing is added when this is no switchboard with that colleague in it, or it is another
     * conversation: on a notification server there is none to say it in, but for version 21, which has no other.
     */
    void deliver(ImEvent.Message message, List<Emission> out) {
        ScreenName from = message.from();
        if (!connection.welcomed()) {
            return;
        }
        if (!isSwitchboard()) {
            if (connection.datagrams() && from != null && message.room() == null) {
                ScreenName account = connection.account();
                String to = account == null ? "" : account.display();
                voice.toClient(
                        Commands.datagram(
                                from.display(),
                                to,
                                words(message),
                                message.text().style()),
                        out);
            }
        } else if (from == null) {
            voice.notices(List.of(message.text().plain()), out);
        } else if (isHere(from, message.room())) {
            String name = from.display();
            voice.toClient(
                    message.feature() == Feature.NUDGE
                            ? Commands.nudge(name, name)
                            : Commands.message(
                                    name, name, words(message), message.text().style()),
                    out);
        }
    }

    /** A colleague types. Clients show it for some seconds; there is no word for its end. */
    void typing(ImEvent.Typing typing, List<Emission> out) {
        ScreenName from = typing.from();
        if (from != null && takes(typing)) {
            voice.toClient(Commands.typing(from.display(), from.display()), out);
        }
    }

    /** Whether {@link #say} would say it: to the same people, in the same room where it is one. */
    boolean says(ImEvent.Message message) {
        boolean talk = message.feature() == Feature.CHAT || message.feature() == Feature.GROUP_CHAT;
        boolean room = message.room() == null || message.room().equals(connection.sessionId());
        return talk
                && room
                && isSwitchboard()
                && connection.welcomed()
                && !connection.left()
                && connection.roster().size() > 0
                && isWhole(message)
                && new HashSet<>(message.to())
                        .equals(new HashSet<>(connection.roster().people()));
    }

    /** What this client said before and was held. As many messages as its length needs: servers take no long ones. */
    void say(ImEvent.Message message, List<Emission> out) {
        if (!says(message)) {
            return;
        }
        String text = message.text().plain();
        int from = 0;
        do {
            int to = pieceEnd(text, from);
            String piece = text.substring(from, to);
            voice.toServer(
                    Commands.said(transactions.get(), piece, message.text().style()), out);
            from = to;
        } while (from < text.length());
    }

    /** Where a piece of at most {@value #LONGEST_SAID} bytes ends, between two characters. */
    private static int pieceEnd(String text, int from) {
        int bytes = 0;
        int at = from;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (bytes > LONGEST_SAID) {
                break;
            }
            at += Character.charCount(point);
        }
        return at;
    }

    private boolean isHere(ScreenName from, @Nullable String room) {
        return room == null
                ? from.equals(connection.roster().only())
                : room.equals(connection.sessionId()) && connection.roster().has(from);
    }

    private boolean isSwitchboard() {
        return connection.kind() == Kind.SWITCHBOARD;
    }

    private static String words(ImEvent.Message message) {
        String text = message.text().plain();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
