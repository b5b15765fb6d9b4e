package org.sallyport.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.proxy.testkit.Hook;
import org.sallyport.proxy.testkit.MailServer;
import picocli.CommandLine;

/** An administrator wants to know whether alerts arrive. */
final class AlertsCommandTest {

    @TempDir
    private Path directory;

    private record Ended(int code, String text) {}

    @Test
    void aTestSaysHowItWent() throws Exception {
        try (MailServer mail = MailServer.start();
                Hook hook = Hook.start()) {
            String configuration = """
                    alerts:
                      targets:
                        compliance: { mail: [ann@example.com, ben@example.com] }
                        soc: { webhook: "%s" }
                      smtp: { server: "localhost:%d", security: none, from: sallyport@example.com }
                    """.formatted(hook.url(), mail.port());
            Ended ended = test("mail:compliance", configuration);
            assertThat(ended.text())
                    .startsWith("The test alert was taken by mail:compliance (2 addresses, by localhost:" + mail.port()
                            + "), within ");
            assertThat(ended.code()).isZero();
            assertThat(mail.mails().getFirst().header("Subject")).startsWith("[Sallyport] Test of alerts from ");
            assertThat(mail.mails().getFirst().text()).contains("Nothing has happened.");

            mail.refuse("ben@example.com", 550);
            assertThat(test("compliance", configuration).text()).contains("But the mail server refuses 1 of 2");

            assertThat(test("soc", configuration).code()).isZero();
            hook.answer(Hook.status(401));
            Ended failed = test("soc", configuration);
            assertThat(failed.code()).isEqualTo(1);
            assertThat(failed.text())
                    .contains("sallyport: the test alert was not taken by webhook:soc (at 127.0.0.1): it answers 401");

            Ended unknown = test("webhook:compliance", configuration);
            assertThat(unknown.code()).isEqualTo(1);
            assertThat(unknown.text())
                    .contains("'webhook:compliance' is no target: there are mail:compliance, webhook:soc");
        }
        assertThat(test("soc", "data: var").text()).contains("'alerts.targets' has none");
    }

    @Test
    void checkWarnsOfWhoCannotBeTold() throws Exception {
        Path policy = directory.resolve("policy.yaml");
        Files.writeString(policy, """
                version: 1
                rules:
                  - name: Insiders
                    feature: chat
                    then: allow
                    alert: { severity: high, to: [webhook:soc, mail:soc, pager:carol] }
                  - name: Rest
                    then: allow
                """);
        Ended ended = run(
                "alerts: { targets: { soc: { webhook: 'https://hooks.example.com/a' } } }\npolicy: { file: policy.yaml }",
                "check");
        assertThat(ended.code()).isZero();
        assertThat(ended.text())
                .contains("policy.yaml:3:5: rules[0].alert.to: 'Insiders' has mail:soc told, which is none of")
                .contains("'Insiders' has pager:carol told")
                .contains("(allowed: webhook:soc)")
                .doesNotContain("has webhook:soc told")
                .contains("The configuration and the policy are valid.");
    }

    private Ended test(String target, String configuration) throws Exception {
        return run(configuration, "alerts", "test", target);
    }

    private Ended run(String configuration, String... command) throws Exception {
        Path file = directory.resolve("sallyport.yaml");
        Files.writeString(file, configuration + "\n");
        String[] arguments = new String[command.length + 2];
        System.arraycopy(command, 0, arguments, 0, command.length);
        arguments[command.length] = "--config";
        arguments[command.length + 1] = file.toString();
        PrintStream before = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        StringWriter complaint = new StringWriter();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            CommandLine line = Main.commandLine();
            line.setErr(new PrintWriter(complaint));
            int code = line.execute(arguments);
            return new Ended(code, said.toString(StandardCharsets.UTF_8) + complaint);
        } finally {
            System.setOut(before);
        }
    }
}
