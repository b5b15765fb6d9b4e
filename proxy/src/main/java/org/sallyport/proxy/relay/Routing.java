package org.sallyport.proxy.relay;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;

/**
 * Keeps messages between colleagues in the building: where a decision says so, what a client says is handed to its recipients'
 * own connections, and its service never sees it. To the sender's session the decision is then a drop in silence, which gives
 * its client the acknowledgement it expects.
 *
 * <p><b>All or nothing:</b> a message to several goes this way only when everyone it is for has a connection here that says it
 * would show it, or those the service reaches would get it twice. What can't be delivered after all goes to the service, or back
 * to whoever wrote it where the rule keeps it here; so does what reached some and not others, for the service can't tell them
 * apart.
 *
 * <p><b>Several in a frame</b>, as a text and the picture around its window, or two texts: each goes its own way, and what isn't
 * talk is left as it was decided.
 *
 * <p><b>On the record:</b> the decision on what was said, a record of its arrival at each recipient with the rules' word on
 * that, and a receipt that says which way it went.
 *
 * <p>One for each relay, confined to its event loop.
 */
final class Routing {

    private static final String NOT_HERE =
            "This was not sent: the other person is not signed on here, and it must not leave the company.";
    private static final String NOT_SO =
            "This was not sent: it can't be delivered within the company, and must not leave it.";
    private static final String TOO_LONG =
            "This was not sent: it is too long to be delivered within the company. Please split it.";
    private static final String NOT_ALL =
            "This did not reach everybody: somebody has just left. It was not sent again.";

    private final Relay sender;
    private final RelayServices services;

    Routing(Relay sender, RelayServices services) {
        this.sender = sender;
        this.services = services;
    }

    /** A message or a typing notice that is to stay here. */
    private record Task(ImEvent event, Decision.Decided decision, Duty.Reach reach) {

        /** Its end is missing here: nobody but the service can deliver it whole. */
        boolean isCut() {
            return event instanceof ImEvent.Message message && message.marks().contains(ImEvent.Message.Mark.CUT);
        }

        boolean isMessage() {
            return event instanceof ImEvent.Message;
        }

        long textBytes() {
            return event.text().plain().getBytes(StandardCharsets.UTF_8).length;
        }
    }

    /** Delivers what is to be delivered here. {@code then} gets the decisions to enforce, at once or later, on the event loop. */
    void route(Side from, List<ImEvent> events, List<Decision> decisions, Consumer<List<Decision>> then) {
        if (from != Side.CLIENT || decisions.size() != events.size()) {
            then.accept(decisions);
            return;
        }
        boolean any = false;
        for (int i = 0; i < events.size(); i++) {
            boolean forged = events.get(i) instanceof ImEvent.Forged
                    && !(decisions.get(i).verdict() instanceof Verdict.Allow);
            if (forged || decisions.get(i).verdict() instanceof Verdict.Disconnect) {
                // Who is put out, or speaks for another, says nothing to anybody.
                then.accept(decisions);
                return;
            }
            any |= task(events.get(i), decisions.get(i)) != null;
        }
        if (any) {
            route(0, events, new ArrayList<>(decisions), then);
        } else {
            then.accept(decisions);
        }
    }

    /** From the one at this index on, each after the one before, so that they arrive in order. */
    private void route(int first, List<ImEvent> events, List<Decision> outcomes, Consumer<List<Decision>> then) {
        for (int i = first; i < events.size(); i++) {
            Task task = task(events.get(i), outcomes.get(i));
            if (task == null) {
                continue;
            }
            List<List<End>> recipients = recipients(task);
            if (recipients.isEmpty()) {
                outcomes.set(i, undelivered(task, isEverybodyHere(task)));
                continue;
            }
            int at = i;
            // Comes back in a task of its own, so a frame of many doesn't make the stack deep.
            attempt(task, recipients, outcome -> {
                outcomes.set(at, outcome);
                route(at + 1, events, outcomes, then);
            });
            return;
        }
        then.accept(outcomes);
    }

    /** Where somebody can be told. */
    private interface End {
        CompletableFuture<Delivery> deliver(ImEvent arriving);

        /** Whether it would be of use, as far as can be told before. */
        default CompletableFuture<Boolean> takes(ImEvent.Message arriving) {
            return CompletableFuture.completedFuture(true);
        }
    }

    /** A recipient's own connection. */
    private record Here(Relay relay) implements End {
        @Override
        public CompletableFuture<Delivery> deliver(ImEvent arriving) {
            return relay.reception().deliver(arriving);
        }

        @Override
        public CompletableFuture<Boolean> takes(ImEvent.Message arriving) {
            return relay.reception().wouldSay(arriving, Side.CLIENT);
        }
    }

    /** The connections of each whom it is for; empty when one of them has none, or could not be given all of it, or it names nobody. */
    private List<List<End>> recipients(Task task) {
        if (task.isCut() || !sender.reception().vouches(task.event())) {
            return List.of();
        }
        ImEvent arriving = Arriving.of(task.event(), task.decision().verdict());
        List<List<End>> recipients = new ArrayList<>();
        for (ScreenName name : task.event().to()) {
            List<End> there = new ArrayList<>();
            if (sender.reception().reaches(name, arriving)) {
                // Clients that are called have a connection of their own only while they ask something.
                there.add(event -> sender.reception().reach(name, event));
            } else {
                services.signedOn().of(name).forEach(relay -> there.add(new Here(relay)));
            }
            if (there.isEmpty()) {
                return List.of();
            }
            recipients.add(there);
        }
        return recipients;
    }

