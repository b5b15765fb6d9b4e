package org.sallyport.protocols.oscar.oft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.protocols.oscar.oft.Headers.answer;
import static org.sallyport.protocols.oscar.oft.Headers.file;
import static org.sallyport.protocols.oscar.oft.Headers.prompt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.oscar.wire.Capability;
import org.sallyport.protocols.oscar.wire.OscarNames;
import org.sallyport.protocols.trial.Rig;
import org.sallyport.protocols.trial.Script;

/** Transfers laid out by hand, as libpurple, joscar and AIM 6.9 make them. */
class TransfersTest {

    private static final ScreenName ME = ScreenName.of(OscarNames.AIM, "bobby");
    private static final ScreenName YOU = ScreenName.of(OscarNames.AIM, "alice");

    private final Handoffs handoffs = new Handoffs(Clock.systemUTC(), 100, Duration.ofMinutes(5));
    private final Rig rig = new Rig(new OftPlugin(), Limits.DEFAULT, handoffs);

    TransfersTest() {
        rig.cataloguedAs("unknown");
    }

    private void announce(String purpose) {
        Announced.remember(
                handoffs, Headers.COOKIE, new Handoff(OscarNames.AIM, ME, purpose, null, YOU, "3631353631323100"));
    }

    private void say(Side from, byte[] bytes) {
        rig.send(from, bytes);
    }

    /** Up to where the file begins. */
    private void agreed(Side sender, String name, int size) {
        say(sender, prompt(name, size));
        say(sender.other(), answer(FileHeader.ACCEPTED, name, size));
    }

    private String event() {
        return Script.describe(Objects.requireNonNull(rig.events().poll(), "no event"));
    }

    private byte[] all(Side side) {
        ByteBuf all = Unpooled.buffer();
        rig.all(side).forEach(all::writeBytes);
        byte[] bytes = new byte[all.readableBytes()];
        all.readBytes(bytes);
        return bytes;
    }

    @Test
    void tiesAFileToItsOfferByTheReceiversAnswer() {
        announce(Announced.RECEIVES);
        say(Side.SERVER, prompt("a.txt", 20_000));
        assertThat(rig.events()).as("the prompt shows no cookie").isEmpty();
        say(Side.CLIENT, answer(FileHeader.ACCEPTED, "a.txt", 20_000));
        assertThat(rig.events())
                .first()
                .isInstanceOfSatisfying(
                        ImEvent.FileOffer.class, offer -> assertThat(offer.id()).isEqualTo("3631353631323100"));
        assertThat(event())
                .isEqualTo("file begin | inbound aim:alice to [aim:bobby]"
                        + " [fileinfo[name=a.txt, size=20000, count=1]]");
        all(Side.CLIENT);
        say(Side.SERVER, Headers.bytes(20_000));
        assertThat(event()).startsWith("file seen | inbound aim:alice to [aim:bobby]");
        assertThat(all(Side.CLIENT)).isEqualTo(Headers.bytes(20_000));
        say(Side.CLIENT, answer(FileHeader.DONE, "a.txt", 20_000));
        assertThat(rig.malformed()).isNull();
        assertThat(rig.all(Side.SERVER)).hasSize(2);
        assertThat(rig.account()).isEqualTo(ME);
        assertThat(rig.session().service()).isEqualTo(OscarNames.AIM);
    }

    /** The flow is the account's, whoever connects. */
    @Test
    void tellsTheFlowFromTheOffer() {
        announce(Announced.SENDS);
        agreed(Side.SERVER, "a.txt", 3);
        assertThat(event()).startsWith("file begin | outbound aim:bobby to [aim:alice]");
    }

    @Test
    void tellsTheFlowFromTheSenderWhereNothingWasAnnounced() {
        agreed(Side.CLIENT, "a.txt", 3);
        assertThat(event()).startsWith("file begin | outbound ? [fileinfo");
        assertThat(rig.session().account()).isNull();
    }

    @Test
    void severalFilesAreAskedAboutOneByOne() {
        announce(Announced.SENDS);
        for (String name : List.of("one", "two")) {
            agreed(Side.CLIENT, name, 9_000);
            say(Side.CLIENT, Headers.bytes(9_000));
            say(Side.SERVER, answer(FileHeader.DONE, name, 9_000));
            assertThat(event()).startsWith("file begin").contains("name=" + name);
            assertThat(event()).startsWith("file seen").contains("name=" + name);
        }
        agreed(Side.CLIENT, "empty", 0);
        say(Side.SERVER, answer(FileHeader.DONE, "empty", 0));
        assertThat(event()).startsWith("file begin").contains("size=0");
        assertThat(rig.events()).isEmpty();
        assertThat(rig.malformed()).isNull();
    }

