package org.sallyport.ui;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.Problem;
import org.sallyport.policy.document.Problems;
import org.sallyport.policy.document.Sha256;
import org.sallyport.policy.history.Changes;
import org.sallyport.policy.history.Draft;
import org.sallyport.policy.history.PolicyDesk;
import org.sallyport.policy.history.PolicyHistory;
import org.sallyport.policy.history.PolicyVersion;
import org.sallyport.policy.rule.PolicyFile;
import org.sallyport.policy.rule.RuleOutline;
import org.sallyport.policy.rule.RulebaseReader;

/**
 * The policy for scripts: the same document, drafts and versions as on the pages. Documents travel as YAML, byte for byte; all
 * else is JSON.
 */
final class PolicyApi {

    private static final String YAML = "application/yaml";
    private static final int LARGEST = (int) RulebaseReader.LARGEST_DOCUMENT;

    private final PolicyModel model;

    PolicyApi(PolicyModel model) {
        this.model = model;
    }

    List<Route> routes() {
        return List.of(
                Route.api(Access.READ_POLICY, HandlerType.GET, "/policy", this::inForce),
                Route.api(Access.READ_POLICY, HandlerType.GET, "/policy/document", this::document),
                Route.api(Access.EDIT_POLICY, HandlerType.POST, "/policy/file", this::file),
                Route.api(Access.READ_POLICY, HandlerType.POST, "/policy/validate", this::validate)
                        .taking(YAML)
                        .withMaxBody(LARGEST),
                Route.api(Access.READ_POLICY, HandlerType.GET, "/policy/drafts", this::drafts),
                Route.api(Access.EDIT_POLICY, HandlerType.POST, "/policy/drafts", this::draft)
                        .taking(YAML)
                        .withMaxBody(LARGEST),
                Route.api(Access.READ_POLICY, HandlerType.GET, "/policy/drafts/{id}", this::oneDraft),
                Route.api(Access.READ_POLICY, HandlerType.GET, "/policy/drafts/{id}/document", this::draftDocument),
                Route.api(Access.EDIT_POLICY, HandlerType.PUT, "/policy/drafts/{id}/document", this::revise)
                        .taking(YAML)
                        .withMaxBody(LARGEST),
                Route.api(Access.READ_POLICY, HandlerType.GET, "/policy/drafts/{id}/changes", this::draftChanges),
                Route.api(Access.EDIT_POLICY, HandlerType.POST, "/policy/drafts/{id}/publish", this::publish),
                Route.api(Access.EDIT_POLICY, HandlerType.POST, "/policy/drafts/{id}/rebase", this::rebase),
                Route.api(Access.EDIT_POLICY, HandlerType.DELETE, "/policy/drafts/{id}", this::discard),
                Route.api(Access.READ_POLICY, HandlerType.GET, "/policy/versions", this::versions),
                Route.api(Access.READ_POLICY, HandlerType.GET, "/policy/versions/{number}", this::oneVersion),
                Route.api(
                        Access.READ_POLICY,
                        HandlerType.GET,
                        "/policy/versions/{number}/document",
                        this::versionDocument),
                Route.api(
                        Access.READ_POLICY, HandlerType.GET, "/policy/versions/{number}/changes", this::versionChanges),
                Route.api(Access.EDIT_POLICY, HandlerType.POST, "/policy/versions/{number}/restore", this::rollBack));
    }

    private PolicyDesk desk() {
        return model.services().desk();
    }

    private record InForce(
            String version,
            int newest,
            boolean editedByHand,
            boolean historyIntact,
            @Nullable String historyBroken,
            List<RuleOutline> rules,
            List<Problem> warnings,
            List<Problem> refused) {}

    private void inForce(Context ctx, Caller caller) throws IOException {
        PolicyFile.State state = model.services().inForce().get();
        Optional<PolicyVersion> newest = desk().history().newest();
        String broken = RulebaseDesk.broken(desk().history().glance());
        Api.give(
                ctx,
                new InForce(
                        state.rulebase().version(),
                        newest.map(PolicyVersion::number).orElse(0),
                        newest.isPresent() && !desk().isInForce(),
                        broken.isEmpty(),
                        broken.isEmpty() ? null : broken,
                        state.rulebase().outline(),
                        state.warnings().list(),
                        state.refused().list()));
    }

    private void document(Context ctx, Caller caller) {
        String text = model.inFile();
        ctx.header("ETag", "\"" + Sha256.hex(text) + "\"");
        yaml(ctx, text);
    }

    /**
     * The hash in {@code If-Match}: of the text that what is sent was made of.
     *
     * @return null when it is not said
     */
    static @Nullable String seenText(Context ctx) {
        String match = ctx.header("If-Match");
        return match == null ? null : match.strip().replaceAll("^\"|\"$", "");
    }

    static ApiProblem anotherText() {
        return new ApiProblem(
                412,
                "Another text",
                "If-Match must have the ETag of the text that yours was made of. Somebody has changed it: read it again, and"
                        + " make your change in what is there now.");
    }

