package org.sallyport.proxy.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.document.DocumentException;
import org.sallyport.proxy.config.Configuration;
import org.sallyport.proxy.config.ConfigurationReader;

/** Finds and reads the configuration for a command. */
final class Configurations {

    /** What is read when no file is named, if it is there. */
    private static final Path USUAL = Path.of("sallyport.yaml");

    private Configurations() {}

    /** The configuration in a file; without one, that in {@code sallyport.yaml}; without that, the defaults. */
    static Configuration load(@Nullable Path file) throws CommandFailure {
        Path chosen = file != null ? file : Files.exists(USUAL) ? USUAL : null;
        if (chosen == null) {
            return ConfigurationReader.defaults(Path.of("").toAbsolutePath());
        }
        Logging.configured(ConfigurationReader.logFormat(chosen));
        try {
            return ConfigurationReader.load(chosen);
        } catch (DocumentException e) {
            throw new CommandFailure(
                    "the configuration is not valid, so nothing was started:\n" + e.problems()
                            + "\nAll keys are in docs/configuration.md.",
                    e);
        }
    }
}