    @Test
    void closesWhatIsRefused() {
        rig.rules(event -> Rig.decided(new Verdict.Deny("no")));
        agreed(Side.SERVER, "a.txt", 5);
        assertThat(rig.closed()).isTrue();
        assertThat(rig.all(Side.SERVER)).as("the receiver's answer").isEmpty();
        say(Side.SERVER, Headers.bytes(5));
        assertThat(rig.all(Side.CLIENT)).hasSize(1);
    }

    /** What was seen in it tells only at the end: then the last block is missing. */
    @Test
    void withholdsTheEndOfWhatIsRefusedForItsContent() {
        rig.rules(event -> Rig.decided(
                event instanceof ImEvent.FileOffer offer && offer.step() == Step.SEEN
                        ? new Verdict.Deny(null)
                        : Verdict.Allow.INSTANCE));
        agreed(Side.SERVER, "a.exe", 10_000);
        all(Side.CLIENT);
        say(Side.SERVER, Headers.bytes(10_000));
        assertThat(rig.closed()).isTrue();
        assertThat(all(Side.CLIENT)).hasSize(PeerCodec.BLOCK);
    }

    @Test
    void aResumedFileBeginsAnew() {
        say(Side.SERVER, prompt("a.txt", 9_000));
        say(Side.CLIENT, file(FileHeader.RESUME_WANTED, Headers.COOKIE, "a.txt", 9_000, 4_000));
        assertThat(event()).startsWith("file begin");
        assertThat(rig.received(Side.SERVER))
                .isEqualTo(file(FileHeader.RESUME_WANTED, Headers.COOKIE, "a.txt", 9_000, 0));
        say(Side.SERVER, file(FileHeader.RESUMES, Headers.COOKIE, "a.txt", 9_000, 0));
        say(Side.CLIENT, file(FileHeader.RESUME_AGREED, Headers.COOKIE, "a.txt", 9_000, 0));
        all(Side.CLIENT);
        say(Side.SERVER, Headers.bytes(9_000));
        assertThat(event()).startsWith("file seen");
        assertThat(all(Side.CLIENT)).isEqualTo(Headers.bytes(9_000));
        say(Side.CLIENT, answer(FileHeader.DONE, "a.txt", 9_000));
        assertThat(rig.malformed()).isNull();
    }

    @Test
    void noSenderGoesOnInTheMiddle() {
        say(Side.SERVER, prompt("a.txt", 9_000));
        say(Side.CLIENT, file(FileHeader.RESUME_WANTED, Headers.COOKIE, "a.txt", 9_000, 4_000));
        say(Side.SERVER, file(FileHeader.RESUMES, Headers.COOKIE, "a.txt", 9_000, 4_000));
        assertThat(rig.malformed()).contains("in the middle");
    }

    /** Where a file should begin comes the next header: only the receiver's side shows that it had the file already. */
    @Test
    void aFileThatIsThereAlreadyIsPassedOver() {
        say(Side.CLIENT, prompt("old", 9_000));
        say(Side.SERVER, answer(FileHeader.DONE, "old", 9_000));
        agreed(Side.CLIENT, "new", 5);
        say(Side.CLIENT, Headers.bytes(5));
        assertThat(event()).contains("name=new");
        assertThat(event()).startsWith("file seen");
        assertThat(rig.malformed()).isNull();
    }

    @Test
    void aFileThatLooksLikeAHeaderDoesNotPassForOne() {
        agreed(Side.CLIENT, "trick", 9_000);
        say(Side.CLIENT, prompt("other", 9_000));
        assertThat(rig.malformed()).contains("before the one before it is whole");
    }

    /** Eight bytes tell a header; a shorter file is always a file. */
    @ParameterizedTest
    @ValueSource(strings = {"O", "OFT2", "OFT2\1\0\1"})
    void aShortFileMayBeginLikeAHeader(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        agreed(Side.CLIENT, "short", bytes.length);
        all(Side.SERVER);
        say(Side.CLIENT, bytes);
        assertThat(all(Side.SERVER)).isEqualTo(bytes);
        assertThat(rig.malformed()).isNull();
    }

    @Test
    void noDataBeforeADecision() {
        say(Side.CLIENT, prompt("a.txt", 5));
        say(Side.CLIENT, Headers.bytes(5));
        assertThat(rig.malformed()).contains("before a decision");
    }

    @Test
    void noDataOnceItIsDone() {
        say(Side.CLIENT, prompt("a.txt", 50));
        say(Side.SERVER, answer(FileHeader.DONE, "a.txt", 50));
        say(Side.CLIENT, Headers.bytes(50));
        assertThat(rig.malformed()).contains("before a decision");
    }

    @Test
    void whoReceivesSendsNoFiles() {
        agreed(Side.CLIENT, "a.txt", 5);
        say(Side.SERVER, prompt("b.txt", 5));
        assertThat(rig.malformed()).contains("from who receives");
    }

