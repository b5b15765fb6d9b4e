package org.sallyport.protocols.rvp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Opening;
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
import org.sallyport.protocols.rvp.read.Request;
import org.sallyport.protocols.rvp.read.RequestReader;
import org.sallyport.protocols.rvp.read.Use;
import org.sallyport.protocols.rvp.wire.RvpNames;
import org.sallyport.protocols.rvp.write.Answers;
import org.sallyport.protocols.rvp.write.Notices;
import org.sallyport.protocols.tunnel.HttpHead;
import org.sallyport.protocols.web.Turns;
import org.sallyport.protocols.web.XmlDocument;
import org.sallyport.protocols.web.XmlReader;

/**
 * One connection of RVP: a client's to its server, or a server's to its client. Sends each message where it is understood, and
 * carries decisions out in HTTP's way: a request that is refused is answered in the other's place, and every request gets one
 * answer, in order.
 *
 * <pre>
 *   request ─▶ {@link Asking}, of a client's; {@link Calling}, of a service's
 *   answer ──▶ {@link Asking}, if it is to a client's request; what a client answers a service means nothing
 * </pre>
 *
 * <p>A sign-on is a lease and no connection: the end of one is nothing that happened. What colleagues say to each other is said by
 * the speaker's own session, which knows where the other waits for calls; the answer to that call tells whether they have it.
 *
 * <p><b>Threading:</b> confined to the connection's event loop; never blocks. <b>Bad input:</b> gives {@link
 * Reading.Malformed}; nothing a peer sends makes a method throw.
 */
final class RvpSession implements Session {

    private static final Reading NOTHING = new Reading.Housekeeping(List.of());

    /** An answer of the gateway's own, before it is written. */
    private record Answer(int status, HttpHead request, boolean last) {}

    /** A question that was asked about a frame. */
    private record Pending(List<ImEvent> events, Asked asked) {}

    private final SessionContext context;
    private final Signatures signatures;
    private final Asking asking;
    private final Calling calling;
    private final Voice voice;
    private final XmlReader xml;
    private final Turns<Asked, Answer> turns;

    private @Nullable Pending pendingRequest;
    private @Nullable Pending pendingAnswer;
    private boolean closing;

    RvpSession(SessionContext context) {
        this.context = context;
        Limits limits = context.limits();
        Memory memory = new Memory(context);
        RequestReader requests = new RequestReader(limits);
        signatures = new Signatures(context, memory);
        asking = new Asking(context, memory, signatures, requests);
        calling = new Calling(context, memory, signatures, requests);
        voice = new Voice(context, memory);
        xml = new XmlReader(limits);
        turns = new Turns<>(limits.trackedItems());
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
        Request request = Request.of(message);
        String broken = request.broken();
        if (broken != null) {
            turns.asked(new Asked(request, false, null, null, ""));
            return new Reading.Malformed(broken);
        }
        Heard heard = isCall(request) ? calling.request(request) : asking.request(request);
        return switch (heard.finding()) {
            case Finding.Pass pass -> requestPasses(heard.asked(), message);
            case Finding.Settled settled -> {
                List<Emission> out = new ArrayList<>(2);
                carryOut(heard.asked(), message, settled.ruling(), out);
                yield new Reading.Housekeeping(out);
            }
            case Finding.Asks asks -> {
                pendingRequest = new Pending(asks.events(), heard.asked());
                yield new Reading.Events(asks.events());
            }
            case Finding.Broken wrong -> {
                // Whoever lets it through all the same shall find its answer where it belongs.
                turns.asked(heard.asked());
                yield new Reading.Malformed(wrong.why());
            }
        };
    }

    /** A notification to no node goes to a client; whoever sends it, and wherever it comes from, is looked at as a service. */
    private boolean isCall(Request request) {
        return context.opening().namedBy() == Opening.NamedBy.CALL_BACK
                || request.use() == Use.NOTICE && request.node() == null;
    }

    private Reading requestPasses(Asked asked, HttpMessage message) {
        ByteBuf instead = asked.call() ? null : asking.goesOn(asked, message);
        turns.asked(asked);
        return instead == null
                ? Reading.Pass.INSTANCE
                : new Reading.Housekeeping(List.of(new Emission.Send(Side.SERVER, instead)));
    }

    private Reading answer(HttpMessage message) {
        Asked asked = turns.next();
        if (asked == null || message.head().status() < 200) {
            return Reading.Pass.INSTANCE;
        }
        Finding finding = asked.call() ? Finding.Pass.INSTANCE : asking.answer(asked, message);
        return switch (finding) {
            case Finding.Pass pass -> answerPasses();
            case Finding.Settled settled -> answerPasses();
            case Finding.Asks asks -> {
                pendingAnswer = new Pending(asks.events(), asked);
                yield new Reading.Events(asks.events());
            }
            case Finding.Broken broken -> {
                turns.done(own -> {});
                yield new Reading.Malformed(broken.why());
            }
        };
    }

    private Reading answerPasses() {
        List<Emission> out = new ArrayList<>(1);
        out.add(Emission.Forward.INSTANCE);
        turns.done(own -> out.add(written(own)));
        return out.size() == 1 ? Reading.Pass.INSTANCE : new Reading.Housekeeping(out);
    }

