package org.sallyport.proxy.alert.mail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Header;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sallyport.protocols.Address;
import org.sallyport.proxy.alert.AlertSettings;
import org.sallyport.proxy.alert.Courier.Outcome;
import org.sallyport.proxy.alert.Digest;
import org.sallyport.proxy.alert.Samples;
import org.sallyport.proxy.testkit.Certificates;
import org.sallyport.proxy.testkit.MailServer;

/** Alerts as mail, taken by a mail server on a socket. */
class MailCourierTest {

    private static final String ANN = "ann@example.com";
    private static final String BEN = "ben@example.com";

    private final Digest digest = Samples.digest("k-17", Samples.alert("1", "Insider words", "alice"));

    @TempDir
    private Path directory;

    @Test
    void aDigestArrivesWhole() throws Exception {
        try (MailServer server = MailServer.start()) {
            MailCourier courier = plain(server.port(), ANN, BEN);
            assertThat(courier.deliver(digest)).isEqualTo(new Outcome.Delivered(null));
            assertThat(server.mails()).hasSize(1);
            MailServer.Mail mail = server.mails().getFirst();
            assertThat(mail.to()).containsExactly(ANN, BEN);
            assertThat(mail.header("From")).isEqualTo("sallyport@example.com");
            assertThat(mail.header("To")).isEqualTo(ANN + ", " + BEN);
            assertThat(mail.header("Subject")).isEqualTo("[Sallyport] medium: Insider words, alice Adams");
            assertThat(mail.header("Message-ID")).isEqualTo("<k-17@example.com>");
            assertThat(mail.header("Auto-Submitted")).isEqualTo("auto-generated");
            assertThat(mail.header("Date")).isNotNull();
            assertThat(mail.text())
                    .contains("who:        alice Adams (alice), as aim:alice")
                    .contains("record:     journal-1");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = MailServer.Mode.class,
            names = {"STARTTLS", "TLS"})
    void overTlsWithAPassword(MailServer.Mode mode) throws Exception {
        Certificates certificates = new Certificates(directory, "localhost");
        Path password = directory.resolve("password");
        Files.writeString(password, MailServer.PASSWORD + "\n");
        AlertSettings.Security security =
                mode == MailServer.Mode.TLS ? AlertSettings.Security.TLS : AlertSettings.Security.STARTTLS;
        try (MailServer server = MailServer.start(mode, certificates)) {
            MailCourier courier = courier(server.port(), security, password, certificates.pem(), ANN);
            assertThat(courier.deliver(digest)).isEqualTo(new Outcome.Delivered(null));
            assertThat(server.mails()).hasSize(1);

            // A new password needs no new start, and a wrong one is said.
            Files.writeString(password, "wrong");
            assertThat(courier.deliver(digest))
                    .isEqualTo(new Outcome.Failed("the mail server refuses the user or the password", null));
            Files.delete(password);
            assertThat(cause(courier.deliver(digest))).contains("password can't be read");

            // Nobody vouches for it.
            Files.writeString(password, MailServer.PASSWORD);
            assertThat(cause(courier(server.port(), security, password, null, ANN)
                            .deliver(digest)))
                    .contains("certification path");
            assertThat(server.mails()).hasSize(1);
        }
    }

    @Test
    void aServerOfAnotherNameIsNotTheOne() throws Exception {
        Certificates certificates = new Certificates(directory, "mail.example.com");
        try (MailServer server = MailServer.start(MailServer.Mode.TLS, certificates)) {
            MailCourier courier = courier(server.port(), AlertSettings.Security.TLS, null, certificates.pem(), ANN);
            assertThat(courier.deliver(digest)).isInstanceOf(Outcome.Failed.class);
        }
    }

    /** Somebody in between who takes the offer out of the greeting gets no mail to read. */
    @Test
    void withoutStarttlsNothingIsSaid() throws Exception {
        try (MailServer server = MailServer.start()) {
            MailCourier courier = courier(server.port(), AlertSettings.Security.STARTTLS, null, null, ANN);
            assertThat(cause(courier.deliver(digest))).contains("STARTTLS");
            assertThat(server.mails()).isEmpty();
        }
    }

    @Test
    void oneAddressThatIsRefusedForGoodKeepsItFromNobodyElse() throws Exception {
        try (MailServer server = MailServer.start()) {
            server.refuse(BEN, 550);
            Outcome outcome = plain(server.port(), ANN, BEN).deliver(digest);
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Delivered.class,
                            done -> assertThat(done.note()).contains("refuses 1 of 2 addresses"));
            assertThat(server.mails().getFirst().to()).containsExactly(ANN);
            assertThat(cause(plain(server.port(), BEN).deliver(digest))).contains("550");
        }
    }

