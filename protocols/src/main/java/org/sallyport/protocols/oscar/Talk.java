package org.sallyport.protocols.oscar;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.oscar.wire.SnacHeader;
import org.sallyport.protocols.oscar.write.TextRewrite;

/**
 * Carries decisions on what is said out: messages (04/06, 04/07) and lines in a room (0E/05, 0E/06).
 *
 * <p>A client that asked for an acknowledgement (TLV 3) gets one in any case, or its window never shows the message as sent: the
 * forged 04/0C when the message vanishes, the error 04/01 when it is refused, never both. The error carries no words that any
 * client shows, so a notice follows as a message of its own. An incoming message that is stopped leaves no trace. Rooms know
 * neither acknowledgement nor refusal: a line that is stopped just never shows, and only a notice tells its author.
 *
 * <p>What has no place for other words is refused when it should be rewritten.
 */
final class Talk {

    private static final int MESSAGES = 0x0004;
    private static final int ROOMS = 0x000E;

    private final Connection connection;
    private final Outlet outlet;
    private final Voice voice;
    private final Attendance attendance;

    Talk(Connection connection, Outlet outlet, Voice voice, Attendance attendance) {
        this.connection = connection;
        this.outlet = outlet;
        this.voice = voice;
        this.attendance = attendance;
    }

    void enforce(Side from, Frame frame, Ruling ruling, List<Emission> out) {
        Verdict verdict = ruling.verdict();
        Optional<ByteBuf> rewritten =
                verdict instanceof Verdict.Rewrite(String text) ? rewrite(frame, text) : Optional.empty();
        if (verdict instanceof Verdict.Allow) {
            out.add(outlet.forward(from, frame));
        } else if (rewritten.isPresent()) {
            out.add(outlet.replace(from, frame, rewritten.get()));
        } else {
            outlet.drop(from, frame);
            if (from == Side.CLIENT && FlapView.family(frame) == MESSAGES) {
                answer(verdict instanceof Verdict.Drop, frame, out);
            } else if (from == Side.CLIENT && FlapView.family(frame) == ROOMS && verdict instanceof Verdict.Drop) {
                attendance.reflect(frame, out);
            }
        }
        voice.notices(ruling.notices(), out);
    }

    private Optional<ByteBuf> rewrite(Frame frame, String text) {
        SnacHeader header = SnacHeader.read(frame.buffer(), FlapView.payload(frame), FlapView.end(frame));
        return header == null
                ? Optional.empty()
                : TextRewrite.rewriteText(
                        header, frame.buffer(), text, connection.context().limits());
    }

    private void answer(boolean silent, Frame frame, List<Emission> out) {
        Icbm message = Icbm.read(Side.CLIENT, frame, connection.context().limits());
        if (message == null) {
            return;
        }
        // An away message is refused in silence: nobody wrote it.
        if (!silent && !message.autoResponse()) {
            voice.error(MESSAGES, message.requestId(), out);
        } else if (message.ackWanted()) {
            voice.hostAck(frame, out);
        }
    }
}
