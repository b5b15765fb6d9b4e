package org.sallyport.ui;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.search.ArchiveSearch;
import org.sallyport.archive.search.ArchiveSearch.ArchiveUnavailable;
import org.sallyport.archive.search.ArchiveSearch.Reader;
import org.sallyport.policy.held.HeldMessage;
import org.sallyport.policy.held.HeldMessages;
import org.sallyport.policy.held.HeldMessages.Outcome;
import org.sallyport.protocols.ScreenName;
import org.sallyport.ui.page.ArchiveNote;
import org.sallyport.ui.page.Choice;
import org.sallyport.ui.page.HeldPage;
import org.sallyport.ui.page.HeldView;
import org.sallyport.ui.page.Pager;
import org.sallyport.ui.page.Visible;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows reviewers what rules hold back, and takes their word on it. Who opened a message and who decided is in the log; what it
 * says is not.
 */
final class HeldDesk {

    private static final Logger LOG = LoggerFactory.getLogger(HeldDesk.class);

    private static final String PATH = "/held";
    private static final String ALL = "all";

    private static final int LONGEST_REASON = 2_000;

    private final HeldMessages held;
    private final ArchiveSearch archive;
    private final Function<ScreenName, String> shown;
    private final ZoneId zone;
    private final Pages pages;
    private final Problems problems;

    /**
     * @param archive keeps the record of who was shown what
     * @param shown how an account is shown on pages
     */
    HeldDesk(
            HeldMessages held,
            ArchiveSearch archive,
            Function<ScreenName, String> shown,
            ZoneId zone,
            Pages pages,
            Problems problems) {
        this.held = held;
        this.archive = archive;
        this.shown = shown;
        this.zone = zone;
        this.pages = pages;
        this.problems = problems;
    }

    List<Route> routes() {
        return List.of(
                Route.page(Access.REVIEW_HELD, HandlerType.GET, PATH, this::list),
                Route.page(Access.REVIEW_HELD, HandlerType.GET, PATH + "/{id}", this::open),
                Route.page(Access.REVIEW_HELD, HandlerType.POST, PATH + "/{id}/release", this::release),
                Route.page(Access.REVIEW_HELD, HandlerType.POST, PATH + "/{id}/reject", this::reject),
                Route.api(Access.REVIEW_HELD, HandlerType.GET, PATH, this::tell),
                Route.api(Access.REVIEW_HELD, HandlerType.GET, PATH + "/{id}", this::tellOne),
                Route.api(Access.REVIEW_HELD, HandlerType.POST, PATH + "/{id}/release", this::releaseByScript),
                Route.api(Access.REVIEW_HELD, HandlerType.POST, PATH + "/{id}/reject", this::rejectByScript));
    }

    private void list(Context ctx, Session session) {
        String state = Optional.of(Fields.query(ctx, "state"))
                .filter(id -> states(id).isPresent())
                .orElse(id(HeldMessage.State.WAITING));
        Set<HeldMessage.State> wanted = states(state).orElseThrow();
        String queue = Fields.query(ctx, "queue");
        int page = Fields.page(ctx);
        HeldMessages.Part here = part(wanted, queue, page * Pager.SIZE, Pager.SIZE);
        int last = Pager.last(here.total());
        if (page > last) {
            // Others decide too: the list may be shorter than when its pages were counted.
            page = last;
            here = part(wanted, queue, page * Pager.SIZE, Pager.SIZE);
        }
        if (!mayBeShown(ctx, session, here.messages())) {
            return;
        }
        HeldPage view = new HeldPage(
                state,
                stateChoices(),
                queue,
                queueChoices(held.queues(wanted), queue),
                here.messages().stream()
                        .map(message -> HeldView.of(message, zone, shown))
                        .toList(),
                Pager.of(here.total(), page, "message", PATH, Map.of("state", state, "queue", queue)));
        pages.show(ctx, session, "Held messages", "held.jte", view);
    }

    private HeldMessages.Part part(Set<HeldMessage.State> states, String queue, int offset, int most) {
        return held.list(states, queue.isEmpty() ? null : queue, offset, most);
    }

