package org.sallyport.proxy.tls;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateRevokedException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Puts the exceptions of handshakes into words. */
final class Causes {

    private static final String ALERT = "Received fatal alert: ";
    private static final Pattern KIND = Pattern.compile("^\\([a-z_]+\\) ");
    private static final int MAX = 200;
    private static final int MAX_DEPTH = 20;

    /** Alerts that say the certificate is not wanted (RFC 8446 section 6.2). */
    private static final Set<String> REFUSALS = Set.of(
            "bad_certificate",
            "unsupported_certificate",
            "certificate_revoked",
            "certificate_expired",
            "certificate_unknown",
            "unknown_ca");

    private Causes() {}

    /** Whether an exception is about TLS rather than about the connection below it. */
    static boolean isTls(Throwable cause) {
        return cause instanceof SSLException
                || (cause instanceof DecoderException
                        && find(cause, SSLException.class).isPresent());
    }

    /** What a handshake with a service failed by. */
    static Result.Failed upstream(Throwable cause) {
        String untrusted = untrusted(cause);
        return untrusted == null ? new Result.UpstreamFailed(words(cause)) : new Result.UpstreamNotTrusted(untrusted);
    }

    private static @Nullable String untrusted(Throwable cause) {
        if (find(cause, CertificateExpiredException.class).isPresent()) {
            return "its certificate, or one that vouches for it, has expired";
        } else if (find(cause, CertificateNotYetValidException.class).isPresent()) {
            return "its certificate, or one that vouches for it, is not valid yet";
        } else if (find(cause, CertificateRevokedException.class).isPresent()) {
            return "its certificate was revoked";
        } else if (find(cause, CertPathBuilderException.class).isPresent()) {
            return "nobody who is trusted vouches for its certificate";
        } else if (find(cause, CertPathValidatorException.class).isPresent()) {
            return "its certificate, or one that vouches for it, breaks the rules: " + words(cause);
        }
        return find(cause, CertificateException.class)
                .map(e -> String.valueOf(e.getMessage()).startsWith("No ")
                        ? "its certificate is for another name"
                        : "its certificate is refused: " + words(e))
                .orElse(null);
    }

    /** What a handshake with a client failed by. */
    static Result.Failed client(Throwable cause) {
        String alert = alert(cause);
        return alert != null && REFUSALS.contains(alert)
                ? new Result.ClientRefused("it says " + alert)
                : new Result.ClientFailed(words(cause));
    }

    /** The alert a peer sent, as RFC 8446 calls it. */
    private static @Nullable String alert(Throwable cause) {
        String words = words(cause);
        return words.startsWith(ALERT) ? words.substring(ALERT.length()) : null;
    }

    /** What the JDK says, which names versions, alerts and suites, and never what was sent; plain characters only. */
    static String words(Throwable cause) {
        if (find(cause, NotSslRecordException.class).isPresent()) {
            // Its own words are what the peer said.
            return "what came is no TLS";
        }
        Throwable told = find(cause, SSLException.class).<Throwable>map(e -> e).orElse(cause);
        String message = told.getMessage();
        // Newer JDKs put the alert in brackets before the message, which says it anyway.
        String text = message == null
                ? told.getClass().getSimpleName()
                : KIND.matcher(message).replaceFirst("");
        return text.substring(0, Math.min(MAX, text.length())).replaceAll("[^ -~]", "?");
    }

    private static <T extends Throwable> Optional<T> find(Throwable cause, Class<T> type) {
        Throwable each = cause;
        for (int depth = 0; each != null && depth < MAX_DEPTH; depth++) {
            if (type.isInstance(each)) {
                return Optional.of(type.cast(each));
            }
            each = each.getCause();
        }
        return Optional.empty();
    }
}
