package org.sallyport.proxy.alert.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.protocols.Address;
import org.sallyport.proxy.alert.Alert;
import org.sallyport.proxy.alert.AlertSettings;
import org.sallyport.proxy.alert.AlertSettings.Format;
import org.sallyport.proxy.alert.Courier.Outcome;
import org.sallyport.proxy.alert.Digest;
import org.sallyport.proxy.alert.Samples;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.Certificates;
import org.sallyport.proxy.testkit.Collector;

/** Alerts as syslog messages, taken by a collector on a socket and read as the formats' documents say. */
class SyslogCourierTest {

    /** RFC 5424, 6: header, one element of structured data, text. */
    private static final Pattern MESSAGE = Pattern.compile(
            "<([0-9]{1,3})>1 (\\S+) (\\S+) (\\S+) ([0-9]+) (\\S+) (-|\\[(\\S+)((?: [A-Za-z]+=\"(?:[^\"\\\\\\]]|\\\\.)*\")*)]) (.*)");

    private static final Pattern PARAM = Pattern.compile(" ([A-Za-z]+)=\"((?:[^\"\\\\\\]]|\\\\.)*)\"");

    /** Seven fields, in which bars and backslashes are escaped. */
    private static final Pattern CEF = Pattern.compile("CEF:0" + "\\|((?:[^|\\\\]|\\\\.)*)".repeat(6) + "\\|(.*)");

    private static final Pattern VALUE = Pattern.compile("([a-zA-Z0-9]+)=((?:[^=\\\\]|\\\\.)*)(?= [a-zA-Z0-9]+=|$)");

    private final Digest digest = Samples.digest(
            "k-17",
            Samples.alert("1", "Insider words", "alice"),
            Samples.alert("2", "Insider words", "alice"),
            Samples.alert("3", "Files", "bobby"));

    @TempDir
    private Path directory;

    @Test
    void everyGroupIsAMessageOverTls() throws Exception {
        Certificates certificates = new Certificates(directory, "localhost");
        try (Collector collector = Collector.start(certificates)) {
            SyslogCourier courier = courier(collector.port(), true, certificates.pem(), Format.RFC5424);
            assertThat(courier.deliver(digest)).isEqualTo(new Outcome.Delivered(null));
            Await.until("both are there", () -> collector.messages().size() == 2);
            assertThat(collector.faults()).isEmpty();
            Matcher message = matched(MESSAGE, collector.messages().getFirst());
            // Log audit is 13, warning is 4.
            assertThat(message.group(1)).isEqualTo("108");
            assertThat(message.group(2)).isEqualTo("2026-11-02T08:00:12.441Z");
            assertThat(message.group(3)).isEqualTo("gate.example.com");
            assertThat(message.group(4)).isEqualTo("sallyport");
            assertThat(message.group(6)).isEqualTo("alert");
            assertThat(message.group(8)).isEqualTo("sallyport@32473");
            assertThat(message.group(10))
                    .isEqualTo("\uFEFFInsider words: alice Adams (alice), as aim:alice, and 1 more like this");
            assertThat(params(message.group(9)))
                    .containsEntry("key", List.of("k-17-1"))
                    .containsEntry("rule", List.of("Insider words"))
                    .containsEntry("count", List.of("2"))
                    .containsEntry("record", List.of("journal-1", "journal-2"))
                    .containsEntry("reason", List.of("lexicon insider"))
                    .containsEntry("with", List.of("aim:bobby"));
        }
    }

    @Test
    void whoCollectsIsKnown() throws Exception {
        Certificates certificates = new Certificates(directory, "siem.example.com");
        try (Collector collector = Collector.start(certificates)) {
            assertThat(cause(courier(collector.port(), true, null, Format.CEF).deliver(digest)))
                    .contains("certification path");
            assertThat(cause(courier(collector.port(), true, certificates.pem(), Format.CEF)
                            .deliver(digest)))
                    .contains("localhost");
            assertThat(collector.messages()).isEmpty();
        }
    }

