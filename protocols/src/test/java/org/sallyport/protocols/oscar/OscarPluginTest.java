package org.sallyport.protocols.oscar;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Protocols;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.trial.Rig;

class OscarPluginTest {

    private static final String HELLO = "2a010064000400000001";

    private final OscarPlugin plugin = new OscarPlugin();

    @Test
    void isInstalled() {
        assertThat(Protocols.installed().byId(OscarPlugin.ID)).get().isInstanceOf(OscarPlugin.class);
        assertThat(plugin.services()).containsExactlyInAnyOrder(new ServiceId("aim"), new ServiceId("icq"));
    }

    @ParameterizedTest
    @CsvSource({
        HELLO + ",",
        "," + HELLO,
        HELLO + "," + HELLO,
        "2a01," + HELLO,
        HELLO + ",2a",
        HELLO + "2a02," + HELLO,
        "2a0100010008000000010006" + "0000,",
    })
    void isCertainOfOneHello(String client, String server) {
        assertThat(detect(client, server)).isEqualTo(Detection.Match.CERTAIN);
    }

    @Test
    void isCertainOfRecordedClients() {
        for (String name : new String[] {"libpurple-bos-alice", "joscar-bos", "joscar-authorizer"}) {
            byte[] first = Recorded.flaps(name).get(0).bytes();
            assertThat(detect(ByteBufUtil.hexDump(first), null)).isEqualTo(Detection.Match.CERTAIN);
        }
    }

    @Test
    void waitsForTheVersion() {
        for (int length = 0; length < HELLO.length(); length += 2) {
            assertThat(detect(HELLO.substring(0, length), null)).isEqualTo(Detection.NeedMore.INSTANCE);
            assertThat(detect(null, HELLO.substring(0, length))).isEqualTo(Detection.NeedMore.INSTANCE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "464c41504f4e0d0a0d0a", // FLAPON: TOC
                "2a06", // no channel of FLAP's
                "2a330d0a24", // an array of three, in the protocol of a key-value store
                "2b01",
                "1603010200", // TLS
            })
    void claimsNoNearMiss(String bytes) {
        assertThat(detect(bytes, null)).isEqualTo(Detection.NoMatch.INSTANCE);
        assertThat(detect(null, bytes)).isEqualTo(Detection.NoMatch.INSTANCE);
        assertThat(detect(HELLO, bytes)).isEqualTo(Detection.NoMatch.INSTANCE);
        // TOC's server greets with the very same hello.
        assertThat(detect(bytes, HELLO)).isEqualTo(Detection.NoMatch.INSTANCE);
    }

    /** Each was once a way to go by unread. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2a0100640108" + "00000001" + "0006", // late
                "2a010064ffff" + "00000001", // longer than any hello
                "2a010064000900000001000600ff01", // a TLV that runs past the end
                "2a01006400060000000100060000", // half a TLV header
            })
    void isCertainOfAPaddedHello(String bytes) {
        assertThat(detect(bytes, null)).isEqualTo(Detection.Match.CERTAIN);
        assertThat(detect(null, bytes)).isEqualTo(Detection.Match.CERTAIN);
        assertThat(detect(bytes, HELLO)).isEqualTo(Detection.Match.CERTAIN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2a0200010004", // a FLAP, but not the first
                "2a0100640003000000", // too short for a version
                "2a01006400040000000200", // another version
                "2a0100640004010000", // not a version, already visible
            })
    void takesOtherFlapsForLikely(String bytes) {
        assertThat(detect(bytes, null)).isEqualTo(Detection.Match.LIKELY);
        assertThat(detect(null, bytes)).isEqualTo(Detection.Match.LIKELY);
        assertThat(detect(bytes, HELLO)).isEqualTo(Detection.Match.CERTAIN);
    }

    @ParameterizedTest
    @CsvSource({"Bob By,aim,bobby", "12 345,icq,12345", "a1,aim,a1", "BOB@example.com,aim,bob@example.com"})
    void foldsNames(String name, String service, String normalized) {
        var screenName = plugin.screenName(new ServiceId("aim"), name);
        assertThat(screenName.service()).isEqualTo(new ServiceId(service));
        assertThat(screenName.normalized()).isEqualTo(normalized);
        assertThat(screenName.display()).isEqualTo(name);
    }

    private Detection detect(@Nullable String client, @Nullable String server) {
        ByteBuf fromClient = bytes(client);
        ByteBuf fromServer = bytes(server);
        int read = fromClient.readerIndex();
        Detection detection =
                plugin.detect(new Rig(new OscarPlugin()).opening(), new FirstBytes(fromClient, fromServer));
        assertThat(fromClient.readerIndex()).isEqualTo(read);
        return detection;
    }

    /** With something read before, so that an absolute index would be a wrong one. */
    private static ByteBuf bytes(@Nullable String hex) {
        return Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("00" + (hex == null ? "" : hex)))
                .skipBytes(1);
    }
}