    /** Whether it is on record now that these are shown; or else says why they are not. */
    private boolean mayBeShown(Context ctx, Session session, List<HeldMessage> messages) {
        try {
            record(ctx, session.caller(), messages);
            return true;
        } catch (ArchiveUnavailable e) {
            problems.show(
                    ctx,
                    session,
                    503,
                    "Held messages can't be shown now",
                    "Who reads them is recorded in the archive, and that can't be done. " + SearchDesk.advice(e));
            return false;
        }
    }

    private void record(Context ctx, Caller caller, List<HeldMessage> messages) throws ArchiveUnavailable {
        if (!messages.isEmpty()) {
            archive.heldShown(messages.stream().map(HeldMessage::id).toList(), new Reader(caller.login(), ctx.ip()));
            LOG.info("{} was shown {} held messages", caller.login(), messages.size());
        }
    }

    private void recordForScript(Context ctx, Caller caller, List<HeldMessage> messages) throws ApiProblem {
        try {
            record(ctx, caller, messages);
        } catch (ArchiveUnavailable e) {
            throw new ApiProblem(
                    503,
                    "Reading can't be recorded",
                    "Who reads held messages is recorded in the archive first. " + SearchDesk.advice(e));
        }
    }

    private static List<Choice> stateChoices() {
        List<Choice> choices = new ArrayList<>();
        for (HeldMessage.State state : HeldMessage.State.values()) {
            choices.add(new Choice(id(state), HeldView.name(state)));
        }
        choices.add(new Choice(ALL, "All"));
        return choices;
    }

    /** @param chosen stays a choice when nothing is there any more: or the page would say that it shows all */
    private static List<Choice> queueChoices(Map<String, Long> queues, String chosen) {
        Map<String, Long> all = new TreeMap<>(queues);
        if (!chosen.isEmpty()) {
            all.putIfAbsent(chosen, 0L);
        }
        List<Choice> choices = new ArrayList<>();
        choices.add(new Choice("", "All queues"));
        all.forEach((name, count) ->
                choices.add(new Choice(name, Visible.line(name) + " (" + ArchiveNote.count(count) + ")")));
        return choices;
    }

