package org.sallyport.ui;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.binding.Binding;
import org.sallyport.policy.identity.binding.BindingChange;
import org.sallyport.policy.identity.binding.BindingConflict;
import org.sallyport.policy.identity.binding.Bindings;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;

/** Who is behind which name, for scripts. */
final class IdentitiesApi {

    private static final String PATH = IdentitiesDesk.PATH;

    private final Identities identities;
    private final Bindings bindings;

    IdentitiesApi(Identities identities) {
        this.identities = identities;
        this.bindings = identities.bindings();
    }

    List<Route> routes() {
        return List.of(
                Route.api(Access.READ_PEOPLE, HandlerType.GET, PATH, this::list),
                Route.api(Access.EDIT_PEOPLE, HandlerType.POST, PATH, this::bind),
                Route.api(Access.EDIT_PEOPLE, HandlerType.DELETE, PATH, this::unbind),
                Route.api(Access.READ_PEOPLE, HandlerType.GET, PATH + "/history", this::history),
                Route.api(Access.READ_PEOPLE, HandlerType.GET, PATH + "/conflicts", this::conflicts),
                Route.api(Access.EDIT_PEOPLE, HandlerType.PUT, PATH + "/conflicts/{id}", this::settle));
    }

    private record Bound(
            String service,
            String name,
            String person,
            String login,
            String source,
            Instant since,
            String by,
            String reason) {

        static Bound of(Binding b) {
            return new Bound(
                    b.name().service().value(),
                    b.name().display(),
                    b.person(),
                    b.login(),
                    b.source().id(),
                    b.since(),
                    b.by(),
                    b.reason());
        }
    }

    private record Change(
            Instant time,
            String kind,
            String service,
            String name,
            String person,
            String login,
            @Nullable String formerPerson,
            @Nullable String formerLogin,
            String source,
            String by,
            String reason) {

        static Change of(BindingChange c) {
            return new Change(
                    c.time(),
                    c.kind().id(),
                    c.name().service().value(),
                    c.name().display(),
                    c.person(),
                    c.login(),
                    c.formerPerson(),
                    c.formerLogin(),
                    c.source().id(),
                    c.by(),
                    c.reason());
        }
    }

    private record Conflict(
            String id,
            String service,
            String name,
            String person,
            String login,
            @Nullable String owner,
            String source,
            Instant since,
            String by,
            String reason) {

        static Conflict of(BindingConflict c, @Nullable Binding binding) {
            return new Conflict(
                    c.id(),
                    c.name().service().value(),
                    c.name().display(),
                    c.person(),
                    c.login(),
                    binding == null ? null : binding.login(),
                    c.source().id(),
                    c.since(),
                    c.by(),
                    c.reason());
        }
    }

    private void list(Context ctx, Caller caller) throws ApiProblem {
        Api.Paging paging = Api.Paging.of(ctx);
        Bindings.Page page = bindings.list(filter(ctx), paging.offset(), paging.limit());
        Api.give(ctx, new Api.Part<>(page.bindings().stream().map(Bound::of).toList(), page.total(), paging.offset()));
    }

    /** Which bindings are asked for by the parameters of an address. */
    static Bindings.Filter filter(Context ctx) throws ApiProblem {
        String service = Fields.query(ctx, "service");
        Optional<ServiceId> id = IdentitiesDesk.service(service);
        if (!service.isEmpty() && id.isEmpty()) {
            throw new ApiProblem(400, "No such service", "service must be the id of a service, such as aim.");
        }
        String source = Fields.query(ctx, "source");
        Optional<Binding.Source> kind = IdentitiesDesk.source(source);
        if (!source.isEmpty() && kind.isEmpty()) {
            throw new ApiProblem(400, "No such source", "source must be registration, administrator or csv.");
        }
        return new Bindings.Filter(id.orElse(null), Fields.query(ctx, "text"), kind.orElse(null));
    }

    private record ToBind(
            @Nullable String service,
            @Nullable String name,
            @Nullable String login,
            @Nullable String reason) {}