    static void yaml(Context ctx, String text) {
        ctx.contentType(YAML).result(text.getBytes(StandardCharsets.UTF_8));
    }

    /** @param seen the hash of what was in the file, without the quotes of its tag; null: whatever it is */
    private record FileOrder(
            @Nullable String action,
            @Nullable String reason,
            @Nullable String seen) {}

    private void file(Context ctx, Caller caller) throws ApiProblem, IOException {
        FileOrder order = Api.read(ctx, FileOrder.class);
        String action = Api.text(order.action(), "action", 20);
        switch (action) {
            case "restore" -> answer(ctx, desk().restoreFile(order.seen()));
            case "adopt" -> {
                String reason = Api.text(order.reason(), "reason", PolicyModel.LONGEST_REASON);
                answer(ctx, desk().adopt(caller.login(), reason, order.seen()));
            }
            default -> throw new ApiProblem(422, "Not known", "action must be adopt or restore.");
        }
    }

    private record Validation(boolean valid, @Nullable String version, List<Problem> errors, List<Problem> warnings) {}

    private void validate(Context ctx, Caller caller) throws ApiProblem {
        Api.give(
                ctx,
                switch (model.read(text(ctx))) {
                    case RulebaseReader.Result.Valid valid ->
                        new Validation(
                                true,
                                valid.rulebase().version(),
                                List.of(),
                                valid.warnings().list());
                    case RulebaseReader.Result.Invalid invalid ->
                        new Validation(false, null, invalid.problems().list(), List.of());
                });
    }

    /** The body, which must be UTF-8: what was replaced by question marks must not end up in a policy. */
    static String text(Context ctx) throws ApiProblem {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(ctx.bodyAsBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ApiProblem(400, "Not UTF-8", "The body must be text in UTF-8.");
        }
    }

    /** A draft without its text; {@code seen} is what to give back when it is changed or published. */
    record DraftEntry(String id, String author, Instant time, long seen, String reason, int base, int restores) {
        static DraftEntry of(Draft draft) {
            return new DraftEntry(
                    draft.id(),
                    draft.author(),
                    draft.time(),
                    draft.time().toEpochMilli(),
                    draft.reason(),
                    draft.base(),
                    draft.restores());
        }
    }

    private void drafts(Context ctx, Caller caller) throws ApiProblem, IOException {
        List<DraftEntry> entries = desk().drafts().stream().map(DraftEntry::of).toList();
        Api.give(ctx, Api.Paging.of(ctx).of(entries));
    }

    private void draft(Context ctx, Caller caller) throws ApiProblem, IOException {
        String seen = seenText(ctx);
        if (seen != null && !seen.equals(Sha256.hex(model.inFile()))) {
            throw anotherText();
        }
        saved(ctx, 201, desk().draft(caller.login(), reason(ctx), text(ctx), seen));
    }

    static String reason(Context ctx) throws ApiProblem {
        String reason = ctx.queryParam("reason");
        if (reason != null && reason.length() > PolicyModel.LONGEST_REASON) {
            throw new ApiProblem(
                    422, "Too long", "reason takes at most " + PolicyModel.LONGEST_REASON + " characters.");
        }
        return reason == null ? "" : reason;
    }

    private Draft found(Context ctx) throws ApiProblem {
        return desk().draft(ctx.pathParam("id"))
                .orElseThrow(() -> ApiProblem.notFound("There is no such draft, or not any more."));
    }

    private void oneDraft(Context ctx, Caller caller) throws ApiProblem {
        Api.give(ctx, DraftEntry.of(found(ctx)));
    }

    private void draftDocument(Context ctx, Caller caller) throws ApiProblem {
        yaml(ctx, found(ctx).text());
    }

    private void revise(Context ctx, Caller caller) throws ApiProblem, IOException {
        Draft draft = found(ctx);
        String reason = ctx.queryParam("reason") == null ? draft.reason() : reason(ctx);
        saved(ctx, 200, desk().revise(draft.id(), seen(ctx.queryParam("seen")), caller.login(), reason, text(ctx)));
    }

    static Instant seen(@Nullable String seen) throws ApiProblem {
        if (seen == null || seen.isBlank()) {
            throw new ApiProblem(
                    422,
                    "Something is missing",
                    "seen must say which state of it you have looked at, as it was given.");
        }
        return Forms.moment(seen);
    }

    private void draftChanges(Context ctx, Caller caller) throws ApiProblem {
        changes(ctx, Changes.between(model.inFile(), found(ctx).text()));
    }

    static void changes(Context ctx, Changes changes) {
        Api.give(ctx, changes);
    }

    private record PublishOrder(
            @Nullable Long seen, @Nullable String reason) {}

