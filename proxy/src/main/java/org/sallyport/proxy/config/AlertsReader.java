package org.sallyport.proxy.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Address;
import org.sallyport.proxy.alert.AlertSettings;

/** Reads {@code alerts}. */
final class AlertsReader {

    private static final int MOST_TARGETS = 32;
    private static final int MOST_ADDRESSES = 50;

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    /** A plain address (RFC 5321, 4.1.2) without quoting: nothing in it can end a header or a command. */
    private static final Pattern MAILBOX =
            Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?");

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Section section;
    private final Function<String, Path> paths;

    AlertsReader(Section section, Function<String, Path> paths) {
        this.section = section;
        this.paths = paths;
    }

    AlertSettings read() {
        AlertSettings d = AlertSettings.NONE;
        AlertSettings.@Nullable Smtp smtp = smtp(section.in("smtp"));
        List<AlertSettings.Target> targets = section.named(
                "targets",
                "Who is told of alerts, by names that rules call them by: `alert: { severity: high, to: [mail:compliance] }`. See docs/alerts.md.",
                (name, item) -> target(name, item, smtp));
        if (targets.size() > MOST_TARGETS) {
            section.fail("targets: there may be " + MOST_TARGETS);
        }
        Duration digest = section.duration(
                "digest",
                Duration.ZERO,
                DAY,
                d.digest(),
                "How long alerts are gathered after a target was told, before it is told of them together.");
        int perHour = section.number(
                "per-hour", 1, 3_600, d.perHour(), "How often a target is told in any hour at the most.");
        Duration retry = section.duration(
                "retry",
                Duration.ofMillis(100),
                Duration.ofHours(1),
                d.retry(),
                "How long after a failure a target is tried again; twice as long after each further one.");
        Duration retryMost =
                section.duration("retry-most", Duration.ofMillis(100), DAY, d.retryMost(), "The longest that becomes.");
        Duration maxAge = section.duration(
                "max-age",
                Duration.ofMinutes(1),
                Duration.ofDays(365),
                d.maxAge(),
                "When an alert that could not be told is given up; the archive has it all the same.");
        long queue = section.size(
                "queue",
                64 << 10,
                1 << 30,
                d.queueBytes(),
                "How much may wait for one target, on the disk; an alert beyond is lost, and told of as a number.");
        Duration timeout = section.duration(
                "timeout", SECOND, Duration.ofMinutes(2), d.timeout(), "For a connection, and again for each answer.");
        if (retryMost.compareTo(retry) < 0) {
            section.fail("retry-most must not be shorter than retry");
        }
        if (maxAge.compareTo(digest) < 0) {
            section.fail("max-age must not be shorter than digest: nothing would live long enough to be told");
        }
        return new AlertSettings(targets, digest, perHour, retry, retryMost, maxAge, queue, timeout);
    }

    /** Null when there is no server, or none that can be used. */
    private AlertSettings.@Nullable Smtp smtp(Section smtp) {
        Address server = smtp.optionalAddress("server", "The mail server that takes the mail of all targets.");
        Map<String, AlertSettings.Security> kinds = new LinkedHashMap<>();
        kinds.put("starttls", AlertSettings.Security.STARTTLS);
        kinds.put("tls", AlertSettings.Security.TLS);
        kinds.put("none", AlertSettings.Security.NONE);
        AlertSettings.Security security = smtp.oneOf(
                "security",
                kinds,
                "starttls",
                "How it is connected to: `starttls`, mostly on port 587, `tls`, mostly on 465, or in the clear.");
        @Nullable String from = smtp.optionalText("from", 255, "The sender's address; needed with `server`.");
        @Nullable String user = smtp.optionalText("user", 255, "The account there, where one is needed.");
        @Nullable String password = smtp.optionalText("password-file", 1_000, "A file with its password and nothing else.");
        @Nullable String ca = smtp.optionalText("ca", 1_000, "A PEM file with CAs besides those that Java trusts.");
        if (server == null) {
            Stream.of("security", "from", "user", "password-file", "ca")
                    .filter(smtp::has)
                    .limit(1)
                    .forEach(key -> smtp.fail("'" + key + "' is for a mail server: name it as 'server'"));
            return null;
        }
        if ((user == null) != (password == null)) {
            smtp.fail("user and password-file go together");
        }
        if (user != null && security == AlertSettings.Security.NONE) {
            smtp.fail("with 'security: none' the password would be sent in the clear");
        }
        if (from == null) {
            smtp.fail("'from' is missing: with 'server' it is needed");
            return null;
        }
        if (!MAILBOX.matcher(from).matches()) {
            smtp.fail("from: not a mail address such as sallyport@example.com");
            return null;
        }
        return new AlertSettings.Smtp(
                server,
                security,
                from,
                user,
                user == null || password == null ? null : paths.apply(password),
                ca == null ? null : paths.apply(ca));
    }

