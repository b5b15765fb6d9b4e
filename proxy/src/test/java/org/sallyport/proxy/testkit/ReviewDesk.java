package org.sallyport.proxy.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.journal.Journal;
import org.sallyport.policy.held.HeldMessage;
import org.sallyport.policy.held.HeldMessages;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.entry.OpenGate;
import org.sallyport.proxy.held.Held;
import org.sallyport.proxy.held.HeldSettings;
import org.sallyport.proxy.relay.SignedOn;

/** A quarantine, and carol, who decides on what is in it. Holds back what has {@code secret} in it. */
public final class ReviewDesk implements AutoCloseable {

    private final Memory journal = new Memory();
    private final SignedOn signedOn = new SignedOn();
    private final Held held;

    public ReviewDesk(Path directory) throws IOException {
        held = Held.open(
                HeldSettings.DEFAULTS,
                directory,
                signedOn,
                journal,
                Journal.Guarantee.DURABLE,
                new NobodyKnown(),
                Clock.systemUTC());
    }

    /** Puts it behind a gate that is about to be opened. */
    public void into(OpenGate.Inside inside) {
        inside.journal = journal;
        inside.signedOn = signedOn;
        inside.quarantine = held;
    }

    /** The rule that holds back; null for all else. */
    public static Function<ImEvent, @Nullable Decision> rule() {
        return event -> event instanceof ImEvent.Message message
                        && message.text().plain().contains("secret")
                ? new Decision.Decided(
                        Verdict.Drop.INSTANCE,
                        List.of("Words that matter"),
                        List.of(new Duty.Quarantine("review")),
                        "test",
                        List.of())
                : null;
    }

    /** Waits for the one message in a state. */
    public HeldMessage one(HeldMessage.State state) throws Exception {
        Await.until("one that is " + state, () -> held.list(Set.of(state), 10).size() == 1);
        return held.list(Set.of(state), 10).getFirst();
    }

    /** Lets the one message go that waits. */
    public HeldMessage release() throws Exception {
        HeldMessage message = one(HeldMessage.State.WAITING);
        assertThat(held.release(message.id(), "carol", "")).isEqualTo(HeldMessages.Outcome.DONE);
        return message;
    }

    /** What the record says of what became of messages. */
    public List<String> receipts() {
        return journal.receipts();
    }

    /** How many accounts are on. */
    public int accounts() {
        return signedOn.accounts();
    }

    @Override
    public void close() {
        held.close();
        journal.close();
    }
}
