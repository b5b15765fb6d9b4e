package org.sallyport.proxy.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code sallyport bench}. */
@Command(name = "bench", description = "Measure.", mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {

    @Override
    public Integer call() throws CommandFailure {
        throw new CommandFailure("not wired");
    }
}