    @Test
    void cefIsReadAsItIsWritten() throws Exception {
        try (Collector collector = Collector.start(null)) {
            assertThat(courier(collector.port(), false, null, Format.CEF).deliver(digest))
                    .isEqualTo(new Outcome.Delivered(null));
            Await.until("both are there", () -> collector.messages().size() == 2);
            Matcher message = matched(MESSAGE, collector.messages().getFirst());
            assertThat(message.group(7)).isEqualTo("-");
            Matcher cef = matched(CEF, message.group(10));
            assertThat(List.of(cef.group(1), cef.group(2), cef.group(3), cef.group(4), cef.group(6)))
                    .containsExactly("Sallyport", "Sallyport", "1.2", "Insider words", "6");
            assertThat(values(cef.group(7)))
                    .containsEntry("suser", "alice Adams")
                    .containsEntry("suid", "alice")
                    .containsEntry("cnt", "2")
                    .containsEntry("rt", "1793606412441")
                    .containsEntry("externalId", "k-17-1")
                    .containsEntry("cs4Label", "records")
                    .containsEntry("cs4", "journal-1, journal-2");
        }
    }

    /** Each is one frame, one line, and what is read from it is what was put in. */
    @Test
    void namesAreNoFramesAndNoFields() throws Exception {
        Alert hostile = Samples.hostile();
        try (Collector collector = Collector.start(null)) {
            courier(collector.port(), false, null, Format.RFC5424).deliver(Samples.digest("k", hostile));
            courier(collector.port(), false, null, Format.CEF).deliver(Samples.digest("k", hostile));
            Await.until("both are there", () -> collector.messages().size() == 2);
            assertThat(collector.faults()).isEmpty();
            for (String message : collector.messages()) {
                assertThat(message.chars()).noneMatch(c -> c < ' ' || c == 0x2028);
                assertThat(message.length()).isLessThan(8_192);
            }
            Map<String, List<String>> params =
                    params(matched(MESSAGE, structured(collector.messages())).group(9));
            assertThat(params).containsEntry("login", List.of(String.valueOf(hostile.login())));
            assertThat(params).containsEntry("with", hostile.with());
            Matcher cef =
                    matched(CEF, matched(MESSAGE, other(collector.messages())).group(10));
            assertThat(cef.group(4).replace("\\|", "|").replace("\\\\", "\\")).isEqualTo(hostile.rule());
            assertThat(values(cef.group(7)))
                    .containsEntry("suid", String.valueOf(hostile.login()))
                    .containsEntry("cs1", String.valueOf(hostile.screenName()));
        }
    }

    @Test
    void aCollectorThatGoesAwayDidNotTakeIt() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket socket = listener.accept()) {
                    assertThat(socket.getInputStream().read()).isPositive();
                    // As the kernel of a collector that died does with what was not read.
                    socket.setSoLinger(true, 0);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertThat(cause(courier(listener.getLocalPort(), false, null, Format.RFC5424)
                            .deliver(digest)))
                    .contains("SocketException");
        }
        assertThat(cause(courier(1, false, null, Format.RFC5424).deliver(digest)))
                .contains("ConnectException");
    }

    @Test
    void whoNeverReadsIsNotWaitedForForever() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SyslogCourier courier = new SyslogCourier(
                    new AlertSettings.Syslog(
                            "siem", new Address("localhost", silent.getLocalPort()), true, null, Format.CEF),
                    Duration.ofMillis(200),
                    "1.2");
            assertThat(courier.deliver(digest)).isInstanceOf(Outcome.Failed.class);
        }
    }

    private static String structured(List<String> messages) {
        return messages.get(0).contains("[sallyport@") ? messages.get(0) : messages.get(1);
    }

    private static String other(List<String> messages) {
        return messages.get(0).contains("[sallyport@") ? messages.get(1) : messages.get(0);
    }

    private static Matcher matched(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.matches()).as(text).isTrue();
        return matcher;
    }

    private static Map<String, List<String>> params(String data) {
        Map<String, List<String>> params = new LinkedHashMap<>();
        Matcher matcher = PARAM.matcher(data);
        while (matcher.find()) {
            params.computeIfAbsent(matcher.group(1), name -> new ArrayList<>())
                    .add(matcher.group(2).replaceAll("\\\\(.)", "$1"));
        }
        return params;
    }

    private static Map<String, String> values(String extension) {
        Map<String, String> values = new LinkedHashMap<>();
        Matcher matcher = VALUE.matcher(extension);
        while (matcher.find()) {
            values.put(matcher.group(1), matcher.group(2).replaceAll("\\\\(.)", "$1"));
        }
        return values;
    }

    private static String cause(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Failed failed -> failed.cause();
            case Outcome.Delivered done -> throw new AssertionError("it arrived");
        };
    }

    private static SyslogCourier courier(int port, boolean tls, @Nullable Path ca, Format format) {
        return new SyslogCourier(
                new AlertSettings.Syslog("siem", new Address("localhost", port), tls, ca, format),
                Duration.ofSeconds(20),
                "1.2");
    }
}
