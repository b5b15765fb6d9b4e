package org.sallyport.proxy.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sallyport.proxy.AlertDelivery;
import org.sallyport.proxy.alert.AlertSettings;
import org.sallyport.proxy.alert.Courier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sallyport alerts}. */
@Command(
        name = "alerts",
        description = "See whether alerts arrive.",
        subcommands = AlertsCommand.Test.class,
        mixinStandardHelpOptions = true)
final class AlertsCommand implements Callable<Integer> {

    @Override
    public Integer call() throws CommandFailure {
        throw new CommandFailure("which? There is: sallyport alerts test TARGET");
    }

    /** {@code sallyport alerts test}. */
    @Command(
            name = "test",
            description = "Send a test alert to a target, past every queue, and say how it went.",
            mixinStandardHelpOptions = true)
    static final class Test implements Callable<Integer> {

        @Parameters(
                paramLabel = "TARGET",
                description = "One of 'alerts.targets', as compliance or as rules write it, mail:compliance.")
        private String target = "";

        @Option(
                names = "--config",
                paramLabel = "FILE",
                description = "The configuration; without it sallyport.yaml, or the defaults.")
        private @Nullable Path config;

        @Override
        public Integer call() throws CommandFailure {
            AlertSettings settings = Configurations.load(config).alerts();
            AlertSettings.Target chosen = settings.target(target);
            if (chosen == null) {
                String known = settings.targets().stream()
                        .map(AlertSettings.Target::receiver)
                        .collect(Collectors.joining(", "));
                throw new CommandFailure("'" + target + "' is no target: "
                        + (known.isEmpty() ? "'alerts.targets' has none" : "there are " + known));
            }
            long start = System.nanoTime();
            Courier.Outcome outcome = AlertDelivery.test(settings, chosen, System.getProperty("user.name"));
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            return switch (outcome) {
                case Courier.Outcome.Delivered done -> {
                    Terminal terminal = new Terminal(System.out);
                    terminal.line("The test alert was taken by " + described(chosen) + ", within " + millis + " ms.");
                    if (done.note() != null) {
                        terminal.line("But " + done.note() + ".");
                    }
                    yield 0;
                }
                case Courier.Outcome.Failed failed ->
                    throw new CommandFailure(
                            "the test alert was not taken by " + described(chosen) + ": " + failed.cause());
            };
        }

        /** Of a webhook only the host: the rest of its URL may be a secret. */
        private static String described(AlertSettings.Target target) {
            return target.receiver()
                    + switch (target) {
                        case AlertSettings.Mail mail ->
                            " (" + mail.to().size() + " addresses, by "
                                    + mail.smtp().server() + ")";
                        case AlertSettings.Webhook webhook ->
                            " (at " + webhook.url().getHost() + ")";
                        case AlertSettings.Syslog syslog -> " (" + syslog.server() + ")";
                    };
        }
    }
}
