package org.sallyport.protocols.oscar.oft;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Reading;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Session;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.oscar.oft.Understanding.Found;

/**
 * A connection between two clients. The first frame tells whether it is for files ({@link Transfers}) or for talking ({@link
 * DirectTalk}), and it stays with that.
 *
 * <p><b>Threading:</b> confined to the connection's event loop. <b>Lifecycle:</b> once the session has ended the connection nothing
 * goes through any more. <b>Bad input:</b> {@link Reading.Malformed}.
 */
final class PeerSession implements Session {

    private final PeerLink link;
    private @Nullable Understanding understanding;
    private boolean forFiles;
    private boolean metClient;
    private boolean metServer;
    private @Nullable Found fromClient;
    private @Nullable Found fromServer;
    private boolean closing;

    PeerSession(SessionContext context) {
        this.link = new PeerLink(context);
    }

    PeerLink link() {
        return link;
    }

    @Override
    public Reading interpret(Side from, Frame frame) {
        if (closing) {
            return Found.SWALLOWED.reading();
        }
        Understanding by = understandingOf(from, frame);
        Found found = by == null ? Found.broken("a file and talk on one connection") : by.read(from, frame);
        if (from == Side.CLIENT) {
            fromClient = found;
        } else {
            fromServer = found;
        }
        return found.reading();
    }

    /** Null when this side's first frame is of the other kind than that of the other side. */
    private @Nullable Understanding understandingOf(Side from, Frame frame) {
        boolean met = from == Side.CLIENT ? metClient : metServer;
        Understanding known = understanding;
        if (met && known != null) {
            return known;
        }
        boolean files = FileHeader.mayBegin(frame.buffer(), frame.offset(), frame.length());
        if (known == null) {
            forFiles = files;
            known = files ? new Transfers(link) : new DirectTalk(link);
            understanding = known;
        } else if (files != forFiles) {
            return null;
        }
        metClient |= from == Side.CLIENT;
        metServer |= from == Side.SERVER;
        return known;
    }

    @Override
    public List<Emission> enforce(Side from, Frame frame, List<Decision> decisions) {
        Found asked = from == Side.CLIENT ? fromClient : fromServer;
        if (closing || asked == null) {
            return List.of();
        }
        Ruling ruling = Ruling.of(asked.events(), decisions);
        boolean answered = decisions.size() == asked.events().size();
        List<Emission> out = !answered || ruling.verdict() instanceof Verdict.Disconnect
                ? List.of(Emission.Close.INSTANCE)
                : asked.answer().carryOut(from, frame, decisions, ruling);
        closing = out.contains(Emission.Close.INSTANCE);
        return out;
    }

    @Override
    public List<Emission> disconnect(@Nullable String notice) {
        closing = true;
        return List.of(Emission.Close.INSTANCE);
    }

    @Override
    public @Nullable ScreenName account() {
        return link.account();
    }

    @Override
    public ServiceId service() {
        return link.service();
    }
}
