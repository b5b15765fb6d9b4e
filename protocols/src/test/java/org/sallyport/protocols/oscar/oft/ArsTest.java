package org.sallyport.protocols.oscar.oft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.protocols.oscar.oft.Headers.answer;
import static org.sallyport.protocols.oscar.oft.Headers.introduction;
import static org.sallyport.protocols.oscar.oft.Headers.prompt;
import static org.sallyport.protocols.oscar.oft.Headers.proxy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.oscar.wire.OscarNames;
import org.sallyport.protocols.trial.Rig;
import org.sallyport.protocols.trial.Script;

/** Connections by the proxy, laid out by hand as libpurple and joscar make them. */
class ArsTest {

    private static final ScreenName ME = ScreenName.of(OscarNames.AIM, "bobby");
    private static final ScreenName YOU = ScreenName.of(OscarNames.AIM, "alice");

    private final Handoffs handoffs = new Handoffs(Clock.systemUTC(), 100, Duration.ofMinutes(5));
    private final Rig rig = new Rig(new ArsPlugin(), Limits.DEFAULT, handoffs);

    private String event() {
        return Script.describe(Objects.requireNonNull(rig.events().poll(), "no event"));
    }

    @Test
    void whoComesIsKnownByTheCookie() {
        Announced.remember(
                handoffs, Headers.COOKIE, new Handoff(OscarNames.AIM, ME, Announced.RECEIVES, null, YOU, "1"));
        rig.send(Side.CLIENT, proxy(4, 0, introduction("whoever", 0x1234)));
        assertThat(rig.account()).isEqualTo(ME);
        rig.send(Side.SERVER, proxy(5, 0x0220, new byte[0]));
        rig.send(Side.SERVER, prompt("a.txt", 5));
        rig.send(Side.CLIENT, answer(FileHeader.ACCEPTED, "a.txt", 5));
        assertThat(event()).startsWith("file begin | inbound aim:alice to [aim:bobby]");
        rig.send(Side.SERVER, Headers.bytes(5));
        assertThat(event()).startsWith("file seen | inbound aim:alice to [aim:bobby]");
        assertThat(rig.all(Side.CLIENT)).hasSize(3);
        assertThat(rig.malformed()).isNull();
    }

    @Test
    void withoutAnOfferTheNameIsTheClientsOwn() {
        rig.send(Side.CLIENT, proxy(2, 0, introduction("Carol K", -1)));
        rig.send(Side.CLIENT, prompt("a.txt", 5));
        rig.send(Side.SERVER, answer(FileHeader.ACCEPTED, "a.txt", 5));
        assertThat(event()).startsWith("file begin | outbound aim:carolk [");
    }

    @Test
    void refusesAsOnAConnectionOfTheirOwn() {
        rig.rules(event -> Rig.decided(new Verdict.Deny(null)));
        rig.send(Side.CLIENT, proxy(2, 0, introduction("bobby", -1)));
        rig.send(Side.CLIENT, prompt("a.txt", 5));
        rig.send(Side.SERVER, answer(FileHeader.ACCEPTED, "a.txt", 5));
        assertThat(rig.closed()).isTrue();
        rig.send(Side.CLIENT, Headers.bytes(5));
        assertThat(rig.all(Side.SERVER)).hasSize(2);
    }

    @Test
    void asksAboutFramesNobodyKnows() {
        rig.send(Side.CLIENT, proxy(9, 0, new byte[0]));
        assertThat(event()).startsWith("unclassified ars/0009 | outbound");
        rig.send(Side.SERVER, proxy(2, 0, new byte[0]));
        assertThat(event()).startsWith("unclassified ars/0002 | inbound");
    }

    @Test
    void refusesBrokenHandshakes() {
        byte[][] broken = {
            proxy(2, 0, new byte[] {9, 'x'}),
            {0, 9, 4, 0x4A},
            {0, 12, 4, 0x43},
            {2, 0, 4, 0x4A},
            "OFTX".getBytes(StandardCharsets.US_ASCII)
        };
        for (int i = 0; i < broken.length; i++) {
            Rig fresh = new Rig(new ArsPlugin());
            fresh.send(Side.CLIENT, broken[i]);
            assertThat(fresh.malformed()).as("%s", i).isNotNull();
        }
    }
}