    @Test
    void whoHasItGetsItNoSecondTimeWhenAnotherGetsItLater() throws Exception {
        try (MailServer server = MailServer.start()) {
            server.refuse(BEN, 450);
            MailCourier courier = plain(server.port(), ANN, BEN);
            assertThat(cause(courier.deliver(digest))).contains("450");
            assertThat(courier.deliver(digest)).isInstanceOf(Outcome.Failed.class);
            server.refuseNobody();
            assertThat(courier.deliver(digest)).isEqualTo(new Outcome.Delivered(null));
            assertThat(server.mails()).extracting(MailServer.Mail::to).containsExactly(List.of(ANN), List.of(BEN));
            // The next digest is for both again.
            assertThat(courier.deliver(Samples.digest("k-18", Samples.alert("2", "r", "p"))))
                    .isEqualTo(new Outcome.Delivered(null));
            assertThat(server.mails().getLast().to()).containsExactly(ANN, BEN);
        }
    }

    @Test
    void namesAreNoHeaders() throws Exception {
        try (MailServer server = MailServer.start()) {
            assertThat(plain(server.port(), ANN).deliver(Samples.digest("k", Samples.hostile())))
                    .isEqualTo(new Outcome.Delivered(null));
            MailServer.Mail mail = server.mails().getFirst();
            assertThat(mail.to()).containsExactly(ANN);
            assertThat(Collections.list(mail.message().getAllHeaders()))
                    .extracting(Header::getName)
                    .doesNotContain("Bcc")
                    .contains("Subject", "Content-Type");
            assertThat(mail.message().getSubject()).startsWith("[Sallyport] high: eve��Bcc: all");
            assertThat(mail.text().lines()).noneMatch(line -> line.startsWith("Bcc") || line.startsWith("Got you"));
        }
    }

    @Test
    void whoDoesNotAnswerIsNotWaitedForForever() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            MailCourier courier = new MailCourier(
                    target(silent.getLocalPort(), AlertSettings.Security.NONE, null, null, ANN),
                    Duration.ofMillis(200));
            assertThat(cause(courier.deliver(digest))).contains("timed out");
        }
        assertThat(cause(plain(1, ANN).deliver(digest))).contains("onnect");
    }

    private static String cause(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
        return switch (outcome) {
            case Outcome.Failed failed -> failed.cause();
            case Outcome.Delivered done -> "";
        };
    }

    private static MailCourier plain(int port, String... to) {
        return courier(port, AlertSettings.Security.NONE, null, null, to);
    }

    private static MailCourier courier(
            int port, AlertSettings.Security security, @Nullable Path password, @Nullable Path ca, String... to) {
        return new MailCourier(target(port, security, password, ca, to), Duration.ofSeconds(20));
    }

    private static AlertSettings.Mail target(
            int port, AlertSettings.Security security, @Nullable Path password, @Nullable Path ca, String... to) {
        return new AlertSettings.Mail(
                "compliance",
                List.of(to),
                new AlertSettings.Smtp(
                        new Address("localhost", port),
                        security,
                        "sallyport@example.com",
                        password == null ? null : MailServer.USER,
                        password,
                        ca));
    }
}
