package org.sallyport.protocols.msnp;

import io.netty.buffer.ByteBuf;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.msnp.wire.CommandLine;
import org.sallyport.protocols.msnp.write.Commands;

/**
 * Speaks for the service to the client. Answers carry the client's own transaction ids, and nothing said here is answered, so
 * no number of either side is ever out of step.
 *
 * <p>A notice is a message in the switchboard at hand, in the name of a member, since official clients may take none from
 * anybody else; so its words begin with the name of who really speaks. On a notification server it comes from that name itself:
 * libpurple shows it, official clients ignore it and see only the refusal; in version 21, where clients talk there, it is a
 * message like theirs.
 *
 * <p>Confined to the connection's event loop.
 */
final class Voice {

    /** Enough for any notice, and short enough for every client in any script. */
    private static final int LONGEST_NOTICE = 400;

    /** For as long as the service has not let the client into a switchboard: more would be said in one go. */
    private static final int MOST_KEPT = 4;

    private final Connection connection;

    /** What a client that is not in yet is told once it is, such as of a room with people in it. */
    private final Set<String> kept = new LinkedHashSet<>();

    Voice(Connection connection) {
        this.connection = connection;
    }

    /** What the service says when it has taken a message of class A or D. */
    void ack(String transaction, List<Emission> out) {
        toClient(Commands.line("ACK", transaction), out);
    }

    /** What the service says when it could not pass a message on. */
    void nak(String transaction, List<Emission> out) {
        toClient(Commands.line("NAK", transaction), out);
    }

    /** The transaction of this frame is refused with a number. */
    void error(int code, Frame frame, List<Emission> out) {
        toClient(Commands.line(Integer.toString(code), CommandLine.of(frame).token(1)), out);
    }

    /** A line that answers the transaction of this frame. */
    void answer(Frame frame, String command, String rest, List<Emission> out) {
        toClient(Commands.line(command, CommandLine.of(frame).token(1), rest), out);
    }

    /** What the gateway has to say to its own client, as far as that can show it now. */
    void notices(List<String> texts, List<Emission> out) {
        if (!connection.welcomed()) {
            if (connection.kind() == Kind.SWITCHBOARD) {
                texts.stream().filter(text -> kept.size() < MOST_KEPT).forEach(kept::add);
            }
            return;
        }
        String name = connection.context().noticeName();
        ScreenName member = member();
        for (String text : texts) {
            String words = cut(text, LONGEST_NOTICE);
            if (member != null) {
                toClient(Commands.message(member.display(), name, name + ": " + words), out);
            } else if (connection.kind() != Kind.SWITCHBOARD) {
                toClient(
                        connection.datagrams()
                                ? Commands.datagram(name, account(), words)
                                : Commands.message(name, name, words),
                        out);
            }
        }
    }

    /** The client has been welcomed, and can be told what was kept for it. */
    void welcomed(List<Emission> out) {
        List<String> texts = List.copyOf(kept);
        kept.clear();
        notices(texts, out);
    }

    private @Nullable ScreenName member() {
        if (connection.kind() != Kind.SWITCHBOARD || connection.roster().size() == 0) {
            return null;
        }
        return connection.roster().people().get(0);
    }

    private String account() {
        ScreenName account = connection.account();
        return account == null ? "" : account.display();
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }

    void toClient(ByteBuf command, List<Emission> out) {
        out.add(new Emission.Send(Side.CLIENT, command));
    }

    void toServer(ByteBuf command, List<Emission> out) {
        out.add(new Emission.Send(Side.SERVER, command));
    }
}
