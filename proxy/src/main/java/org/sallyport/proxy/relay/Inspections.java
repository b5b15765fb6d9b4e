package org.sallyport.proxy.relay;

import io.netty.buffer.ByteBuf;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.SeenFile;
import org.sallyport.policy.file.TikaFileTypes;
import org.sallyport.protocols.Reading;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.proxy.scan.FileScanner;

/**
 * Looks at the files that pass on a connection, and has them decided on: once when their beginning tells what they are, and once
 * when they are whole. Until the second answer the last piece is held, without which no file is whole at the other end.
 *
 * <p><b>Bounds:</b> {@value #MOST} files at a time; a piece of one more is refused and counted. A file that either side breaks off
 * makes room.
 *
 * <p>One for each relay, confined to its event loop.
 */
final class Inspections {

    private static final int MOST = 16;

    private final Relay relay;
    private final Hearing hearing;
    private final RelayMeters meters;
    private final @Nullable FileScanner scanner;
    private final IdentityHashMap<ImEvent.FileOffer, Inspection> underWay = new IdentityHashMap<>();

    Inspections(Relay relay, Hearing hearing, RelayMeters meters, @Nullable FileScanner scanner) {
        this.relay = relay;
        this.hearing = hearing;
        this.meters = meters;
        this.scanner = scanner;
    }

    /**
     * Looks at a piece.
     *
     * @param then called later and once when the answer is false: with what was decided, or with nothing when it may just go on
     * @return whether it goes on now
     */
    boolean inspect(Reading.FilePart part, ByteBuf data, Consumer<List<Decision>> then) {
        Inspection inspection = underWay.get(part.file());
        if (inspection == null) {
            if (underWay.size() >= MOST) {
                Decision refused = new Decision.Failed("too many files at a time", new Verdict.Deny(null));
                meters.decided(relay.begunAs().connection(), part.seen(), refused);
                relay.onLoop(() -> then.accept(List.of(refused)));
                return false;
            }
            inspection = begin(part);
        }
        SeenFile seen = inspection.piece(data, part.last());
        if (part.last()) {
            underWay.remove(part.file());
            inspection.end(all -> relay.ending().guarded(() -> hearing.judgeFile(part.seen(), all, then)));
            return false;
        }
        if (seen != null) {
            hearing.judgeFile(part.seen(), seen, decisions -> {
                if (!passes(decisions)) {
                    // What is refused has had its record, and nobody needs a scanner's word on it any more.
                    Inspection refused = underWay.remove(part.file());
                    if (refused != null) {
                        refused.cancel();
                    }
                }
                then.accept(decisions);
            });
            return false;
        }
        if (inspection.isFull()) {
            inspection.whenReady(() -> relay.ending().guarded(() -> then.accept(List.of())));
            return false;
        }
        return true;
    }

    /** Some of these may say that a file won't be whole: its place is free then. What was not let pass has ended nothing. */
    void heardOf(List<ImEvent> events, List<Decision> decisions) {
        for (int i = 0; i < events.size() && !underWay.isEmpty(); i++) {
            if (events.get(i) instanceof ImEvent.FileOffer offer
                    && (offer.step() == Step.CANCEL || offer.step() == Step.DECLINE)
                    && !offer.id().isEmpty()
                    && decisions.get(i).verdict() instanceof Verdict.Allow) {
                breakOff(file -> file.id().equals(offer.id()));
            }
        }
    }

    private void breakOff(Predicate<ImEvent.FileOffer> which) {
        for (ImEvent.FileOffer file : List.copyOf(underWay.keySet())) {
            Inspection inspection = which.test(file) ? underWay.remove(file) : null;
            if (inspection != null) {
                hearing.brokenOff(file, inspection.cancel());
            }
        }
    }

    private static boolean passes(List<Decision> decisions) {
        return decisions.stream()
                .allMatch(decision ->
                        decision.verdict() instanceof Verdict.Allow || decision.verdict() instanceof Verdict.Rewrite);
    }

    private Inspection begin(Reading.FilePart part) {
        String name = part.file().files().isEmpty()
                ? ""
                : part.file().files().getFirst().name();
        Inspection begun = new Inspection(
                TikaFileTypes.instance(), name, scanner == null ? null : scanner.begin(relay.loop(), name));
        underWay.put(part.file(), begun);
        return begun;
    }

    /** Nothing more comes. What was seen of files that were broken off goes on the record. */
    void close() {
        breakOff(file -> true);
    }
}
