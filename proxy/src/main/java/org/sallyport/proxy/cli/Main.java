package org.sallyport.proxy.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code sallyport}: every command is a class of its own beside this one. */
@Command(
        name = "sallyport",
        description = "A gateway for instant messages: it identifies, decides, records, and lets you search.",
        subcommands = {
            RunCommand.class,
            DemoCommand.class,
            ReplayCommand.class,
            CheckCommand.class,
            RulesCommand.class,
            ArchiveCommand.class,
            AlertsCommand.class,
            CaCommand.class,
            BenchCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {"", "Also: ./sallyport test (everything the tests need, then the tests), ./sallyport build."},
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class)
public final class Main {

    /** Says what is running. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"Sallyport 0.1.0", "Java " + Runtime.version()};
        }
    }

    private Main() {}

    /** Runs a command and exits with its code: 0 when it did what it was asked, 1 when it couldn't, 2 for wrong usage. */
    public static void main(String[] args) {
        CommandLine line = commandLine();
        Logging.environment(System.getenv(Logging.ENVIRONMENT), line.getErr());
        System.exit(line.execute(args));
    }

    /** All commands, ready to be executed, or looked at. */
    public static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            PrintWriter err = command.getErr();
            if (failure instanceof CommandFailure known) {
                Logging.failure(err, String.valueOf(known.getMessage()));
            } else {
                Logging.fault(err, failure);
            }
            err.flush();
            return 1;
        });
        return line;
    }
}
