package org.sallyport.proxy.alert.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.sallyport.proxy.alert.AlertSettings;
import org.sallyport.proxy.alert.ClientTls;
import org.sallyport.proxy.alert.Courier;
import org.sallyport.proxy.alert.Digest;
import org.sallyport.proxy.alert.SecretFile;

/**
 * Alerts as JSON by POST. Any 2xx says that the digest arrived; a redirect is a failure, for it would take the alert, signed,
 * to somebody nobody configured.
 *
 * <p>With a secret, {@code Sallyport-Signature} is {@code v1=} and the HMAC-SHA256 (RFC 2104), in hexadecimal digits, of the
 * value of {@code Sallyport-Timestamp}, a full stop, and the body: a receiver that compares it, and refuses old timestamps, knows
 * who wrote it and that nobody sends it once more. {@code Idempotency-Key} is the digest's key.
 *
 * <p>Confined to one thread, which it blocks for as long as the time-outs allow.
 */
public final class WebhookCourier implements Courier {

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final AlertSettings.Webhook target;
    private final Duration timeout;
    private final Clock clock;
    private @Nullable HttpClient client;

    /** @param timeout for connecting, and for the answer */
    public WebhookCourier(AlertSettings.Webhook target, Duration timeout, Clock clock) {
        this.target = target;
        this.timeout = timeout;
        this.clock = clock;
    }

    @Override
    public String destination() {
        int port = target.url().getPort();
        return port < 0 ? target.url().getHost() : target.url().getHost() + ":" + port;
    }

    @Override
    public Outcome deliver(Digest digest) {
        byte[] body = DigestJson.bytes(digest);
        try {
            HttpRequest request = request(digest, body);
            HttpResponse<InputStream> answer = client().send(request, HttpResponse.BodyHandlers.ofInputStream());
            // What it says besides is of no use, and might never end.
            answer.body().close();
            return outcome(answer);
        } catch (HttpTimeoutException e) {
            return new Outcome.Failed("no answer within " + timeout.toSeconds() + " s", null);
        } catch (IOException e) {
            return new Outcome.Failed(words(e), null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Failed("interrupted", null);
        }
    }

    private HttpRequest request(Digest digest, byte[] body) throws IOException {
        String timestamp = Long.toString(clock.instant().getEpochSecond());
        HttpRequest.Builder request = HttpRequest.newBuilder(target.url())
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("User-Agent", "Sallyport")
                .header("Idempotency-Key", digest.key())
                .header("Sallyport-Timestamp", timestamp)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        Path secretFile = target.secretFile();
        if (secretFile != null) {
            request.header("Sallyport-Signature", "v1=" + signature(SecretFile.read(secretFile), timestamp, body));
        }
        return request.build();
    }

    /** The HMAC-SHA256 of timestamp, full stop and body. */
    static String signature(String secret, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((timestamp + ".").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has HmacSHA256", e);
        }
    }

    private Outcome outcome(HttpResponse<?> answer) {
        int status = answer.statusCode();
        if (status / 100 == 2) {
            return new Outcome.Delivered(null);
        }
        if (status / 100 == 3) {
            return new Outcome.Failed("it answers " + status + ", and redirects are not followed", null);
        }
        return new Outcome.Failed("it answers " + status, pause(answer.headers().firstValue("Retry-After")));
    }

    /** In seconds (RFC 9110, 10.2.3); the other form, a date, is left to the gateway's own pauses. */
    private static @Nullable Duration pause(Optional<String> retryAfter) {
        return retryAfter
                .map(String::strip)
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .map(asked -> asked.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : asked)
                .orElse(null);
    }

    private HttpClient client() throws IOException {
        HttpClient known = client;
        if (known == null) {
            known = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(timeout)
                    .version(HttpClient.Version.HTTP_1_1)
                    .sslContext(ClientTls.context(target.ca()))
                    .build();
            client = known;
        }
        return known;
    }

    /** The first words there are; the client often leaves them to a cause. */
    private static String words(IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null) {
                return cause.getClass().getSimpleName() + ": " + cause.getMessage();
            }
        }
        return failure.getClass().getSimpleName();
    }

    @Override
    public void close() {
        if (client != null) {
            client.shutdownNow();
        }
    }
}
