package org.sallyport.proxy.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.protocols.Side.CLIENT;
import static org.sallyport.protocols.Side.SERVER;
import static org.sallyport.protocols.trial.TinyPlugin.frame;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.policy.DecisionPoint;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.service.ServiceCatalogue;
import org.sallyport.protocols.service.ServiceEntry;
import org.sallyport.protocols.trial.CaptureBuilder;
import org.sallyport.protocols.trial.Packets;
import org.sallyport.protocols.trial.TcpTalk;
import org.sallyport.protocols.trial.TinyPlugin;

class ReplayTest {

    private static final Instant TIME = Instant.parse("2005-03-01T12:00:00Z");

    @TempDir
    private Path folder;

    private final CaptureBuilder capture = CaptureBuilder.ethernet();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private TcpTalk talk(int clientPort) {
        return new TcpTalk(capture, "10.0.0.1", clientPort, "10.0.0.2", 5190, TIME);
    }

    private int run(ReplayOptions.Format format, @Nullable DecisionPoint policy, Path... files) throws IOException {
        ReplayOptions options = new ReplayOptions(
                List.of(files),
                format,
                policy,
                name -> name.normalized().equals("alice")
                        ? new Identity.Known(new Person("1", "alice", "Alice", null, Set.of(), false))
                        : Identity.Unregistered.INSTANCE,
                new Protocols(List.of(new TinyPlugin())),
                ServiceCatalogue.standard()
                        .with(List.of(ServiceEntry.of(new ServiceId("house"), "10.0.0.2/32", "test"))),
                Limits.DEFAULT);
        return Replay.run(options, out, new PrintWriter(err));
    }

    private List<JsonNode> json(@Nullable DecisionPoint policy) throws IOException {
        Path file = capture.write(folder.resolve("x.pcap"));
        assertThat(run(ReplayOptions.Format.JSON, policy, file))
                .as(err.toString())
                .isZero();
        List<JsonNode> rows = new ArrayList<>();
        for (String line : out.toString().split("\n")) {
            rows.add(new ObjectMapper().readTree(line));
        }
        return rows;
    }

    private static List<String> summary(List<JsonNode> rows) {
        return rows.stream()
                .map(r -> switch (r.get("type").asText()) {
                    case "event" ->
                        r.get("kind").asText() + " " + r.get("from").asText() + " "
                                + r.get("text").asText();
                    case "gap" ->
                        r.get("why").asText() + " " + r.get("from").asText() + " "
                                + r.get("bytes").asText();
                    default ->
                        r.get("protocol").asText() + " " + r.get("service").asText();
                })
                .toList();
    }

    @Test
    void cookiesNameConnectionsThatFollowAndOrderIsKept() throws IOException {
        TcpTalk first = talk(40_000);
        TcpTalk second = talk(40_001);
        first.open().say(CLIENT, frame("HI alice")).say(SERVER, frame("TICKET 42"));
        second.open().say(CLIENT, frame("AS 42"));
        first.say(CLIENT, frame("MSG bobby one"));
        second.say(CLIENT, frame("MSG bobby two"));
        first.say(SERVER, frame("MSG bobby three"));
        List<JsonNode> rows = json(null);
        assertThat(summary(rows))
                .containsExactly(
                        "tiny tiny-chat",
                        "sign-on alice null",
                        "tiny tiny-chat",
                        "sign-on alice null",
                        "message alice one",
                        "message alice two",
                        "message bobby three",
                        "sign-off alice null",
                        "sign-off alice null");
        JsonNode message = rows.get(4);
        assertThat(message.fieldNames())
                .toIterable()
                .contains(
                        "time",
                        "protocol",
                        "service",
                        "connection",
                        "kind",
                        "from",
                        "to",
                        "text",
                        "file",
                        "decision",
                        "rule");
        assertThat(message.get("time").asText()).isEqualTo("2005-03-01T12:00:00.005Z");
        assertThat(message.get("connection").asText()).endsWith("x.pcap#1");
        assertThat(message.get("to").get(0).asText()).isEqualTo("bobby");
        assertThat(message.get("decision").isNull()).isTrue();
        assertThat(rows.getFirst().get("server").asText()).isEqualTo("10.0.0.2:5190");
    }

