package org.sallyport.proxy.held;

import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.sallyport.policy.held.HeldMessage;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;
import org.sallyport.proxy.held.HeldEntry.Progress;

/** A process of its own that holds messages, decides on each, and says so, until it is killed. */
final class HoldingMain {

    private HoldingMain() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        HeldStore store = HeldStore.open(Path.of(arguments[0]), HeldSettings.DEFAULTS);
        for (int i = 0; ; i++) {
            HeldEntry entry = entry(String.format("%024x", i));
            store.put(entry);
            out.println("held " + entry.id());
            store.put(entry.decided(Progress.RELEASED, new HeldMessage.Verdict("carol", Instant.EPOCH, "")));
            out.println("released " + entry.id());
        }
    }

    private static HeldEntry entry(String id) {
        ServiceId aim = new ServiceId("aim");
        ScreenName alice = ScreenName.of(aim, "alice");
        return new HeldEntry(
                id,
                Instant.EPOCH,
                "review",
                new Opening(
                        "c-1",
                        Instant.EPOCH,
                        "proxy",
                        new InetSocketAddress("127.0.0.1", 4711),
                        new Address("login.example", 5190),
                        Opening.NamedBy.SOCKS,
                        null,
                        true),
                new ProtocolId("oscar"),
                aim,
                alice,
                // Somebody else each time: one alone may not have so many.
                id,
                new ImEvent.Message(
                        Flow.OUTBOUND,
                        Feature.CHAT,
                        alice,
                        List.of(ScreenName.of(aim, "eve")),
                        null,
                        Text.plain("words ".repeat(1_000)),
                        Set.of(),
                        ""),
                List.of("rule"),
                false,
                false,
                Progress.WAITING,
                Instant.EPOCH,
                null);
    }
}
