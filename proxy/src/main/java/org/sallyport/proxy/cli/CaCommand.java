package org.sallyport.proxy.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sallyport.proxy.config.Configuration;
import org.sallyport.proxy.tls.Authority;
import org.sallyport.proxy.tls.AuthorityException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sallyport ca}. */
@Command(
        name = "ca",
        description = "The CA that clients must trust where the gateway looks into TLS.",
        subcommands = {CaCommand.Export.class, CaCommand.Show.class},
        mixinStandardHelpOptions = true)
final class CaCommand implements Callable<Integer> {

    @Override
    public Integer call() throws CommandFailure {
        throw new CommandFailure("which? There are: sallyport ca export, sallyport ca show");
    }

    private static Authority open(Configuration configuration) throws CommandFailure {
        try {
            return Authority.open(configuration.tls().authority(), configuration.tlsDirectory(), Clock.systemUTC());
        } catch (AuthorityException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether anything is looked into, and what to do when nothing is. */
    private static String state(Configuration configuration) {
        int rules = configuration.tls().intercept().size();
        return rules == 0
                ? "TLS is not looked into: 'tls.intercept' in the configuration has no rule. To look into the connections to a"
                        + " host, add: tls: { intercept: [ { host: chat.example.com } ] } (see docs/tls.md)"
                : "TLS is looked into by " + rules + (rules == 1 ? " rule" : " rules") + " of 'tls.intercept'.";
    }

    /** {@code sallyport ca export}. */
    @Command(
            name = "export",
            description = "Print the CA's certificate, to be installed on clients; the CA is made if there is none yet."
                    + " Its fingerprint goes to the standard error output.",
            mixinStandardHelpOptions = true)
    static final class Export implements Callable<Integer> {

        /** What clients' tools take. */
        enum Format {
            pem,
            der
        }

        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "The configuration; without it sallyport.yaml, or the defaults.")
        private @Nullable Path config;

        @Option(
                names = "--out",
                paramLabel = "FILE",
                description = "Where it is written, instead of the standard output.")
        private @Nullable Path out;

        @Option(
                names = "--format",
                defaultValue = "pem",
                description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
        private Format format = Format.pem;

        @Override
        public Integer call() throws CommandFailure {
            Configuration configuration = Configurations.load(config);
            Authority authority = open(configuration);
            Path file = out;
            try {
                byte[] content = switch (format) {
                    case pem -> authority.pem().getBytes(StandardCharsets.US_ASCII);
                    case der -> authority.der();
                };
                if (file == null) {
                    System.out.write(content);
                    System.out.flush();
                } else {
                    Files.write(file, content);
                    System.err.println("Written to " + file + ".");
                }
                System.err.println("SHA-256 fingerprint: " + authority.fingerprint());
                System.err.println(state(configuration));
                return 0;
            } catch (IOException e) {
                throw new CommandFailure(
                        (file == null ? "the certificate" : file) + " can't be written: " + e.getMessage(), e);
            } catch (AuthorityException e) {
                throw new CommandFailure(String.valueOf(e.getMessage()), e);
            }
        }
    }

    /** {@code sallyport ca show}. */
    @Command(
            name = "show",
            description = "Say which CA the gateway uses, and whether TLS is looked into. Makes nothing.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {

        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "The configuration; without it sallyport.yaml, or the defaults.")
        private @Nullable Path config;

        @Override
        public Integer call() throws CommandFailure {
            Configuration configuration = Configurations.load(config);
            Terminal terminal = new Terminal(System.out);
            Path file = Authority.existing(configuration.tls().authority(), configuration.tlsDirectory());
            if (file == null) {
                terminal.line(
                        "There is no CA yet: 'sallyport ca export' makes one, and so does the gateway when it first"
                                + " needs it.");
            } else {
                Authority authority = open(configuration);
                terminal.line("certificate  " + authority.file());
                terminal.line("subject      "
                        + authority.certificate().getSubjectX500Principal().getName());
                terminal.line(
                        "valid until  " + authority.certificate().getNotAfter().toInstant());
                try {
                    terminal.line("SHA-256      " + authority.fingerprint());
                } catch (AuthorityException e) {
                    throw new CommandFailure(String.valueOf(e.getMessage()), e);
                }
            }
            terminal.line(state(configuration));
            return 0;
        }
    }
}
