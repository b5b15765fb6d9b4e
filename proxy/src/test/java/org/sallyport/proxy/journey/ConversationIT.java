package org.sallyport.proxy.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sallyport.archive.search.Hit;
import org.sallyport.proxy.testkit.GatewayFiles;
import org.sallyport.proxy.testkit.Golden;
import org.sallyport.proxy.testkit.LocalGateway;
import org.sallyport.proxy.testkit.LocalGateway.Entry;
import org.sallyport.proxy.testkit.OscarClient;
import org.sallyport.proxy.testkit.OscarService;
import org.sallyport.proxy.testkit.Snac;

/**
 * Alice Adams (alice) and Bob Brown (bobby) of the sample directory talk through a gateway with its default policy, by every
 * way in, and the archive is asked what it holds.
 */
class ConversationIT {

    private static final String FILES_RULE = "No files or remote control to people outside";

    /** Of what is said and sent in here. */
    private static final List<String> WORDS = List.of("kingfisher", "at the weir", "herons", "merger.doc", "this is B");

    private static LocalGateway local;
    private static OscarService service;

    private static final LogWatch LOGS = new LogWatch();

    @BeforeAll
    static void start() throws Exception {
        LOGS.start();
        local = LocalGateway.start("", GatewayFiles.LOCAL_NODE);
        service = local.service();
    }

    @AfterAll
    static void stop() throws Exception {
        List<String> words = service.words();
        local.close();
        List<String> lines = LOGS.finish();
        // Alerts and refusals were logged, so it is known that something could have been said too much.
        assertThat(lines).anyMatch(line -> line.contains("alert, low"));
        assertThat(words).hasSizeGreaterThan(8);
        assertThat(lines)
                .noneMatch(line -> words.stream().anyMatch(line::contains))
                .noneMatch(line -> WORDS.stream().anyMatch(line::contains))
                .noneMatch(line -> line.contains(OscarClient.PASSWORD))
                .noneMatch(line ->
                        line.contains(Objects.requireNonNull(local.gateway().samplePassword())));
    }

