package org.sallyport.protocols.oscar.oft;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Reading;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;

/**
 * Files, one after the other:
 *
 * <pre>
 *   sender    0101 name, size              0101 name, size             0106 from where
 *   receiver       0202 go on    0204 done      0205 I have so much         0207 go on
 *   sender             the file                                                 the file
 * </pre>
 *
 * <p>The gateway asks about each file when the receiver answers, since only that is sure to show the cookie; until then and after
 * a refusal nothing of a file goes through. The protocol has no word for a refusal at that point: the connection ends, as when
 * somebody takes the file back.
 *
 * <p><b>Resuming.</b> The rest of a file tells neither its type nor its hash, and whoever wanted to get one past the rules would
 * send it in two halves. So the gateway has the receiver say that it has nothing: a sender begins then from the beginning, as it
 * does for anybody who has another file there, and the receiver starts anew.
 *
 * <p>Of shared folders ("get file") the list is read like a file, and what is asked for is asked about.
 *
 * <p><b>Bounds:</b> one file at a time. <b>Bad input:</b> a file from who receives, data that nobody wanted, answers to nothing,
 * a file encrypted or compressed: {@link Reading.Malformed}. Confined to the connection's event loop.
 */
final class Transfers implements Understanding {

    private final PeerLink link;
    private final FileTrack fromClient = new FileTrack();
    private final FileTrack fromServer = new FileTrack();
    private @Nullable Side sender;
    private @Nullable FileHeader offered;
    private ImEvent.@Nullable FileOffer file;
    private State state = State.IDLE;

    private enum State {
        /** No file is spoken of, or the receiver has it. */
        IDLE,
        /** The sender waits for an answer. */
        OFFERED,
        /** The receiver waits for where the sender goes on. */
        RESUMING,
        /** The sender has said from where, and waits. */
        AGREEING,
        /** The file goes through. */
        GOING
    }

    Transfers(PeerLink link) {
        this.link = link;
    }

    @Override
    public Found read(Side from, Frame frame) {
        FileTrack track = from == Side.CLIENT ? fromClient : fromServer;
        if (track.next(frame.buffer(), frame.offset(), frame.length()) == FileTrack.Next.DATA) {
            return data(from, frame, track);
        }
        track.header(frame.buffer(), frame.offset());
        FileHeader header = FileHeader.read(frame);
        return switch (header.type()) {
            case FileHeader.PROMPT, FileHeader.LISTING -> offers(from, header);
            case FileHeader.ACCEPTED, FileHeader.LISTING_ACCEPTED -> answers(from, header, State.GOING);
            case FileHeader.RESUME_WANTED -> {
                FileHeader.fromTheBeginning(frame);
                yield answers(from, header, State.RESUMING);
            }
            case FileHeader.RESUMES -> resumes(from, header);
            case FileHeader.RESUME_AGREED -> {
                FileHeader.fromTheBeginning(frame);
                yield agrees(from);
            }
            case FileHeader.DONE, FileHeader.LISTING_DONE, FileHeader.LISTING_BAD -> done(from);
            case FileHeader.FILE_WANTED, FileHeader.FOLDER_WANTED -> wants(from, header);
            default -> unknown(from, header, frame);
        };
    }

    private Found offers(Side from, FileHeader header) {
        if (sender != null && sender != from) {
            return Found.broken("file from who receives them");
        }
        if (state != State.IDLE && state != State.OFFERED) {
            return Found.broken("another file before the one before it is whole");
        }
        if (!header.plain()) {
            return Found.broken("file that is encrypted or compressed");
        }
        sender = from;
        offered = header;
        state = State.OFFERED;
        link.shows(header.cookie());
        return Found.PASS;
    }

    private Found answers(Side from, FileHeader header, State then) {
        FileHeader about = offered;
        if (from == sender || about == null || state != State.OFFERED) {
            return Found.broken("answer to no file");
        }
        link.shows(header.cookie());
        Side by = from.other();
        link.sends(by);
        boolean listing = about.type() == FileHeader.LISTING;
        ImEvent.FileOffer begins = event(by, listing ? Feature.FILE_SHARING : Feature.FILE_TRANSFER, Step.BEGIN, about);
        return Found.asks(List.of(begins), (side, frame, decisions, ruling) -> {
            if (!(ruling.verdict() instanceof Verdict.Allow)) {
                return List.of(Emission.Close.INSTANCE);
            }
            file = begins;
            state = then == State.GOING && about.size() == 0 ? State.IDLE : then;
            return List.of(Emission.Forward.INSTANCE);
        });
    }

    private Found resumes(Side from, FileHeader header) {
        FileHeader about = offered;
        if (from != sender || about == null || state != State.RESUMING) {
            return Found.broken("resumes what nobody wants resumed");
        }
        if (header.received() != 0 || header.size() != about.size() || !header.plain()) {
            return Found.broken("resumes in the middle, or another file");
        }
        state = State.AGREEING;
        return Found.PASS;
    }

    private Found agrees(Side from) {
        FileHeader about = offered;
        if (from == sender || about == null || state != State.AGREEING) {
            return Found.broken("agrees to nothing");
        }
        state = about.size() == 0 ? State.IDLE : State.GOING;
        return Found.PASS;
    }

    /** Either the file has come, or the receiver had it. */
    private Found done(Side from) {
        if (from == sender || state != State.IDLE && state != State.OFFERED) {
            return Found.broken("done before the file is whole");
        }
        state = State.IDLE;
        return Found.PASS;
    }

    private Found wants(Side from, FileHeader header) {
        if (from == sender) {
            return Found.broken("file wanted by who sends them");
        }
        link.shows(header.cookie());
        link.sends(from.other());
        return Found.asks(List.of(event(from, Feature.FILE_SHARING, Step.PROPOSE, header)), Transfers::orClose);
    }

    private Found unknown(Side from, FileHeader header, Frame frame) {
        String type = String.format("oft/%04x", header.type());
        return Found.asks(
                List.of(new ImEvent.Unclassified(link.flow(from), link.from(from), type, frame.length())),
                Transfers::orClose);
    }

    private Found data(Side from, Frame frame, FileTrack track) {
        ImEvent.FileOffer current = file;
        if (from != sender || state != State.GOING || current == null) {
            return Found.broken("data before a decision");
        }
        track.data(frame.length());
        boolean last = track.left() == 0;
        if (last) {
            state = State.IDLE;
        }
        return Found.part(new Reading.FilePart(current, 0, frame.length(), last), Transfers::orClose);
    }

    private static List<Emission> orClose(Side from, Frame frame, List<?> decisions, Ruling ruling) {
        return List.of(ruling.verdict() instanceof Verdict.Allow ? Emission.Forward.INSTANCE : Emission.Close.INSTANCE);
    }

    private ImEvent.FileOffer event(Side by, Feature feature, Step step, FileHeader header) {
        return new ImEvent.FileOffer(
                link.flow(by),
                feature,
                step,
                link.from(by),
                link.to(by),
                List.of(new FileInfo(link.cut(header.name()), header.size(), 1)),
                Text.EMPTY,
                link.offer());
    }
}