    private void publish(Context ctx, Caller caller) throws ApiProblem, IOException {
        Draft draft = found(ctx);
        PublishOrder order = Api.read(ctx, PublishOrder.class);
        Instant seen = seen(order.seen() == null ? null : order.seen().toString());
        String reason = order.reason() == null || order.reason().isBlank() ? draft.reason() : order.reason();
        answer(
                ctx,
                desk().publish(
                                draft.id(),
                                seen,
                                caller.login(),
                                Api.text(reason, "reason", PolicyModel.LONGEST_REASON)));
    }

    private void rebase(Context ctx, Caller caller) throws ApiProblem, IOException {
        Draft draft = found(ctx);
        PublishOrder order = Api.read(ctx, PublishOrder.class);
        Instant seen = seen(order.seen() == null ? null : order.seen().toString());
        saved(ctx, 200, desk().rebase(draft.id(), seen, caller.login()));
    }

    private void discard(Context ctx, Caller caller) throws ApiProblem, IOException {
        Draft draft = found(ctx);
        String seen = ctx.queryParam("seen");
        // Without it, whatever the draft is now is meant.
        if (desk().discard(draft.id(), seen == null ? draft.time() : seen(seen))
                instanceof PolicyDesk.Outcome.Refused refused) {
            throw new ApiProblem(409, "Not done", refused.why() + ".");
        }
        ctx.status(204);
    }

    /** A version without its text. */
    record VersionEntry(
            int number,
            Instant time,
            String author,
            String publisher,
            String reason,
            int restores,
            String previous,
            String hash) {
        static VersionEntry of(PolicyVersion version) {
            return new VersionEntry(
                    version.number(),
                    version.time(),
                    version.author(),
                    version.publisher(),
                    version.reason(),
                    version.restores(),
                    version.previous(),
                    version.hash());
        }
    }

    private void versions(Context ctx, Caller caller) throws ApiProblem {
        PolicyHistory history = desk().history();
        int total = history.newest().map(PolicyVersion::number).orElse(0);
        Api.Paging paging = Api.Paging.of(ctx);
        List<VersionEntry> entries = paging.offset() >= total
                ? List.of()
                : history.versions(total - paging.offset() + 1, paging.limit()).stream()
                        .map(VersionEntry::of)
                        .toList();
        Api.give(ctx, new Api.Part<>(entries, total, paging.offset()));
    }

    private PolicyVersion version(Context ctx) throws ApiProblem {
        return model.version(ctx.pathParam("number"))
                .orElseThrow(() -> ApiProblem.notFound("There is no version of this number."));
    }

    private void oneVersion(Context ctx, Caller caller) throws ApiProblem {
        Api.give(ctx, VersionEntry.of(version(ctx)));
    }

    private void versionDocument(Context ctx, Caller caller) throws ApiProblem {
        yaml(ctx, version(ctx).text());
    }

    /** To the version before, or to that in the parameter {@code since}. */
    private void versionChanges(Context ctx, Caller caller) throws ApiProblem {
        PolicyVersion version = version(ctx);
        int since = Api.number(ctx, "since", 0, 999_999, version.number() - 1);
        String before = desk().history().version(since).map(PolicyVersion::text).orElse("");
        changes(ctx, Changes.between(before, version.text()));
    }

    private void rollBack(Context ctx, Caller caller) throws ApiProblem, IOException {
        PolicyVersion version = version(ctx);
        BackOrder order = Api.read(ctx, BackOrder.class);
        String reason = Api.text(order.reason(), "reason", PolicyModel.LONGEST_REASON);
        answer(ctx, desk().rollBack(version.number(), order.newest(), caller.login(), reason));
    }

    /** @param newest the number of the newest version that was seen; null: whichever it is */
    private record BackOrder(
            @Nullable String reason, @Nullable Integer newest) {}

    private static void saved(Context ctx, int status, PolicyDesk.Outcome outcome) throws ApiProblem {
        if (outcome instanceof PolicyDesk.Outcome.Drafted drafted) {
            Api.give(ctx, status, DraftEntry.of(drafted.draft()));
        } else {
            answer(ctx, outcome);
        }
    }

    /** What became of it: 201 and a version, 202 and a draft that waits for somebody else, or why not. */
    static void answer(Context ctx, PolicyDesk.Outcome outcome) throws ApiProblem {
        switch (outcome) {
            case PolicyDesk.Outcome.Published published ->
                Api.give(ctx, 201, Map.of("published", VersionEntry.of(published.version())));
            case PolicyDesk.Outcome.Drafted drafted ->
                Api.give(ctx, 202, Map.of("draft", DraftEntry.of(drafted.draft())));
            case PolicyDesk.Outcome.Invalid invalid -> throw invalid(invalid.problems());
            case PolicyDesk.Outcome.Refused refused -> throw new ApiProblem(409, "Not done", refused.why() + ".");
        }
    }

    static ApiProblem invalid(Problems problems) {
        return new ApiProblem(422, "It has mistakes", "Nothing was changed. errors has them all, with their lines.")
                .with("errors", problems.list());
    }
}