    @AfterEach
    void nothingBrokeTheProtocol() {
        assertThat(service.faults()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Entry.class)
    void aConversationIsArchivedWhicheverWayItCameIn(Entry entry) throws Exception {
        String word = "kingfisher" + entry.name().replace("_", "").toLowerCase(Locale.ROOT);
        String asked = "<HTML><BODY>have you seen the <b>" + word + "</b>?</BODY></HTML>";
        try (OscarClient alice = local.signOn(entry, "alice");
                OscarClient bobby = local.signOn(entry, "bobby")) {
            if (entry == Entry.FIXED) {
                assertThat(alice.bos().host()).isEqualTo("127.0.0.1");
                assertThat(alice.bos().port()).isIn(redirectPorts()).isNotEqualTo(service.bosPort());
            } else {
                assertThat(alice.bos()).isEqualTo(GatewayFiles.BOS);
            }
            alice.type("bobby");
            bobby.expect("typing", snac -> snac.is(4, 0x14));
            alice.expectAck(alice.say("bobby", asked));
            bobby.expectMessage("alice", asked);
            bobby.expectAck(bobby.say("alice", "the " + word + " is at the weir"));
            alice.expectMessage("bobby", "the " + word + " is at the weir");
        }
        local.awaitArchived();

        // Each message crossed the gateway twice: out on its sender's connection, in on its recipient's.
        List<Hit> hits = local.search(word, "chat", null);
        assertThat(hits)
                .extracting(hit -> name(hit.from()) + (hit.inbound() ? " in " : " out ") + plain(hit))
                .containsExactlyInAnyOrder(
                        "Alice Adams out have you seen the " + word + "?",
                        "Alice Adams in have you seen the " + word + "?",
                        "Bob Brown out the " + word + " is at the weir",
                        "Bob Brown in the " + word + " is at the weir");
        assertThat(hits).allSatisfy(hit -> {
            assertThat(hit.text().stream().filter(Hit.Piece::found).map(Hit.Piece::text))
                    .containsExactly(word);
            assertThat(hit.verdict()).isEqualTo("allow");
            assertThat(hit.rules()).containsExactly("Colleagues talk to each other");
        });
        assertThat(hits.stream().map(Hit::connection).distinct()).hasSize(2);
        // One thread, with all four in it, in the order they happened.
        assertThat(hits.stream().map(Hit::conversation).distinct()).hasSize(1);
        List<Hit> thread = local.conversation(hits.getFirst()).stream()
                .filter(hit -> plain(hit).contains(word))
                .toList();
        assertThat(thread).hasSize(4);
        assertThat(plain(thread.getFirst())).startsWith("have you seen");
        assertThat(plain(thread.getLast())).startsWith("the " + word);
    }

    @Test
    void whatLibpurpleSentPassesByteForByte() throws Exception {
        byte[] greeting = Golden.packet(Golden.BOBBY, 665);
        byte[] offer = Golden.packet(Golden.ALICE, 683);
        try (OscarClient alice = local.signOn(Entry.SOCKS_5, "alice");
                OscarClient bobby = local.signOnRecorded(Entry.FIXED)) {
            bobby.socket().sendRecorded(greeting);
            Snac.Icbm heard = alice.expectMessage("bobby", "<HTML><BODY>hi A, this is B</BODY></HTML>");
            assertThat(heard.channel()).isEqualTo(1);
            alice.socket().sendRecorded(offer);
            Snac.Icbm offered = bobby.expect(
                            "offer", snac -> snac.is(4, 7) && snac.incoming().rendezvous() == 0)
                    .incoming();
            assertThat(offered.peer()).isEqualTo("alice");
        }
        assertThat(service.received())
                .extracting(received -> received.snac().body())
                .anySatisfy(body -> assertThat(Golden.payload(greeting)).endsWith(body))
                .anySatisfy(body -> assertThat(Golden.payload(offer)).endsWith(body));
        local.awaitArchived();
        assertThat(local.search("\"this is B\"", "chat", null)).hasSize(2);
        assertThat(local.searchName("bobby", "file-transfer"))
                .isNotEmpty()
                .allSatisfy(hit -> assertThat(hit.verdict()).isEqualTo("allow"));
    }

    @Test
    void signOnsAreArchived() throws Exception {
        try (OscarClient frank = local.signOn(Entry.SOCKS_5, "Frank At Work")) {
            assertThat(frank.bos()).isEqualTo(GatewayFiles.BOS);
        }
        local.awaitArchived();
        List<Hit> signOns = local.searchName("Frank At Work", "sign-on");
        assertThat(signOns)
                .filteredOn(hit -> hit.kind().equals("sign-on"))
                .extracting(hit -> hit.detail() + ", " + name(hit.from()))
                .containsExactlyInAnyOrder(
                        "requested, bucp-md5, Sallyport test client, Frank Foster",
                        "accepted, bucp-md5, Sallyport test client, Frank Foster",
                        "requested, cookie, Frank Foster",
                        "accepted, cookie, Frank Foster");
    }

    @Test
    void aFileForAStrangerNeverLeaves() throws Exception {
        byte[] recorded = Golden.addressedTo(Golden.packet(Golden.ALICE, 683), "stranger99");
        try (OscarClient alice = local.signOn(Entry.SOCKS_5, "alice");
                OscarClient stranger = local.signOn(Entry.SOCKS_5, "stranger99")) {
            int before = service.received().size();
            alice.expectCancel(alice.offerFile("stranger99", "merger.doc", 4_096));
            alice.expectNotice("not allowed here");
            alice.socket().sendRecorded(recorded);
            alice.expectCancel(0x3631_3536_3132_3100L);
            alice.expectNotice("not allowed here");
            // The session goes on, its numbers without a gap at both ends.
            alice.expectAck(alice.say("stranger99", "sorry, no files from here"));
            stranger.expectMessage("alice", "sorry, no files from here");
            assertThat(service.received().subList(before, service.received().size()))
                    .filteredOn(one -> one.snac().is(4, 6))
                    .allSatisfy(
                            one -> assertThat(one.snac().outgoing().channel()).isEqualTo(1))
                    .hasSize(1);
        }
        local.awaitArchived();
        List<Hit> denied = local.search("merger.doc", "file-transfer", "deny");
        assertThat(denied).singleElement().satisfies(hit -> {
            assertThat(hit.rules()).containsExactly(FILES_RULE);
            assertThat(hit.alerts()).containsExactly("low");
            assertThat(hit.files()).containsExactly(new Hit.File("merger.doc", 4_096));
            assertThat(name(hit.from())).isEqualTo("Alice Adams");
        });
    }

    @Test
    void aWordThatMattersRaisesAnAlertAndGoesOn() throws Exception {
        try (OscarClient alice = local.signOn(Entry.HTTP_CONNECT, "alice");
                OscarClient bobby = local.signOn(Entry.SOCKS_4A, "bobby")) {
            alice.expectAck(alice.say("bobby", "this is an insider tip about herons"));
            bobby.expectMessage("alice", "this is an insider tip about herons");
        }
        local.awaitArchived();
        assertThat(local.search("herons", null, null)).hasSize(2).allSatisfy(hit -> {
            assertThat(hit.rules()).containsExactly("Words that matter");
            assertThat(hit.alerts()).containsExactly("medium");
            assertThat(hit.verdict()).isEqualTo("allow");
        });
    }

    @ParameterizedTest
    @EnumSource(Entry.class)
    void whoLeftStaysOut(Entry entry) throws Exception {
        assertThatThrownBy(() -> local.signOn(entry, "erin").close())
                .isInstanceOfSatisfying(
                        OscarClient.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(0x11));
        assertThat(service.isOnline("erin")).isFalse();
        local.awaitArchived();
        assertThat(local.searchName("erin", "sign-on")).isNotEmpty().allSatisfy(hit -> {
            assertThat(hit.verdict()).isEqualTo("disconnect");
            assertThat(hit.rules()).containsExactly("People who left are out");
        });
    }

    private static List<Integer> redirectPorts() {
        return local.gateway().addresses().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("redirect-"))
                .map(entry -> entry.getValue().getPort())
                .toList();
    }

    private static String name(Hit.@org.jspecify.annotations.Nullable Party party) {
        return Objects.requireNonNullElse(party == null ? null : party.person(), "nobody");
    }

    private static String plain(Hit hit) {
        return String.join("", hit.text().stream().map(Hit.Piece::text).toList());
    }
}
