package org.sallyport.archive;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetSocketAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.Question;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.simulate.PastEvents;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;

/**
 * Makes an event of an archived document again: the way back from {@link ArchiveDocument}, as far as a rule can ask. Static;
 * any thread.
 *
 * <p><b>What is not archived</b> and so can't be asked again as it was: the groups that people were in and whether their
 * accounts were closed, for which the directory of today stands in, and what was seen of the bytes of files. The client's
 * software is archived where it signed on; whoever reads in order can hand it in.
 *
 * <p><b>Bad input:</b> a document that is not one of ours is no event.
 */
public final class ArchivedEvent {

    private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    private ArchivedEvent() {}

    /**
     * The event in a document.
     *
     * @param id the document's id
     * @param today who is behind a name now; asked for those names only that were somebody's here then; may block
     * @param client what the client of its connection called itself when it signed on; null when not known
     */
    public static Optional<PastEvents.Past> read(
            String id, JsonNode document, Function<ScreenName, Identity> today, @Nullable String client) {
        JsonNode im = document.path("im");
        try {
            ServiceId service = new ServiceId(string(im, "service"));
            ProtocolId protocol = new ProtocolId(string(im, "protocol"));
            Instant time = Instant.parse(string(document, "@timestamp"));
            Map<ScreenName, Identity> people = new HashMap<>();
            ScreenName from = im.path("from").isObject() ? party(im.path("from"), service, today, people) : null;
            List<ScreenName> to = new ArrayList<>();
            im.path("to").forEach(party -> to.add(party(party, service, today, people)));
            ImEvent event = event(document, from, to);
            String own = event instanceof ImEvent.SignOn signOn && signOn.client() != null ? signOn.client() : client;
            String account = optional(im, "account");
            Question question = new Question(
                    event,
                    opening(document, im, time),
                    protocol,
                    service,
                    account == null ? null : ScreenName.of(service, account),
                    Map.copyOf(people),
                    time,
                    own);
            return Optional.of(new PastEvents.Past(id, optional(im, "conversation"), question, decision(document, im)));
        } catch (IllegalArgumentException | DateTimeException e) {
            // Something else wrote it, or it was changed: there is nothing to ask.
            return Optional.empty();
        }
    }

    /** The gateway's id of the connection an event was on. */
    public static String connection(JsonNode document) {
        return string(document.path("im"), "connection");
    }

    /** What a client called itself, if this is where it signed on; else null. */
    public static @Nullable String client(JsonNode document) {
        return optional(document.path("im"), "client");
    }

    private static ScreenName party(
            JsonNode party, ServiceId service, Function<ScreenName, Identity> today, Map<ScreenName, Identity> people) {
        String other = optional(party, "service");
        ScreenName name = new ScreenName(
                other == null ? service : new ServiceId(other),
                string(party, "normalized"),
                string(party, "screen_name"));
        Identity identity = switch (string(party, "identity")) {
            case "known" -> known(name, party, today);
            case "unavailable" -> new Identity.Unavailable("the directory did not answer then");
            default -> Identity.Unregistered.INSTANCE;
        };
        people.put(name, identity);
        return name;
    }

    /**
     * Whoever it was then, with the groups of today; a name that is somebody else's today is still whose it was. While the directory
     * does not answer nobody can say who they are: without their groups they would be decided on as somebody else.
     */
    private static Identity known(ScreenName name, JsonNode party, Function<ScreenName, Identity> today) {
        String login = string(party, "login");
        Identity now = today.apply(name);
        if (now instanceof Identity.Unavailable) {
            return now;
        }
        return now instanceof Identity.Known known && known.person().login().equals(login)
                ? now
                : new Identity.Known(new Person(login, login, string(party, "person"), null, Set.of(), false));
    }