    private void bind(Context ctx, Caller caller) throws ApiProblem {
        ToBind wanted = Api.read(ctx, ToBind.class);
        String service = Api.text(wanted.service(), "service", Bindings.LONGEST_NAME);
        String name = Api.text(wanted.name(), "name", Bindings.LONGEST_NAME);
        String login = Api.text(wanted.login(), "login", Bindings.LONGEST_NAME);
        String reason = Api.optional(wanted.reason(), "reason", Bindings.LONGEST_REASON);
        switch (identities.bind(service, name, login, reason, caller)) {
            case Identities.Attempt.Asked asked -> give(ctx, asked.outcome(), 201);
            case Identities.Attempt.Wrong wrong -> throw new ApiProblem(422, "This can't be bound", wrong.why());
            case Identities.Attempt.Unavailable none ->
                throw new ApiProblem(
                        503, "The directory does not answer", "So the login can't be looked up. Nothing was done.");
        }
    }

    private record Nothing(boolean changed) {}

    /** @param status the status when something was changed */
    private static void give(Context ctx, Bindings.Outcome outcome, int status) throws ApiProblem {
        switch (outcome) {
            case Bindings.Outcome.Done done -> Api.give(ctx, status, Change.of(done.change()));
            case Bindings.Outcome.Unchanged same -> Api.give(ctx, new Nothing(false));
            case Bindings.Outcome.Disputed disputed ->
                throw new ApiProblem(
                                409,
                                "The name is another's",
                                "The claim waits for an administrator to settle it, under " + Route.API + PATH
                                        + "/conflicts.")
                        .with("conflict", disputed.conflict().id());
            case Bindings.Outcome.Refused refused -> throw new ApiProblem(422, "This can't be", refused.why() + ".");
            case Bindings.Outcome.Failed failed ->
                throw new ApiProblem(503, "Not written", "The disk did not take it. Nothing was changed.");
        }
    }

    private record ToUnbind(
            @Nullable String service,
            @Nullable String name,
            @Nullable String reason) {}

    private void unbind(Context ctx, Caller caller) throws ApiProblem {
        ToUnbind wanted = Api.read(ctx, ToUnbind.class);
        ScreenName name = name(
                Api.text(wanted.service(), "service", Bindings.LONGEST_NAME),
                Api.text(wanted.name(), "name", Bindings.LONGEST_NAME));
        String reason = Api.text(wanted.reason(), "reason", Bindings.LONGEST_REASON);
        give(ctx, identities.unbind(name, reason, caller), 200);
    }

    private ScreenName name(String service, String name) throws ApiProblem {
        return identities
                .name(service, name)
                .orElseThrow(() -> new ApiProblem(422, "No such name", "This service has no such names."));
    }

    private void history(Context ctx, Caller caller) throws ApiProblem {
        int most = Api.number(ctx, "limit", 1, Api.MOST_ENTRIES, 50);
        String person = ctx.queryParam("person");
        List<BindingChange> changes = person != null
                ? bindings.historyOf(person, most)
                : bindings.history(name(Fields.query(ctx, "service"), Fields.query(ctx, "name")), most);
        Api.give(ctx, new History(changes.stream().map(Change::of).toList()));
    }

    private record History(List<Change> entries) {}

    private void conflicts(Context ctx, Caller caller) throws ApiProblem {
        Api.Part<BindingConflict> part = Api.Paging.of(ctx).of(bindings.conflicts());
        Api.give(
                ctx,
                new Api.Part<>(
                        part.entries().stream()
                                .map(conflict -> Conflict.of(conflict, bindings.find(conflict.name())))
                                .toList(),
                        part.total(),
                        part.offset()));
    }

    private record ToSettle(
            @Nullable String settlement, @Nullable String reason) {}

    private void settle(Context ctx, Caller caller) throws ApiProblem {
        ToSettle wanted = Api.read(ctx, ToSettle.class);
        Bindings.Settlement settlement = IdentitiesDesk.settlement(Api.text(wanted.settlement(), "settlement", 20))
                .orElseThrow(() -> new ApiProblem(422, "No such settlement", "settlement must be keep or hand-over."));
        String reason = Api.optional(wanted.reason(), "reason", Bindings.LONGEST_REASON);
        give(ctx, identities.settle(ctx.pathParam("id"), settlement, reason, caller), 200);
    }
}
