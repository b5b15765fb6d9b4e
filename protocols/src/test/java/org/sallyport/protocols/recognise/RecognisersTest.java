package org.sallyport.protocols.recognise;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.Recogniser;
import org.sallyport.protocols.trial.TrialContext;

/** All recognisers together, over {@code recognise/openings.txt}: what one knows, no other claims. */
class RecognisersTest {

    private static final int MUTATIONS = 200;

    private final List<Recogniser> recognisers = Protocols.installed().recognisers();

    static List<Openings.Opening> openings() throws IOException {
        return Openings.all();
    }

    @ParameterizedTest
    @MethodSource("openings")
    void isKnownToOneAlone(Openings.Opening opening) {
        FirstBytes first = opening.first(opening.bytes().readableBytes());
        for (Recogniser recogniser : recognisers) {
            boolean expected = recogniser.id().value().equals(opening.knownTo());
            assertThat(detect(recogniser, first))
                    .as(recogniser.id().value())
                    .isEqualTo(expected ? opening.answer() : Detection.NoMatch.INSTANCE);
        }
    }

    @ParameterizedTest
    @MethodSource("openings")
    void staysWithItsAnswerHoweverSplit(Openings.Opening opening) {
        for (Recogniser recogniser : recognisers) {
            assertSteady(recogniser, opening);
        }
    }

    @ParameterizedTest
    @MethodSource("openings")
    void staysWithItsAnswerWhenDamaged(Openings.Opening opening) {
        Random random = new Random(opening.text().hashCode());
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] bytes = ByteBufUtil.getBytes(opening.bytes());
            for (int flips = random.nextInt(3); flips >= 0; flips--) {
                bytes[random.nextInt(Math.min(bytes.length, 64))] =
                        (byte) random.nextInt(random.nextBoolean() ? 256 : 128);
            }
            Recogniser recogniser = recognisers.get(random.nextInt(recognisers.size()));
            assertSteady(
                    recogniser,
                    new Openings.Opening(
                            opening.text() + ", mutation " + i,
                            opening.from(),
                            "?",
                            Detection.NoMatch.INSTANCE,
                            Unpooled.wrappedBuffer(bytes)));
        }
    }

    /** Byte by byte: what was said once is not taken back, only likely may become certain. */
    private static void assertSteady(Recogniser recogniser, Openings.Opening opening) {
        Detection before = Detection.NeedMore.INSTANCE;
        for (int length = 0; length <= opening.bytes().readableBytes(); length++) {
            Detection now = detect(recogniser, opening.first(length));
            boolean steady = now == before
                    || before == Detection.NeedMore.INSTANCE
                    || (before == Detection.Match.LIKELY && now == Detection.Match.CERTAIN);
            assertThat(steady)
                    .as("%s says %s of %d bytes after %s: %s", recogniser.id(), now, length, before, opening)
                    .isTrue();
            before = now;
        }
    }

    @Test
    void areSilentWhileNobodySpeaks() {
        FirstBytes nothing = new FirstBytes(Unpooled.EMPTY_BUFFER, Unpooled.EMPTY_BUFFER);
        assertThat(recognisers)
                .hasSizeGreaterThan(10)
                .allSatisfy(
                        recogniser -> assertThat(detect(recogniser, nothing)).isEqualTo(Detection.NeedMore.INSTANCE));
    }

    @Test
    void everyOneIsInTheTable() throws IOException {
        Set<String> known =
                Openings.all().stream().map(Openings.Opening::knownTo).collect(Collectors.toSet());
        for (Recogniser recogniser : recognisers) {
            if (!recogniser.id().value().equals("oscar")) {
                assertThat(known).contains(recogniser.id().value());
            }
        }
    }

    @Test
    void theClientsWordTellsTocFromOscar() {
        Protocols installed = Protocols.installed();
        FirstBytes toc = said("FLAPON\\r\\n\\r\\n", "\\x2a\\x01\\x00\\x64\\x00\\x04\\x00\\x00\\x00\\x01");
        FirstBytes oscar = said("", "\\x2a\\x01\\x00\\x64\\x00\\x04\\x00\\x00\\x00\\x01");
        assertThat(installed.identify(to(9_898), toc))
                .isInstanceOfSatisfying(
                        Protocols.Recognised.class,
                        known -> assertThat(known.recogniser().id().value()).isEqualTo("toc"));
        assertThat(installed.identify(to(5_190), oscar)).isInstanceOf(Protocols.Identified.class);
    }

    @Test
    void aServersGreetingAloneTellsIrc() {
        FirstBytes first = said("", ":irc.example.com NOTICE AUTH :*** Hello\\r\\n");
        assertThat(Protocols.installed().identify(to(6_667), first))
                .isInstanceOfSatisfying(
                        Protocols.Recognised.class,
                        known -> assertThat(known.recogniser().id().value()).isEqualTo("irc"));
    }

    @Test
    void aServersGreetingRulesIrcOut() {
        FirstBytes ftp = said("PASS x\\r\\nNICK tim\\r\\n", "220 ProFTPD Server\\r\\n");
        assertThat(Protocols.installed().identify(to(21), ftp)).isEqualTo(Protocols.Foreign.INSTANCE);
    }

    @Test
    void servicesThatSpeakFirstAreNotKeptWaiting() {
        for (String greeting :
                new String[] {"220 mail.example.com ESMTP", "SSH-2.0-x", "+OK ready", "RFB 003.008\\n"}) {
            assertThat(Protocols.installed().identify(to(25), said("", greeting)))
                    .as(greeting)
                    .isEqualTo(Protocols.Foreign.INSTANCE);
        }
    }

    @Test
    void aRemoteDesktopThatSaysNothingOfItselfIsToldByItsPort() {
        FirstBytes bare = said("\\x03\\x00\\x00\\x0b\\x06\\xe0\\x00\\x00\\x00\\x00\\x00", "");
        Recogniser t120 = new T120Recogniser();
        assertThat(t120.detect(to(1_503), bare)).isEqualTo(Detection.Match.LIKELY);
        assertThat(t120.detect(to(3_389), bare)).isEqualTo(Detection.NoMatch.INSTANCE);
    }

    private static FirstBytes said(String client, String server) {
        return new FirstBytes(Openings.padded(Openings.bytes(client)), Openings.padded(Openings.bytes(server)));
    }

    private static Detection detect(Recogniser recogniser, FirstBytes first) {
        int client = first.fromClient().readerIndex();
        int server = first.fromServer().readerIndex();
        Detection detection = recogniser.detect(to(1), first);
        assertThat(first.fromClient().readerIndex()).isEqualTo(client);
        assertThat(first.fromServer().readerIndex()).isEqualTo(server);
        return detection;
    }

    private static Opening to(int port) {
        InetSocketAddress client = new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000);
        return TrialContext.opening("trial-1", client, new Address("service.example.com", port));
    }
}
