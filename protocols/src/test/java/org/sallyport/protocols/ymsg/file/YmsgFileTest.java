package org.sallyport.protocols.ymsg.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.trial.CaptureBuilder;
import org.sallyport.protocols.trial.Rig;
import org.sallyport.protocols.trial.Script;
import org.sallyport.protocols.trial.TcpTalk;
import org.sallyport.protocols.tunnel.HttpFields;
import org.sallyport.protocols.tunnel.HttpHead;

/** Files by HTTP, written by hand after what libpurple, jYMSG and GyachI send. */
class YmsgFileTest {

    private static final ServiceId YAHOO = new ServiceId("yahoo");
    private static final ScreenName ALICE = ScreenName.of(YAHOO, "alice");
    private static final ScreenName BOB = ScreenName.of(YAHOO, "bob");

    /** {@code 0 alice, 5 bob, 14 "look", 27 a.txt, 28 5} and the key of the file, as they stand on the wire. */
    private static final String PAIRS =
            "0\u00c0\u0080alice\u00c0\u00805\u00c0\u0080bob\u00c0\u008014\u00c0\u0080look\u00c0\u0080"
                    + "27\u00c0\u0080a.txt\u00c0\u008028\u00c0\u00805\u00c0\u008029\u00c0\u0080";

    private final Handoffs handoffs = new Handoffs(Clock.systemUTC(), 100, Duration.ofMinutes(5));
    private final YmsgFilePlugin plugin = new YmsgFilePlugin();
    private final Rig rig = new Rig(plugin, Limits.DEFAULT, handoffs);

    /** @param count what the packet's length says */
    private static String packet(int service, int count, String pairs) {
        return "YMSG\0\u000c\0\0" + (char) (count >> 8) + (char) (count & 0xFF) + "\0" + (char) service
                + "\0\0\0\0\0\0\0\u0007" + pairs;
    }

    private static String upload(String body) {
        return "POST http://filetransfer.msg.yahoo.com:80/notifyft HTTP/1.0\r\n"
                + "Cookie: Y=v=1&n=abc; T=z=def\r\n"
                + "Host: filetransfer.msg.yahoo.com:80\r\n"
                + "Content-length: " + body.length() + "\r\n"
                + "Connection: Keep-Alive\r\n\r\n" + body;
    }

    private static String upload() {
        return upload(packet(0x46, PAIRS.length(), PAIRS) + "hello");
    }

    private static String get(String url) {
        return "GET " + url + " HTTP/1.1\r\nHost: relay.msg.yahoo.com\r\nCookie: Y=a; T=b\r\n\r\n";
    }

