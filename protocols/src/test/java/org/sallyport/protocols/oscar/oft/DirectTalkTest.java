package org.sallyport.protocols.oscar.oft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.protocols.oscar.oft.Headers.direct;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.oscar.wire.OscarNames;
import org.sallyport.protocols.trial.Rig;
import org.sallyport.protocols.trial.Script;

/** Direct messages laid out by hand, as libpurple and joscar write them. */
class DirectTalkTest {

    private static final ScreenName ME = ScreenName.of(OscarNames.AIM, "bobby");
    private static final ScreenName YOU = ScreenName.of(OscarNames.AIM, "alice");
    private static final String PICTURE = "<BINARY><DATA ID=\"1\" SIZE=\"4\">\1\2<\4</DATA></BINARY>";

    private final Handoffs handoffs = new Handoffs(Clock.systemUTC(), 100, Duration.ofMinutes(5));
    private final Rig rig = new Rig(new OftPlugin(), Limits.DEFAULT, handoffs);

    DirectTalkTest() {
        Announced.remember(
                handoffs,
                Headers.COOKIE,
                new Handoff(OscarNames.AIM, ME, Announced.TALKS, null, YOU, "3631353631323100"));
    }

    private void begins() {
        rig.send(Side.CLIENT, direct("bobby", 0x60, ""));
        assertThat(event()).isEqualTo("invite direct-connection begin | outbound aim:bobby to [aim:alice]");
        all(Side.SERVER);
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

    private void onMessages(Verdict verdict) {
        rig.rules(event -> Rig.decided(event instanceof ImEvent.Message ? verdict : Verdict.Allow.INSTANCE));
    }

    @Test
    void readsWhatIsSaidAndTyped() {
        begins();
        byte[] said = direct("bobby", 0, "<HTML>hello</HTML>");
        rig.send(Side.CLIENT, said);
        assertThat(event()).isEqualTo("message | outbound aim:bobby to [aim:alice] \"hello\"");
        assertThat(all(Side.SERVER)).isEqualTo(said);
        rig.send(Side.SERVER, direct("alice", 0x0A, ""));
        assertThat(event()).isEqualTo("typing started | inbound aim:alice to [aim:bobby]");
        rig.send(Side.SERVER, direct("alice", 0x06, ""));
        assertThat(event()).startsWith("typing paused");
        rig.send(Side.SERVER, direct("alice", 0x02, ""));
        assertThat(event()).startsWith("typing finished");
        rig.send(Side.SERVER, direct("alice", 1, "gone"));
        assertThat(event()).startsWith("message [auto_response] | inbound aim:alice to [aim:bobby] \"gone\"");
        assertThat(rig.malformed()).isNull();
        assertThat(rig.account()).isEqualTo(ME);
    }

    @Test
    void readsPicturesAsFiles() {
        begins();
        byte[] said = direct("bobby", 0, "<HTML><IMG ID=\"1\">see</HTML>" + PICTURE);
        rig.send(Side.CLIENT, said);
        assertThat(event())
                .startsWith("message | outbound aim:bobby to [aim:alice] \"")
                .endsWith("see\"");
        assertThat(rig.events().peek())
                .isInstanceOfSatisfying(
                        ImEvent.FileOffer.class,
                        picture -> assertThat(picture.feature()).isEqualTo(Feature.IMAGE));
        assertThat(event()).startsWith("file begin").endsWith("[fileinfo[name=, size=4, count=1]]");
        assertThat(event()).startsWith("file seen");
        assertThat(all(Side.SERVER)).isEqualTo(said);
        rig.send(Side.CLIENT, direct("bobby", 0, "next"));
        assertThat(event()).contains("\"next\"");
    }

    /** More than a frame may have; the words come first and are no longer than ever. */
    @Test
    void readsPicturesOfAnyLength() {
        begins();
        int size = 300_000;
        byte[] said = direct(
                "bobby", 0, "see<BINARY><DATA ID=\"1\" SIZE=\"" + size + "\">" + "x".repeat(size) + "</DATA></BINARY>");
        rig.send(Side.CLIENT, said);
        assertThat(event()).contains("\"see\"");
        assertThat(event()).startsWith("file begin");
        assertThat(event()).startsWith("file seen");
        assertThat(all(Side.SERVER)).isEqualTo(said);
        assertThat(rig.malformed()).isNull();
    }

    @Test
    void refusesTheConnectionWhereARuleDoes() {
        rig.rules(event -> Rig.decided(
                event.feature() == Feature.DIRECT_CONNECTION ? new Verdict.Deny("no") : Verdict.Allow.INSTANCE));
        rig.send(Side.SERVER, direct("alice", 0, "hello"));
        assertThat(rig.closed()).isTrue();
        assertThat(all(Side.CLIENT)).isEmpty();
    }

    @Test
    void aRefusedMessageVanishesWithItsPictures() {
        begins();
        onMessages(new Verdict.Deny("no"));
        rig.send(Side.CLIENT, direct("bobby", 0, "secret" + PICTURE));
        assertThat(all(Side.SERVER)).isEmpty();
        onMessages(Verdict.Allow.INSTANCE);
        byte[] next = direct("bobby", 0, "other");
        rig.send(Side.CLIENT, next);
        assertThat(all(Side.SERVER)).isEqualTo(next);
        assertThat(rig.closed()).isFalse();
        assertThat(rig.malformed()).isNull();
    }

    @Test
    void aRewrittenMessageKeepsItsPictures() {
        begins();
        onMessages(new Verdict.Rewrite("<b> & \u20ac"));
        rig.send(Side.CLIENT, direct("bobby", 0, "secret" + PICTURE));
        byte[] out = all(Side.SERVER);
        Rig reader = new Rig(new OftPlugin());
        reader.send(Side.CLIENT, out);
        assertThat(reader.malformed()).isNull();
        assertThat(reader.events().stream().map(Script::describe))
                .anyMatch(line -> line.startsWith("message") && line.endsWith("\"<b> & \u20ac\""))
                .anyMatch(line -> line.startsWith("file seen"));
        assertThat(new String(out, StandardCharsets.ISO_8859_1)).endsWith(PICTURE);
    }

    @Test
    void aRefusedPictureEndsTheConnection() {
        begins();
        rig.rules(event ->
                Rig.decided(event instanceof ImEvent.FileOffer ? new Verdict.Deny(null) : Verdict.Allow.INSTANCE));
        rig.send(Side.CLIENT, direct("bobby", 0, "see" + PICTURE));
        assertThat(rig.closed()).isTrue();
        assertThat(new String(all(Side.SERVER), StandardCharsets.ISO_8859_1)).endsWith("see<BINARY>");
    }

    /** What one reader takes for a tag and another for a picture would go past whoever looks at pictures. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<BINARY><DATA ID=\"1\" SIZE=\"5\">\1\2\3\4",
                "<BINARY><DATA ID=\"1\" SIZE=\"0x4\">\1\2\3\4</DATA></BINARY>",
                "<BINARY><DATA ID=\"1\" DATASIZE=\"4\">\1\2\3\4</DATA></BINARY>",
                "<BINARY><DATA SIZE=\"0\" ID=\"1\" SIZE=\"4\">\1\2\3\4</DATA></BINARY>",
                "<BINARY>\1\2\3\4></BINARY>",
                "<BINARY></BINARY>\1\2\3\4"
            })
    void nothingButTagsBetweenPictures(String pictures) {
        begins();
        rig.send(Side.CLIENT, direct("bobby", 0, "see" + pictures));
        assertThat(rig.malformed()).isNotNull();
    }

    @Test
    void wordsHaveABound() {
        Rig tight = new Rig(new OftPlugin(), new Limits(256, 16, 16, 128), handoffs);
        tight.send(Side.CLIENT, direct("bobby", 0, "x".repeat(180)));
        assertThat(Script.describe(Objects.requireNonNull(tight.events().peekLast())))
                .startsWith("message [cut]");
        tight.send(Side.CLIENT, direct("bobby", 0, "x".repeat(181)));
        assertThat(tight.malformed()).contains("message of 257 bytes");
    }

    @Test
    void oneConnectionIsForOneOfTheTwo() {
        begins();
        rig.send(Side.SERVER, Headers.prompt("a", 1));
        assertThat(rig.malformed()).contains("a file and talk");
    }

    @Test
    void withoutAnOfferTheNamesAreThoseOnTheWire() {
        Rig stranger = new Rig(new OftPlugin());
        stranger.send(Side.CLIENT, direct("Carol K", 0, "hello"));
        assertThat(stranger.events().stream().map(Script::describe))
                .containsExactly(
                        "invite direct-connection begin | outbound aim:carolk",
                        "message | outbound aim:carolk \"hello\"");
        assertThat(stranger.session().account()).isNull();
    }
}
