package org.sallyport.protocols;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.event.ImEvent;

/**
 * The understanding of one connection: turns frames into events, and decisions into what the peers see. Sequence numbers,
 * transaction ids and lengths are its business: after a frame was dropped, added or rewritten, both peers must still see a
 * stream they accept.
 *
 * <p><b>Threading:</b> confined to the connection's event loop; never blocks.
 *
 * <p><b>Lifecycle:</b> for each frame of a side, in order: {@link #interpret}, and, when that gave events, exactly one
 * {@link #enforce} with the same frame, still valid, possibly later. Until then no further frame of that side is
 * interpreted; frames of the other side, and {@link #deliver}, may come in between. At the end {@link #ended} once.
 *
 * <p><b>Bad input:</b> never throws for anything a peer sent.
 */
public interface Session {

    /**
     * Reads a frame. When the answer is {@link Reading.Pass} the frame is forwarded as its bytes then stand, so a session
     * that renumbers does so here.
     */
    Reading interpret(Side from, Frame frame);

    /**
     * Carries decisions out.
     *
     * @param from the side the frame came from
     * @param frame the frame given to {@link #interpret}
     * @param decisions one for each event of that reading, in the same order
     * @return what goes out, in order; a list without {@link Emission.Forward} drops the frame
     */
    List<Emission> enforce(Side from, Frame frame, List<Decision> decisions);

    /**
     * Whether {@link #deliver} or {@link #deliverTyping} would say something to this session's client now: it is signed on, and
     * this is the connection on which the service would say it.
     *
     * @param event a {@link ImEvent.Message} or {@link ImEvent.Typing} from a colleague, as one that comes in
     */
    default boolean takes(ImEvent event) {
        return false;
    }

    /** Shows this session's client a colleague who types, as the service would. */
    default List<Emission> deliverTyping(ImEvent.Typing typing) {
        return List.of();
    }

    /**
     * Speaks to this session's client as the service would: a colleague's message routed locally, or a notice.
     *
     * @return empty when the session is not far enough along to take it
     */
    default List<Emission> deliver(ImEvent.Message message) {
        return List.of();
    }

    /**
     * Whether it is certain that this session's client is who an event of its says, for the service has let them in here, and that
     * the event names everybody whom it would reach. What isn't is for the service to ask about, and is not brought to colleagues
     * without it.
     */
    default boolean vouches(ImEvent event) {
        return true;
    }

    /**
     * Whether {@link #reach} would say something: this session's client speaks a protocol whose clients are called where they wait,
     * and where a colleague's waits is known.
     *
     * @param colleague one of those it is for
     * @param event a {@link ImEvent.Message} or {@link ImEvent.Typing} of this session's client, as one that comes in there
     */
    default boolean reaches(ScreenName colleague, ImEvent event) {
        return false;
    }

    /**
     * Says to a colleague's client what this session's client says, as the service would.
     *
     * @return an {@link Emission.Call}; empty when it can't be called
     */
    default List<Emission> reach(ScreenName colleague, ImEvent event) {
        return List.of();
    }

    /**
     * Whether {@link #say} would say something to the service now: this session's client is signed on, and this is the connection
     * on which it would say it.
     *
     * @param message one that goes out, as {@link #interpret} once read it
     */
    default boolean says(ImEvent.Message message) {
        return false;
    }

    /**
     * Says to the service, in this session's client's place, what that client said before and was held: as it was, formatting and
     * all. What the service answers is no business of the client's, and stays here.
     */
    default List<Emission> say(ImEvent.Message message) {
        return List.of();
    }

    /**
     * Ends the session from our side, in the protocol's own way where it has one.
     *
     * @param notice what to tell the person, if the protocol can
     * @return what goes out, {@link Emission.Close} last
     */
    List<Emission> disconnect(@Nullable String notice);

    /**
     * The connection is gone.
     *
     * @return what there is to record of it, such as a sign-off; nothing is enforced
     */
    default List<ImEvent> ended() {
        return List.of();
    }

    /** Whose connection it is, or null while unknown. */
    @Nullable ScreenName account();

    /** The service as far as known now. */
    ServiceId service();
}
