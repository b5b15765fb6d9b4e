package org.sallyport.protocols.oscar;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;

/**
 * Carries decisions on messages out (04/06, 04/07).
 *
 * <p>A client that asked for an acknowledgement (TLV 3) gets one in any case, or its window never shows the message as sent: the
 * forged 04/0C when the message vanishes, the error 04/01 when it is refused, never both. The error can't carry words (its
 * text TLV is shown by none), so a notice follows as a message of its own. An incoming message that is stopped leaves no trace.
 */
final class Messages {

    private static final int FAMILY = 0x0004;

    private final Connection connection;
    private final Outlet outlet;
    private final Replies replies;

    Messages(Connection connection, Outlet outlet, Replies replies) {
        this.connection = connection;
        this.outlet = outlet;
        this.replies = replies;
    }

    void enforce(Side from, Frame frame, Ruling ruling, List<Emission> out) {
        Verdict verdict = ruling.verdict();
        ByteBuf rewritten = verdict instanceof Verdict.Rewrite(String text) ? rewrite(from, frame, text) : null;
        if (verdict instanceof Verdict.Allow) {
            out.add(outlet.forward(from, frame));
        } else if (rewritten != null) {
            out.add(outlet.replace(from, frame, rewritten));
        } else {
            outlet.drop(from, frame);
            if (from == Side.CLIENT) {
                answer(verdict instanceof Verdict.Drop, frame, out);
            }
        }
        replies.notices(ruling.notices(), out);
    }

    private @Nullable ByteBuf rewrite(Side from, Frame frame, String text) {
        return Rewriter.message(from, frame, text, connection.service(), connection.context().limits());
    }

    private void answer(boolean silent, Frame frame, List<Emission> out) {
        Icbm message = Icbm.read(Side.CLIENT, frame, connection.context().limits());
        if (message == null) {
            return;
        }
        // An away message is refused in silence: nobody wrote it.
        if (!silent && !message.autoResponse()) {
            replies.error(FAMILY, message.requestId(), out);
        } else if (message.ackWanted()) {
            replies.hostAck(message, out);
        }
    }
}
