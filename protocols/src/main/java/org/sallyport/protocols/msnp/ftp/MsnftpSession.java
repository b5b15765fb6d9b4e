package org.sallyport.protocols.msnp.ftp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Reading;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Session;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.msnp.deal.Announcements;

/**
 * One file on its way. Who receives it proves with {@code USR <address> <cookie>} that it is who was promised it; the sender
 * answers {@code FIL <size>}, and that is when the gateway asks. Until then and after a refusal no data goes through.
 *
 * <p>The flow is that of the file as seen from the account that agreed on it, since either end may be the one that connects. A
 * connection whose cookie nobody announced is told by who connected: what that side sends is outbound. Then nobody has shown who
 * is there, and only the receiver's own word says who it is.
 *
 * <p><b>Threading:</b> confined to the connection's event loop. <b>Bounds:</b> one name, one cookie. <b>Bad input:</b> a file from
 * the side that asked for one, a size that is no number, data before a decision: {@link Reading.Malformed}.
 */
final class MsnftpSession implements Session {

    private static final Reading SWALLOWED = new Reading.Housekeeping(List.of());

    private final SessionContext context;
    private @Nullable Side receiver;
    private @Nullable ScreenName claimed;
    private @Nullable Handoff handoff;
    private List<ImEvent> asked = List.of();
    private ImEvent.@Nullable FileOffer file;
    private long left;
    private boolean whole;
    private boolean allowed;
    private boolean closing;

    MsnftpSession(SessionContext context) {
        this.context = context;
    }

    @Override
    public Reading interpret(Side from, Frame frame) {
        if (closing) {
            return SWALLOWED;
        }
        if (MsnftpCodec.isBlock(frame.buffer().getByte(frame.offset()))) {
            return block(frame);
        }
        String line = frame.buffer()
                .toString(frame.offset(), frame.length(), StandardCharsets.UTF_8)
                .strip();
        String[] words = line.split(" ", 4);
        return switch (words[0]) {
            case "VER", "TFR", "CCL", "BYE" -> Reading.Pass.INSTANCE;
            case "USR" -> user(from, words);
            case "FIL" -> file(from, words);
            default -> asks(new ImEvent.Unclassified(flow(from), sender(from), words[0], frame.length()));
        };
    }

    /** The last is the one with which the size is reached, or one that says so, as when somebody breaks off. */
    private Reading block(Frame frame) {
        ImEvent.FileOffer current = file;
        if (!allowed || current == null) {
            return new Reading.Malformed("data before a decision");
        }
        int length = frame.length() - MsnftpCodec.BLOCK_HEAD;
        if (whole) {
            return length == 0 ? Reading.Pass.INSTANCE : new Reading.Malformed("more data than the file has");
        }
        asked = List.of(current);
        left -= length;
        whole = left <= 0 || frame.buffer().getByte(frame.offset()) == 1;
        return new Reading.FilePart(current, MsnftpCodec.BLOCK_HEAD, length, whole);
    }

    private Reading user(Side from, String[] words) {
        if (words.length != 3 || receiver != null) {
            return new Reading.Malformed("USR without an address and a cookie, or once more");
        }
        receiver = from;
        handoff = context.handoffs().recall(Announcements.FILE, words[2].getBytes(StandardCharsets.UTF_8));
        claimed = new ScreenName(service(), words[1].toLowerCase(Locale.ROOT), words[1]);
        return Reading.Pass.INSTANCE;
    }

    private Reading file(Side from, String[] words) {
        if (from == receiver) {
            return new Reading.Malformed("file from who asked for one");
        }
        long size = size(words);
        if (size < 0) {
            return new Reading.Malformed("file without a size");
        }
        allowed = false;
        ScreenName to = handoff == null ? claimed : sends(handoff) ? handoff.peer() : handoff.account();
        left = size;
        whole = false;
        ImEvent.FileOffer offered = new ImEvent.FileOffer(
                flow(from),
                Feature.FILE_TRANSFER,
                Step.BEGIN,
                sender(from),
                to == null ? List.of() : List.of(to),
                List.of(new FileInfo("", size, 1)),
                Text.EMPTY,
                handoff == null || handoff.offer() == null ? "" : handoff.offer());
        file = offered;
        return asks(offered);
    }

    private Reading asks(ImEvent event) {
        asked = List.of(event);
        return new Reading.Events(asked);
    }

    private static long size(String[] words) {
        try {
            return words.length == 2 ? Long.parseLong(words[1]) : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static boolean sends(Handoff handoff) {
        return handoff.purpose().equals(Announcements.SENDS);
    }

    private Flow flow(Side from) {
        if (handoff == null) {
            return Flow.from(from);
        }
        boolean bySender = from != receiver;
        return bySender == sends(handoff) ? Flow.OUTBOUND : Flow.INBOUND;
    }

    private @Nullable ScreenName sender(Side from) {
        if (handoff == null) {
            return from == receiver ? claimed : null;
        }
        return flow(from) == Flow.OUTBOUND ? handoff.account() : handoff.peer();
    }

    @Override
    public List<Emission> enforce(Side from, Frame frame, List<Decision> decisions) {
        if (closing) {
            return List.of();
        }
        Ruling ruling = Ruling.of(asked, decisions);
        if (ruling.verdict() instanceof Verdict.Allow) {
            allowed |= asked.getFirst() instanceof ImEvent.FileOffer;
            return List.of(Emission.Forward.INSTANCE);
        }
        // Nothing here can carry a word to a person; an end without one is what a lost connection looks like.
        closing = true;
        return List.of(Emission.Close.INSTANCE);
    }

    @Override
    public List<Emission> disconnect(@Nullable String notice) {
        closing = true;
        return List.of(Emission.Close.INSTANCE);
    }

    @Override
    public @Nullable ScreenName account() {
        return handoff == null ? null : handoff.account();
    }

    @Override
    public ServiceId service() {
        if (handoff != null) {
            return handoff.service();
        }
        ServiceId catalogued = context.catalogued();
        return catalogued.equals(ServiceId.UNKNOWN) ? MsnftpPlugin.MSN : catalogued;
    }
}
