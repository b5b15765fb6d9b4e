package org.sallyport.archive;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
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

/** Records for tests. */
public final class Records {

    public static final ServiceId AIM = new ServiceId("aim");
    public static final ScreenName ALICE = new ScreenName(AIM, "alicecarter", "Alice Carter");
    public static final ScreenName BOB = new ScreenName(AIM, "bob", "bob");
    public static final ScreenName CAROL = new ScreenName(AIM, "carol", "Carol");
    public static final Person PERSON =
            new Person("5f6c2a", "acarter", "Alice Carter", "alice.carter@corp.example", Set.of("traders"), false);
    public static final Instant NOON = Instant.parse("2026-03-02T12:00:00.000123456Z");
    public static final Decision ALLOWED =
            new Decision.Decided(Verdict.Allow.INSTANCE, List.of("Everything else"), List.of(), "7", List.of());

    private static final Map<ScreenName, Identity> PEOPLE = Map.of(
            ALICE, new Identity.Known(PERSON),
            BOB, Identity.Unregistered.INSTANCE,
            CAROL, new Identity.Unavailable("no answer in 2 s"));

    private Records() {}

    /** Alice says something to Bob; seen on Alice's connection. */
    public static ArchiveRecord says(String words) {
        return of(message(Flow.OUTBOUND, ALICE, List.of(BOB), null, words), ALICE, NOON);
    }

    public static ImEvent.Message message(
            Flow flow, @Nullable ScreenName from, List<ScreenName> to, @Nullable String room, String words) {
        Feature feature = room == null ? Feature.CHAT : Feature.GROUP_CHAT;
        return new ImEvent.Message(flow, feature, from, to, room, Text.plain(words), Set.of(), "");
    }

    public static ArchiveRecord of(ImEvent event, @Nullable ScreenName account, Instant time) {
        return of(event, account, time, ALLOWED);
    }

    public static ArchiveRecord of(ImEvent event, @Nullable ScreenName account, Instant time, Decision decision) {
        Opening opening = new Opening(
                "c-17",
                NOON,
                "socks",
                new InetSocketAddress("10.1.2.3", 50_123),
                new Address("login.oscar.example", 5190),
                Opening.NamedBy.SOCKS,
                null,
                true);
        return new ArchiveRecord(time, opening, new ProtocolId("oscar"), AIM, account, event, decision, PEOPLE);
    }

    /** One event of every kind, under the name of its golden document. */
    public static Map<String, ImEvent> everyKind() {
        Flow out = Flow.OUTBOUND;
        Flow in = Flow.INBOUND;
        return Map.ofEntries(
                Map.entry(
                        "sign-on",
                        new ImEvent.SignOn(out, ImEvent.SignOn.Phase.REQUESTED, ALICE, "md5", "AIM 5.9", null)),
                Map.entry("sign-off", new ImEvent.SignOff(in, ALICE, "0001")),
                Map.entry("presence", new ImEvent.Presence(in, BOB, "away", Text.html("<b>lunch</b>"))),
                Map.entry("profile", new ImEvent.Profile(out, ALICE, "profile", Text.plain("I sell bonds."))),
                Map.entry(
                        "message",
                        new ImEvent.Message(
                                out,
                                Feature.CHAT,
                                ALICE,
                                List.of(BOB),
                                null,
                                Text.html("<HTML>buy &amp; <i>hold</i></HTML>"),
                                Set.of(ImEvent.Message.Mark.OFFLINE, ImEvent.Message.Mark.AUTO_RESPONSE),
                                "00FF")),
                Map.entry("typing", new ImEvent.Typing(in, BOB, List.of(ALICE), ImEvent.Typing.State.STARTED)),
                Map.entry(
                        "file-offer",
                        new ImEvent.FileOffer(
                                out,
                                Feature.FILE_TRANSFER,
                                Step.PROPOSE,
                                ALICE,
                                List.of(CAROL),
                                List.of(new FileInfo("plan.xls", 4096, 1), new FileInfo("more", -1, 12)),
                                Text.plain("the plan"),
                                "42")),
                Map.entry(
                        "invite",
                        new ImEvent.Invite(
                                in,
                                Feature.GROUP_CHAT,
                                Step.PROPOSE,
                                BOB,
                                List.of(ALICE),
                                "deals",
                                Text.plain("join us"),
                                "43")),
                Map.entry("room-join", new ImEvent.RoomJoin(in, null, List.of(BOB, CAROL), "deals")),
                Map.entry("room-leave", new ImEvent.RoomLeave(in, null, List.of(BOB), "deals")),
                Map.entry(
                        "contact-change",
                        new ImEvent.ContactChange(out, null, List.of(BOB), "add", Text.plain("hello"))),
                Map.entry("receipt", new ImEvent.Receipt(in, null, List.of(BOB), false, "00FF", "0004")),
                Map.entry("lookup", new ImEvent.Lookup(out, ALICE, List.of(), "bob@corp.example")),
                Map.entry("unread-connection", new ImEvent.Unread(out, ALICE, "tls")),
                Map.entry("forged", new ImEvent.Forged(in, BOB, List.of(ALICE), "sent from another address")),
                Map.entry("unclassified", new ImEvent.Unclassified(out, ALICE, "0018/0006", 57)),
                Map.entry("malformed", new ImEvent.Malformed(in, null, "a TLV is longer than its SNAC", 1234)));
    }
}
