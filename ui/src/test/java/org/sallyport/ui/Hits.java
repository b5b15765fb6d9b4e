package org.sallyport.ui;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.search.Hit;

/** Builds archived events, ours and hostile ones. */
final class Hits {

    static final Hit.Party ANNA = new Hit.Party("annaf", "Anna Ferrand", "aferrand");
    static final Hit.Party BORIS = new Hit.Party("boris k", "Boris Kellner", "bkellner");
    static final Hit.Party STRANGER = new Hit.Party("NightTrader77", null, null);

    private static final Instant START = Instant.parse("2026-11-20T08:58:12.250318Z");

    private Hits() {}

    static Hit said(int number, Hit.Party from, Hit.Party to, String text) {
        return hit(
                number,
                "message",
                "chat",
                from,
                List.of(to),
                null,
                text,
                text,
                false,
                "",
                List.of(),
                "allow",
                List.of());
    }

    static Hit html(int number, Hit.Party from, Hit.Party to, String text, String source) {
        return hit(
                number,
                "message",
                "chat",
                from,
                List.of(to),
                null,
                text,
                source,
                true,
                "",
                List.of(),
                "allow",
                List.of());
    }

    static Hit denied(int number, Hit.Party from, Hit.Party to, String text, String rule) {
        return hit(
                number,
                "message",
                "chat",
                from,
                List.of(to),
                null,
                text,
                text,
                false,
                "",
                List.of(),
                "deny",
                List.of(rule));
    }

    static Hit offered(int number, Hit.Party from, Hit.Party to, String name, long size, String verdict, String rule) {
        return hit(
                number,
                "file-offer",
                "file-transfer",
                from,
                List.of(to),
                null,
                "",
                "",
                false,
                "propose",
                List.of(new Hit.File(name, size)),
                verdict,
                List.of(rule));
    }

    static Hit hit(
            int number,
            String kind,
            String feature,
            Hit.@Nullable Party from,
            List<Hit.Party> to,
            @Nullable String room,
            String text,
            String source,
            boolean html,
            String detail,
            List<Hit.File> files,
            String verdict,
            List<String> rules) {
        return new Hit(
                "r" + number,
                START.plusSeconds(41L * number),
                "c-1",
                "aim",
                "oscar",
                "k7",
                kind,
                feature,
                from == null || from.login() == null,
                from,
                to,
                room,
                text.isEmpty() ? List.of() : List.of(new Hit.Piece(text, false)),
                source,
                html,
                detail,
                files,
                verdict,
                rules,
                null,
                List.of());
    }

    static Hit withText(Hit h, List<Hit.Piece> text) {
        return copy(h, text, h.failure(), h.alerts(), h.conversation());
    }

    static Hit alerting(Hit h, String... severities) {
        return copy(h, h.text(), h.failure(), List.of(severities), h.conversation());
    }

    static Hit failing(Hit h, String failure) {
        return copy(h, h.text(), failure, h.alerts(), h.conversation());
    }

    static Hit in(String conversation, Hit h) {
        return copy(h, h.text(), h.failure(), h.alerts(), conversation);
    }

    private static Hit copy(
            Hit h, List<Hit.Piece> text, @Nullable String failure, List<String> alerts, @Nullable String conversation) {
        return new Hit(
                h.id(),
                h.time(),
                conversation,
                h.service(),
                h.protocol(),
                h.connection(),
                h.kind(),
                h.feature(),
                h.inbound(),
                h.from(),
                h.to(),
                h.room(),
                text,
                h.source(),
                h.html(),
                h.detail(),
                h.files(),
                h.verdict(),
                h.rules(),
                failure,
                alerts);
    }
}