    @Test
    void thePolicyIsAskedButTheSessionGoesOnAsIfAllowed() throws IOException {
        talk(40_000)
                .open()
                .say(CLIENT, frame("HI alice"))
                .say(CLIENT, frame("MSG bobby secret"))
                .say(CLIENT, frame("MSG bobby more"));
        List<JsonNode> rows = json(question -> {
            if (question.event().feature() == Feature.SIGN_ON) {
                return new Decision.Failed("the directory is down", new Verdict.Deny(null));
            }
            boolean known =
                    question.account() != null && question.identityOf(question.account()) instanceof Identity.Known;
            assertThat(known).isTrue();
            return new Decision.Decided(
                    new Verdict.Disconnect(null), List.of("Nothing leaves"), List.of(), "1", List.of());
        });
        assertThat(summary(rows))
                .containsExactly(
                        "tiny tiny-chat",
                        "sign-on alice null",
                        "message alice secret",
                        "message alice more",
                        "sign-off alice null");
        assertThat(rows.get(1).get("failure").asText()).isEqualTo("the directory is down");
        assertThat(rows.get(1).get("rule").isNull()).isTrue();
        assertThat(rows.get(2).get("decision").asText()).isEqualTo("disconnect");
        assertThat(rows.get(2).get("rule").asText()).isEqualTo("Nothing leaves");
    }

    @Test
    void contactsAreThoseOfTheListsInTheCapture() throws Exception {
        Path file = folder.resolve("lists.pcap");
        try (InputStream capture = ReplayTest.class.getResourceAsStream("/contract/ymsg/ymsg-jymsg-9.pcap")) {
            Files.copy(Objects.requireNonNull(capture, "capture"), file);
        }
        List<String> asked = new ArrayList<>();
        DecisionPoint policy = question -> {
            ScreenName from = question.event().from();
            if (question.event() instanceof ImEvent.Presence && from != null && !from.equals(question.account())) {
                asked.add(question.account() + " " + from + " "
                        + question.contacts().test(from));
            }
            return new Decision.Decided(Verdict.Allow.INSTANCE, List.of("rule"), List.of(), "1", List.of());
        };
        ReplayOptions options = ReplayOptions.of(List.of(file), ReplayOptions.Format.JSON, policy);

        assertThat(Replay.run(options, out, new PrintWriter(err))).isZero();

        // t1y's list has t2y on it; t2y's has t1y.
        assertThat(asked)
                .contains("yahoo:t1y yahoo:t2y true", "yahoo:t2y yahoo:t1y true")
                .allMatch(line -> line.endsWith(" true"));
    }

    @Test
    void afterAGapTheNextFrameIsFound() throws IOException {
        String cut = frame("MSG bobby lost in the middle");
        TcpTalk talk = talk(40_000).open().say(CLIENT, frame("HI alice"));
        talk.say(CLIENT, cut.substring(0, 10)).skip(CLIENT, 5);
        // The tail of the lost frame holds a false start.
        talk.say(CLIENT, cut.substring(15) + "~00~" + frame("MSG bobby two") + frame("MSG bobby three"));
        talk.ack(SERVER).say(CLIENT, frame("MSG bobby four"));
        int tail = cut.length() - 15 + 4;
        assertThat(summary(json(null)))
                .containsExactly(
                        "tiny tiny-chat",
                        "sign-on alice null",
                        "missing client 5",
                        "unread client 10",
                        "unread client " + tail,
                        "message alice two",
                        "message alice three",
                        "message alice four",
                        "sign-off alice null");
    }

    @Test
    void aConnectionCapturedFromTheMiddleOnIsRead() throws IOException {
        talk(40_000).say(CLIENT, "end of something" + frame("MSG bobby one") + frame("MSG bobby two"));
        assertThat(summary(json(null)))
                .containsExactly("tiny tiny-chat", "unread client 16", "message null one", "message null two");
    }

