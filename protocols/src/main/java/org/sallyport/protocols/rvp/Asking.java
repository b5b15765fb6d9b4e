package org.sallyport.protocols.rvp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.http.HttpMessage;
import org.sallyport.protocols.rvp.read.AnswerReader;
import org.sallyport.protocols.rvp.read.Meaning;
import org.sallyport.protocols.rvp.read.Request;
import org.sallyport.protocols.rvp.read.RequestReader;
import org.sallyport.protocols.rvp.read.Use;
import org.sallyport.protocols.rvp.read.View;
import org.sallyport.protocols.rvp.wire.CallBackUrl;
import org.sallyport.protocols.rvp.wire.RvpField;
import org.sallyport.protocols.tunnel.HttpHead;
import org.sallyport.protocols.web.XmlReading;

/**
 * The half of a session on which a client asks its server. Knows what was asked, so that answers mean something, and what of it
 * was sent back to be signed, so that nobody decides on one message three times: HTTP's sign-on has a client repeat a request
 * until it is signed.
 *
 * <p>Confined to the connection's event loop.
 */
final class Asking {

    /** So many requests can be away to be signed. */
    private static final int MOST_CHALLENGED = 16;

    private static final int UNSIGNED = 401;
    private static final int LONGEST_ID = 64;
    private static final int HTTP = 80;

    private final SessionContext context;
    private final Memory memory;
    private final Signatures signatures;
    private final Invitations invitations;
    private final RequestReader requests;
    private final AnswerReader answers;

