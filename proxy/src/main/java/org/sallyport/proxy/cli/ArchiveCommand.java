package org.sallyport.proxy.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.journal.JournalVerifier;
import org.sallyport.archive.journal.Verification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sallyport archive}. */
@Command(
        name = "archive",
        description = "Look after the record.",
        subcommands = ArchiveCommand.Verify.class,
        mixinStandardHelpOptions = true)
final class ArchiveCommand implements Callable<Integer> {

    @Override
    public Integer call() throws CommandFailure {
        throw new CommandFailure("which? There is: sallyport archive verify");
    }

    /** {@code sallyport archive verify}. */
    @Command(
            name = "verify",
            description = "Prove that nothing in the journal was removed, changed or reordered, or say where it was.",
            mixinStandardHelpOptions = true)
    static final class Verify implements Callable<Integer> {

        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "The configuration; without it sallyport.yaml, or the defaults.")
        private @Nullable Path config;

        @Option(
                names = "--journal",
                paramLabel = "DIR",
                description = "A journal elsewhere, instead of the configured one.")
        private @Nullable Path journal;

        @Option(
                names = "--public-key",
                paramLabel = "FILE",
                description = "A public key kept elsewhere; also detects that everything was signed anew.")
        private @Nullable Path publicKey;

        @Override
        public Integer call() throws CommandFailure {
            Path directory = journal != null
                    ? journal
                    : Configurations.load(config).data().resolve("journal");
            Terminal terminal = new Terminal(System.out);
            JournalVerifier.Progress progress = (sequence, bytes, of) ->
                    terminal.progress("verifying", sequence + " records, " + (of == 0 ? 100 : bytes * 100 / of) + " %");
            Path key = publicKey;
            Verification found = key == null
                    ? JournalVerifier.verify(directory, progress)
                    : JournalVerifier.verify(directory, key, progress);
            return report(found, terminal);
        }

        private static int report(Verification found, Terminal terminal) throws CommandFailure {
            return switch (found) {
                case Verification.Intact intact -> {
                    if (intact.lastSequence() < intact.firstSequence()) {
                        terminal.line("The journal is intact, and empty: nothing has been recorded yet.");
                    } else {
                        terminal.line("Intact: records " + intact.firstSequence() + " to " + intact.lastSequence()
                                + " are as they were written.");
                        Instant signed = intact.signedAt();
                        terminal.line(
                                signed == null
                                        ? "No checkpoint covers them yet."
                                        : "Signed for up to " + intact.signedSequence() + ", at " + signed + ".");
                    }
                    if (intact.tornBytes() > 0) {
                        terminal.line("The last " + intact.tornBytes()
                                + " bytes are of a write that a crash cut short; it was never acknowledged.");
                    }
                    yield 0;
                }
                case Verification.Broken broken -> {
                    terminal.line("NOT INTACT: " + broken.finding());
                    terminal.line(
                            "  at record " + broken.sequence() + ", " + broken.file() + ", offset " + broken.offset());
                    terminal.line(
                            "Keep a copy of the directory as it is, and compare with the archive and with backups.");
                    yield 1;
                }
                case Verification.Unreadable unreadable ->
                    throw new CommandFailure("can't verify: " + unreadable.cause());
            };
        }
    }
}
