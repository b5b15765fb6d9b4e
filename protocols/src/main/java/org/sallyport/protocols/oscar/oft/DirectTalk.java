package org.sallyport.protocols.oscar.oft;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Reading;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.oscar.wire.TextCodec;
import org.sallyport.protocols.oscar.write.Markup;

/**
 * Direct messages. The gateway asks once about the connection itself, with the first frame, and about each message, each hint at
 * somebody's typing and each picture.
 *
 * <p>A message that is refused vanishes, with its pictures: nothing here acknowledges one, and no frame refers to another. One
 * that is rewritten keeps its pictures. A picture comes after its message has gone on with a length that counts it, so when it
 * is refused the connection ends. Notices can't be shown: a message in the window would seem to be the other person's.
 *
 * <p><b>Bounds:</b> none needed, nothing is kept. Confined to the connection's event loop.
 */
final class DirectTalk implements Understanding {

    private final PeerLink link;
    private final Lane fromClient = new Lane();
    private final Lane fromServer = new Lane();
    private boolean begun;

    private static final class Lane {
        final DirectTrack track = new DirectTrack();
        boolean vanishes;
        ImEvent.@Nullable FileOffer picture;
    }

    DirectTalk(PeerLink link) {
        this.link = link;
    }

    @Override
    public Found read(Side from, Frame frame) {
        Lane lane = from == Side.CLIENT ? fromClient : fromServer;
        return switch (lane.track.next()) {
            case MESSAGE -> message(from, frame, lane);
            case TAG -> tag(from, frame, lane);
            case PICTURE -> picture(frame, lane);
        };
    }

    private Found message(Side from, Frame frame, Lane lane) {
        lane.track.message(frame.buffer(), frame.offset(), frame.length());
        lane.vanishes = false;
        DirectHeader header = DirectHeader.read(frame);
        link.claims(from, header.name());
        List<ImEvent> events = new ArrayList<>(2);
        if (!begun) {
            link.shows(header.cookie());
            events.add(new ImEvent.Invite(
                    link.flow(from),
                    Feature.DIRECT_CONNECTION,
                    Step.BEGIN,
                    link.from(from),
                    link.to(from),
                    null,
                    Text.EMPTY,
                    link.offer()));
        }
        if (!header.words().isEmpty() || lane.track.left() > 0) {
            events.add(said(from, header));
        } else if ((header.flags() & DirectHeader.TYPING) != 0) {
            events.add(new ImEvent.Typing(link.flow(from), link.from(from), link.to(from), hands(header.flags())));
        }
        return events.isEmpty()
                ? Found.PASS
                : Found.asks(events, (side, asked, decisions, ruling) -> answer(side, asked, lane, decisions, ruling));
    }

    private ImEvent said(Side from, DirectHeader header) {
        Set<ImEvent.Message.Mark> marks = EnumSet.noneOf(ImEvent.Message.Mark.class);
        if ((header.flags() & DirectHeader.AUTOMATIC) != 0) {
            marks.add(ImEvent.Message.Mark.AUTO_RESPONSE);
        }
        String words = link.cut(header.words());
        if (words.length() < header.words().length()) {
            marks.add(ImEvent.Message.Mark.CUT);
        }
        return new ImEvent.Message(
                link.flow(from),
                Feature.CHAT,
                link.from(from),
                link.to(from),
                null,
                TextCodec.text(words),
                marks,
                link.offer());
    }

    private static ImEvent.Typing.State hands(int flags) {
        if ((flags & DirectHeader.WRITES) != 0) {
            return ImEvent.Typing.State.STARTED;
        }
        return (flags & DirectHeader.PAUSED) != 0 ? ImEvent.Typing.State.PAUSED : ImEvent.Typing.State.FINISHED;
    }

    private List<Emission> answer(Side from, Frame frame, Lane lane, List<Decision> decisions, Ruling ruling) {
        if (!begun && !(decisions.getFirst().verdict() instanceof Verdict.Allow)) {
            return List.of(Emission.Close.INSTANCE);
        }
        begun = true;
        return switch (ruling.verdict()) {
            case Verdict.Allow allow -> List.of(Emission.Forward.INSTANCE);
            case Verdict.Rewrite(String text) ->
                List.of(new Emission.Send(
                        from.other(), DirectHeader.with(frame, Markup.html(text), lane.track.left())));
            case Verdict.Drop drop -> vanishes(lane);
            case Verdict.Deny deny -> vanishes(lane);
            case Verdict.Disconnect disconnect -> List.of(Emission.Close.INSTANCE);
        };
    }

    private static List<Emission> vanishes(Lane lane) {
        lane.vanishes = true;
        return List.of();
    }

    private Found tag(Side from, Frame frame, Lane lane) {
        String id = DirectTrack.picture(frame.buffer(), frame.offset(), frame.length());
        lane.track.tag(frame.buffer(), frame.offset(), frame.length());
        if (lane.vanishes) {
            return Found.SWALLOWED;
        }
        if (id == null) {
            return Found.PASS;
        }
        ImEvent.FileOffer begins = new ImEvent.FileOffer(
                link.flow(from),
                Feature.IMAGE,
                Step.BEGIN,
                link.from(from),
                link.to(from),
                List.of(new FileInfo("", lane.track.pictureLeft(), 1)),
                Text.EMPTY,
                link.offer());
        lane.picture = begins;
        return Found.asks(List.of(begins), DirectTalk::orClose);
    }

    private static Found picture(Frame frame, Lane lane) {
        lane.track.picture(frame.length());
        ImEvent.FileOffer current = lane.picture;
        if (lane.vanishes) {
            return Found.SWALLOWED;
        }
        if (current == null) {
            return Found.broken("picture before a decision");
        }
        boolean last = lane.track.pictureLeft() == 0;
        return Found.part(new Reading.FilePart(current, 0, frame.length(), last), DirectTalk::orClose);
    }

    private static List<Emission> orClose(Side from, Frame frame, List<Decision> decisions, Ruling ruling) {
        return List.of(ruling.verdict() instanceof Verdict.Allow ? Emission.Forward.INSTANCE : Emission.Close.INSTANCE);
    }
}
