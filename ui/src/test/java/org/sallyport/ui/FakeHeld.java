package org.sallyport.ui;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.held.HeldMessage;
import org.sallyport.policy.held.HeldMessages;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.event.Flow;

/** Held messages in a map, decided on once. */
final class FakeHeld implements HeldMessages {

    private static final ServiceId AIM = new ServiceId("aim");

    private final Map<String, HeldMessage> byId = new LinkedHashMap<>();

    synchronized FakeHeld hold(String id, String queue, String from, String text, String rule) {
        byId.put(
                id,
                new HeldMessage(
                        id,
                        Instant.parse("2026-11-21T08:30:00Z").plusSeconds(byId.size() * 60L),
                        queue,
                        AIM,
                        Flow.OUTBOUND,
                        Feature.CHAT,
                        ScreenName.of(AIM, from),
                        List.of(ScreenName.of(AIM, "rivalcorp")),
                        null,
                        text,
                        List.of(rule),
                        HeldMessage.State.WAITING,
                        null));
        return this;
    }

    @Override
    public synchronized Part list(Set<HeldMessage.State> states, @Nullable String queue, int offset, int most) {
        List<HeldMessage> all = byId.values().stream()
                .filter(message -> states.contains(message.state()))
                .filter(message -> queue == null || queue.equals(message.queue()))
                .toList();
        return new Part(all.stream().skip(offset).limit(most).toList(), all.size());
    }

    @Override
    public synchronized Map<String, Long> queues(Set<HeldMessage.State> states) {
        return byId.values().stream()
                .filter(message -> states.contains(message.state()))
                .collect(Collectors.groupingBy(HeldMessage::queue, Collectors.counting()));
    }

    @Override
    public synchronized Optional<HeldMessage> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    @Override
    public Outcome release(String id, String reviewer, String reason) {
        return decide(id, HeldMessage.State.DELIVERED, reviewer, reason);
    }

    @Override
    public Outcome reject(String id, String reviewer, String reason) {
        return decide(id, HeldMessage.State.REJECTED, reviewer, reason);
    }

    private synchronized Outcome decide(String id, HeldMessage.State state, String reviewer, String reason) {
        HeldMessage m = byId.get(id);
        if (m == null) {
            return Outcome.NO_SUCH_MESSAGE;
        }
        if (m.state() != HeldMessage.State.WAITING) {
            return Outcome.ALREADY_DECIDED;
        }
        HeldMessage.Verdict verdict = new HeldMessage.Verdict(reviewer, Instant.parse("2026-11-21T09:00:00Z"), reason);
        byId.put(
                id,
                new HeldMessage(
                        id,
                        m.time(),
                        m.queue(),
                        m.service(),
                        m.flow(),
                        m.feature(),
                        m.from(),
                        m.to(),
                        m.room(),
                        m.text(),
                        m.rules(),
                        state,
                        verdict));
        return Outcome.DONE;
    }
}
