package org.sallyport.protocols.ymsg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.trial.EventLine;
import org.sallyport.protocols.trial.Rig;
import org.sallyport.protocols.trial.SharedCaptures;

/**
 * The sign-on of a client of version 12 at the real service, recorded in 2010: both sides of it one behind the other in each
 * file, and one stray byte at the end. Which packets are whose is known from their session ids and services.
 */
class RecordedTest {

    private static final int HEADER = 20;

    @Test
    void readsTheSignOnOfTheRealService() throws IOException {
        Path folder = SharedCaptures.folder();
        if (folder == null) {
            return;
        }
        byte[] all = Files.readAllBytes(folder.resolve("l7filter/yahoo-4.bin"));
        Rig rig = Transcript.rig();
        int at = 0;
        int packets = 0;
        while (all.length - at >= HEADER) {
            int length = HEADER + ((all[at + 8] & 0xFF) << 8) + (all[at + 9] & 0xFF);
            byte[] packet = Arrays.copyOfRange(all, at, at + length);
            Side from = packet[5] == 0x0C ? Side.CLIENT : Side.SERVER;
            rig.send(from, packet);
            assertThat(rig.received(from.other())).isEqualTo(packet);
            at += length;
            packets++;
        }
        assertThat(packets).isEqualTo(7);
        assertThat(all.length - at).isEqualTo(1);
        assertThat(rig.malformed()).isNull();
        assertThat(rig.events().stream().map(EventLine::of))
                .containsExactly(
                        "> sign-on from=yahoo:dongqua requested method=challenge client=\"6,0,0,1710\"",
                        "< sign-on from=yahoo:dongqua accepted method=challenge client=\"6,0,0,1710\"");
        assertThat(rig.contactLists().lines()).containsExactly("contacts of yahoo:dongqua: ");
    }

    @Test
    void readsItsBeginnings() throws IOException {
        Path folder = SharedCaptures.folder();
        if (folder == null) {
            return;
        }
        for (int i = 1; i <= 3; i++) {
            byte[] whole = Files.readAllBytes(folder.resolve("l7filter/yahoo-4.bin"));
            byte[] part = Files.readAllBytes(folder.resolve("l7filter/yahoo-" + i + ".bin"));
            // What a shorter recording has, without its stray byte, is how the longest begins.
            assertThat(Arrays.copyOf(whole, part.length - 1)).isEqualTo(Arrays.copyOf(part, part.length - 1));
        }
    }
}
