package org.sallyport.protocols.oscar;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;

/**
 * Carries decisions on what is said in a room out (0E/05, 0E/06). Rooms know neither acknowledgement nor refusal: a line that
 * is stopped just never shows, and only a notice tells its author.
 */
final class RoomTalk {

    private final Connection connection;
    private final Outlet outlet;
    private final Replies replies;

    RoomTalk(Connection connection, Outlet outlet, Replies replies) {
        this.connection = connection;
        this.outlet = outlet;
        this.replies = replies;
    }

    void enforce(Side from, Frame frame, Ruling ruling, List<Emission> out) {
        Verdict verdict = ruling.verdict();
        ByteBuf rewritten = verdict instanceof Verdict.Rewrite(String text)
                ? Rewriter.roomTalk(from, frame, text, connection.context().limits())
                : null;
        if (verdict instanceof Verdict.Allow) {
            out.add(outlet.forward(from, frame));
        } else if (rewritten != null) {
            out.add(outlet.replace(from, frame, rewritten));
        } else {
            outlet.drop(from, frame);
        }
        replies.notices(ruling.notices(), out);
    }
}
