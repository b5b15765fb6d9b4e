package org.sallyport.protocols.msnp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.msnp.wire.MsnNames;
import org.sallyport.protocols.trial.Rig;

/** Where clients are sent, in the words of every version. */
class TransferTest {

    private static final ScreenName ALICE = ScreenName.of(MsnNames.MSN, "alice@example.com");

    private final Rig rig = Stage.signedOn(18);

    @BeforeEach
    void leadElsewhere() {
        rig.advertiseAs(target -> new Address("10.0.0.1", target.port() + 1));
    }

    @ParameterizedTest
    @CsvSource({
        "XFR 3 NS 207.46.106.118:1863,                              XFR 3 NS 10.0.0.1:1864",
        "XFR 3 NS 207.46.106.118:1863 0,                            XFR 3 NS 10.0.0.1:1864 0",
        "XFR 3 NS 207.46.106.118:1863 0 207.46.104.20:1863,         XFR 3 NS 10.0.0.1:1864 0 207.46.104.20:1863",
        "XFR 3 NS 207.46.106.118:1863 U D,                          XFR 3 NS 10.0.0.1:1864 U D",
        "XFR 3 NS baymsg.example.com:80 U D VmVyc2lvbjog,           XFR 3 NS 10.0.0.1:81 U D VmVyc2lvbjog",
        "XFR 9 SB 207.46.108.46:1863 CKI 17.20.9,                   XFR 9 SB 10.0.0.1:1864 CKI 17.20.9",
        "XFR 9 SB 207.46.108.46:1863 CKI 17 U messenger.msn.com,    XFR 9 SB 10.0.0.1:1864 CKI 17 U messenger.msn.com",
        "XFR 9 SB 207.46.108.46:1863 CKI 17 U messenger.msn.com 1,  XFR 9 SB 10.0.0.1:1864 CKI 17 U messenger.msn.com 1",
        "XFR 9 SB 207.46.108.46 CKI 17,                             XFR 9 SB 10.0.0.1:1864 CKI 17",
        "RNG 11 207.46.108.31:1863 CKI 84.9 b@h.com B,              RNG 11 10.0.0.1:1864 CKI 84.9 b@h.com B",
        "RNG 11 1.2.3.4:80 CKI 8 b@h.com Bo%20b U m.h.com,          RNG 11 10.0.0.1:81 CKI 8 b@h.com Bo%20b U m.h.com",
        "RNG 11 1.2.3.4:80 CKI 8 b@h.com éB U m.h.com 1,            RNG 11 10.0.0.1:81 CKI 8 b@h.com éB U m.h.com 1",
    })
    void onlyTheAddressIsReplaced(String said, String told) {
        rig.send(Side.SERVER, Transcript.bytes(said));
        assertThat(new String(rig.received(Side.CLIENT), StandardCharsets.UTF_8))
                .isEqualTo(told + "\r\n");
        assertThat(rig.events()).isEmpty();
    }

    @Test
    void theSwitchboardIsToldWhoComes() {
        rig.send(Side.SERVER, Transcript.bytes("XFR 9 SB 207.46.108.46:1863 CKI 17.20"));
        assertThat(recall("17.20")).isEqualTo(new Handoff(MsnNames.MSN, ALICE, "switchboard-18", null, null, null));
    }

    @Test
    void whoeverIsCalledIsToldByWhom() {
        rig.send(Side.SERVER, Transcript.bytes("RNG 9f9f 1.2.3.4:80 CKI 84.9 Bob@Example.com B"));
        ScreenName bob = ScreenName.of(MsnNames.MSN, "bob@example.com");
        assertThat(recall("84.9")).isEqualTo(new Handoff(MsnNames.MSN, ALICE, "switchboard-18", "9f9f", bob, null));
    }

    private Handoff recall(String cookie) {
        return rig.recall(HexFormat.of().formatHex(cookie.getBytes(StandardCharsets.US_ASCII)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "XFR 9 SB",
                "XFR 9 SB 1.2.3.4:1863",
                "XFR 9 SB 1.2.3.4:1863 CKI",
                "XFR 9 SB :1863 CKI 1",
                "XFR 9 SB 1.2.3.4:0 CKI 1",
                "XFR 9 SB 1.2.3.4:65536 CKI 1",
                "XFR 9 SB 1.2.3.4:-1 CKI 1",
                "XFR 9 SB 1.2.3.4:18x CKI 1",
                "XFR 9 NS",
                "RNG 1 1.2.3.4:1863 CKI 1",
                "RNG 1 1.2.3.4: CKI 1 b@h B",
            })
    void anAddressThatIsNoneIsMalformed(String line) {
        rig.send(Side.SERVER, Transcript.bytes(line));
        assertThat(rig.malformed()).isNotNull();
    }
}
