package org.sallyport.proxy.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sallyport.proxy.PolicyLoading;
import org.sallyport.proxy.config.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sallyport check}. */
@Command(
        name = "check",
        description = "Read the configuration and the policy, list every error, and start nothing.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration; without it sallyport.yaml, or the defaults.")
    private @Nullable Path config;

    @Override
    public Integer call() throws CommandFailure {
        Configuration configuration = Configurations.load(config);
        PolicyLoading.Checked checked = PolicyLoading.check(configuration);
        Terminal out = new Terminal(System.out);
        checked.warnings().forEach(warning -> out.line("warning: " + warning));
        if (!checked.errors().isEmpty()) {
            throw new CommandFailure("the policy is not valid:\n" + String.join("\n", checked.errors()));
        }
        out.line("The configuration and the policy are valid.");
        return 0;
    }
}
