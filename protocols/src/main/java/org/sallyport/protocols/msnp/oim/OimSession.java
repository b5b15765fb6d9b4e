package org.sallyport.protocols.msnp.oim;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.http.HttpMessage;
import org.sallyport.protocols.web.Turns;
import org.sallyport.protocols.web.Xml;
import org.sallyport.protocols.web.XmlDocument;
import org.sallyport.protocols.web.XmlReader;
import org.sallyport.protocols.web.XmlReading;

/**
 * One connection to the services for offline messages. What is refused is answered with a fault; there is no way to show a
 * person a notice here but in that, for those clients that show it.
 *
 * <p>A message is often sent twice: the service first answers with a question that only an official client could answer. The
 * second time is the same message, and is neither decided nor recorded again.
 *
 * <p><b>Threading:</b> confined to the connection's event loop; never blocks. <b>Bad input:</b> gives {@link
 * Reading.Malformed}; nothing a peer sends makes a method throw.
 */
final class OimSession implements Session {

    private static final Reading NOTHING = new Reading.Housekeeping(List.of());

    /** So many messages can be away to be signed better. */
    private static final int MOST_CHALLENGED = 16;

    private static final String REFUSED = "The message was not sent.";

    /** An answer of the gateway's own, before it is written. */
    private record Answer(@Nullable String refusal, boolean last) {
        ByteBuf written() {
            return refusal == null ? SoapAnswers.stored() : SoapAnswers.refused(refusal, last);
        }
    }

    /** A request that has gone on. */
    private record Asked(String print, Verdict verdict) {}

    /** A question that was asked about a frame. */
    private record Pending(ImEvent event, String print) {}

