package org.sallyport.protocols.rvp.read;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.web.Xml;
import org.sallyport.protocols.web.XmlDocument;
import org.sallyport.protocols.web.XmlReader;
import org.sallyport.protocols.web.XmlReading;

/** Reads requests. Confined to one thread. */
public final class RequestReader {

    /** The longest name of a client that is kept, in characters. */
    private static final int LONGEST_CLIENT = 128;

    /** So many properties of one question are named. */
    private static final int MOST_NAMED = 16;

    private final XmlReader xml;

    /** A reader within these bounds. */
    public RequestReader(Limits limits) {
        this.xml = new XmlReader(limits);
    }

    /** The body as XML; null when there is none. */
    public @Nullable XmlReading body(Request request) {
        return request.message().body().isReadable()
                ? xml.read(request.message().body(), request.field("Content-Type"))
                : null;
    }

    /** Who a body says it is from; null when it says nothing of it. */
    public @Nullable ScreenName sender(@Nullable XmlReading body, View view) {
        return body instanceof XmlDocument document ? NoticeReader.sender(document.root(), view) : null;
    }

    /**
     * Reads a request, but for a sign-off, for which one must know what the subscription was.
     *
     * @param body what {@link #body} gave
     * @param from who speaks
     */
    public Meaning read(Request request, @Nullable XmlReading body, @Nullable ScreenName from, View view) {
        if (body instanceof XmlReading.Broken broken) {
            return new Meaning.Broken(broken.why());
        }
        Xml root = body instanceof XmlDocument document ? document.root() : null;
        ScreenName node = request.node();
        List<ScreenName> about = node == null ? List.of() : List.of(node);
        int length = request.message().body().readableBytes();
        return switch (request.use()) {
            case LOGON ->
                new Meaning.Events(new ImEvent.SignOn(
                        view.flow(), ImEvent.SignOn.Phase.REQUESTED, from, method(request), client(request), null));
            case RENEWAL, POLL, LEAVE -> Meaning.Nothing.INSTANCE;
            case WATCH -> others(view, node, new ImEvent.ContactChange(view.flow(), from, about, "watch", Text.EMPTY));
            case LIST -> others(view, node, new ImEvent.Lookup(view.flow(), from, about, "subscriptions"));
            case LOOKUP -> others(view, node, new ImEvent.Lookup(view.flow(), from, about, asked(root)));
            case RIGHTS ->
                root == null
                        ? others(view, node, new ImEvent.Lookup(view.flow(), from, about, "acl"))
                        : RightsReader.read(root, from, view);
            case PROPERTIES -> root == null ? Meaning.Nothing.INSTANCE : properties(root, from, node, view, length);
            case NOTICE ->
                root == null
                        ? new Meaning.Events(
                                new ImEvent.Typing(view.flow(), from, to(view, about), ImEvent.Typing.State.FINISHED))
                        : NoticeReader.read(root, from, to(view, about), view, length);
            case OTHER ->
                new Meaning.Events(view.unclassified(from, request.head().method(), length));
        };
    }

    /** How somebody signs on, in one word. */
    public static String method(Request request) {
        String scheme = request.credentials().scheme();
        return scheme.isEmpty() ? "none" : View.word(scheme);
    }

    private static List<ScreenName> to(View view, List<ScreenName> node) {
        return view.outbound() ? node : view.me();
    }

    /** What one asks of one's own node is housekeeping. */
    private static Meaning others(View view, @Nullable ScreenName node, ImEvent event) {
        return view.isMe(node) ? Meaning.Nothing.INSTANCE : new Meaning.Events(event);
    }

    private static Meaning properties(
            Xml root, @Nullable ScreenName from, @Nullable ScreenName node, View view, int length) {
        if (!root.name().equals("propertyupdate") && !root.name().equals("propupdate")) {
            return new Meaning.Events(view.unclassified(from, "PROPPATCH/" + View.word(root.name()), length));
        }
        List<ScreenName> owners = new ArrayList<>(Properties.targets(root, view));
        if (owners.isEmpty() && node != null) {
            owners.add(node);
        }
        // Whoever changes somebody else's node speaks for that person, and is named all the same.
        List<ImEvent> events = new ArrayList<>();
        Properties.updates(root, from, view, events);
        for (ScreenName owner : owners) {
            if (!view.isMe(owner) && events.size() < view.limits().itemsPerFrame()) {
                events.add(new ImEvent.ContactChange(view.flow(), from, List.of(owner), "update", Text.EMPTY));
            }
        }
        return Meaning.of(events);
    }

    private static String asked(@Nullable Xml root) {
        Xml prop = root == null ? null : root.child("prop");
        if (prop == null) {
            return "allprop";
        }
        return prop.children().stream()
                .limit(MOST_NAMED)
                .map(p -> View.word(p.name()))
                .collect(Collectors.joining(" "));
    }

    private static @Nullable String client(Request request) {
        String agent = request.field("User-Agent");
        return agent == null || agent.length() <= LONGEST_CLIENT ? agent : agent.substring(0, LONGEST_CLIENT);
    }
}