    private static String ok(String body) {
        return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private void say(Side from, String latin1) {
        rig.send(from, latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String heard(Side side) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        rig.all(side).forEach(all::writeBytes);
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    private String event() {
        return Script.describe(Objects.requireNonNull(rig.events().poll(), "no event"));
    }

    private void announce(String purpose, String url, FileInfo... files) {
        AnnouncedFiles.rememberUrl(handoffs, url, new Handoff(YAHOO, ALICE, purpose, null, BOB, "o1", List.of(files)));
    }

    @Test
    void readsAnUploadToTheDropBox() {
        say(Side.CLIENT, upload());
        assertThat(event())
                .isEqualTo("file propose | outbound yahoo:alice to [yahoo:bob] [fileinfo[name=a.txt, size=5, count=1]]"
                        + " \"look\"");
        assertThat(rig.events()).singleElement().isInstanceOfSatisfying(ImEvent.FileOffer.class, seen -> {
            assertThat(seen.step()).isEqualTo(Step.SEEN);
            assertThat(seen.files()).containsExactly(new FileInfo("a.txt", 5, 1));
        });
        assertThat(heard(Side.SERVER)).isEqualTo(upload());
        assertThat(rig.account()).isEqualTo(ALICE);
        say(Side.SERVER, ok("YHOO"));
        assertThat(heard(Side.CLIENT)).isEqualTo(ok("YHOO"));
        assertThat(rig.malformed()).isNull();
    }

    @Test
    void theFileBeginsBehindItsKeyWhateverTheLengthSays() {
        for (int count : new int[] {PAIRS.length() + 4, PAIRS.length() - 4}) {
            Rig fresh = new Rig(plugin, Limits.DEFAULT, handoffs);
            String all = upload(packet(0x46, count, PAIRS) + "hello");
            fresh.send(Side.CLIENT, all.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(fresh.malformed()).isNull();
            assertThat(fresh.events())
                    .hasSize(2)
                    .allSatisfy(event -> assertThat(event.files()).containsExactly(new FileInfo("a.txt", 5, 1)));
            assertThat(fresh.all(Side.SERVER).getLast()).asString().isEqualTo("hello");
        }
    }

    @Test
    void aRefusedUploadIsAnsweredSoAndNothingOfItGoesOn() {
        rig.rules(event -> Rig.decided(new Verdict.Deny("Not here.")));
        say(Side.CLIENT, upload());
        assertThat(heard(Side.SERVER)).isEmpty();
        assertThat(heard(Side.CLIENT)).startsWith("HTTP/1.1 403 Forbidden\r\n").endsWith("\r\n\r\nNot here.");
        assertThat(rig.closed()).isTrue();
    }

    @Test
    void whatIsSeenInAnUploadKeepsItsLastPieceBack() {
        rig.rules(event -> Rig.decided(
                event instanceof ImEvent.FileOffer file && file.step() == Step.SEEN
                        ? new Verdict.Deny("Infected.")
                        : Verdict.Allow.INSTANCE));
        String whole = upload(packet(0x46, PAIRS.length(), PAIRS) + "x".repeat(10_000));
        say(Side.CLIENT, whole.substring(0, whole.length() - 9_000));
        assertThat(whole).startsWith(heard(Side.SERVER));
        say(Side.CLIENT, whole.substring(whole.length() - 9_000));
        String more = heard(Side.SERVER);
        assertThat(more).isNotEmpty().hasSizeLessThan(9_000);
        assertThat(heard(Side.CLIENT)).startsWith("HTTP/1.1 403 ").endsWith("Infected.");
    }

    @Test
    void aPictureOfOneselfTakesTheSameWay() {
        String pairs = "1\u00c0\u0080alice\u00c0\u008038\u00c0\u0080604800\u00c0\u008027\u00c0\u0080me.png\u00c0\u0080"
                + "28\u00c0\u00805\u00c0\u008029\u00c0\u0080";
        say(Side.CLIENT, upload(packet(0xC2, pairs.length(), pairs) + "\u0089PNG."));
        assertThat(rig.events()).first().isInstanceOfSatisfying(ImEvent.FileOffer.class, file -> {
            assertThat(file.feature()).isEqualTo(Feature.BUDDY_ICON);
            assertThat(file.from()).isEqualTo(ALICE);
            assertThat(file.to()).isEmpty();
        });
    }

    @Test
    void refusesUploadsThatCantBeRead() {
        String twice = PAIRS.replace("27\u00c0\u0080", "27\u00c0\u0080b.txt\u00c0\u008027\u00c0\u0080");
        for (String body : new String[] {
            "hello",
            "",
            packet(0x46, PAIRS.length(), PAIRS).substring(0, 30),
            packet(0x46, PAIRS.length() + 9, PAIRS) + "hello there",
            packet(0x46, PAIRS.length() - 4, PAIRS.substring(0, PAIRS.length() - 4)) + "hello",
            packet(0x06, PAIRS.length(), PAIRS) + "hello",
            packet(0x46, twice.length(), twice) + "hello",
        }) {
            Rig fresh = new Rig(plugin, Limits.DEFAULT, handoffs);
            fresh.send(Side.CLIENT, upload(body).getBytes(StandardCharsets.ISO_8859_1));
            assertThat(fresh.malformed()).as(body).isNotNull();
            assertThat(fresh.events()).as(body).isEmpty();
        }
    }

    @Test
    void aFileIsFetchedFromWhereItWasAnnounced() {
        announce(
                AnnouncedFiles.RECEIVES,
                "http://dl.example.com:80/f/a%20b.exe?x=1&y=a%2Fb",
                new FileInfo("a b.exe", 5, 1));
        assertThat(claims("GET", "/f/a%20b.exe?x=1&y=a/b", "dl.example.com")).isTrue();
        assertThat(claims("HEAD", "http://DL.example.com/f/a b.exe?x=1&y=a%2fb", "dl.example.com."))
                .isTrue();
        assertThat(claims("GET", "/f/a%20b.exe?x=1", "dl.example.com")).isFalse();
        assertThat(claims("GET", "/f/a%20b.exe?x=1&y=a/b", "other.example.com")).isFalse();
        assertThat(claims("POST", "/f/a%20b.exe?x=1&y=a/b", "dl.example.com")).isFalse();

        say(Side.CLIENT, "GET /f/a%20b.exe?x=1&y=a%2Fb HTTP/1.1\r\nHost: dl.example.com\r\n\r\n");
        assertThat(event())
                .isEqualTo("file begin | inbound yahoo:bob to [yahoo:alice] [fileinfo[name=a b.exe, size=5, count=1]]");
        assertThat(rig.account()).isEqualTo(ALICE);
        say(Side.SERVER, ok("hello"));
        assertThat(rig.events()).singleElement().isInstanceOfSatisfying(ImEvent.FileOffer.class, seen -> {
            assertThat(seen.step()).isEqualTo(Step.SEEN);
            assertThat(seen.id()).isEqualTo("o1");
        });
        assertThat(heard(Side.CLIENT)).isEqualTo(ok("hello"));
    }

    /** The last chunk is held with the end behind it, however they come. */
    @Test
    void aFileInChunksLacksItsLastOne() {
        announce(AnnouncedFiles.RECEIVES, "http://dl.example.com/a", new FileInfo("a", -1, 1));
        rig.rules(event -> Rig.decided(
                event instanceof ImEvent.FileOffer file && file.step() == Step.SEEN
                        ? new Verdict.Deny(null)
                        : Verdict.Allow.INSTANCE));
        say(Side.CLIENT, "GET /a HTTP/1.1\r\nHost: dl.example.com\r\n\r\n");
        String head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (char c : (head + "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n").toCharArray()) {
            say(Side.SERVER, String.valueOf(c));
        }
        assertThat(heard(Side.CLIENT)).isEqualTo(head + "2\r\nhe\r\n");
        assertThat(rig.closed()).isTrue();
        assertThat(rig.malformed()).isNull();
    }

    @Test
    void aFileThatMovedIsFollowed() {
        announce(AnnouncedFiles.RECEIVES, "http://dl.example.com/a", new FileInfo("a", 5, 1));
        say(Side.CLIENT, "GET /a HTTP/1.1\r\nHost: dl.example.com\r\n\r\n");
        say(Side.SERVER, "HTTP/1.1 302 Found\r\nLocation: http://store.example.com/b?c\r\nContent-Length: 0\r\n\r\n");
        assertThat(claims("GET", "/b?c", "store.example.com")).isTrue();
        assertThat(claims("GET", "/b", "store.example.com")).isFalse();
    }

    @Test
    void partsOfFilesAndEncodedOnesAreNone() {
        announce(AnnouncedFiles.RECEIVES, "http://dl.example.com/a", new FileInfo("a", 5, 1));
        for (String head : new String[] {
            "HTTP/1.1 206 Partial Content\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
            "HTTP/1.1 200 OK\r\n\r\nhello"
        }) {
            Rig fresh = new Rig(plugin, Limits.DEFAULT, handoffs);
            fresh.send(
                    Side.CLIENT,
                    "GET /a HTTP/1.1\r\nHost: dl.example.com\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            fresh.send(Side.SERVER, head.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(fresh.malformed()).as(head).isNotNull();
        }
    }

    @Test
    void theRelayTellsByItsTokenWhoseAFileIs() {
        AnnouncedFiles.rememberToken(
                handoffs,
                "to/ken=",
                new Handoff(YAHOO, ALICE, AnnouncedFiles.SENDS, null, BOB, "o2", List.of(new FileInfo("c.exe", 9, 1))));
        String target = "http://192.0.2.9/relay?token=to%2Fken%3D&sender=mallory&recver=bob";
        say(Side.CLIENT, "POST " + target + " HTTP/1.1\r\nHost: 192.0.2.9\r\nContent-Length: 5\r\n\r\nhello");
        assertThat(event())
                .isEqualTo("file begin | outbound yahoo:alice to [yahoo:bob] [fileinfo[name=c.exe, size=5, count=1]]");
        assertThat(event()).startsWith("file seen | outbound yahoo:alice");
    }

    /** Nobody has shown then who is there: it is what the client says of itself. */
    @Test
    void theRelayNamesBothWhereNothingWasAnnounced() {
        say(Side.CLIENT, get("/relay?token=t&sender=Bob&recver=alice"));
        assertThat(event())
                .isEqualTo("file begin | inbound yahoo:bob to [yahoo:alice] [fileinfo[name=, size=-1, count=1]]");
    }

    @Test
    void askingAboutAFileIsNotFetchingIt() {
        say(Side.CLIENT, get("/relay?token=t&sender=bob&recver=alice").replace("GET ", "HEAD "));
        assertThat(rig.events()).isEmpty();
        assertThat(heard(Side.SERVER)).startsWith("HEAD /relay");
    }

    @Test
    void isRecognisedByItsRequests() {
        assertThat(detect("POST /notifyft HTTP/1.0\r\n")).isEqualTo(Detection.Match.CERTAIN);
        assertThat(detect("POST http://filetransfer.msg.yahoo.com:80/notifyft HTTP/1.0\r\n"))
                .isEqualTo(Detection.Match.CERTAIN);
        assertThat(detect("GET /relay?token=a&sender=b&recver=c HTTP/1.1\r\n")).isEqualTo(Detection.Match.CERTAIN);
        assertThat(detect("POST /noti")).isEqualTo(Detection.NeedMore.INSTANCE);
        assertThat(detect("GET /notifyft HTTP/1.0\r\n")).isEqualTo(Detection.NoMatch.INSTANCE);
        assertThat(detect("POST /notify HTTP/1.0\r\n")).isEqualTo(Detection.NoMatch.INSTANCE);
        assertThat(detect("YMSG")).isEqualTo(Detection.NoMatch.INSTANCE);
    }

    private Detection detect(String client) {
        return plugin.detect(
                rig.opening(),
                new FirstBytes(Unpooled.copiedBuffer(client, StandardCharsets.US_ASCII), Unpooled.EMPTY_BUFFER));
    }

    private boolean claims(String method, String target, String host) {
        return plugin.claims(HttpHead.request(method, target, host, HttpFields.NONE), handoffs);
    }

    @Test
    void damageNeverThrows() {
        Random random = new Random(3);
        byte[] stream = upload().getBytes(StandardCharsets.ISO_8859_1);
        byte[] answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n0\r\n\r\n"
                .getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 10_000; i++) {
            Side from = random.nextBoolean() ? Side.CLIENT : Side.SERVER;
            byte[] damaged = (from == Side.CLIENT ? stream : answer).clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            Rig fresh = new Rig(plugin, Limits.DEFAULT, handoffs);
            fresh.send(from, damaged);
            fresh.send(from.other(), from == Side.CLIENT ? answer : stream);
        }
    }

    /** The golden captures are this, byte for byte: no recording of a real client is to be had. */
    @Test
    void goldenCapturesAreBuiltFromTheDescription() throws Exception {
        CaptureBuilder capture = CaptureBuilder.ethernet();
        String lead = upload().substring(0, upload().length() - 5);
        talk(capture, 40_200)
                .say(Side.CLIENT, lead.getBytes(StandardCharsets.ISO_8859_1))
                .say(Side.CLIENT, "hello")
                .say(Side.SERVER, ok(""))
                .fin(Side.SERVER)
                .fin(Side.CLIENT);
        talk(capture, 40_201)
                .say(Side.CLIENT, get("/relay?token=abc%3D&sender=bob&recver=alice"))
                .say(
                        Side.SERVER,
                        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: application/octet-stream\r\n\r\n")
                .say(Side.SERVER, "hel")
                .say(Side.SERVER, "lo")
                .fin(Side.SERVER)
                .fin(Side.CLIENT);
        talk(capture, 40_202)
                .say(
                        Side.CLIENT,
                        "POST /relay?token=abd%3D&sender=alice&recver=bob HTTP/1.1\r\nHost: 198.51.100.7\r\n"
                                + "Content-Length: 5\r\nCookie: Y=a; T=b\r\n\r\nhello")
                .say(Side.SERVER, ok(""))
                .fin(Side.CLIENT)
                .fin(Side.SERVER);
        if (Boolean.getBoolean("sallyport.golden.write")) {
            capture.write(Path.of(System.getProperty("sallyport.root"))
                    .resolve("protocols/src/test/resources/contract/ymsg-file/files.pcap"));
        } else {
            byte[] there = Files.readAllBytes(
                    Path.of(Objects.requireNonNull(YmsgFileTest.class.getResource("/contract/ymsg-file/files.pcap"))
                            .toURI()));
            assertThat(there).isEqualTo(capture.bytes());
        }
    }

    private static TcpTalk talk(CaptureBuilder capture, int port) {
        return new TcpTalk(capture, "192.0.2.10", port, "198.51.100.7", 80, Instant.ofEpochSecond(1_200_000_000L))
                .open();
    }
}
