package org.sallyport.protocols.msnp.oim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.trial.CaptureBuilder;
import org.sallyport.protocols.trial.TcpTalk;
import org.sallyport.protocols.trial.TrialContext;

/**
 * The capture of offline messages is made by hand: their services are gone, and went behind TLS. With
 * {@code -Dsallyport.golden.write=true} it is written anew.
 */
class RecordingTest {

    private static byte[] capture() {
        CaptureBuilder capture = CaptureBuilder.ethernet();
        new TcpTalk(capture, "192.0.2.1", 40_001, "192.0.2.80", 80, TrialContext.TIME)
                .open()
                .say(Side.CLIENT, Envelopes.store("alice@example.com", "bob@example.com", "see you tomorrow", ""))
                .ack(Side.SERVER)
                .say(Side.SERVER, Envelopes.challenge())
                .ack(Side.CLIENT)
                .say(Side.CLIENT, Envelopes.store("alice@example.com", "bob@example.com", "see you tomorrow", "0123"))
                .ack(Side.SERVER)
                .say(Side.SERVER, Envelopes.stored())
                .ack(Side.CLIENT)
                .fin(Side.CLIENT)
                .fin(Side.SERVER);
        new TcpTalk(capture, "192.0.2.1", 40_002, "192.0.2.81", 80, TrialContext.TIME.plusSeconds(60))
                .open()
                .say(Side.CLIENT, Envelopes.get())
                .ack(Side.SERVER)
                .say(Side.SERVER, Envelopes.got("bob@example.com", "alice@example.com", "fine"))
                .ack(Side.CLIENT)
                .fin(Side.CLIENT)
                .fin(Side.SERVER);
        return capture.bytes();
    }

    @Test
    void theCaptureIsWhatIsWrittenHere() throws IOException, URISyntaxException {
        if (Boolean.getBoolean("sallyport.golden.write")) {
            Path folder =
                    Path.of(System.getProperty("sallyport.root"), "protocols/src/test/resources/contract/msn-oim");
            Files.write(folder.resolve("offline-messages.pcap"), capture());
            return;
        }
        URL file = Objects.requireNonNull(getClass().getResource("/contract/msn-oim/offline-messages.pcap"));
        assertThat(Files.readAllBytes(Path.of(file.toURI()))).isEqualTo(capture());
    }
}
