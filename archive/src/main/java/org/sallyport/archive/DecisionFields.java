package org.sallyport.archive;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;

/** What was decided, as fields of {@code im}. */
final class DecisionFields {

    private DecisionFields() {}

    static void write(JsonGenerator out, Decision decision) throws IOException {
        out.writeStringField("verdict", decision.verdict().id());
        List<Duty.Notice> notices = new ArrayList<>();
        switch (decision.verdict()) {
            case Verdict.Rewrite rewrite -> JsonText.field(out, "rewritten", rewrite.text());
            case Verdict.Deny deny -> addNotice(notices, deny.notice());
            case Verdict.Disconnect disconnect -> addNotice(notices, disconnect.notice());
            case Verdict.Allow allow -> {
                // It went on as it was.
            }
            case Verdict.Drop drop -> {
                // Nobody was told.
            }
        }
        switch (decision) {
            case Decision.Decided decided -> {
                JsonText.field(out, "policy", decided.policy());
                JsonText.list(out, "reasons", decided.reasons());
            }
            case Decision.Failed failed -> JsonText.field(out, "failure", failed.cause());
        }
        writeDuties(out, decision.duties(), notices);
    }

    private static void addNotice(List<Duty.Notice> notices, @Nullable String text) {
        if (text != null) {
            notices.add(new Duty.Notice(Duty.Audience.SENDER, text));
        }
    }

    private static void writeDuties(JsonGenerator out, List<Duty> duties, List<Duty.Notice> notices)
            throws IOException {
        List<Duty.Alert> alerts = new ArrayList<>();
        List<String> queues = new ArrayList<>();
        for (Duty duty : duties) {
            switch (duty) {
                case Duty.Notice notice -> notices.add(notice);
                case Duty.Alert alert -> alerts.add(alert);
                case Duty.Review review -> queues.add(review.queue());
                case Duty.Disclaimer disclaimer ->
                    notices.add(new Duty.Notice(disclaimer.audience(), disclaimer.text()));
                case Duty.Quarantine quarantine -> JsonText.field(out, "quarantine", quarantine.queue());
                case Duty.Route route ->
                    out.writeStringField(
                            "route",
                            route.reach().name().toLowerCase(Locale.ROOT).replace('_', '-'));
                case Duty.Label label -> {
                    JsonText.list(out, "tags", label.tags());
                    if (label.severity() != null) {
                        out.writeStringField("severity", label.severity());
                    }
                }
            }
        }
        if (!alerts.isEmpty()) {
            out.writeArrayFieldStart("alerts");
            for (Duty.Alert alert : alerts) {
                out.writeStartObject();
                JsonText.field(out, "severity", alert.severity());
                JsonText.list(out, "to", alert.to());
                out.writeEndObject();
            }
            out.writeEndArray();
        }
        JsonText.list(out, "review", queues);
        if (!notices.isEmpty()) {
            out.writeArrayFieldStart("notice");
            for (Duty.Notice notice : notices) {
                out.writeStartObject();
                out.writeStringField("audience", notice.audience().name().toLowerCase(Locale.ROOT));
                JsonText.field(out, "text", notice.text());
                out.writeEndObject();
            }
            out.writeEndArray();
        }
    }
}
