package org.sallyport.proxy.held;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.sallyport.archive.ArchiveRecord;
import org.sallyport.archive.journal.Journal;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.People;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts each step of a held message on the record: a receipt in the message's own conversation. Any thread. */
final class HeldRecords {

    private static final Logger LOG = LoggerFactory.getLogger(HeldRecords.class);

    private static final long LONGEST_SECONDS = 20;

    private final Journal journal;
    private final Journal.Guarantee guarantee;
    private final People people;
    private final Clock clock;

    HeldRecords(Journal journal, Journal.Guarantee guarantee, People people, Clock clock) {
        this.journal = journal;
        this.guarantee = guarantee;
        this.people = people;
        this.clock = clock;
    }

    /**
     * Records a step, and waits until that is kept.
     *
     * @return whether it is
     */
    boolean step(HeldEntry entry, boolean delivered, String detail) {
        CompletableFuture<Boolean> kept = append(entry, delivered, detail);
        try {
            return kept.get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    /** Records a step without waiting. */
    CompletableFuture<Boolean> append(HeldEntry entry, boolean delivered, String detail) {
        ImEvent.Message message = entry.message();
        ImEvent.Receipt receipt = new ImEvent.Receipt(
                message.flow(), message.from(), message.to(), delivered, message.id(), detail, message.room());
        Map<ScreenName, Identity> known = new HashMap<>();
        List<ScreenName> names = new ArrayList<>(message.to());
        if (message.from() != null) {
            names.add(message.from());
        }
        if (entry.account() != null) {
            names.add(entry.account());
        }
        for (ScreenName name : names) {
            Identity identity = people.ifKnown(name);
            if (identity != null) {
                known.put(name, identity);
            }
        }
        CompletableFuture<Boolean> kept = new CompletableFuture<>();
        journal.append(
                new ArchiveRecord(
                        clock.instant(),
                        entry.opening(),
                        entry.protocol(),
                        entry.service(),
                        entry.account(),
                        receipt,
                        new Decision.Decided(Verdict.Allow.INSTANCE, entry.rules(), List.of(), "quarantine", List.of()),
                        known),
                guarantee,
                new Journal.Appended() {
                    @Override
                    public void kept(long sequence) {
                        kept.complete(true);
                    }

                    @Override
                    public void failed(String cause) {
                        LOG.warn("held message {}: a step was not recorded: {}", entry.id(), cause);
                        kept.complete(false);
                    }
                });
        return kept;
    }
}
