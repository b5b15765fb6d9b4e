package org.sallyport.protocols.rvp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.rvp.read.Meaning;
import org.sallyport.protocols.rvp.read.Request;
import org.sallyport.protocols.rvp.read.RequestReader;
import org.sallyport.protocols.rvp.read.Use;
import org.sallyport.protocols.rvp.read.View;
import org.sallyport.protocols.web.XmlReading;

/**
 * The half of a session on which a server calls its client. The one that connects is the service here; what it sends is for the
 * client whose address it was given. RVP has a client believe anybody who comes there, so the gateway doesn't: a notification
 * from elsewhere than the server that was asked to call is a forgery, and so is one for a client that nobody was asked to call.
 * Anything but a notification is refused.
 *
 * <p>A server that has others call in its place, from addresses its name doesn't lead to, needs a rule that lets forgeries from
 * there pass.
 *
 * <p>Confined to the connection's event loop.
 */
final class Calling {

    private static final Verdict REFUSED = new Verdict.Deny(null);

    private final SessionContext context;
    private final Memory memory;
    private final Signatures signatures;
    private final Invitations invitations;
    private final RequestReader requests;

    Calling(SessionContext context, Memory memory, Signatures signatures, RequestReader requests) {
        this.context = context;
        this.memory = memory;
        this.signatures = signatures;
        this.invitations = new Invitations(memory);
        this.requests = requests;
    }

    Heard request(Request request) {
        Memory.Expected expected = memory.expectedHere();
        ScreenName account = expected == null ? null : expected.account();
        signatures.account(account);
        Asked asked = new Asked(request, true, request.claimed(), null, "");
        if (request.use() != Use.NOTICE) {
            return new Heard(asked, Finding.Settled.as(REFUSED));
        }
        XmlReading body = requests.body(request);
        View view = new View(Flow.INBOUND, account, request.head().host(), context.limits());
        ScreenName inBody = requests.sender(body, view);
        // A server may send in its own name what its body says is somebody's.
        ScreenName from = inBody == null ? request.claimed() : inBody;
        List<ImEvent> events = new ArrayList<>(2);
        String forged = forged(request, inBody, expected);
        if (forged != null) {
            events.add(new ImEvent.Forged(Flow.INBOUND, from, account == null ? List.of() : List.of(account), forged));
        }
        return switch (requests.read(request, body, from, view)) {
            case Meaning.Broken broken -> new Heard(asked, new Finding.Broken(broken.why()));
            case Meaning.Nothing nothing ->
                new Heard(asked, events.isEmpty() ? Finding.Pass.INSTANCE : new Finding.Asks(events));
            case Meaning.Events happened -> {
                events.addAll(invitations.known(happened.events()));
                yield new Heard(asked, new Finding.Asks(events));
            }
        };
    }

    private @Nullable String forged(Request request, @Nullable ScreenName inBody, Memory.@Nullable Expected expected) {
        if (expected == null) {
            return "calls a client that waits for no server";
        }
        if (!memory.isFrom(expected)) {
            return "calls from elsewhere than the server";
        }
        ScreenName inHead = request.claimed();
        return inHead != null && inBody != null && !inHead.equals(inBody) ? "says two people have sent it" : null;
    }
}