    private static ImEvent event(JsonNode document, @Nullable ScreenName from, List<ScreenName> to) {
        JsonNode im = document.path("im");
        Flow flow = string(document.path("network"), "direction").equals("inbound") ? Flow.INBOUND : Flow.OUTBOUND;
        Feature feature = Feature.byId(string(im, "feature"))
                .orElseThrow(() -> new IllegalArgumentException("a feature without a name here"));
        Text text = text(im);
        String detail = string(im, "detail");
        String reference = string(im, "reference");
        String room = optional(im, "room");
        return switch (string(document.path("event"), "action")) {
            case "sign-on" ->
                new ImEvent.SignOn(
                        flow,
                        constant(ImEvent.SignOn.Phase.class, string(im, "step")),
                        from,
                        string(im, "method"),
                        optional(im, "client"),
                        optional(im, "detail"));
            case "sign-off" -> new ImEvent.SignOff(flow, from, detail);
            case "presence" -> new ImEvent.Presence(flow, from, detail, text);
            case "profile" -> new ImEvent.Profile(flow, from, detail, text);
            case "message" -> new ImEvent.Message(flow, feature, from, to, room, text, marks(im), reference);
            case "typing" ->
                new ImEvent.Typing(flow, from, to, constant(ImEvent.Typing.State.class, string(im, "step")));
            case "file-offer" ->
                new ImEvent.FileOffer(
                        flow,
                        feature,
                        constant(Step.class, string(im, "step")),
                        from,
                        to,
                        files(document.path("file")),
                        text,
                        reference);
            case "invite" ->
                new ImEvent.Invite(
                        flow, feature, constant(Step.class, string(im, "step")), from, to, room, text, reference);
            case "room-join" -> new ImEvent.RoomJoin(flow, from, to, room == null ? "" : room);
            case "room-leave" -> new ImEvent.RoomLeave(flow, from, to, room == null ? "" : room);
            case "contact-change" -> new ImEvent.ContactChange(flow, from, to, detail, text);
            case "receipt" ->
                new ImEvent.Receipt(flow, from, to, string(im, "step").equals("delivered"), reference, detail);
            case "lookup" -> new ImEvent.Lookup(flow, from, to, detail);
            case "unread-connection" -> new ImEvent.Unread(flow, feature, from, detail);
            case "forged" -> new ImEvent.Forged(flow, from, to, detail);
            case "unclassified" ->
                new ImEvent.Unclassified(flow, from, detail, im.path("length").asInt());
            case "malformed" ->
                new ImEvent.Malformed(flow, from, detail, im.path("offset").asLong());
            default -> throw new IllegalArgumentException("a kind of event without a name here");
        };
    }

    private static Text text(JsonNode im) {
        String plain = string(im, "text");
        String source = optional(im, "source");
        return new Text(plain, source == null ? plain : source, im.path("html").asBoolean(false));
    }

    private static Set<ImEvent.Message.Mark> marks(JsonNode im) {
        Set<ImEvent.Message.Mark> marks = EnumSet.noneOf(ImEvent.Message.Mark.class);
        im.path("marks").forEach(mark -> marks.add(constant(ImEvent.Message.Mark.class, mark.asText())));
        return marks;
    }

    private static List<FileInfo> files(JsonNode list) {
        List<FileInfo> files = new ArrayList<>();
        list.forEach(file -> files.add(new FileInfo(
                string(file, "name"),
                file.path("size").asLong(-1),
                file.path("count").asInt(1))));
        return files;
    }

    private static Opening opening(JsonNode document, JsonNode im, Instant time) {
        JsonNode source = document.path("source");
        JsonNode destination = document.path("destination");
        int port = port(source);
        String ip = string(source, "ip");
        // Only an address, or its name would be looked up.
        InetSocketAddress client = ADDRESS.matcher(ip).matches()
                ? new InetSocketAddress(ip, port)
                : InetSocketAddress.createUnresolved(string(source, "address"), port);
        return new Opening(
                string(im, "connection"),
                time,
                string(im, "entry"),
                client,
                new Address(string(destination, "address"), port(destination)),
                Opening.NamedBy.ORIGINAL_DESTINATION,
                optional(im, "proxy_user"),
                true);
    }

    private static int port(JsonNode end) {
        int port = end.path("port").asInt();
        return port < 0 || port > 65_535 ? 0 : port;
    }

    /** What was done then, without what else was asked for: nobody compares that. */
    private static Decision decision(JsonNode document, JsonNode im) {
        Verdict verdict = switch (string(im, "verdict")) {
            case "allow" -> Verdict.Allow.INSTANCE;
            case "rewrite" -> new Verdict.Rewrite(string(im, "rewritten"));
            case "drop" -> Verdict.Drop.INSTANCE;
            case "deny" -> new Verdict.Deny(null);
            case "disconnect" -> new Verdict.Disconnect(null);
            default -> throw new IllegalArgumentException("a verdict without a name here");
        };
        String failure = optional(im, "failure");
        if (failure != null) {
            return new Decision.Failed(failure, verdict);
        }
        List<String> rules = new ArrayList<>();
        document.path("rule").path("name").forEach(rule -> rules.add(rule.asText()));
        return new Decision.Decided(verdict, rules, List.of(), string(im, "policy"), List.of());
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String kebab) {
        return Enum.valueOf(type, kebab.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static String string(JsonNode parent, String field) {
        String value = parent.path(field).textValue();
        return value == null ? "" : value;
    }

    private static @Nullable String optional(JsonNode parent, String field) {
        return parent.path(field).textValue();
    }
}