    /** What was sent back to be signed, and how it had gone on. */
    private final Map<String, Verdict> challenged = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Verdict> eldest) {
            return size() > MOST_CHALLENGED;
        }
    };

    /** A rule has let this client prove who it is to this host. */
    private boolean mayProve;

    Asking(SessionContext context, Memory memory, Signatures signatures, RequestReader requests) {
        this.context = context;
        this.memory = memory;
        this.signatures = signatures;
        this.invitations = new Invitations(memory);
        this.requests = requests;
        this.answers = new AnswerReader(context.limits());
    }

    Heard request(Request request) {
        ScreenName sender = signatures.sender(request);
        String wanted = request.field(RvpField.CALL_BACK);
        CallBackUrl url = wanted == null ? null : CallBackUrl.read(wanted);
        boolean own = url != null && memory.isClients(url.address());
        Asked asked = new Asked(request, false, sender, own ? url : null, print(request));
        XmlReading body = requests.body(request);
        View view = new View(Flow.OUTBOUND, sender, request.head().host(), context.limits());
        List<ImEvent> events = new ArrayList<>(2);
        ScreenName inBody = request.use() == Use.NOTICE ? requests.sender(body, view) : null;
        String forged = forged(request, inBody, url != null && !own);
        if (forged != null) {
            events.add(forgery(request, inBody, forged));
        }
        Verdict before = request.credentials().given() ? challenged.remove(asked.print()) : null;
        if (before != null && events.isEmpty()) {
            return new Heard(asked, Finding.Settled.as(before));
        }
        Meaning meaning =
                request.use() == Use.LEAVE ? leaving(request, sender) : requests.read(request, body, sender, view);
        return switch (meaning) {
            case Meaning.Broken broken -> new Heard(asked, new Finding.Broken(broken.why()));
            case Meaning.Nothing nothing ->
                new Heard(asked, events.isEmpty() ? Finding.Pass.INSTANCE : new Finding.Asks(events));
            case Meaning.Events happened -> {
                events.addAll(invitations.known(happened.events()));
                yield new Heard(asked, new Finding.Asks(events));
            }
        };
    }

    /** The same request is known when it comes back: only its signature has changed. */
    private static String print(Request request) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            HttpHead head = request.head();
            String first = head.method() + "\n" + head.target() + "\n" + request.claimed() + "\n";
            digest.update(first.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of()
                    .formatHex(
                            digest.digest(ByteBufUtil.getBytes(request.message().body())));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** What the analysis of Petropoulos (2001) warns of; null when nothing of it is there. */
    private @Nullable String forged(Request request, @Nullable ScreenName inBody, boolean elsewhere) {
        if (!mayProve && signatures.provesToStranger(request)) {
            return "signs in at a host that is not known as a server";
        }
        if (signatures.speaksForAnother(request, inBody)) {
            return "speaks for another than has signed it";
        }
        return elsewhere ? "wants calls at an address that is not its own" : null;
    }

    private ImEvent forgery(Request request, @Nullable ScreenName inBody, String why) {
        ScreenName claimed = inBody == null || inBody.equals(signatures.account()) ? request.claimed() : inBody;
        ScreenName node = request.node();
        return new ImEvent.Forged(Flow.OUTBOUND, claimed, node == null ? List.of() : List.of(node), why);
    }

    /** A sign-off, or somebody who is no longer watched. A client also watches its own node, which ends before. */
    private Meaning leaving(Request request, @Nullable ScreenName sender) {
        ScreenName node = request.node();
        String id = request.field(RvpField.SUBSCRIPTION);
        String purpose = id == null || id.length() > LONGEST_ID ? "" : memory.subscription(id);
        if (node != null && !node.equals(sender)) {
            return Meaning.of(
                    List.of(new ImEvent.ContactChange(Flow.OUTBOUND, sender, List.of(node), "unwatch", Text.EMPTY)));
        }
        return purpose.equals(Use.WATCH.name())
                ? Meaning.Nothing.INSTANCE
                : Meaning.of(List.of(new ImEvent.SignOff(Flow.OUTBOUND, sender, "unsubscribed")));
    }

    /**
     * A request goes on.
     *
     * @return what goes on in its place, with another address to call; null when it goes on as it came
     */
    @Nullable ByteBuf goesOn(Asked asked, HttpMessage message) {
        mayProve |= asked.request().credentials().given();
        CallBackUrl url = asked.callBack();
        ScreenName sender = asked.sender();
        if (url == null || sender == null) {
            return null;
        }
        // The server may call before it has answered.
        Duration holds = lasting(asked);
        Address given = context.callBack(url.address());
        Address server = named(asked.request().head());
        memory.waitsForCalls(url.address(), sender, server, holds);
        memory.waitsForCalls(given, sender, server, holds);
        if (given.equals(url.address())) {
            return null;
        }
        HttpHead head = message.head();
        return HttpMessage.write(
                head.withFields(head.fields().with(RvpField.CALL_BACK, url.at(given))), message.body());
    }

    private static Address named(HttpHead head) {
        return new Address(head.host().isEmpty() ? "-" : head.host(), HTTP);
    }

    private static Duration lasting(Asked asked) {
        return Memory.lasting(asked.request().field("Subscription-Lifetime"));
    }

    /** What the service's answer means. */
    Finding answer(Asked asked, HttpMessage message) {
        int status = message.head().status();
        boolean done = status >= 200 && status < 300;
        Request request = asked.request();
        if (status == UNSIGNED) {
            challenged.put(asked.print(), asked.verdict());
        }
        return switch (request.use()) {
            case LOGON -> {
                if (!done && status != UNSIGNED) {
                    nobodyCalls(asked);
                }
                yield signedOn(asked, status, done);
            }
            case WATCH, LOOKUP -> done ? states(asked, message) : Finding.Pass.INSTANCE;
            case NOTICE -> status >= 400 && status != UNSIGNED ? undelivered(asked, status) : Finding.Pass.INSTANCE;
            case PROPERTIES -> {
                if (done && request.node() != null && request.node().equals(request.claimed())) {
                    signatures.accepted(request.node(), request.credentials(), lasting(asked));
                }
                yield Finding.Pass.INSTANCE;
            }
            case RENEWAL -> {
                renewed(asked, done);
                yield Finding.Pass.INSTANCE;
            }
            case LEAVE, LIST, RIGHTS, POLL, OTHER -> Finding.Pass.INSTANCE;
        };
    }

    private static Finding signedOn(Asked asked, int status, boolean done) {
        Request request = asked.request();
        boolean open =
                status < 400 || status == UNSIGNED && !request.credentials().named();
        if (!done && open) {
            // Elsewhere, or once more with a signature.
            return Finding.Pass.INSTANCE;
        }
        return new Finding.Asks(List.of(new ImEvent.SignOn(
                Flow.INBOUND,
                done ? ImEvent.SignOn.Phase.ACCEPTED : ImEvent.SignOn.Phase.REFUSED,
                asked.sender(),
                RequestReader.method(request),
                null,
                done ? null : String.valueOf(status))));
    }

    private Finding states(Asked asked, HttpMessage message) {
        if (asked.request().use() == Use.WATCH) {
            subscribed(asked, message.head());
        }
        View view =
                new View(Flow.INBOUND, asked.sender(), asked.request().head().host(), context.limits());
        return switch (answers.read(message, view)) {
            case Meaning.Broken broken -> new Finding.Broken(broken.why());
            case Meaning.Nothing nothing -> Finding.Pass.INSTANCE;
            case Meaning.Events happened -> new Finding.Asks(happened.events());
        };
    }

    private static Finding undelivered(Asked asked, int status) {
        ScreenName node = asked.request().node();
        ScreenName sender = asked.sender();
        return new Finding.Asks(List.of(new ImEvent.Receipt(
                Flow.INBOUND, node, sender == null ? List.of() : List.of(sender), false, "", String.valueOf(status))));
    }

    /** A sign-on goes on being one; its addresses are remembered as long as it is. */
    private void renewed(Asked asked, boolean done) {
        ScreenName sender = asked.sender();
        Memory.Reachable known = sender == null ? null : memory.reach(sender);
        if (done
                && sender != null
                && known != null
                && memory.isClients(known.client().address())) {
            Duration holds = lasting(asked);
            Address server = named(asked.request().head());
            memory.waitsForCalls(known.client().address(), sender, server, holds);
            memory.waitsForCalls(context.callBack(known.client().address()), sender, server, holds);
            memory.canBeCalled(sender, known.client(), known.server(), holds);
        }
    }

    /** An answer goes on to the client. */
    void answerGoesOn(Asked asked, HttpHead answer) {
        if (asked.request().use() == Use.LOGON && answer.status() >= 200 && answer.status() < 300) {
            signatures.accepted(asked.sender(), asked.request().credentials(), lasting(asked));
            subscribed(asked, answer);
            if (asked.sender() != null && asked.callBack() != null) {
                memory.canBeCalled(
                        asked.sender(), asked.callBack(), asked.request().head().host(), lasting(asked));
            }
        }
    }

    /** An answer doesn't go on: what was asked has not come to be, whatever the service believes. */
    void answerIsRefused(Asked asked) {
        nobodyCalls(asked);
    }

    private void nobodyCalls(Asked asked) {
        CallBackUrl url = asked.callBack();
        if (asked.request().use() == Use.LOGON && url != null) {
            memory.waitsForNobody(url.address());
            memory.waitsForNobody(context.callBack(url.address()));
        }
    }

    private void subscribed(Asked asked, HttpHead answer) {
        String id = answer.fields().first(RvpField.SUBSCRIPTION);
        if (id != null && id.length() <= LONGEST_ID) {
            memory.subscribed(id, asked.request().use().name(), lasting(asked));
        }
    }
}
