package org.sallyport.policy.simulate;

import java.net.InetSocketAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
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
import org.sallyport.policy.SeenFile;
import org.sallyport.policy.document.Document;
import org.sallyport.policy.document.MapNode;
import org.sallyport.policy.document.Problems;
import org.sallyport.policy.document.Value;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.rule.Network;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;

/**
 * An event that somebody thinks up, to see what a policy would say of it:
 *
 * <pre>{@code
 * who: anna
 * with: [eve@partner.example, bert]
 * service: xmpp
 * feature: file-transfer
 * file: { name: plan.pdf, size: 2MiB }
 * }</pre>
 *
 * <p>Other keys are {@code direction} (else outbound), {@code text}, {@code room}, {@code from} (the client's address),
 * {@code client}, {@code at} (a time such as {@code 2026-03-04T10:00:00Z}, else now). Static; any thread.
 *
 * <p><b>Bad input:</b> gives the mistakes with their places. A description has at most {@value #LARGEST} bytes and
 * {@value #MOST_NAMES} names.
 */
public final class Hypothesis {

    private static final int LARGEST = 256 << 10;

    /** Each is looked up in the directory. */
    private static final int MOST_NAMES = 100;

    private static final Pattern SERVICE = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final Map<String, Flow> DIRECTIONS = Map.of("outbound", Flow.OUTBOUND, "inbound", Flow.INBOUND);

    private Hypothesis() {}

    /** What came of a description. */
    public sealed interface Result {

        /** It can be asked. */
        record Asked(Question question) implements Result {}

        /** It can't be understood. */
        record Unclear(Problems problems) implements Result {}
    }

    /**
     * Reads a description.
     *
     * @param text YAML as above
     * @param people who is behind a screen name; may block
     * @param now the time, where the description has none
     */
    public static Result read(String text, Function<ScreenName, Identity> people, Instant now) {
        Document document = Document.parse("event", text, LARGEST);
        MapNode root = document.root();
        ServiceId service = root.required("service")
                .string(SERVICE, "a service such as aim")
                .map(ServiceId::new)
                .orElse(ServiceId.UNKNOWN);
        Flow flow = root.value("direction").oneOf(DIRECTIONS).orElse(Flow.OUTBOUND);
        Feature feature = root.value("feature")
                .oneOf(List.of(Feature.values()), Feature::id)
                .orElse(Feature.CHAT);
        ScreenName who = name(root.value("who"), service).orElse(null);
        List<ScreenName> with = new ArrayList<>();
        List<Value> names = root.value("with").oneOrMore();
        if (names.size() > MOST_NAMES) {
            root.value("with").fail("has at most " + MOST_NAMES + " names, has " + names.size());
        }
        for (Value item : names) {
            name(item, service).ifPresent(with::add);
        }
        ScreenName account = flow == Flow.OUTBOUND ? who : with.isEmpty() ? null : with.getFirst();
        String words = root.value("text").string().orElse("");
        String room = root.value("room").string().orElse(null);
        Optional<MapNode> file = root.value("file").map();
        SeenFile seen = file.map(Hypothesis::seen).orElse(null);
        List<FileInfo> files = file.map(Hypothesis::file).map(List::of).orElse(List.of());
        String software = root.value("client").string().orElse(null);
        Instant at = time(root.value("at")).orElse(now);
        Opening opening = opening(root.value("from"), at);
        Problems problems = document.check();
        if (!problems.isEmpty()) {
            return new Result.Unclear(problems);
        }
        ImEvent event = event(flow, feature, who, with, room, Text.plain(words), files);
        Map<ScreenName, Identity> known = new HashMap<>();
        for (ScreenName name : with) {
            known.computeIfAbsent(name, people);
        }
        if (who != null) {
            known.computeIfAbsent(who, people);
        }
        return new Result.Asked(new Question(
                event, opening, new ProtocolId("none"), service, account, Map.copyOf(known), at, software, seen));
    }

    private static ImEvent event(
            Flow flow,
            Feature feature,
            @Nullable ScreenName who,
            List<ScreenName> with,
            @Nullable String room,
            Text text,
            List<FileInfo> files) {
        return switch (feature) {
            case SIGN_ON -> new ImEvent.SignOn(flow, ImEvent.SignOn.Phase.REQUESTED, who, "none", null, null);
            case PRESENCE -> new ImEvent.Presence(flow, who, "online", text);
            case PROFILE -> new ImEvent.Profile(flow, who, "profile", text);
            case TYPING -> new ImEvent.Typing(flow, who, with, ImEvent.Typing.State.STARTED);
            case CONTACT_LIST -> new ImEvent.ContactChange(flow, who, with, "add", text);
            case LOOKUP -> new ImEvent.Lookup(flow, who, with, text.plain());
            case RECEIPT -> new ImEvent.Receipt(flow, who, with, true, "", "");
            case UNREAD_CONNECTION -> new ImEvent.Unread(flow, who, "unknown");
            case FORGED -> new ImEvent.Forged(flow, who, with, "");
            case UNCLASSIFIED -> new ImEvent.Unclassified(flow, who, "", 0);
            case MALFORMED -> new ImEvent.Malformed(flow, who, "", 0);
            case FILE_TRANSFER, FILE_SHARING, IMAGE, BUDDY_ICON ->
                new ImEvent.FileOffer(flow, feature, Step.PROPOSE, who, with, files, text, "");
            case DIRECT_CONNECTION, VOICE, VIDEO, APPLICATION_SHARING, REMOTE_ASSISTANCE, WHITEBOARD, GAME, ADD_IN ->
                new ImEvent.Invite(flow, feature, Step.PROPOSE, who, with, room, text, "");
            case CHAT, GROUP_CHAT, URL, EMOTICON, NUDGE, SMS ->
                new ImEvent.Message(flow, feature, who, with, room, text, Set.of(), "");
        };
    }

    private static Optional<ScreenName> name(Value value, ServiceId service) {
        // How a service folds its names is its plugin's business; here case is all that is folded.
        return value.string(1, 256).map(n -> new ScreenName(service, n.toLowerCase(Locale.ROOT), n));
    }

    private static FileInfo file(MapNode map) {
        return new FileInfo(
                map.value("name").string(1, 1_024).orElse(""),
                map.value("size").size(0, Long.MAX_VALUE).orElse(-1L),
                1);
    }

    private static SeenFile seen(MapNode map) {
        return new SeenFile(
                map.value("type").string(1, 256).orElse(null),
                map.value("sha256")
                        .string(1, 64)
                        .map(h -> h.toLowerCase(Locale.ROOT))
                        .orElse(null));
    }

    private static Optional<Instant> time(Value value) {
        Optional<String> text = value.string();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(text.get()));
        } catch (DateTimeException e) {
            return value.fail("must be a time such as 2026-03-04T10:00:00Z");
        }
    }

    private static Opening opening(Value from, Instant at) {
        String address = from.string(ADDRESS, "an address such as 10.1.2.3").orElse("127.0.0.1");
        InetSocketAddress client = InetSocketAddress.createUnresolved(address, 0);
        // Names can be of the same letters, and would be looked up.
        if (Network.parse(address).isPresent()) {
            client = new InetSocketAddress(address, 0);
        } else {
            from.fail("must be an address such as 10.1.2.3");
        }
        return new Opening(
                "none", at, "none", client, new Address("none.invalid", 1), Opening.NamedBy.CONFIGURATION, null, false);
    }
}