    @Test
    void brokenBytesAreAnEventAndTheOtherSideGoesOn() throws IOException {
        talk(40_000)
                .open()
                .say(CLIENT, frame("HI alice") + "garbage")
                .say(CLIENT, "more")
                .say(SERVER, frame("MSG bobby still here"));
        assertThat(summary(json(null)))
                .containsExactly(
                        "tiny tiny-chat",
                        "sign-on alice null",
                        "malformed alice null",
                        "message bobby still here",
                        "unread client 11",
                        "sign-off alice null");
    }

    @Test
    void whatNobodyKnowsIsNamedByItsAddress() throws IOException {
        talk(40_000).open().say(CLIENT, "GET / HTTP/1.0\r\n\r\n");
        assertThat(summary(json(null))).containsExactly("unknown house");
        assertThat(err.toString()).contains("none of them in a protocol known here");
    }

    @Test
    void theTableIsAlignedAndHarmless() throws IOException {
        talk(40_000)
                .open()
                .say(CLIENT, frame("HI alice"))
                .say(CLIENT, frame("MSG a-name-far-too-long-for-its-column red\u001b[31m\nand\u0007 bell"));
        Path file = capture.write(folder.resolve("x.pcap"));
        DecisionPoint policy = question ->
                new Decision.Decided(Verdict.Allow.INSTANCE, List.of("Everything else"), List.of(), "1", List.of());
        assertThat(run(ReplayOptions.Format.TABLE, policy, file)).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines.get(4))
                .isEqualTo("2005-03-01 12:00:00.004 #1   > message        alice            a-name-far-too-…"
                        + " allow      Everything else          red\\u001b[31m\\nand\\u0007 bell");
        int column = lines.get(1).indexOf("DECISION");
        assertThat(lines.get(4).indexOf("allow")).isEqualTo(column);
        assertThat(lines.get(1).indexOf("TEXT")).isEqualTo(lines.get(4).indexOf("red"));
    }

    @Test
    void whatCanNotBeReadIsSaidAndTheRestIsRead() throws IOException {
        talk(40_000).open().say(CLIENT, frame("HI alice"));
        Path good = capture.write(folder.resolve("good.pcap"));
        byte[] bytes = capture.bytes();
        Path cut = Files.write(folder.resolve("cut.pcap"), java.util.Arrays.copyOf(bytes, bytes.length - 1));
        Path text = Files.writeString(folder.resolve("notes.txt"), "not a capture");
        Path missing = folder.resolve("missing.pcap");
        assertThat(run(ReplayOptions.Format.JSON, null, missing, text, cut, folder, good))
                .isEqualTo(Replay.UNREADABLE);
        assertThat(err.toString().lines().toList())
                .satisfiesExactly(
                        l -> assertThat(l).contains("missing.pcap: there is no such file. Give the path"),
                        l -> assertThat(l).contains("notes.txt: this is neither pcap nor pcapng"),
                        l -> assertThat(l).contains("cut.pcap: the file ends within packet 4", "editcap"),
                        l -> assertThat(l).contains("this is not a file that can be read"));
        assertThat(out.toString()).contains("good.pcap#1", "\"sign-on\"");
    }

    @Test
    void anEmptyCaptureIsNoMysteryAndNoError() throws IOException {
        assertThat(run(ReplayOptions.Format.TABLE, null, capture.write(folder.resolve("empty.pcap"))))
                .isZero();
        assertThat(err.toString()).contains("0 packets and no TCP connection. Capture where");
        capture.packet(
                TIME,
                Packets.ethernet(Packets.ipv4(
                        "10.0.0.1",
                        "10.0.0.2",
                        17,
                        1,
                        0,
                        io.netty.buffer.Unpooled.buffer().writeZero(20))));
        run(ReplayOptions.Format.TABLE, null, capture.write(folder.resolve("udp.pcap")));
        assertThat(err.toString()).contains("1 packets and no TCP connection (1 not TCP)");
    }
}
