package org.sallyport.proxy.alert;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.proxy.alert.webhook.WebhookCourier;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.Hook;
import org.sallyport.proxy.testkit.LogLines;

/** Alerts arrive, at least once and not too often, whatever becomes of those who are told. */
class AlertsTest {

    private static final Duration DAY = Duration.ofDays(1);
    private static final long QUEUE = 64 << 20;

    @TempDir
    private Path directory;

    @Test
    void aStormIsToldInAFewDigests() throws Exception {
        try (Hook hook = Hook.start();
                Alerts alerts = open(Samples.settings(Duration.ofSeconds(1), DAY, QUEUE, hook.url()))) {
            for (int i = 0; i < 10_000; i++) {
                raise(alerts, recent("a" + i, "p" + i % 4), "webhook:hook0");
            }
            awaitTold(alerts, 0, 10_000);
            assertThat(told(hook)).isEqualTo(10_000);
            assertThat(hook.posts().size()).isLessThanOrEqualTo(10);
            JsonNode last = hook.posts().getLast().json();
            assertThat(last.path("groups").size()).isLessThanOrEqualTo(4);
            assertThat(last.path("text").asText()).contains("alert rule, p").contains(" more");
            assertThat(status(alerts, 0).full()).isZero();
        }
    }

    @Test
    void oneTargetThatIsAwayHoldsUpNoOtherAndIsToldWhenItIsBack() throws Exception {
        int port = freePort();
        try (Hook up = Hook.start();
                Alerts alerts = open(Samples.settings(
                        Duration.ZERO, DAY, QUEUE, up.url(), URI.create("http://127.0.0.1:" + port + "/in")))) {
            for (int i = 0; i < 20; i++) {
                raise(alerts, recent("a" + i, "p"), "webhook:hook0", "webhook:hook1");
            }
            awaitTold(alerts, 0, 20);
            Await.until("it was tried thrice", () -> status(alerts, 1).failures() >= 3);
            assertThat(status(alerts, 1).failingSince()).isNotNull();
            assertThat(status(alerts, 1).cause()).contains("ConnectException");
            assertThat(status(alerts, 1).waiting()).isEqualTo(20);
            assertThat(status(alerts, 1).oldest()).isNotNull();
            try (Hook back = Hook.start(port)) {
                awaitTold(alerts, 1, 20);
                assertThat(told(back)).isEqualTo(20);
                assertThat(status(alerts, 1).failingSince()).isNull();
                assertThat(status(alerts, 1).waiting()).isZero();
            }
        }
    }

    @Test
    void aDigestThatFailedIsSentAgainUnderItsKey() throws Exception {
        try (Hook hook = Hook.start()) {
            hook.answer(Hook.status(503));
            try (Alerts alerts = open(Samples.settings(Duration.ZERO, DAY, QUEUE, hook.url()))) {
                raise(alerts, recent("a1", "p"), "webhook:hook0");
                Await.until("it was tried twice", () -> hook.posts().size() >= 2);
                raise(alerts, recent("a2", "p"), "webhook:hook0");
                Await.until("both wait", () -> status(alerts, 0).queued() == 2);
            }
            int before = hook.posts().size();
            hook.answer(Hook.status(200));
            // Another process, as it were: what was under way is the same as before.
            try (Alerts alerts = open(Samples.settings(Duration.ZERO, DAY, QUEUE, hook.url()))) {
                awaitTold(alerts, 0, 2);
            }
            List<Hook.Post> posts = hook.posts();
            Set<String> keys = new TreeSet<>();
            for (Hook.Post post : posts.subList(0, before + 1)) {
                keys.add(post.header("Idempotency-Key"));
                assertThat(post.json().path("alerts").asInt()).isEqualTo(1);
            }
            assertThat(keys).hasSize(1);
            assertThat(posts.getLast().header("Idempotency-Key")).isNotIn(keys);
        }
    }

    @Test
    void whatIsTooOldIsGivenUpAndTheNextDigestSaysSo() throws Exception {
        try (Hook hook = Hook.start();
                Alerts alerts = open(Samples.settings(Duration.ZERO, Duration.ofHours(1), QUEUE, hook.url()))) {
            Alert old = Samples.alert("old", "r", "p", Instant.now().minus(Duration.ofHours(2)));
            raise(alerts, old, "webhook:hook0");
            Await.until("it is given up", () -> status(alerts, 0).expired() == 1);
            raise(alerts, recent("new", "p"), "webhook:hook0");
            awaitTold(alerts, 0, 1);
            assertThat(hook.posts()).hasSize(1);
            assertThat(hook.posts().getFirst().json().path("lost").asInt()).isEqualTo(1);
            assertThat(status(alerts, 0).waiting()).isZero();
        }
    }

