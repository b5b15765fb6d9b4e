package org.sallyport.protocols.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.protocols.Side.CLIENT;
import static org.sallyport.protocols.Side.SERVER;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.trial.CaptureBuilder;
import org.sallyport.protocols.trial.TcpTalk;

class TcpReassemblerTest {

    private static final Instant TIME = Instant.parse("2005-03-01T12:00:00Z");

    private final CaptureBuilder capture = CaptureBuilder.ethernet();
    private final TcpTalk talk = talk(40_000);

    private TcpTalk talk(int clientPort) {
        return new TcpTalk(capture, "10.0.0.1", clientPort, "10.0.0.2", 5190, TIME);
    }

    private List<String> lines() throws IOException {
        Transcript transcript = new Transcript();
        try (CaptureReader reader = CaptureReader.over(new ByteArrayInputStream(capture.bytes()))) {
            CaptureFile.read(reader, p -> p == 5190, transcript);
        }
        return transcript.lines();
    }

    @Test
    void aConnectionFromItsSynToItsFins() throws IOException {
        talk.open().say(SERVER, "hello").say(CLIENT, "hello you, over the wrap");
        talk.fin(CLIENT).say(SERVER, " bye").fin(SERVER).ack(CLIENT);
        assertThat(lines())
                .containsExactly(
                        "1 open 40000>5190",
                        "1 < hello",
                        "1 > hello you, over the wrap",
                        "1 > end",
                        "1 <  bye",
                        "1 < end",
                        "1 closed");
    }

    @Test
    void whatIsSentAgainIsGivenOnce() throws IOException {
        talk.open()
                .say(CLIENT, "abcdef")
                .at(CLIENT, -6, "abcdef")
                .at(CLIENT, -3, "def")
                .say(CLIENT, "ghi");
        assertThat(lines()).containsExactly("1 open 40000>5190", "1 > abcdefghi", "1 closed");
    }

    @Test
    void ofOverlapsTheFirstCapturedWin() throws IOException {
        // Positions: abc is 0..3; first kept 5..8, then one over 3..10 with other bytes.
        talk.open()
                .say(CLIENT, "abc")
                .at(CLIENT, 2, "FGH")
                .at(CLIENT, 0, "defghij")
                .at(CLIENT, -2, "XXXXX");
        assertThat(lines()).containsExactly("1 open 40000>5190", "1 > abcdeFGHij", "1 closed");
    }

    @Test
    void whatOvertookWaits() throws IOException {
        talk.open().at(CLIENT, 6, "ghi").at(CLIENT, 3, "def").at(CLIENT, 0, "abc");
        assertThat(lines()).containsExactly("1 open 40000>5190", "1 > abcdefghi", "1 closed");
    }

    @Test
    void acknowledgedButNotCapturedIsAGapAndTheRestGoesOn() throws IOException {
        talk.open().say(SERVER, "one").skip(SERVER, 100).say(SERVER, "two");
        talk.ack(CLIENT).say(CLIENT, "thanks").say(SERVER, "three");
        assertThat(lines())
                .containsExactly(
                        "1 open 40000>5190",
                        "1 < one",
                        "1 < [100 missing]",
                        "1 < two",
                        "1 > thanks",
                        "1 < three",
                        "1 closed");
    }

    @Test
    void aGapThatNobodyAcknowledgedIsOneWhenTheCaptureEnds() throws IOException {
        talk.open()
                .say(SERVER, "one")
                .skip(SERVER, 7)
                .say(SERVER, "two")
                .skip(SERVER, 9)
                .fin(SERVER);
        assertThat(lines())
                .containsExactly(
                        "1 open 40000>5190",
                        "1 < one",
                        "1 < [7 missing]",
                        "1 < two",
                        "1 < [9 missing]",
                        "1 < end",
                        "1 closed");
    }

