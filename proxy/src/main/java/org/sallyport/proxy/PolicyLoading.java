package org.sallyport.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.sallyport.policy.document.DocumentException;
import org.sallyport.policy.document.Problem;
import org.sallyport.policy.document.Problems;
import org.sallyport.policy.identity.binding.Registration;
import org.sallyport.policy.identity.binding.RegistrationSettings;
import org.sallyport.policy.notice.NoticeLog;
import org.sallyport.policy.rule.DefaultPolicy;
import org.sallyport.policy.rule.KnownGroups;
import org.sallyport.policy.rule.PolicyFile;
import org.sallyport.policy.rule.Rulebase;
import org.sallyport.policy.rule.RulebaseReader;
import org.sallyport.proxy.alert.AlertSettings;
import org.sallyport.proxy.config.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds, checks and loads the rulebase that a configuration names. */
public final class PolicyLoading {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyLoading.class);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private PolicyLoading() {}

    /** What is wrong with a rulebase, one line each. */
    public record Checked(List<String> errors, List<String> warnings) {}

    /** Reads the rulebase and starts nothing. */
    public static Checked check(Configuration configuration) {
        Path file = fileOf(configuration);
        if (configuration.policy().file() == null && !Files.exists(file)) {
            return new Checked(List.of(), List.of());
        }
        return switch (RulebaseReader.read(file)) {
            case RulebaseReader.Result.Valid valid -> {
                yield new Checked(List.of(), lines(valid.warnings().plus(advice(configuration, valid.rulebase()))));
            }
            case RulebaseReader.Result.Invalid invalid -> new Checked(lines(invalid.problems()), List.of());
        };
    }

    /** What is right with a rulebase by itself, and not with this configuration. */
    static List<Problem> advice(Configuration configuration, Rulebase rulebase) {
        Path file = fileOf(configuration);
        List<Problem> advice = new ArrayList<>(AlertDelivery.unknown(file, rulebase, configuration.alerts()));
        advice.addAll(leadsNowhere(file, rulebase, configuration.people().registration()));
        return advice;
    }

    /** Where the rulebase is. */
    static Path fileOf(Configuration configuration) {
        Path named = configuration.policy().file();
        return named != null ? named : configuration.data().resolve("policy.yaml");
    }

    /**
     * Loads the rulebase and keeps it fresh.
     *
     * @param groups the groups the directory has
     * @param listener who is told of changes
     * @param notices who was told what
     * @throws GatewayException when it is not valid, with every error
     */
    static PolicyFile open(
            Configuration configuration, KnownGroups groups, PolicyFile.Listener listener, NoticeLog notices)
            throws GatewayException {
        Path file = fileOf(configuration);
        try {
            if (configuration.policy().file() == null && !Files.exists(file)) {
                DefaultPolicy.writeTo(file);
            }
            Warning warning = new Warning(
                    file, configuration.alerts(), configuration.people().registration(), listener);
            return PolicyFile.open(file, warning, LOOK_EVERY, notices, groups);
        } catch (DocumentException e) {
            throw new GatewayException("the policy is not valid, so nothing was started:\n" + e.problems(), e);
        } catch (IOException e) {
            throw new GatewayException("the policy could not be written to " + file + ": " + e.getMessage(), e);
        }
    }

    /** Warns, of each rulebase that comes into force, of those who are to be told and can't be. */
    private record Warning(Path file, AlertSettings alerts, RegistrationSettings registration, PolicyFile.Listener next)
            implements PolicyFile.Listener {

        @Override
        public void onLoaded(Rulebase rulebase, Problems warnings) {
            AlertDelivery.unknown(file, rulebase, alerts).forEach(problem -> LOG.warn("Policy: {}", problem));
            leadsNowhere(file, rulebase, registration).forEach(problem -> LOG.warn("Policy: {}", problem));
            next.onLoaded(rulebase, warnings);
        }

        @Override
        public void onRefused(Problems problems) {
            next.onRefused(problems);
        }
    }

    private static List<Problem> leadsNowhere(Path file, Rulebase rulebase, RegistrationSettings registration) {
        return rulebase.asksToRegister() && registration.url().isEmpty()
                ? List.of(new Problem(
                        file.toString(),
                        1,
                        1,
                        "rules",
                        "a notice has " + Registration.PLACEHOLDER
                                + ", and 'people.registration-url' is not set: nobody can register",
                        List.of()))
                : List.of();
    }

    private static List<String> lines(Problems problems) {
        return problems.list().stream().map(Problem::toString).toList();
    }
}
