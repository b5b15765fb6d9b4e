package org.sallyport.proxy.entry.http;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.sallyport.policy.identity.Person;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.relay.Guard;
import org.sallyport.proxy.relay.Place;
import org.sallyport.proxy.relay.RelayServices;

/**
 * Has requests of messengers judged that nobody reads: tunnels, web messengers, applets. Each is an event of the kind "unread
 * connection", so that rules can allow or refuse it by service and the archive knows of it. Requests of no messenger pass without
 * one.
 *
 * <p>A messenger asks every few seconds; the same decision holds for a minute, for what goes to the same service in the same way
 * on the same connection.
 */
public final class MessengerInspector implements HttpInspector {

    private static final long HOLDS_NANOS = Duration.ofMinutes(1).toNanos();
    private static final int MAX_REMEMBERED = 32;
    private static final String REFUSED = "This is not allowed here.";

    private final RelayServices services;
    private final Map<MessengerShapes.Shape, Remembered> remembered = new LinkedHashMap<>();

    private record Remembered(Treatment treatment, long until) {}

    private MessengerInspector(RelayServices services) {
        this.services = services;
    }

    /** Inspectors that ask the guard and the catalogue of {@code services}. */
    public static HttpInspector.Maker maker(RelayServices services) {
        return () -> new MessengerInspector(services);
    }

    @Override
    public void look(HttpOrigin origin, HttpRequest head, Consumer<Treatment> then) {
        judgeAll(origin, found(origin, head), then);
    }

    /** What the request is by its own word, and what it is by where it goes: when they differ, both must be allowed. */
    private Deque<MessengerShapes.Shape> found(HttpOrigin origin, HttpRequest head) {
        Deque<MessengerShapes.Shape> found = new ArrayDeque<>(2);
        Address named = origin.named();
        Address to = origin.opening().destination();
        MessengerShapes.Shape shape = MessengerShapes.of(named.host(), head);
        ServiceId byName = services.catalogue().apply(named);
        ServiceId byDestination =
                to.equals(named) ? byName : services.catalogue().apply(to);
        String carrier = shape == null ? MessengerShapes.WEB : shape.carrier();
        if (!byName.equals(ServiceId.UNKNOWN)) {
            found.add(new MessengerShapes.Shape(byName, carrier));
        } else if (shape != null && byDestination.equals(ServiceId.UNKNOWN)) {
            found.add(shape);
        }
        if (!byDestination.equals(ServiceId.UNKNOWN) && !byDestination.equals(byName)) {
            found.add(new MessengerShapes.Shape(byDestination, carrier));
        }
        return found;
    }

    private void judgeAll(HttpOrigin origin, Deque<MessengerShapes.Shape> left, Consumer<Treatment> then) {
        MessengerShapes.Shape next = left.poll();
        if (next == null) {
            then.accept(Treatment.Pass.INSTANCE);
            return;
        }
        judge(origin, next, treatment -> {
            if (treatment instanceof Treatment.Pass) {
                judgeAll(origin, left, then);
            } else {
                then.accept(treatment);
            }
        });
    }

    private void judge(HttpOrigin origin, MessengerShapes.Shape shape, Consumer<Treatment> then) {
        Remembered known = remembered.get(shape);
        if (known != null && known.until() - System.nanoTime() > 0) {
            then.accept(known.treatment());
            return;
        }
        Person user = origin.user();
        Opening opening = origin.opening().to(origin.named(), Opening.NamedBy.HTTP);
        Place place = new Place(opening, Works.HTTP, shape.service(), null, user);
        ImEvent event = new ImEvent.Unread(
                Flow.OUTBOUND, use(origin, shape), user == null ? null : Guard.atDoor(user), shape.carrier());
        services.guard().judge(place, List.of(event), services.clock().instant(), origin.loop(), decisions -> {
            Treatment treatment = treatment(decisions.getFirst());
            remember(shape, treatment);
            then.accept(treatment);
        });
    }

    /** A tunnel may be for anything; a page is what its host is for. */
    private Feature use(HttpOrigin origin, MessengerShapes.Shape shape) {
        return shape.carrier().equals(MessengerShapes.WEB)
                ? services.uses().apply(origin.named())
                : Feature.UNREAD_CONNECTION;
    }

    private void remember(MessengerShapes.Shape shape, Treatment treatment) {
        remembered.remove(shape);
        if (remembered.size() >= MAX_REMEMBERED) {
            remembered.remove(remembered.keySet().iterator().next());
        }
        remembered.put(shape, new Remembered(treatment, System.nanoTime() + HOLDS_NANOS));
    }

    private static Treatment treatment(Decision decision) {
        Verdict verdict = decision.verdict();
        String notice = switch (verdict) {
            case Verdict.Allow allow -> null;
            case Verdict.Deny deny -> deny.notice();
            case Verdict.Disconnect disconnect -> disconnect.notice();
            case Verdict.Rewrite rewrite -> null;
            case Verdict.Drop drop -> null;
        };
        if (verdict instanceof Verdict.Allow) {
            return Treatment.Pass.INSTANCE;
        }
        return new Treatment.Refuse(HttpResponseStatus.FORBIDDEN, notice == null ? duty(decision) : notice);
    }

    private static String duty(Decision decision) {
        for (Duty duty : decision.duties()) {
            if (duty instanceof Duty.Notice notice) {
                return notice.text();
            }
        }
        return REFUSED;
    }
}