    private final SessionContext context;
    private final XmlReader xml;
    private final Turns<Asked, Answer> turns;
    private final Map<String, Verdict> challenged = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Verdict> eldest) {
            return size() > MOST_CHALLENGED;
        }
    };

    private @Nullable Pending pendingRequest;
    private @Nullable Pending pendingAnswer;
    private @Nullable ScreenName account;
    private boolean closing;

    OimSession(SessionContext context) {
        this.context = context;
        this.xml = new XmlReader(context.limits());
        this.turns = new Turns<>(context.limits().trackedItems());
    }

    @Override
    public Reading interpret(Side from, Frame frame) {
        if (closing) {
            return NOTHING;
        }
        HttpMessage message = HttpMessage.read(frame);
        if (message == null) {
            return new Reading.Malformed("no HTTP message");
        }
        return from == Side.CLIENT ? request(message) : answer(message);
    }

    private Reading request(HttpMessage message) {
        if (turns.full()) {
            return new Reading.Malformed("too many requests without an answer");
        }
        XmlReading body = read(message);
        if (!(body instanceof XmlDocument document)) {
            turns.asked(new Asked("", Verdict.Allow.INSTANCE));
            return new Reading.Malformed(body instanceof XmlReading.Broken broken ? broken.why() : "no envelope");
        }
        ScreenName sender = Soap.sender(document.root());
        account = sender == null ? account : sender;
        return switch (Soap.request(document.root(), context.limits())) {
            case Soap.Meaning.Nothing nothing -> {
                turns.asked(new Asked("", Verdict.Allow.INSTANCE));
                yield Reading.Pass.INSTANCE;
            }
            case Soap.Meaning.Broken broken -> {
                turns.asked(new Asked("", Verdict.Allow.INSTANCE));
                yield new Reading.Malformed(broken.why());
            }
            case Soap.Meaning.Happened happened -> {
                Verdict before = challenged.remove(happened.print());
                if (before != null) {
                    List<Emission> out = new ArrayList<>(1);
                    carryOut(message, happened.print(), new Ruling(before, List.of()), out);
                    yield new Reading.Housekeeping(out);
                }
                pendingRequest = new Pending(happened.event(), happened.print());
                yield new Reading.Events(List.of(happened.event()));
            }
        };
    }

    private Reading answer(HttpMessage message) {
        Asked asked = turns.next();
        if (asked == null || message.head().status() < 200) {
            return Reading.Pass.INSTANCE;
        }
        Xml root = read(message) instanceof XmlDocument document ? document.root() : null;
        if (root != null && !asked.print().isEmpty() && Soap.asksAgain(root)) {
            challenged.put(asked.print(), asked.verdict());
        }
        return switch (root == null ? unread(message) : Soap.answer(root, account, context.limits())) {
            case Soap.Meaning.Nothing nothing -> {
                List<Emission> out = new ArrayList<>(1);
                out.add(Emission.Forward.INSTANCE);
                answered(out);
                yield out.size() == 1 ? Reading.Pass.INSTANCE : new Reading.Housekeeping(out);
            }
            case Soap.Meaning.Broken broken -> {
                turns.done(own -> {});
                yield new Reading.Malformed(broken.why());
            }
            case Soap.Meaning.Happened happened -> {
                if (account == null && !happened.event().to().isEmpty()) {
                    account = happened.event().to().getFirst();
                }
                pendingAnswer = new Pending(happened.event(), "");
                yield new Reading.Events(List.of(happened.event()));
            }
        };
    }

    /** An answer without an envelope has no message in it, unless it is a success that nobody can read. */
    private static Soap.Meaning unread(HttpMessage message) {
        return message.body().isReadable() && message.head().status() < 300
                ? new Soap.Meaning.Broken("an answer that is no envelope")
                : Soap.Meaning.Nothing.INSTANCE;
    }

    private XmlReading read(HttpMessage message) {
        if (message.head().fields().count("Content-Encoding") > 0
                || message.head().fields().count("Content-Type") > 1) {
            return new XmlReading.Broken("body is encoded");
        }
        return xml.read(message.body(), message.head().fields().first("Content-Type"));
    }

    @Override
    public List<Emission> enforce(Side from, Frame frame, List<Decision> decisions) {
        Pending pending = from == Side.CLIENT ? pendingRequest : pendingAnswer;
        if (from == Side.CLIENT) {
            pendingRequest = null;
        } else {
            pendingAnswer = null;
        }
        List<Emission> out = new ArrayList<>(2);
        HttpMessage message = HttpMessage.read(frame);
        if (pending == null || message == null || closing) {
            return out;
        }
        Ruling ruling = Ruling.of(List.of(pending.event()), decisions);
        if (from == Side.CLIENT) {
            carryOut(message, pending.print(), ruling, out);
        } else {
            carryOutAnswer(message, ruling, out);
        }
        if (ruling.verdict() instanceof Verdict.Disconnect) {
            closing = true;
            out.add(Emission.Close.INSTANCE);
        }
        return out;
    }

    private void carryOut(HttpMessage message, String print, Ruling ruling, List<Emission> out) {
        switch (ruling.verdict()) {
            case Verdict.Allow allow -> {
                out.add(Emission.Forward.INSTANCE);
                turns.asked(new Asked(print, allow));
            }
            case Verdict.Rewrite rewrite -> {
                ByteBuf instead = reworded(message, Soap.CONTENT, rewrite.text());
                if (instead == null) {
                    say(new Answer(REFUSED, false), out);
                } else {
                    out.add(new Emission.Send(Side.SERVER, instead));
                    turns.asked(new Asked(print, rewrite));
                }
            }
            case Verdict.Drop drop -> say(new Answer(null, false), out);
            case Verdict.Deny deny -> say(new Answer(why(ruling), false), out);
            case Verdict.Disconnect disconnect -> say(new Answer(why(ruling), true), out);
        }
    }

    private void carryOutAnswer(HttpMessage message, Ruling ruling, List<Emission> out) {
        switch (ruling.verdict()) {
            case Verdict.Allow allow -> out.add(Emission.Forward.INSTANCE);
            case Verdict.Rewrite rewrite -> {
                ByteBuf instead = reworded(message, Soap.RESULT, rewrite.text());
                out.add(new Emission.Send(
                        Side.CLIENT, instead == null ? SoapAnswers.refused(REFUSED, false) : instead));
            }
            // There is no message to be had, whoever asks why.
            case Verdict.Drop drop -> out.add(new Emission.Send(Side.CLIENT, SoapAnswers.refused(REFUSED, false)));
            case Verdict.Deny deny -> out.add(new Emission.Send(Side.CLIENT, SoapAnswers.refused(why(ruling), false)));
            case Verdict.Disconnect disconnect ->
                out.add(new Emission.Send(Side.CLIENT, SoapAnswers.refused(why(ruling), true)));
        }
        answered(out);
    }

    private static String why(Ruling ruling) {
        return ruling.notices().isEmpty() ? REFUSED : String.join(" ", ruling.notices());
    }

    private void say(Answer answer, List<Emission> out) {
        turns.answered(answer, own -> out.add(new Emission.Send(Side.CLIENT, own.written())));
    }

    private void answered(List<Emission> out) {
        turns.done(own -> out.add(new Emission.Send(Side.CLIENT, own.written())));
    }

    private @Nullable ByteBuf reworded(HttpMessage message, String element, String text) {
        return read(message) instanceof XmlDocument document
                ? SoapAnswers.reworded(message.head(), document, element, text)
                : null;
    }

    /** Nobody waits here for what others say. */
    @Override
    public List<Emission> disconnect(@Nullable String notice) {
        closing = true;
        return List.of(Emission.Close.INSTANCE);
    }

    @Override
    public @Nullable ScreenName account() {
        return account;
    }

    @Override
    public ServiceId service() {
        return OimPlugin.MSN;
    }
}
