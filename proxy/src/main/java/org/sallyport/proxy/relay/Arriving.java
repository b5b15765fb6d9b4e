package org.sallyport.proxy.relay;

import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;

/** What a colleague said, as it comes in at the other end. */
final class Arriving {

    private Arriving() {}

    /**
     * The same event the other way round.
     *
     * @param event a message or a typing notice that goes out; any other stays as it is
     * @param verdict that of its sender's rules, whose words count
     */
    static ImEvent of(ImEvent event, Verdict verdict) {
        if (event instanceof ImEvent.Typing typing) {
            return new ImEvent.Typing(Flow.INBOUND, typing.from(), typing.to(), typing.state());
        }
        return event instanceof ImEvent.Message message ? message(message, verdict) : event;
    }

    /** The same message in the words that a verdict leaves it. */
    static ImEvent.Message message(ImEvent.Message message, Verdict verdict) {
        Text text = verdict instanceof Verdict.Rewrite(String words)
                ? Text.plain(words).inStyle(message.text().style())
                : message.text();
        return new ImEvent.Message(
                Flow.INBOUND,
                message.feature(),
                message.from(),
                message.to(),
                message.room(),
                text,
                message.marks(),
                message.id());
    }
}