    @Test
    void aFullQueueKeepsTheEldestAndSaysHowManyAreLost() throws Exception {
        try (Hook hook = Hook.start();
                LogLines log = new LogLines("org.sallyport.proxy.alert", Level.WARN)) {
            hook.answer(Hook.status(500));
            AlertSettings settings = Samples.settings(Duration.ZERO, DAY, 64 << 10, hook.url());
            try (Alerts alerts = open(settings)) {
                for (int i = 0; i < 1_000; i++) {
                    raise(alerts, recent("a" + i, "p"), "webhook:hook0");
                }
                Await.until(
                        "all are dealt with",
                        () -> status(alerts, 0).queued() + status(alerts, 0).full() == 1_000);
                long lost = status(alerts, 0).full();
                assertThat(lost).isBetween(500L, 950L);
                log.await("alerts are lost, because as many wait as may");
                hook.answer(Hook.status(200));
                awaitTold(alerts, 0, 1_000 - lost);
                Map<String, Long> lastOfKey = new TreeMap<>();
                for (Hook.Post post : hook.posts()) {
                    lastOfKey.put(
                            post.header("Idempotency-Key"),
                            post.json().path("lost").asLong());
                }
                assertThat(lastOfKey.values().stream()
                                .mapToLong(Long::longValue)
                                .sum())
                        .isEqualTo(lost);
                assertThat(told(hook)).isEqualTo(1_000 - lost);
            }
        }
    }

    /** An event loop must not wait for a disk; a pipe that nobody reads is one that never answers. */
    @Test
    void raisingNeverWaits() throws Exception {
        int many = Alerts.HANDED_OVER + 5_000;
        try (Hook hook = Hook.start();
                LogLines log = new LogLines("org.sallyport.proxy.alert", Level.WARN);
                Alerts alerts = open(Samples.settings(Duration.ZERO, DAY, QUEUE, hook.url()))) {
            Path pipe = directory.resolve("hook0").resolve("0000000000000001.alerts");
            assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                    .isZero();
            for (int i = 0; i < many; i++) {
                raise(alerts, recent("a" + i, "p"), "webhook:hook0");
            }
            assertThat(status(alerts, 0).queued()).isZero();
            assertThat(status(alerts, 0).full()).isBetween(4_000L, 5_000L);
            log.await("raised faster than the disk takes them");
            try (InputStream end = Files.newInputStream(pipe)) {
                Await.until("each is counted", () -> status(alerts, 0).full() == many);
                assertThat(end.available()).isZero();
            }
            log.await("because the disk does not take them");
            assertThat(log.lines()).noneMatch(line -> line.contains("Adams"));
            Files.delete(pipe);
            raise(alerts, recent("after", "p"), "webhook:hook0");
            awaitTold(alerts, 0, 1);
            assertThat(hook.posts().getLast().json().path("lost").asLong()).isEqualTo(many);
        }
    }

    @Test
    void whoIsNoTargetIsCounted() throws Exception {
        try (Hook hook = Hook.start();
                Alerts alerts = open(Samples.settings(Duration.ZERO, DAY, QUEUE, hook.url()))) {
            raise(alerts, recent("a", "p"), "mail:nobody", "webhook:hook0", "webhook:hook0");
            awaitTold(alerts, 0, 1);
            assertThat(alerts.nowhere()).isEqualTo(1);
            assertThat(told(hook)).isEqualTo(1);
        }
    }

    @Test
    void aTestGoesPastTheQueue() throws Exception {
        try (Hook hook = Hook.start()) {
            AlertSettings settings = Samples.settings(Duration.ofDays(1), DAY, QUEUE, hook.url());
            Courier.Outcome outcome =
                    Alerts.test(settings.targets().getFirst(), maker(settings), "gate", Clock.systemUTC(), "carol");
            assertThat(outcome).isEqualTo(new Courier.Outcome.Delivered(null));
            assertThat(hook.posts().getFirst().json().path("test").asBoolean()).isTrue();
            hook.answer(Hook.status(404));
            assertThat(Alerts.test(settings.targets().getFirst(), maker(settings), "gate", Clock.systemUTC(), null))
                    .isEqualTo(new Courier.Outcome.Failed("it answers 404", null));
        }
    }

    private Alerts open(AlertSettings settings) throws IOException {
        return Alerts.open(settings, directory, maker(settings), "journal", "gate.example.com", Clock.systemUTC());
    }

    private static Courier.Maker maker(AlertSettings settings) {
        return target -> new WebhookCourier((AlertSettings.Webhook) target, settings.timeout(), Clock.systemUTC());
    }

    private static void raise(Alerts alerts, Alert alert, String... to) {
        alerts.raise(() -> alert, List.of(to));
    }

    private static Alert recent(String id, String login) {
        return Samples.alert(id, "alert rule", login, Instant.now());
    }

    private static TargetStatus status(Alerts alerts, int target) {
        return alerts.status().get(target);
    }

    private static void awaitTold(Alerts alerts, int target, long count) throws Exception {
        Await.until(
                "all " + count + " are told: " + status(alerts, target),
                () -> status(alerts, target).delivered() >= count);
    }

    /** How many alerts the digests that came were about, each key once. */
    private static long told(Hook hook) throws IOException {
        long told = 0;
        Set<String> keys = new TreeSet<>();
        for (Hook.Post post : hook.posts()) {
            if (keys.add(Objects.requireNonNull(post.header("Idempotency-Key")))) {
                told += post.json().path("alerts").asLong();
            }
        }
        return told;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