    @Test
    void moreThanTheBoundWaitingIsAGap() throws IOException {
        talk.open().say(CLIENT, "a").skip(CLIENT, 5);
        byte[] piece = new byte[1_000];
        int pieces = TcpReassembler.MOST_PENDING / piece.length + 2;
        for (int i = 0; i < pieces; i++) {
            talk.say(CLIENT, piece);
        }
        talk.say(SERVER, "z");
        List<String> lines = lines();
        assertThat(lines.subList(0, 3)).containsExactly("1 open 40000>5190", "1 > a", "1 > [5 missing]");
        assertThat(lines.get(3)).hasSize(4 + pieces * piece.length);
        // The gap was declared before the server spoke, not at the end of the capture.
        assertThat(lines.get(4)).isEqualTo("1 < z");
    }

    @Test
    void midwayTheKnownPortIsTheService() throws IOException {
        // The client's port is the lower one: only knowing the service tells.
        TcpTalk late = talk(1_025);
        late.say(SERVER, "who").say(CLIENT, "me");
        assertThat(lines()).containsExactly("1 open 1025>5190 midway", "1 < who", "1 > me", "1 closed");
    }

    @Test
    void midwayWithUnknownPortsTheLowerIsTheService() throws IOException {
        new TcpTalk(capture, "10.0.0.1", 40_000, "10.0.0.2", 7_000, TIME).say(SERVER, "who");
        new TcpTalk(capture, "10.0.0.1", 7_000, "10.0.0.2", 7_000, TIME).say(CLIENT, "first");
        assertThat(lines())
                .containsExactly(
                        "1 open 40000>7000 midway",
                        "1 < who",
                        "2 open 7000>7000 midway",
                        "2 > first",
                        "1 closed",
                        "2 closed");
    }

    @Test
    void portsUsedAgainAreAnotherConnection() throws IOException {
        talk.open().say(CLIENT, "old").rst(CLIENT).say(SERVER, "too late");
        talk(40_000).skip(CLIENT, 5_000).skip(SERVER, 5_000).open().say(CLIENT, "x");
        assertThat(lines().subList(0, 4))
                .containsExactly("1 open 40000>5190", "1 > old", "1 closed", "2 open 40000>5190");
    }

    @Test
    void aSecondSynWithAnotherNumberClosesWhatWasOpen() {
        Transcript transcript = new Transcript();
        TcpReassembler reassembler = new TcpReassembler(transcript, p -> false);
        reassembler.accept(segment(CLIENT, 100, 0x02, ""));
        reassembler.accept(segment(CLIENT, 100, 0x02, ""));
        reassembler.accept(segment(CLIENT, 101, 0x10, "abc"));
        reassembler.accept(segment(CLIENT, 900_000, 0x02, ""));
        reassembler.accept(segment(CLIENT, 900_001, 0x10, "def"));
        reassembler.finish();
        assertThat(transcript.lines())
                .containsExactly(
                        "1 open 40000>5190", "1 > abc", "1 closed", "2 open 40000>5190", "2 > def", "2 closed");
    }

    @Test
    void tooManyConnectionsCloseTheOneSilentLongest() {
        Transcript transcript = new Transcript();
        TcpReassembler reassembler = new TcpReassembler(transcript, p -> false, 1_000, 1);
        reassembler.accept(segment(CLIENT, 100, 0x02, ""));
        java.net.InetSocketAddress other = new java.net.InetSocketAddress("10.0.0.9", 9);
        TcpSegment next = segment(CLIENT, 100, 0x02, "");
        reassembler.accept(new TcpSegment(2, TIME, next.source(), other, 1, 0, 0x02, next.payload(), 0));
        assertThat(transcript.lines()).containsExactly("1 open 40000>5190", "1 closed", "2 open 40000>9");
    }

    private static TcpSegment segment(Side from, int sequence, int flags, String text) {
        java.net.InetSocketAddress client = new java.net.InetSocketAddress("10.0.0.1", 40_000);
        java.net.InetSocketAddress server = new java.net.InetSocketAddress("10.0.0.2", 5_190);
        byte[] payload = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        return new TcpSegment(
                1,
                TIME,
                from == CLIENT ? client : server,
                from == CLIENT ? server : client,
                sequence,
                0,
                flags,
                io.netty.buffer.Unpooled.wrappedBuffer(payload),
                payload.length);
    }
}