    @Test
    void nobodyIsDoneBeforeTheEnd() {
        agreed(Side.CLIENT, "a.txt", 20_000);
        say(Side.CLIENT, Headers.bytes(10_000));
        say(Side.SERVER, answer(FileHeader.DONE, "a.txt", 20_000));
        assertThat(rig.malformed()).contains("before the file is whole");
    }

    @Test
    void aCompressedFileIsNotRead() {
        byte[] compressed = prompt("a.txt", 5);
        compressed[19] = 1;
        say(Side.CLIENT, compressed);
        assertThat(rig.malformed()).contains("compressed");
    }

    @Test
    void aStreamThatEndsWithinAFileWithholdsTheBlock() {
        agreed(Side.CLIENT, "a.txt", 9_000);
        all(Side.SERVER);
        say(Side.CLIENT, Headers.bytes(8_500));
        rig.end(Side.CLIENT);
        assertThat(all(Side.SERVER)).hasSize(PeerCodec.BLOCK);
        assertThat(rig.malformed()).contains("ends within");
    }

    @Test
    void ofSharedFoldersTheListIsReadAndWhatIsWantedAskedAbout() {
        announce(Announced.SENDS);
        say(Side.CLIENT, file(FileHeader.LISTING, 0, "listing.txt", 30, 0));
        say(Side.SERVER, file(FileHeader.LISTING_ACCEPTED, Headers.COOKIE, "listing.txt", 30, 0));
        assertThat(rig.events().peek())
                .isInstanceOfSatisfying(
                        ImEvent.FileOffer.class,
                        offer -> assertThat(offer.feature().id()).isEqualTo("file-sharing"));
        assertThat(event()).startsWith("file begin | outbound aim:bobby");
        say(Side.CLIENT, Headers.bytes(30));
        assertThat(event()).startsWith("file seen");
        say(Side.SERVER, file(FileHeader.LISTING_DONE, Headers.COOKIE, "listing.txt", 30, 30));
        say(Side.SERVER, file(FileHeader.FILE_WANTED, Headers.COOKIE, "music\1a.mp3", 40, 0));
        assertThat(event())
                .isEqualTo("file propose | inbound aim:alice to [aim:bobby]"
                        + " [fileinfo[name=music/a.mp3, size=40, count=1]]");
        agreed(Side.CLIENT, "music\1a.mp3", 40);
        assertThat(event()).startsWith("file begin | outbound aim:bobby");
        assertThat(rig.malformed()).isNull();
    }

    @Test
    void asksAboutHeadersNobodyKnows() {
        say(Side.CLIENT, file(0x0BAD, 0, "", 0, 0));
        assertThat(event()).startsWith("unclassified oft/0bad");
    }

    @Test
    void readsLongAndWideNames() {
        agreed(Side.CLIENT, "n".repeat(300), 5);
        assertThat(event()).contains("name=" + "n".repeat(300) + ",");
        byte[] wide = prompt("", 5);
        wide[189] = 2;
        byte[] name = "\u4f60\u597d".getBytes(StandardCharsets.UTF_16BE);
        System.arraycopy(name, 0, wide, 192, name.length);
        Rig fresh = new Rig(new OftPlugin());
        fresh.send(Side.CLIENT, wide);
        fresh.send(Side.SERVER, answer(FileHeader.ACCEPTED, "", 5));
        assertThat(Script.describe(fresh.events().remove())).contains("name=\u4f60\u597d,");
    }

    @Test
    void refusesHeadersOfNoLength() {
        for (int length : new int[] {0, 255, FileHeader.LONGEST + 1, 0xFFFF}) {
            byte[] header = prompt("a", 1);
            header[4] = (byte) (length >> 8);
            header[5] = (byte) length;
            Rig fresh = new Rig(new OftPlugin());
            fresh.send(Side.CLIENT, header);
            assertThat(fresh.malformed()).as("%s bytes", length).isNotNull();
            assertThat(fresh.all(Side.SERVER)).isEmpty();
        }
    }

    @Test
    void aProposalTellsWhoWillSend() {
        assertThat(Announced.purpose(Capability.SEND_FILE, true, 1)).isEqualTo(Announced.SENDS);
        assertThat(Announced.purpose(Capability.SEND_FILE, false, 1)).isEqualTo(Announced.RECEIVES);
        assertThat(Announced.purpose(Capability.SEND_FILE, false, 2)).isEqualTo(Announced.SENDS);
        assertThat(Announced.purpose(Capability.SEND_FILE, true, 3)).isEqualTo(Announced.SENDS);
        assertThat(Announced.purpose(Capability.GET_FILE, true, 1)).isEqualTo(Announced.RECEIVES);
        assertThat(Announced.purpose(Capability.DIRECT_IM, true, 2)).isEqualTo(Announced.TALKS);
        assertThat(Announced.purpose(Capability.CHAT, true, 1)).isNull();
    }
}
