package org.sallyport.proxy.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sallyport.proxy.Gateway;
import org.sallyport.proxy.GatewayException;
import org.sallyport.proxy.config.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sallyport run}. */
@Command(name = "run", description = "Run the gateway until interrupted.", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration; without it sallyport.yaml, or the defaults.")
    private @Nullable Path config;

    @Override
    public Integer call() throws CommandFailure, InterruptedException {
        Configuration configuration = Configurations.load(config);
        Terminal terminal = new Terminal(System.out);
        try (Gateway gateway = Gateway.start(configuration, terminal::progress)) {
            Running.closeAtExit(gateway);
            Running.announce(gateway, terminal);
            Running.untilInterrupted();
        } catch (GatewayException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
        return 0;
    }
}
