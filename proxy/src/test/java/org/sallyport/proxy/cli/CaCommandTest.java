package org.sallyport.proxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an administrator gets of the CA. */
final class CaCommandTest {

    @TempDir
    private Path directory;

    @Test
    void showMakesNothingAndHelps() throws Exception {
        assertThat(run("show", "data: var")).contains("There is no CA yet", "TLS is not looked into", "tls.intercept");
        assertThat(directory.resolve("var")).doesNotExist();
        run("export", "data: var");
        assertThat(run("show", "data: var\ntls: { intercept: [{ host: a.example }] }"))
                .contains("ca.pem", "CN=Sallyport CA ", "SHA-256", "TLS is looked into by 1 rule of");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pem", "der"})
    void exportGivesACertificate(String format) throws Exception {
        Path out = directory.resolve("ca." + format);
        run("export", "data: var", "--format", format, "--out", out.toString());
        try (InputStream in = Files.newInputStream(out)) {
            assertThat(CertificateFactory.getInstance("X.509").generateCertificate(in))
                    .asString()
                    .contains("Sallyport CA");
        }
    }

    @Test
    void exportPrintsPem() throws Exception {
        assertThat(run("export", "data: var"))
                .startsWith("-----BEGIN CERTIFICATE-----")
                .doesNotContain("PRIVATE");
    }

    private String run(String command, String configuration, String... more) throws Exception {
        Path file = directory.resolve("sallyport.yaml");
        Files.writeString(file, configuration + "\n");
        String[] arguments = new String[4 + more.length];
        arguments[0] = "ca";
        arguments[1] = command;
        arguments[2] = "--config";
        arguments[3] = file.toString();
        System.arraycopy(more, 0, arguments, 4, more.length);
        PrintStream before = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertThat(Main.commandLine().execute(arguments)).isZero();
        } finally {
            System.setOut(before);
        }
        return said.toString(StandardCharsets.UTF_8);
    }
}