    @Override
    public List<Emission> enforce(Side from, Frame frame, List<Decision> decisions) {
        Pending pending = from == Side.CLIENT ? pendingRequest : pendingAnswer;
        if (from == Side.CLIENT) {
            pendingRequest = null;
        } else {
            pendingAnswer = null;
        }
        List<Emission> out = new ArrayList<>(3);
        HttpMessage message = HttpMessage.read(frame);
        if (pending == null || message == null || closing) {
            return out;
        }
        Ruling ruling = Ruling.of(pending.events(), decisions);
        if (from == Side.CLIENT) {
            carryOut(pending.asked(), message, ruling, out);
        } else {
            carryOutAnswer(pending, message.head(), ruling, out);
        }
        return out;
    }

    private void carryOut(Asked asked, HttpMessage message, Ruling ruling, List<Emission> out) {
        boolean notice = asked.request().use() == Use.NOTICE;
        switch (ruling.verdict()) {
            case Verdict.Allow allow -> {
                ByteBuf instead = asked.call() ? null : asking.goesOn(asked, message);
                out.add(instead == null ? Emission.Forward.INSTANCE : new Emission.Send(Side.SERVER, instead));
                turns.asked(asked);
            }
            case Verdict.Rewrite rewrite -> {
                ByteBuf instead = notice ? reworded(message, rewrite.text()) : null;
                if (instead == null) {
                    answer(Answers.FORBIDDEN, asked, false, out);
                } else {
                    out.add(new Emission.Send(Side.SERVER, instead));
                    turns.asked(asked.as(rewrite));
                }
            }
            case Verdict.Drop drop -> answer(notice ? Answers.DONE : Answers.FORBIDDEN, asked, false, out);
            case Verdict.Deny deny -> answer(Answers.FORBIDDEN, asked, false, out);
            case Verdict.Disconnect disconnect -> answer(Answers.FORBIDDEN, asked, true, out);
        }
        voice.notices(ruling.notices(), signatures.account(), asked, out);
        close(ruling.verdict(), out);
    }

    private void carryOutAnswer(Pending pending, HttpHead answer, Ruling ruling, List<Emission> out) {
        Asked asked = pending.asked();
        if (ruling.verdict() instanceof Verdict.Allow) {
            asking.answerGoesOn(asked, answer);
            out.add(Emission.Forward.INSTANCE);
        } else {
            asking.answerIsRefused(asked);
            // Nobody is told what became of a message: then it has become of it what was hoped for.
            int status = asked.request().use() == Use.NOTICE ? Answers.DONE : Answers.FORBIDDEN;
            boolean last = ruling.verdict() instanceof Verdict.Disconnect;
            out.add(written(new Answer(status, asked.request().head(), last)));
        }
        turns.done(own -> out.add(written(own)));
        voice.notices(ruling.notices(), signatures.account(), asked, out);
        close(ruling.verdict(), out);
    }

    private void close(Verdict verdict, List<Emission> out) {
        if (verdict instanceof Verdict.Disconnect) {
            closing = true;
            out.add(Emission.Close.INSTANCE);
        }
    }

    private void answer(int status, Asked asked, boolean last, List<Emission> out) {
        turns.answered(new Answer(status, asked.request().head(), last), own -> out.add(written(own)));
    }

    private static Emission written(Answer answer) {
        return new Emission.Send(Side.CLIENT, Answers.of(answer.status(), answer.request(), answer.last()));
    }

    private @Nullable ByteBuf reworded(HttpMessage message, String text) {
        return xml.read(message.body(), message.head().fields().first("Content-Type")) instanceof XmlDocument document
                ? Notices.reworded(message.head(), document, text)
                : null;
    }

    @Override
    public List<Emission> deliver(ImEvent.Message message) {
        List<Emission> out = new ArrayList<>(1);
        if (!closing) {
            voice.deliver(message, signatures.account(), out);
        }
        return out;
    }

    /** On the connection on which its client has signed on: on others of a person's it would be said once more. */
    @Override
    public boolean takes(ImEvent event) {
        ScreenName account = signatures.account();
        return !closing
                && account != null
                && event.to().contains(account)
                && voice.waitsHere(account)
                && voice.reaches(account, event);
    }

    @Override
    public List<Emission> deliverTyping(ImEvent.Typing typing) {
        ScreenName account = signatures.account();
        return account == null ? List.of() : reach(account, typing);
    }

    /** A name in a field is a claim, for which the server would first have asked for a signature. */
    @Override
    public boolean vouches(ImEvent event) {
        return signatures.isShown(event.from());
    }

    @Override
    public boolean reaches(ScreenName colleague, ImEvent event) {
        return !closing && voice.reaches(colleague, event);
    }

    @Override
    public List<Emission> reach(ScreenName colleague, ImEvent event) {
        List<Emission> out = new ArrayList<>(1);
        if (!closing) {
            voice.reach(colleague, event, out);
        }
        return out;
    }

    @Override
    public List<Emission> disconnect(@Nullable String notice) {
        List<Emission> out = new ArrayList<>(2);
        if (!closing && notice != null) {
            voice.notices(List.of(notice), signatures.account(), null, out);
        }
        closing = true;
        out.add(Emission.Close.INSTANCE);
        return out;
    }

    @Override
    public @Nullable ScreenName account() {
        return signatures.account();
    }

    @Override
    public ServiceId service() {
        return RvpNames.SERVICE;
    }
}
