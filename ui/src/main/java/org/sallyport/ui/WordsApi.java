package org.sallyport.ui;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.Problems;
import org.sallyport.policy.document.Sha256;
import org.sallyport.policy.history.Draft;
import org.sallyport.policy.history.LexiconDesk;
import org.sallyport.policy.history.PolicyDesk;

/** The files of words for scripts. The file is named by the parameter {@code path}, for it has slashes in it. */
final class WordsApi {

    private static final int LARGEST = 4 << 20;
    private static final int VERSIONS = 100;

    private final LexiconDesk lexicons;

    WordsApi(PolicyModel model) {
        this.lexicons = model.services().lexicons();
    }

    List<Route> routes() {
        return List.of(
                Route.api(Access.READ_POLICY, HandlerType.GET, "/policy/lexicons", this::list),
                Route.api(Access.READ_POLICY, HandlerType.GET, "/policy/lexicons/document", this::document),
                Route.api(Access.EDIT_POLICY, HandlerType.PUT, "/policy/lexicons/document", this::save)
                        .taking("application/octet-stream")
                        .withMaxBody(LARGEST),
                Route.api(Access.READ_POLICY, HandlerType.GET, "/policy/lexicons/drafts", this::drafts),
                Route.api(Access.EDIT_POLICY, HandlerType.POST, "/policy/lexicons/drafts", this::settle),
                Route.api(Access.READ_POLICY, HandlerType.GET, "/policy/lexicons/versions", this::versions));
    }

    private PolicyDesk desk(@Nullable String path) throws ApiProblem, IOException {
        return lexicons.desk(path == null ? "" : path).orElseThrow(WordsApi::noFile);
    }

    /** For those who only look. */
    private PolicyDesk existing(Context ctx) throws ApiProblem, IOException {
        String path = ctx.queryParam("path");
        return lexicons.existing(path == null ? "" : path).orElseThrow(WordsApi::noFile);
    }

    private static ApiProblem noFile() {
        return ApiProblem.notFound(
                "path must be a file that the policy names, or lexicons/ and a name that ends with .txt.");
    }

    private void list(Context ctx, Caller caller) throws ApiProblem, IOException {
        Api.give(ctx, Api.Paging.of(ctx).of(lexicons.files()));
    }

    private void document(Context ctx, Caller caller) throws ApiProblem, IOException {
        String text = existing(ctx).inFile().orElseThrow(() -> ApiProblem.notFound("There is no such file yet."));
        ctx.header("ETag", "\"" + Sha256.hex(text) + "\"")
                .contentType("text/plain; charset=utf-8")
                .result(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes the text as the body. {@code If-Match} has the tag of the text it was made of, or none where there was no file. */
    private void save(Context ctx, Caller caller) throws ApiProblem, IOException {
        PolicyDesk desk = desk(ctx.queryParam("path"));
        String text = PolicyApi.text(ctx);
        String reason = Api.text(PolicyApi.reason(ctx), "reason", PolicyModel.LONGEST_REASON);
        String now = desk.inFile().map(Sha256::hex).orElse("");
        if (!now.equals(Objects.requireNonNullElse(PolicyApi.seenText(ctx), ""))) {
            throw PolicyApi.anotherText();
        }
        Problems problems = desk.check(text);
        if (!problems.isEmpty()) {
            throw PolicyApi.invalid(problems);
        }
        PolicyDesk.Outcome outcome = desk.draft(caller.login(), reason, text, now);
        if (!desk.secondPairOfEyes() && outcome instanceof PolicyDesk.Outcome.Drafted drafted) {
            Draft draft = drafted.draft();
            outcome = desk.publish(draft.id(), draft.time(), caller.login());
            if (!(outcome instanceof PolicyDesk.Outcome.Published)) {
                desk.discard(draft.id());
            }
        }
        PolicyApi.answer(ctx, outcome);
    }

    private void drafts(Context ctx, Caller caller) throws ApiProblem, IOException {
        List<PolicyApi.DraftEntry> entries =
                existing(ctx).drafts().stream().map(PolicyApi.DraftEntry::of).toList();
        Api.give(ctx, Map.of("entries", entries));
    }

    private record Settling(
            @Nullable String path,
            @Nullable String draft,
            @Nullable Long seen,
            @Nullable String action) {}

    private void settle(Context ctx, Caller caller) throws ApiProblem, IOException {
        Settling order = Api.read(ctx, Settling.class);
        PolicyDesk desk = desk(order.path());
        String id = Api.text(order.draft(), "draft", 40);
        switch (Api.text(order.action(), "action", 20)) {
            case "discard" -> {
                if (!desk.discard(id)) {
                    throw ApiProblem.notFound("There is no such draft, or not any more.");
                }
                ctx.status(204);
            }
            case "publish" ->
                PolicyApi.answer(
                        ctx,
                        desk.publish(
                                id,
                                PolicyApi.seen(
                                        order.seen() == null
                                                ? null
                                                : order.seen().toString()),
                                caller.login()));
            default -> throw new ApiProblem(422, "Not known", "action must be publish or discard.");
        }
    }

    private void versions(Context ctx, Caller caller) throws ApiProblem, IOException {
        List<PolicyApi.VersionEntry> entries = existing(ctx).history().versions(0, VERSIONS).stream()
                .map(PolicyApi.VersionEntry::of)
                .toList();
        Api.give(ctx, Map.of("entries", entries));
    }
}
