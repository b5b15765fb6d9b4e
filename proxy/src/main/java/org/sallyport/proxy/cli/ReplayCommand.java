package org.sallyport.proxy.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sallyport replay}. */
@Command(
        name = "replay",
        description =
                "Say what each connection in a capture file was, every event in it, and what the policy would have decided.",
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {

    @Option(names = "--policy", paramLabel = "FILE", description = "The rulebase; without it the one that comes along.")
    private @Nullable Path policy;

    @Option(
            names = "--format",
            paramLabel = "table|json",
            description = "table (default) or json, one object a line.",
            defaultValue = "table")
    private String format = "table";

    @Parameters(paramLabel = "CAPTURE", arity = "1..*", description = "pcap or pcapng files.")
    private List<Path> captures = List.of();

    @Override
    public Integer call() throws CommandFailure {
        throw new CommandFailure("not wired " + policy + format + captures);
    }
}