    private static String id(HeldMessage.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** The states of an id; empty when it is none. */
    private static Optional<Set<HeldMessage.State>> states(String id) {
        if (id.equals(ALL)) {
            return Optional.of(EnumSet.allOf(HeldMessage.State.class));
        }
        for (HeldMessage.State state : HeldMessage.State.values()) {
            if (id(state).equals(id)) {
                return Optional.of(EnumSet.of(state));
            }
        }
        return Optional.empty();
    }

    private void open(Context ctx, Session session) {
        Optional<HeldMessage> message = held.find(ctx.pathParam("id"));
        if (message.isEmpty()) {
            gone(ctx, session);
            return;
        }
        if (!mayBeShown(ctx, session, List.of(message.get()))) {
            return;
        }
        pages.show(ctx, session, "Held message", "held-message.jte", HeldView.of(message.get(), zone, shown));
    }

    private void gone(Context ctx, Session session) {
        problems.show(
                ctx,
                session,
                404,
                "This message is not held",
                "It may have been decided on and forgotten since. Go back to the held messages.");
    }

    private void release(Context ctx, Session session) {
        decide(ctx, session, Decision.RELEASE);
    }

    private void reject(Context ctx, Session session) {
        decide(ctx, session, Decision.REJECT);
    }

    private enum Decision {
        RELEASE("released"),
        REJECT("rejected");

        private final String done;

        Decision(String done) {
            this.done = done;
        }
    }

    private void decide(Context ctx, Session session, Decision decision) {
        String reason = Fields.text(ctx, "reason", LONGEST_REASON);
        if (reason.length() > LONGEST_REASON) {
            problems.show(
                    ctx, session, 422, "Too long", "The reason takes at most 2,000 characters. Nothing was decided.");
            return;
        }
        switch (decide(ctx.pathParam("id"), decision, session.caller(), reason)) {
            case DONE -> {
                session.say(
                        decision == Decision.RELEASE
                                ? "Released: it goes out as soon as both ends can be reached."
                                : "Rejected: it is never delivered.");
                ctx.redirect(PATH, HttpStatus.SEE_OTHER);
            }
            case NO_SUCH_MESSAGE -> gone(ctx, session);
            case ALREADY_DECIDED ->
                problems.show(
                        ctx,
                        session,
                        409,
                        "Somebody has decided already",
                        "Your word came second, and changed nothing. Open the message again to see who decided what.");
        }
    }

    private Outcome decide(String id, Decision decision, Caller by, String reason) {
        Outcome outcome = switch (decision) {
            case RELEASE -> held.release(id, by.login(), reason);
            case REJECT -> held.reject(id, by.login(), reason);
        };
        if (outcome == Outcome.DONE) {
            LOG.info("{} {} held message {}", by.login(), decision.done, id);
        }
        return outcome;
    }

    private record Account(String service, String name) {
        static Account of(ScreenName name) {
            return new Account(name.service().value(), name.display());
        }
    }

    private record Verdict(String reviewer, Instant time, String reason) {}

    private record Message(
            String id,
            Instant time,
            String queue,
            String service,
            String flow,
            String feature,
            @Nullable Account from,
            List<Account> to,
            @Nullable String room,
            String text,
            List<String> rules,
            String state,
            @Nullable Verdict decision) {

        static Message of(HeldMessage m) {
            ScreenName from = m.from();
            HeldMessage.Verdict verdict = m.decision();
            return new Message(
                    m.id(),
                    m.time(),
                    m.queue(),
                    m.service().value(),
                    m.flow().name().toLowerCase(Locale.ROOT),
                    m.feature().id(),
                    from == null ? null : Account.of(from),
                    m.to().stream().map(Account::of).toList(),
                    m.room(),
                    m.text(),
                    m.rules(),
                    HeldDesk.id(m.state()),
                    verdict == null ? null : new Verdict(verdict.reviewer(), verdict.time(), verdict.reason()));
        }
    }

    private void tell(Context ctx, Caller caller) throws ApiProblem {
        Api.Paging paging = Api.Paging.of(ctx);
        String queue = Fields.query(ctx, "queue");
        String state = Objects.requireNonNullElse(ctx.queryParam("state"), id(HeldMessage.State.WAITING));
        Set<HeldMessage.State> states = states(state)
                .orElseThrow(() -> new ApiProblem(
                        400, "No such state", "state must be waiting, released, delivered, rejected, expired or all."));
        HeldMessages.Part part = part(states, queue, paging.offset(), paging.limit());
        recordForScript(ctx, caller, part.messages());
        Api.give(
                ctx, new Api.Part<>(part.messages().stream().map(Message::of).toList(), part.total(), paging.offset()));
    }

    private void tellOne(Context ctx, Caller caller) throws ApiProblem {
        HeldMessage message = held.find(ctx.pathParam("id")).orElseThrow(HeldDesk::notHeld);
        recordForScript(ctx, caller, List.of(message));
        Api.give(ctx, Message.of(message));
    }

    private static ApiProblem notHeld() {
        return ApiProblem.notFound("There is no held message of this id, or none any more.");
    }

    private void releaseByScript(Context ctx, Caller caller) throws ApiProblem {
        decideByScript(ctx, caller, Decision.RELEASE);
    }

    private void rejectByScript(Context ctx, Caller caller) throws ApiProblem {
        decideByScript(ctx, caller, Decision.REJECT);
    }

    private record Word(@Nullable String reason) {}

    private void decideByScript(Context ctx, Caller caller, Decision decision) throws ApiProblem {
        String reason = Api.optional(Api.read(ctx, Word.class).reason(), "reason", LONGEST_REASON);
        String id = ctx.pathParam("id");
        // The answer has its words.
        recordForScript(ctx, caller, List.of(held.find(id).orElseThrow(HeldDesk::notHeld)));
        switch (decide(id, decision, caller, reason)) {
            case DONE -> Api.give(ctx, Message.of(held.find(id).orElseThrow(HeldDesk::notHeld)));
            case NO_SUCH_MESSAGE -> throw notHeld();
            case ALREADY_DECIDED ->
                throw new ApiProblem(409, "Decided already", "Somebody has decided on it before; nothing was changed.");
        }
    }
}
