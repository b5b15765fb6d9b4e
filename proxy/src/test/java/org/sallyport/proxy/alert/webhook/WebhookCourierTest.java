package org.sallyport.proxy.alert.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.proxy.alert.AlertSettings;
import org.sallyport.proxy.alert.Courier.Outcome;
import org.sallyport.proxy.alert.Digest;
import org.sallyport.proxy.alert.Samples;
import org.sallyport.proxy.testkit.Certificates;
import org.sallyport.proxy.testkit.Hook;

/** Alerts as JSON, taken by an HTTP server on a socket. */
class WebhookCourierTest {

    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_793_606_412), ZoneOffset.UTC);

    private final Digest digest = Samples.digest(
            "k-17", Samples.alert("1", "Insider words", "alice"), Samples.alert("2", "Insider words", "alice"));

    @TempDir
    private Path directory;

    @Test
    void aDigestArrivesWhole() throws Exception {
        try (Hook hook = Hook.start();
                WebhookCourier courier = courier(hook.url(), null, null)) {
            assertThat(courier.deliver(digest)).isEqualTo(new Outcome.Delivered(null));
            Hook.Post post = hook.posts().getFirst();
            assertThat(post.header("Content-Type")).isEqualTo("application/json");
            assertThat(post.header("Idempotency-Key")).isEqualTo("k-17");
            assertThat(post.header("Sallyport-Signature")).isEmpty();
            JsonNode json = post.json();
            assertThat(json.path("version").asInt()).isEqualTo(1);
            assertThat(json.path("key").asText()).isEqualTo("k-17");
            assertThat(json.path("test").asBoolean(true)).isFalse();
            assertThat(json.path("alerts").asInt()).isEqualTo(2);
            JsonNode group = json.path("groups").path(0);
            assertThat(group.path("count").asInt()).isEqualTo(2);
            assertThat(group.path("records").path(1).asText()).isEqualTo("journal-2");
            assertThat(group.at("/alert/rules/0").asText()).isEqualTo("Insider words");
            assertThat(group.at("/alert/login").asText()).isEqualTo("alice");
            assertThat(group.at("/alert/reasons/0").asText()).isEqualTo("lexicon insider");
        }
    }

    @Test
    void theSignatureIsOfTimestampAndBody() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "s3cret\n");
        try (Hook hook = Hook.start();
                WebhookCourier courier = courier(hook.url(), secret, null)) {
            courier.deliver(digest);
            Hook.Post post = hook.posts().getFirst();
            assertThat(post.header("Sallyport-Timestamp")).isEqualTo("1793606412");
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("s3cret".getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            byte[] signed = mac.doFinal(("1793606412." + post.body()).getBytes(StandardCharsets.UTF_8));
            assertThat(post.header("Sallyport-Signature"))
                    .isEqualTo("v1=" + HexFormat.of().formatHex(signed));
            Files.writeString(secret, "");
            assertThat(cause(courier.deliver(digest))).contains("must have 1 to 4096 bytes");
            assertThat(hook.posts()).hasSize(1);
        }
    }

    /** Made with OpenSSL: {@code printf '17.what do ya want for nothing?' | openssl dgst -sha256 -hmac Jefe}. */
    @Test
    void theSignatureIsWhatOthersMakeOfIt() {
        assertThat(WebhookCourier.signature(
                        "Jefe", "17", "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("31441f9046bbd4589513ed5a0fa22dab2a8006f6ce7ee0ac275c3f7e84098a15");
    }

    @Test
    void aRedirectIsAFailureAndNotFollowed() throws Exception {
        try (Hook elsewhere = Hook.start();
                Hook hook = Hook.start();
                WebhookCourier courier = courier(hook.url(), null, null)) {
            hook.answer(exchange -> {
                exchange.getResponseHeaders().add("Location", elsewhere.url().toString());
                exchange.sendResponseHeaders(307, -1);
            });
            assertThat(courier.deliver(digest))
                    .isEqualTo(new Outcome.Failed("it answers 307, and redirects are not followed", null));
            assertThat(elsewhere.posts()).isEmpty();
        }
    }

    @Test
    void whoAsksToBeLeftAloneIsLeftAlone() throws Exception {
        try (Hook hook = Hook.start();
                WebhookCourier courier = courier(hook.url(), null, null)) {
            assertThat(answered(hook, courier, "120"))
                    .isEqualTo(new Outcome.Failed("it answers 429", Duration.ofMinutes(2)));
            assertThat(answered(hook, courier, "999999999"))
                    .isEqualTo(new Outcome.Failed("it answers 429", Duration.ofHours(1)));
            assertThat(answered(hook, courier, "99999999999999")).isEqualTo(new Outcome.Failed("it answers 429", null));
            assertThat(answered(hook, courier, "Mon, 02 Nov 2026 08:00:00 GMT"))
                    .isEqualTo(new Outcome.Failed("it answers 429", null));
        }
    }

    private Outcome answered(Hook hook, WebhookCourier courier, String retryAfter) {
        hook.answer(exchange -> {
            exchange.getResponseHeaders().add("Retry-After", retryAfter);
            exchange.sendResponseHeaders(429, -1);
        });
        return courier.deliver(digest);
    }

    @Test
    void anAnswerWithoutEndIsNotRead() throws Exception {
        try (Hook hook = Hook.start();
                WebhookCourier courier = courier(hook.url(), null, null)) {
            CountDownLatch gone = new CountDownLatch(1);
            hook.answer(exchange -> {
                exchange.sendResponseHeaders(200, 0);
                try (OutputStream out = exchange.getResponseBody()) {
                    while (true) {
                        out.write(new byte[64 << 10]);
                    }
                } catch (IOException e) {
                    gone.countDown();
                    throw e;
                }
            });
            assertThat(courier.deliver(digest)).isEqualTo(new Outcome.Delivered(null));
            gone.await();
        }
    }

    @Test
    void whoDoesNotAnswerIsNotWaitedForForever() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (Hook hook = Hook.start();
                WebhookCourier courier = new WebhookCourier(
                        new AlertSettings.Webhook("soc", hook.url(), null, null), Duration.ofMillis(300), CLOCK)) {
            hook.answer(exchange -> {
                try {
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            assertThat(cause(courier.deliver(digest))).startsWith("no answer within");
            over.countDown();
        }
    }

    @Test
    void overTlsItIsKnownWhoItIs() throws Exception {
        Certificates certificates = new Certificates(directory, "localhost");
        try (Hook hook = Hook.start(certificates);
                WebhookCourier knowing = courier(hook.url(), null, certificates.pem());
                WebhookCourier strange = courier(hook.url(), null, null);
                WebhookCourier misnamed =
                        courier(URI.create("https://127.0.0.1:" + hook.port() + "/in"), null, certificates.pem());
                WebhookCourier broken = courier(hook.url(), null, directory.resolve("nothing.pem"))) {
            assertThat(knowing.deliver(digest)).isEqualTo(new Outcome.Delivered(null));
            assertThat(cause(strange.deliver(digest))).contains("certification path");
            assertThat(cause(misnamed.deliver(digest))).contains("SSLHandshakeException");
            assertThat(cause(broken.deliver(digest))).contains("the CAs in ");
            assertThat(hook.posts()).hasSize(1);
        }
    }

    @Test
    void namesAreText() throws Exception {
        try (Hook hook = Hook.start();
                WebhookCourier courier = courier(hook.url(), null, null)) {
            assertThat(courier.deliver(Samples.digest("k", Samples.hostile()))).isEqualTo(new Outcome.Delivered(null));
            JsonNode alert = hook.posts().getFirst().json().at("/groups/0/alert");
            assertThat(alert.path("login").asText()).isEqualTo(Samples.hostile().login());
        }
    }

    /** Whoever knows a hook's URL may post to it. */
    @Test
    void theUrlIsInNoMessage() {
        URI url = URI.create("http://127.0.0.1:1/services/T000/B000/XXXX");
        try (WebhookCourier courier = courier(url, null, null)) {
            assertThat(cause(courier.deliver(digest))).doesNotContain("T000");
            assertThat(courier.destination()).isEqualTo("127.0.0.1:1");
            assertThat(new AlertSettings.Webhook("soc", url, null, null).toString())
                    .doesNotContain("T000");
        }
    }

    private static String cause(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Failed failed -> failed.cause();
            case Outcome.Delivered done -> throw new AssertionError("it arrived");
        };
    }

    private static WebhookCourier courier(URI url, @Nullable Path secret, @Nullable Path ca) {
        return new WebhookCourier(new AlertSettings.Webhook("soc", url, secret, ca), Duration.ofSeconds(20), CLOCK);
    }
}
