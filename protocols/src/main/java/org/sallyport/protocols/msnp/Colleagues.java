package org.sallyport.protocols.msnp;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
 * <p>What is carried is the text, a nudge, and that somebody types. Fonts and colours are lost, and what is no text (pictures,
 * ink, clips) can't be carried at all, no more than a text of which the event has only the beginning.
 *
 * <p>Confined to the connection's event loop.
 */
final class Colleagues {

    /** In characters. More than clients put into one message, and far less than any of them chokes on. */
    private static final int LONGEST = 8_000;

    private final Connection connection;
    private final Voice voice;

    Colleagues(Connection connection, Voice voice) {
        this.connection = connection;
        this.voice = voice;
    }

    /** Whether the client would be shown all of it, here and now. */
    boolean takes(ImEvent event) {
        ScreenName from = event.from();
        if (from == null || !connection.welcomed()) {
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
                voice.toClient(Commands.datagram(from.display(), to, words(message)), out);
            }
        } else if (from == null) {
            voice.notices(List.of(message.text().plain()), out);
        } else if (isHere(from, message.room())) {
            String name = from.display();
            voice.toClient(
                    message.feature() == Feature.NUDGE
                            ? Commands.nudge(name, name)
                            : Commands.message(name, name, words(message)),
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