    private Optional<AlertSettings.Target> target(String name, Section item, AlertSettings.@Nullable Smtp smtp) {
        List<String> mail = item.texts("mail", List.of(), "mail addresses", "For a target of the kind `mail`: whom.");
        @Nullable String webhook = item.optionalText(
                "webhook", 2_000, "For a target of the kind `webhook`: the URL that JSON is posted to.");
        @Nullable String secret = item.optionalText(
                "secret-file",
                1_000,
                "A file with the key that a webhook's requests are signed with; without one they are not.");
        Address syslog = item.optionalAddress("syslog", "For a target of the kind `syslog`: the collector.");
        boolean tls = item.flag("tls", true, "Whether a collector is spoken to over TLS; else over TCP.");
        Map<String, AlertSettings.Format> formats = new LinkedHashMap<>();
        formats.put("rfc5424", AlertSettings.Format.RFC5424);
        formats.put("cef", AlertSettings.Format.CEF);
        AlertSettings.Format format =
                item.oneOf("format", formats, "rfc5424", "What a collector gets: structured data, or CEF.");
        @Nullable String ca = item.optionalText(
                "ca", 1_000, "For a webhook or a collector: a PEM file with CAs besides those that Java trusts.");
        if (!NAME.matcher(name).matches()) {
            item.fail("a target's name has 1 to 32 lower-case letters, digits and '-', and begins with a letter");
            return Optional.empty();
        }
        if (Stream.of("mail", "webhook", "syslog").filter(item::has).count() != 1) {
            item.fail("a target has either 'mail', 'webhook' or 'syslog'");
            return Optional.empty();
        }
        onlyFor(item, "webhook", "secret-file");
        onlyFor(item, "syslog", "tls");
        onlyFor(item, "syslog", "format");
        if (item.has("mail") && item.has("ca")) {
            item.fail("'ca' is for a webhook or a collector; the mail server's is 'alerts.smtp.ca'");
        }
        @Nullable Path trust = ca == null ? null : paths.apply(ca);
        if (item.has("mail")) {
            return mail(name, item, mail, smtp);
        }
        if (webhook != null) {
            return url(item, webhook)
                    .map(url ->
                            new AlertSettings.Webhook(name, url, secret == null ? null : paths.apply(secret), trust));
        }
        return Optional.ofNullable(syslog).map(server -> new AlertSettings.Syslog(name, server, tls, trust, format));
    }

    private static void onlyFor(Section item, String kind, String key) {
        if (item.has(key) && !item.has(kind)) {
            item.fail("'" + key + "' is for a target with '" + kind + "'");
        }
    }

    private static Optional<AlertSettings.Target> mail(
            String name, Section item, List<String> addresses, AlertSettings.@Nullable Smtp smtp) {
        if (addresses.isEmpty() || addresses.size() > MOST_ADDRESSES) {
            item.fail("mail: there must be 1 to " + MOST_ADDRESSES + " addresses");
            return Optional.empty();
        }
        for (String address : addresses) {
            if (!MAILBOX.matcher(address).matches()) {
                item.fail("mail: '" + address + "' is no mail address");
                return Optional.empty();
            }
        }
        if (smtp == null) {
            item.fail("mail needs a mail server: name it in 'alerts.smtp.server'");
            return Optional.empty();
        }
        return Optional.of(new AlertSettings.Mail(name, addresses, smtp));
    }

    /** The URL is in no message: with many services, whoever knows it may post. */
    private static Optional<URI> url(Section item, String text) {
        try {
            URI url = URI.create(text);
            boolean inTheClear = "http".equals(url.getScheme()) && THIS_MACHINE.contains(url.getHost());
            if (url.getHost() != null && url.getUserInfo() == null && url.getFragment() == null) {
                if ("https".equals(url.getScheme()) || inTheClear) {
                    return Optional.of(url);
                }
                item.fail("webhook: must be an https:// URL; http:// is for this machine alone");
                return Optional.empty();
            }
        } catch (IllegalArgumentException e) {
            // Told below, like every other wrong URL.
        }
        item.fail(
                "webhook: is no URL such as https://hooks.example.com/alerts, without a name, a password or a fragment");
        return Optional.empty();
    }
}
