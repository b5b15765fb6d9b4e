package org.sallyport.proxy.alert;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Alerts and digests for tests. */
public final class Samples {

    /** When they happened. */
    public static final Instant TIME = Instant.parse("2026-11-02T08:00:12.441Z");

    /** Whatever may not get out of the place it is put into. */
    public static final String HOSTILE =
            "eve\r\nBcc: all@example.com\r\n\r\nGot you\u2028\u0000\u001b[31m\u202e| ] \" \\ = 12 <34>1 \ud800";

    private Samples() {}

    /** An alert of a rule about somebody. */
    public static Alert alert(String id, String rule, String login) {
        return alert(id, rule, login, TIME);
    }

    /** An alert of a rule about somebody at some time. */
    public static Alert alert(String id, String rule, String login, Instant time) {
        return alert(id, time, Severity.MEDIUM, rule, login, login + " Adams", "aim:" + login, List.of("aim:bobby"));
    }

    /** An alert with everything hostile that a stranger or the directory can give. */
    public static Alert hostile() {
        return alert("h-1", TIME, Severity.HIGH, HOSTILE, HOSTILE, HOSTILE, HOSTILE, List.of(HOSTILE, HOSTILE));
    }

    private static Alert alert(
            String id,
            Instant time,
            Severity severity,
            String rule,
            @Nullable String login,
            @Nullable String person,
            @Nullable String name,
            List<String> with) {
        return new Alert(
                id,
                time,
                severity,
                List.of(rule),
                "aim",
                "oscar",
                "chat",
                "deny",
                login,
                person,
                name,
                with,
                "c-1",
                "journal-" + id,
                List.of("lexicon insider"));
    }

    /** A digest of these. */
    public static Digest digest(String key, Alert... alerts) {
        Digester digester = new Digester();
        for (Alert alert : alerts) {
            digester.add(alert);
        }
        return digester.digest(key, "gate.example.com", 0, false);
    }

    /** Settings for tests that do not want to wait. */
    public static AlertSettings settings(Duration digest, Duration maxAge, long queueBytes, URI... urls) {
        List<AlertSettings.Target> targets = java.util.stream.IntStream.range(0, urls.length)
                .<AlertSettings.Target>mapToObj(i -> new AlertSettings.Webhook("hook" + i, urls[i], null, null))
                .toList();
        return new AlertSettings(
                targets,
                digest,
                3_600,
                Duration.ofMillis(100),
                Duration.ofMillis(400),
                maxAge,
                queueBytes,
                Duration.ofSeconds(20));
    }
}