    private static @Nullable Task task(ImEvent event, Decision decision) {
        boolean routable = event instanceof ImEvent.Message || event instanceof ImEvent.Typing;
        boolean passes = decision.verdict() instanceof Verdict.Allow || decision.verdict() instanceof Verdict.Rewrite;
        if (!routable || !passes || event.flow() != Flow.OUTBOUND || !(decision instanceof Decision.Decided decided)) {
            return null;
        }
        for (Duty duty : decided.duties()) {
            if (duty instanceof Duty.Route(Duty.Reach reach)) {
                return new Task(event, decided, reach);
            }
        }
        return null;
    }

    /** What is for several is said once each of them would be shown it: in a room, one may know of others than the rest. */
    private void attempt(Task task, List<List<End>> recipients, Consumer<Decision> then) {
        if (recipients.size() == 1
                || !(Arriving.of(task.event(), task.decision().verdict()) instanceof ImEvent.Message arriving)) {
            deliver(task, recipients, then);
            return;
        }
        CompletableFuture<Boolean> everybody = CompletableFuture.completedFuture(true);
        for (List<End> recipient : recipients) {
            CompletableFuture<Boolean> any = CompletableFuture.completedFuture(false);
            for (End end : recipient) {
                any = any.thenCombine(end.takes(arriving).exceptionally(failure -> false), Boolean::logicalOr);
            }
            everybody = everybody.thenCombine(any, Boolean::logicalAnd);
        }
        everybody.whenComplete((all, failure) -> sender.onLoop(() -> {
            if (sender.isClosed()) {
                return;
            }
            if (Boolean.TRUE.equals(all)) {
                deliver(task, recipients, then);
            } else {
                then.accept(undelivered(task, isEverybodyHere(task)));
            }
        }));
    }

    private void deliver(Task task, List<List<End>> recipients, Consumer<Decision> then) {
        ImEvent arriving = Arriving.of(task.event(), task.decision().verdict());
        List<CompletableFuture<Delivery>> outcomes = new ArrayList<>();
        for (List<End> recipient : recipients) {
            List<CompletableFuture<Delivery>> tries = new ArrayList<>();
            for (End end : recipient) {
                tries.add(end.deliver(arriving));
            }
            outcomes.add(best(tries));
        }
        CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
                .whenComplete((all, failure) -> sender.onLoop(() -> {
                    if (!sender.isClosed() || failure != null) {
                        then.accept(outcome(
                                task,
                                outcomes.stream()
                                        .map(future -> future.getNow(Delivery.GONE))
                                        .toList()));
                    }
                }));
    }

    /** Somebody who is signed on twice gets it twice, as from the service; one of them is enough. */
    private static CompletableFuture<Delivery> best(List<CompletableFuture<Delivery>> tries) {
        CompletableFuture<Delivery> best = CompletableFuture.completedFuture(Delivery.GONE);
        for (CompletableFuture<Delivery> one : tries) {
            best = best.thenCombine(one.exceptionally(failure -> Delivery.GONE), Delivery::or);
        }
        return best;
    }

    private Decision outcome(Task task, List<Delivery> outcomes) {
        long gone = outcomes.stream().filter(o -> o == Delivery.GONE).count();
        if (gone == outcomes.size()) {
            return undelivered(task, isEverybodyHere(task));
        }
        if (gone > 0) {
            receipt(task, false, "reached some, and was not sent to the service");
            count(task, RelayMeters.Routed.RETURNED);
            return task.isMessage() ? instead(task, new Verdict.Deny(NOT_ALL)) : instead(task, Verdict.Drop.INSTANCE);
        }
        receipt(task, true, "delivered here, not by the service");
        count(task, RelayMeters.Routed.LOCAL);
        return instead(task, Verdict.Drop.INSTANCE);
    }

    /** Whether it is not for want of people that it can't be delivered: where a room says nobody's name, nobody can tell. */
    private boolean isEverybodyHere(Task task) {
        return task.event().to().stream()
                .noneMatch(name -> services.signedOn().of(name).isEmpty());
    }

    private Decision undelivered(Task task, boolean everybodyHere) {
        if (task.reach() == Duty.Reach.LOCAL) {
            count(task, RelayMeters.Routed.SERVICE);
            return task.decision();
        }
        count(task, RelayMeters.Routed.RETURNED);
        String why = task.isCut()
                ? "too long"
                : everybodyHere ? "can't be delivered within the company" : "not signed on here";
        receipt(task, false, why + ", and not sent to the service");
        String notice = task.isCut() ? TOO_LONG : everybodyHere ? NOT_SO : NOT_HERE;
        return instead(task, task.isMessage() ? new Verdict.Deny(notice) : Verdict.Drop.INSTANCE);
    }

    private static Decision instead(Task task, Verdict verdict) {
        Decision.Decided was = task.decision();
        return new Decision.Decided(verdict, was.rules(), was.duties(), was.policy(), was.reasons());
    }

    private void count(Task task, RelayMeters.Routed how) {
        if (task.isMessage()) {
            services.meters().routed(how, task.textBytes());
        }
    }

    /** Which way it went is part of the record. Nobody asks that of a typing notice. */
    private void receipt(Task task, boolean delivered, String detail) {
        if (task.event() instanceof ImEvent.Message message && message.feature() != Feature.TYPING) {
            sender.hearing()
                    .record(new ImEvent.Receipt(
                            Flow.INBOUND, null, message.to(), delivered, message.id(), detail, message.room()));
        }
    }
}
